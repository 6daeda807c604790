// SPDX-License-Identifier: Apache-2.0
/**
 * @file What is new arrives without a reload. One stream of the page says that something changed; each region that
 * cares asks the server again for its own part and takes over what differs, node by node, so that neither the focus nor
 * a half-read row is lost. Nothing that a form holds is ever touched.
 *
 *   <body data-events="/events">
 *   <section data-live="/queue?part=list" data-topics="reports incidents">
 *
 * The stream sends events named "change" with JSON data {"version": 41, "topics": ["reports"], "say": "A report came in."};
 * version and say may be left out, and without topics every region is asked for. A region's address answers with
 * what belongs inside the region, as HTML, to a request with the header Truce-Part: 1; 204 says that nothing changed.
 */

const shortest = 1000, longest = 30000;

/** @param {ParentNode} root */
export function start(root) {
  const address = document.body.dataset.events;
  if (!address) return;
  const say = speaker();
  let wait = shortest, lost = false;
  const connect = () => {
    const stream = new EventSource(address);
    stream.addEventListener("open", () => {
      wait = shortest;
      line("live", "Live");
      if (lost) {
        lost = false;
        say("The connection is back.");
        refresh(undefined); // what came in between is not sent again
      }
    });
    stream.addEventListener("change", (event) => {
      const change = read(event.data);
      refresh(change.topics);
      if (change.say) say(change.say);
    });
    stream.addEventListener("error", () => {
      stream.close();
      if (!lost) {
        lost = true;
        line("lost", "Connection lost: this page may be out of date");
        say("The connection is lost. This page may be out of date.");
      }
      setTimeout(connect, wait * (0.75 + Math.random() / 2));
      wait = Math.min(longest, wait * 2);
    });
    addEventListener("pagehide", () => stream.close(), { once: true });
  };
  connect();
}

/** @param {string} data @returns {{topics?: string[], say?: string}} */
function read(data) {
  try {
    const value = JSON.parse(data);
    return value && typeof value === "object" ? value : {};
  } catch {
    return {};
  }
}

/** A place where what changed is said, politely; an older message that nobody heard gives way. */
function speaker() {
  const box = document.createElement("p");
  box.className = "unseen";
  box.setAttribute("role", "status");
  document.body.append(box);
  let timer = 0;
  return (text) => {
    clearTimeout(timer);
    timer = setTimeout(() => (box.textContent = text), 400);
  };
}

function line(state, words) {
  for (const each of document.querySelectorAll("[data-line]")) {
    each.dataset.line = state;
    each.textContent = words;
  }
}

/** @type {WeakMap<Element, {busy: boolean, again: boolean}>} */
const states = new WeakMap();

/** Asks again for the regions that care for one of the topics, or for all. @param {string[] | undefined} topics */
function refresh(topics) {
  for (const region of document.querySelectorAll("[data-live]")) {
    const cares = region.dataset.topics?.split(/\s+/);
    if (!topics || !cares || cares.some((each) => topics.includes(each))) ask(region);
  }
}

async function ask(region) {
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
      const answer = await fetch(region.dataset.live, { headers: { "Truce-Part": "1", Accept: "text/html" }, credentials: "same-origin" });
      if (answer.redirected || answer.status === 401 || answer.status === 403) return line("lost", "Signed out: reload this page");
      if (answer.status === 200) take(region, await answer.text());
    } while (state.again);
  } catch {
    // The stream finds the loss of the connection and says so; the region keeps what it had.
  } finally {
    state.busy = false;
  }
}

/** Takes over new contents. A map keeps itself up to date. @param {HTMLElement} region @param {string} html */
export function take(region, html) {
  const fresh = new DOMParser().parseFromString("<!doctype html><body>" + html, "text/html").body;
  const known = new Set([...region.querySelectorAll("[data-key]")].map((each) => each.dataset.key));
  merge(region, fresh);
  for (const each of region.querySelectorAll("[data-key]")) {
    if (!known.has(each.dataset.key)) each.setAttribute("data-arrived", "");
  }
  region.dispatchEvent(new CustomEvent("truce:taken", { bubbles: true }));
}

/** Makes the children of one element those of another, keeping every node that can stay. */
function merge(old, fresh) {
  /** @type {Map<string, Element>} */
  const keyed = new Map();
  for (const each of old.children) if (keyOf(each)) keyed.set(keyOf(each), each);
  let at = old.firstChild;
  for (const next of [...fresh.childNodes]) {
    const key = keyOf(next);
    let mine = key ? keyed.get(key) : at;
    if (key && mine && mine !== at && !mine.contains(document.activeElement)) old.insertBefore(mine, at);
    if (!mine || !alike(mine, next) || (!key && keyOf(mine))) {
      old.insertBefore(document.importNode(next, true), at);
      continue;
    }
    if (mine === at) at = at.nextSibling;
    if (mine.nodeType === Node.ELEMENT_NODE) mend(mine, next);
    else if (mine.nodeValue !== next.nodeValue) mine.nodeValue = next.nodeValue;
    if (key) keyed.delete(key);
  }
  while (at) {
    const gone = at;
    at = at.nextSibling;
    // Whoever is on it keeps it until the next change: a focus that falls to the top of the page is a lost place.
    if (gone.contains(document.activeElement) && gone !== old) gone.dataset.gone = "";
    else gone.remove();
  }
}

const keyOf = (node) => (node?.nodeType === Node.ELEMENT_NODE ? node.dataset?.key || node.id || "" : "");
const alike = (a, b) => a.nodeType === b.nodeType && a.nodeName === b.nodeName;

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
