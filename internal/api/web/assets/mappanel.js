// SPDX-License-Identifier: Apache-2.0
/**
 * @file What stands beside the map in words: its buttons, the legend with the source of every layer, what is picked,
 * and a list of what is in view, which says to a reader without sight what the picture says to others.
 */
import { written } from "./time.js";

/** How many of those in view the list names. */
const listed = 30;

/**
 * Makes an element with attributes and contents.
 * @param {string} name
 * @param {Record<string, string | undefined>} [attributes]
 * @param {...(Node | string)} contents
 */
export function element(name, attributes = {}, ...contents) {
  const out = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) if (value !== undefined) out.setAttribute(key, value);
  out.append(...contents);
  return out;
}

function button(words, act, attributes = {}) {
  const out = element("button", { type: "button", class: "small", ...attributes }, words);
  out.addEventListener("click", act);
  return out;
}

/**
 * Builds the panel of a figure.
 * @param {HTMLElement} figure
 * @param {any} view the View of map.js
 */
export function panel(figure, view) {
  const side = figure.querySelector(".side");
  const tools = element("div", { class: "maptools", role: "group", "aria-label": "Map" },
    button("+", () => view.map.zoomIn(), { "aria-label": "Zoom in", title: "Zoom in (+)" }),
    button("\u2212", () => view.map.zoomOut(), { "aria-label": "Zoom out", title: "Zoom out (\u2212)" }),
    button("Whole area", () => view.whole()),
    button("Previous", () => view.step(-1), { title: "Previous incident in view (p)" }),
    button("Next", () => view.step(1), { title: "Next incident in view (n)" }));
  figure.querySelector(".canvas").after(tools);
  const legend = element("fieldset", { class: "legend" }, element("legend", {}, "Layers"));
  const picked = element("div", { class: "picked", "aria-live": "polite" });
  const list = element("ol", { class: "seen" });
  const summary = element("p", { class: "summary", role: "status" });
  const more = element("p", { class: "small" });
  figure.append(legend);
  side.append(picked, element("section", { "aria-label": "In view" }, element("h3", {}, "In view"), summary, list, more));
  const names = figure.dataset.names ?? "Names are those of the agreement in force on the day that is shown; they take no side.";
  side.append(element("p", { class: "small" }, names + " The shore is Natural Earth's at 1:10 million, out by up to a kilometre; it decides nothing."));
  const times = (i) => {
    const { from, until } = view.incidents;
    if (!Number.isFinite(from[i])) return "time not known";
    const a = written(from[i], view.zone), b = written(until[i], view.zone);
    return a === b ? a : a + " to " + b;
  };
  let later = () => {};
  list.addEventListener("focusout", () => setTimeout(() => list.contains(document.activeElement) || later(), 0));
  return {
    legend: (sources, features) => fillLegend(legend, view, sources, features),
    picked(i) {
      picked.replaceChildren();
      if (i < 0) return;
      const facts = view.incidents.facts(i), radius = view.incidents.radius[i];
      picked.append(element("h3", {}, facts.href ? element("a", { href: facts.href }, facts.title) : facts.title), element("p", {}, times(i)), element("p", {}, ...words(facts)),
        element("p", { class: "small" }, radius > 0 ? "Somewhere within " + distance(radius) + " of the mark." : "The dashed outline is where it was, as far as its sources know."));
      for (const each of list.children) current(each, Number(each.dataset.index) === i);
    },
    seen(members, drawn) {
      const total = view.incidents.count;
      const say = members.length === 0 ? "No incident of this record is in view for this time." : members.length + " of " + total + (total === 1 ? " incident is" : " incidents are") + " in view" + (drawn < members.length ? ", some drawn in groups with their number." : ".");
      if (summary.textContent !== say) summary.textContent = say;
      later = () => {
        later = () => {};
        const rows = view.incidents.latest(members, listed);
        list.replaceChildren(...rows.map((i) => row(view, i, times(i))));
        more.textContent = members.length > listed ? "The " + listed + " latest are listed; zoom in for others." : "";
      };
      if (!list.contains(document.activeElement)) later();
    },
  };
}

function row(view, i, time) {
  const facts = view.incidents.facts(i);
  const pick = button(facts.title, () => view.pick(i), { class: "plain" });
  const out = element("li", { "data-index": String(i) }, pick, element("small", {}, time), element("small", {}, ...words(facts)));
  current(out, i === view.picked);
  return out;
}

function current(row, yes) {
  if (yes) row.setAttribute("aria-current", "true");
  else row.removeAttribute("aria-current");
}

function words({ status, verdict, href }) {
  const out = [];
  if (verdict) out.push(element("span", { class: "status", "data-status": verdict }, verdict), " ");
  if (status) out.push(element("span", { class: "status", "data-status": status }, status), " ");
  if (href) out.push(element("a", { href }, "open"));
  return out;
}

/** @param {number} metres */
function distance(metres) {
  return metres < 1000 ? Math.round(metres) + " m" : (metres / 1000).toFixed(metres < 10000 ? 1 : 0) + " km";
}

/** How many parts of one source the legend names. */
const most = 12;

/** One box a source, with the words of the page's own legend; below it what its parts say of themselves. */
function fillLegend(legend, view, sources, features) {
  legend.replaceChildren(legend.firstElementChild);
  sources.forEach(({ role, words }, source) => {
    const box = element("input", { type: "checkbox" });
    box.checked = !view.hidden.has(source);
    box.addEventListener("change", () => view.show(source, role, box.checked));
    const [name, ...rest] = words.split(": ");
    const label = element("label", {}, box, element("i", { class: "swatch", "data-role": role }), element("span", {}, name));
    if (rest.length) label.lastChild.append(element("small", {}, " " + rest.join(": ")));
    legend.append(label);
    const said = parts(features.filter((f) => f.properties.index === source), view.zone);
    for (const [line, p] of said.slice(0, 2 * most)) {
      legend.append(p === undefined ? element("p", { class: "small" }, line) : element("p", { class: "small" }, element("i", { class: "swatch", "data-role": p.role, "data-side": String(p.side ?? 1), "data-level": String(p.level ?? 0), "data-band": String(p.band ?? 0) }), element("span", {}, line)));
    }
    if (said.length > 2 * most) legend.append(element("p", { class: "small" }, "and " + (said.length - 2 * most) + " more; the page lists them all."));
  });
}

/**
 * What the parts of a source say of themselves, each thing once, as lines with the properties of one of them; whose they are follows
 * those who share it, as a line without. Of very many areas each side or level is said once; the map names them.
 */
function parts(own, zone) {
  const said = new Map(), crowd = own.length > most;
  for (const { properties: p } of own) {
    const area = p.role === "layer" || p.role === "coverage";
    const what = [crowd && area ? "" : p.name, p.words !== p.name && area ? p.words : "", crowd && p.role === "coverage" ? "level " + (p.level ?? 0) + " of 3" : "", p.reported].filter(Boolean).join(", ");
    const whose = [p.source && "source: " + p.source, p.as_of && "as of " + day(p.as_of, zone)].filter(Boolean).join(", ");
    said.set(what + "\n" + whose, [what, whose, p]);
  }
  const list = [...said.values()], out = [];
  list.forEach(([what, whose, p], i) => {
    if (what || whose) out.push([what || whose, p]);
    if (what && whose && list[i + 1]?.[1] !== whose) out.push([whose, undefined]);
  });
  return out;
}

/** A time of a feature in words; what is none stays as it is. */
function day(text, zone) {
  const at = Date.parse(text);
  return /^\d{4}-\d\d-\d\dT/.test(text) && Number.isFinite(at) ? written(at, zone) : text;
}
