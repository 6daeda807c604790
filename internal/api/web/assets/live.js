// SPDX-License-Identifier: Apache-2.0
/**
 * @file What is new arrives without a reload. One stream of the page says that the record changed; each region that is
 * live asks the server again for its own part and takes over what differs, node by node, so that neither the focus nor a
 * half-read row is lost. Nothing that somebody has begun to fill in is ever touched.
 *
 *   <body data-events="/events" data-version="7">
 *   <section id="queue" data-live="queue">    asked for at the page's own address with fragment=queue
 *
 * The stream sends events named "change" with {"version": number, "within": milliseconds}. The first tells the version that
 * the record has, and is for nothing where the page was made of that one. The page asks again at a moment of its own within
 * the time, so that a thousand pages do not ask at once; what changes meanwhile comes with it. The answer is the section as
 * it stands in the page. Rows are told apart by their id. A map listens to the event "truce:change" of the document.
 */

const shortest = 1000, longest = 30000;

/** @param {ParentNode} root */
export function start(root) {
  const address = document.body.dataset.events;
  if (!address) return;
  const say = speaker();
  let wait = shortest, lost = false, known = document.body.dataset.version, planned;
  const connect = () => {
    const stream = new EventSource(address);
    stream.addEventListener("open", () => {
      wait = shortest;
      document.documentElement.dataset.line = "live";
      if (!lost) return;
      lost = false;
      mark("");
      say("The connection is back.");
      known = undefined; // what came in between is not sent again, and a server that began anew counts anew
    });
    stream.addEventListener("change", (event) => {
      const { version, within = 0 } = JSON.parse(event.data);
      if (String(version) === known) return;
      known = String(version);
      planned ??= setTimeout(() => {
        planned = undefined;
        refresh(say);
      }, Math.random() * within);
    });
    stream.addEventListener("error", () => {
      stream.close();
      if (!lost) {
        lost = true;
        document.documentElement.dataset.line = "lost";
        mark("The connection is lost: this page may be out of date. It tries again by itself.");
        say("The connection is lost. This page may be out of date.");
      }
      setTimeout(connect, wait * (0.75 + Math.random() / 2));
      wait = Math.min(longest, wait * 2);
    });
    addEventListener("pagehide", () => stream.close(), { once: true });
  };
  connect();
}

/** Says what changed, politely; an older message that nobody heard yet gives way. */
function speaker() {
  const box = document.getElementById("announce") ?? document.body.appendChild(document.createElement("p"));
  box.classList.add("announce");
  box.setAttribute("role", "status");
  let timer = 0;
  return (text) => {
    clearTimeout(timer);
    timer = setTimeout(() => (box.textContent = text), 400);
  };
}

/** Shows in the page that it may be out of date, or no longer. @param {string} words */
function mark(words) {
  document.querySelector("p.lost")?.remove();
  if (!words) return;
  const note = document.createElement("p");
  note.className = "note lost";
  note.dataset.kind = "stop";
  note.textContent = words;
  document.querySelector("main")?.prepend(note);
}

/** @type {WeakMap<Element, {busy: boolean, again: boolean}>} */
const states = new WeakMap();

/** Asks again for every live region. @param {(text: string) => void} say */
function refresh(say) {
  for (const region of document.querySelectorAll("[data-live]")) ask(region, say);
  document.dispatchEvent(new CustomEvent("truce:change"));
}

async function ask(region, say) {
  const state = states.get(region) ?? { busy: false, again: false };
  states.set(region, state);
  if (state.busy) {
    state.again = true;
    return;
  }
  state.busy = true;
  try {
    do {
      state.again = false;
      const address = new URL(location.href);
      address.hash = "";
      address.searchParams.set("fragment", region.dataset.live);
      const answer = await fetch(address, { headers: { Accept: "text/html" }, credentials: "same-origin" });
      if (answer.redirected || answer.status === 404 || answer.status === 403) return mark("You no longer see this page: reload it, or sign in again.");
      if (answer.status === 200) {
        const added = take(region, await answer.text());
        if (added > 0) say(added + " new in " + (region.querySelector("h2")?.firstChild?.textContent ?? "this list").trim());
      }
    } while (state.again);
  } catch {
    // The stream finds the loss of the connection and says so; the region keeps what it had.
  } finally {
    state.busy = false;
  }
}

/**
 * Takes over new contents.
 * @param {HTMLElement} region
 * @param {string} html the region as it should be now
 * @returns {number} how many rows were added
 */
export function take(region, html) {
  const fresh = new DOMParser().parseFromString("<!doctype html><body>" + html, "text/html").body.firstElementChild;
  if (!fresh) return 0;
  const rows = () => [...region.querySelectorAll("tr[id], li[id]")];
  const known = new Set(rows().map((each) => each.id));
  mend(region, fresh);
  const added = rows().filter((each) => !known.has(each.id));
  for (const each of added) each.dataset.arrived = "";
  return added.length;
}

/** Makes the children of one element those of another, keeping every node that can stay. */
function merge(old, fresh) {
  /** @type {Map<string, Element>} */
  const keyed = new Map();
  for (const each of old.children) if (each.id) keyed.set(each.id, each);
  let at = old.firstChild;
  for (const next of [...fresh.childNodes]) {
    if (gap(next)) continue;
    const mine = next.id ? keyed.get(next.id) : alike(at, next);
    if (!mine || mine.nodeName !== next.nodeName) {
      old.insertBefore(document.importNode(next, true), at);
      continue;
    }
    if (next.id) keyed.delete(next.id);
    if (mine.contains(document.activeElement)) {
      // Whatever has the focus stays where it is, and what stands before it makes room: to move it would lose the focus.
      while (at && at !== mine) {
        const other = at;
        at = at.nextSibling;
        old.insertBefore(other, mine.nextSibling);
      }
    } else if (mine !== at) {
      old.insertBefore(mine, at);
    }
    at = mine.nextSibling;
    if (mine.nodeType === Node.ELEMENT_NODE) mend(mine, next);
    else if (mine.nodeValue !== next.nodeValue) mine.nodeValue = next.nodeValue;
  }
  while (at) {
    const gone = at;
    at = at.nextSibling;
    // Whoever is on it keeps it until the next change: a focus that falls to the top of the page is a lost place.
    if (gone.contains(document.activeElement)) gone.dataset.gone = "";
    else gone.remove();
  }
}

/** The next node from one on that may become another: of the same kind, and nobody's by name. */
function alike(from, next) {
  for (let each = from; each; each = each.nextSibling) {
    if (each.nodeType === next.nodeType && each.nodeName === next.nodeName && !each.id && !gap(each)) return each;
  }
  return null;
}

/** Space between the lines of the source, which nobody sees. */
const gap = (node) => node.nodeType === Node.TEXT_NODE && /^\s*\n\s*$/.test(node.nodeValue);

function mend(old, fresh) {
  if (old.matches("figure.map") || (old.matches("form") && inUse(old))) return;
  if (old.matches("time") && old.dateTime === fresh.dateTime) return; // time.js has added to it
  for (const { name } of [...old.attributes]) {
    if (!fresh.hasAttribute(name) && !["data-arrived", "open"].includes(name)) old.removeAttribute(name);
  }
  for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  merge(old, fresh);
}

/** Whether somebody is in a form or has begun to fill it. @param {HTMLFormElement} form */
function inUse(form) {
  if (form.contains(document.activeElement)) return true;
  return [...form.elements].some((each) => {
    if (each.type === "checkbox" || each.type === "radio") return each.checked !== each.defaultChecked;
    return each.type !== "hidden" && "defaultValue" in each && each.value !== each.defaultValue;
  });
}
