// SPDX-License-Identifier: Apache-2.0
/**
 * @file Times. The server writes every time in the agreement's zone and in UTC; this lets the clock of the page run from
 * what the server said, and adds how long ago or until.
 *
 *   <body data-zone="Europe/Kyiv">
 *   <time data-clock datetime="2026-02-01T02:30:00Z">   a running clock, as "2026-02-01 04:30 (02:30 UTC)"
 *   <time data-due datetime="...">                      gets "in 12 min" or "late by 4 min" behind its text
 *   <time data-age datetime="...">                      gets "4 min ago"
 */

const began = performance.now();

/** @returns {number} the record's time in milliseconds since 1970: the server's when it made the page, and what has passed since */
export function now() {
  const given = Date.parse(document.querySelector("time[data-clock]")?.dateTime ?? "");
  return Number.isNaN(given) ? Date.now() : given + performance.now() - began;
}

/** @param {string | undefined} zone an IANA name @returns {string} a zone that this browser knows */
export function zoneOf(zone) {
  for (const each of [zone, document.body.dataset.zone]) {
    try {
      if (each) return new Intl.DateTimeFormat("en", { timeZone: each }).resolvedOptions().timeZone;
    } catch {
      // A zone that this browser does not know: the next, at the end UTC, which is said beside the time.
    }
  }
  return "UTC";
}

/**
 * A time as the pages write it, such as "1 Feb 2026, 02:30 EET".
 * @param {number} at
 * @param {string} zone
 */
export function written(at, zone) {
  const { day, hour } = formats(zone);
  return day.format(at) + ", " + hour.format(at);
}

/** @type {Map<string, {day: Intl.DateTimeFormat, hour: Intl.DateTimeFormat, sortable: Intl.DateTimeFormat}>} making one is dear, using it is not */
const made = new Map();

function formats(zone) {
  let out = made.get(zone);
  if (!out) {
    out = {
      day: new Intl.DateTimeFormat("en-GB", { timeZone: zone, day: "numeric", month: "short", year: "numeric" }),
      hour: new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZoneName: "short" }),
      sortable: new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "short" }),
    };
    made.set(zone, out);
  }
  return out;
}

/** @param {number} ms a span, never negative @returns {string} its largest two units */
export function span(ms) {
  const minutes = Math.floor(ms / 60000);
  if (minutes < 1) return "less than 1 min";
  if (minutes < 120) return minutes + " min";
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return hours + " h" + (minutes % 60 ? " " + (minutes % 60) + " min" : "");
  return Math.floor(hours / 24) + " days" + (hours % 24 ? " " + (hours % 24) + " h" : "");
}

/** @param {ParentNode} root */
export function start(root) {
  const turn = () => {
    const at = now();
    for (const clock of document.querySelectorAll("time[data-clock]")) tell(clock, clockOf(at));
    for (const due of document.querySelectorAll("time[data-due]")) {
      const left = Date.parse(due.dateTime) - at;
      due.toggleAttribute("data-late", left < 0);
      after(due, left < 0 ? "late by " + span(-left) : "in " + span(left));
    }
    for (const past of document.querySelectorAll("time[data-age]")) {
      const age = at - Date.parse(past.dateTime);
      after(past, age < 0 ? "in " + span(-age) : span(age) + " ago");
    }
  };
  turn();
  setInterval(turn, 1000);
}

/** @param {number} at @returns {string} as the server writes it */
function clockOf(at) {
  const zone = zoneOf(undefined), utc = new Date(at).toISOString();
  if (zone === "UTC") return utc.slice(0, 16).replace("T", " ") + " UTC";
  const { sortable } = formats(zone);
  const local = sortable.format(at).replace(",", "");
  return local + " (" + utc.slice(local.slice(0, 10) === utc.slice(0, 10) ? 11 : 0, 16).replace("T", " ") + " UTC)"; // with its date, where that is another
}

/** Changes a text only where it differs, so that a screen reader hears nothing of what stayed. */
function tell(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

function after(time, text) {
  let note = time.querySelector(":scope > .rel");
  if (!note) {
    note = document.createElement("span");
    note.className = "rel";
    time.append(" ", note);
  }
  tell(note, text);
}
