// SPDX-License-Identifier: Apache-2.0
/**
 * @file The one script that every page names. It loads what a page has use for and nothing else; a page reads and its
 * forms send without it. Each part is found by an attribute in the page, never by a page's name.
 */

/** @type {[string, () => Promise<{start: (root: ParentNode) => void}>][]} */
const parts = [
  ["time[data-clock], time[data-due], time[data-age]", () => import("./time.js")],
  ["body[data-events]", () => import("./live.js")],
  ["figure.map [data-from]", () => import("./map.js")],
  ["[data-sector]", () => import("./sector.js")],
  ["form[data-passkey], form[data-sign]", () => import("./passkey.js")],
];

for (const [selector, load] of parts) {
  if (document.querySelector(selector)) {
    load().then((part) => part.start(document)).catch((fault) => {
      // The page still reads: what failed is an addition to it.
      console.error("a part of this page did not start:", fault);
    });
  }
}
document.documentElement.dataset.script = "on";
