// SPDX-License-Identifier: Apache-2.0
/**
 * @file The map. The figure in the page holds a table or a summary that the server wrote; where the browser can draw,
 * this puts a map above it. Every line comes from an agreement or from a dated layer that names its source: the ground
 * below shows water and land, nothing else.
 *
 *   <figure class="map" data-west="275000000" data-south=... data-east=... data-north=... data-first="1769896800000" data-last=...>
 *     <figcaption><h2>...</h2><p>...</p>
 *     <ul class="legend"><li data-kind="incidents" data-from="/map/incidents">Incidents: as of ...</li>...</ul></figcaption>
 *   </figure>
 *
 * The window is in ten-millionths of a degree, the times in milliseconds since 1970. Each line of the legend is a source: its
 * kind is one of incidents, zones, belts, lines, places, layers, coverage, origin; its address answers GeoJSON, or Columns (see
 * incidents.js) where there are many incidents. Properties of a feature, none required: name or title, href, from, until (RFC
 * 3339), status, verdict, radius (metres), side (1 to 4), level (0 to 3), band (of a field of likelihood, 1 the likeliest; 0 for what
 * one account says), words, source, as_of, and role, where it differs from its source's kind. What has a time is shown within it. data-select is the id of the incident that is shown first, data-zone the zone of the times.
 */
import { coast, graticule } from "./coast.js";
import { Incidents, box, circle } from "./incidents.js";
import { hatching } from "./hatching.js";
import { colours, images, ofIncidents, style } from "./mapstyle.js";
import { element, panel } from "./mappanel.js";
import { pace } from "./pace.js";
import { timeline } from "./timeline.js";
import { zoneOf } from "./time.js";

/** Above this number in view, incidents are drawn in groups. */
const many = 300;

/** How long a map rests before it asks again, however often the record changes. */
const rest = 15000;

/** What a kind of source is called as the role of a feature. */
const roleOf = { incidents: "incident", zones: "zone", belts: "belt", lines: "line", places: "place", layers: "layer" };

/** @param {ParentNode} root */
export function start(root) {
  for (const figure of root.querySelectorAll("figure.map:has([data-from])")) {
    if (figure.dataset.state) continue;
    figure.dataset.state = "loading";
    open(figure).catch((fault) => {
      figure.dataset.state = "failed";
      for (const part of figure.querySelectorAll(":scope > :is(.canvas, .side, .maptools, .time)")) part.remove();
      figure.prepend(element("p", { class: "note", "data-kind": "warning" }, "The map could not be drawn here (" + fault.message + "). What it shows stands in the lists of this page."));
    });
  }
}

/** @returns {Promise<any>} MapLibre, with its worker from our own address */
export async function library() {
  const maplibre = await import("./vendor/maplibre-gl.js");
  maplibre.setWorkerUrl(new URL("./vendor/maplibre-gl-worker.js", import.meta.url).href);
  return maplibre;
}

/**
 * Asks all sources of a figure.
 * @param {HTMLElement} figure
 */
async function ask(figure) {
  return Promise.all([...figure.querySelectorAll(".legend [data-from]")].map(async (line) => {
    const { kind, from } = line.dataset;
    const answer = await fetch(from, { credentials: "same-origin", headers: { Accept: "application/geo+json, application/json" } });
    if (!answer.ok) throw new Error("the server answered " + answer.status + " for " + line.textContent);
    return { kind, role: roleOf[kind] ?? kind, words: line.textContent.trim(), data: await answer.json() };
  }));
}

/** What a window shows at the most: three of its widths, so that nobody is lost in the ocean. */
function around([west, south, east, north]) {
  const w = east - west, h = north - south;
  return [Math.max(-180, west - w), Math.max(-80, south - h), Math.min(180, east + w), Math.min(80, north + h)];
}

/**
 * A map with water, land and a grid, in the colours of the page. Whoever calls it adds what it is about.
 * @param {HTMLElement} into
 * @param {import("./coast.js").Box} window
 * @param {string} label
 */
export async function ground(into, window, label) {
  const [maplibre, shore] = await Promise.all([library(), fetch(new URL("./coast.bin", import.meta.url)).then((r) => r.arrayBuffer())]);
  const limits = around(window);
  const dressed = style(colours()), pieces = coast(shore, limits);
  dressed.sources.land.data = pieces.land;
  dressed.sources.shore.data = pieces.shore;
  const map = new maplibre.Map({
    container: into, style: dressed, bounds: window, fitBoundsOptions: { padding: 12 }, maxBounds: limits, attributionControl: false, dragRotate: false,
    pitchWithRotate: false, touchPitch: false, fadeDuration: 0, maxZoom: 16, locale: { "Map.Title": label }, refreshExpiredTiles: false, renderWorldCopies: false,
  });
  pace(map);
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.addControl(new maplibre.ScaleControl({ maxWidth: 120, unit: "metric" }), "bottom-left");
  const loaded = new Promise((done, failed) => {
    map.once("style.load", done);
    map.once("error", (e) => failed(e.error ?? new Error("it could not start")));
  });
  await loaded;
  const grid = () => {
    const b = map.getBounds();
    map.getSource("grid").setData(graticule(limits, b.getEast() - b.getWest()));
  };
  for (const [name, image] of images(colours())) map.addImage(name, image, { pixelRatio: 2 });
  const dress = () => {
    const c = colours();
    for (const [name, image] of images(c)) map.updateImage(name, image);
    for (const layer of style(c).layers) for (const [key, value] of Object.entries(layer.paint ?? {})) map.setPaintProperty(layer.id, key, value);
  };
  grid();
  map.on("zoomend", grid);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", dress);
  return map;
}

async function open(figure) {
  const began = performance.now();
  const asked = ask(figure);
  const place = element("div", { class: "canvas" });
  const side = element("div", { class: "side" });
  figure.append(place, side);
  const degrees = ["west", "south", "east", "north"].map((edge) => Number(figure.dataset[edge]) / 1e7);
  const window = degrees.every(Number.isFinite) && degrees[0] < degrees[2] ? degrees : extent(await asked);
  const [map, sources] = await Promise.all([ground(place, window, figure.querySelector("h2")?.textContent ?? "Map"), asked]);
  const view = new View(figure, map, window);
  map.fire("busy");
  view.take(sources);
  map.once("sharp", () => {
    figure.dataset.state = "idle";
    figure.dataset.idle = Math.round(performance.now() - began);
    figure.dispatchEvent(new CustomEvent("truce:map", { bubbles: true, detail: { map, view } }));
  });
  let timer = 0;
  document.addEventListener("truce:change", () => {
    timer ||= setTimeout(async () => {
      timer = 0;
      await ask(figure).then((fresh) => view.take(fresh), () => {}); // the map keeps what it had; live.js says that the line is lost
    }, rest);
  });
}

function extent(sources) {
  const all = sources.flatMap(({ data }) => (data.features ?? []).filter((f) => f.geometry).map((f) => box(f.geometry)));
  if (all.length === 0) return [-30, 30, 60, 70];
  return all.reduce((a, b) => [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[2], b[2]), Math.max(a[3], b[3])]);
}

/** What a map shows at one moment, and what its panel says of it. */
class View {
  constructor(figure, map, window) {
    this.figure = figure;
    this.map = map;
    this.window = window;
    this.zone = zoneOf(figure.dataset.zone);
    this.incidents = new Incidents();
    this.picked = -1;
    this.first = -Infinity;
    this.last = Infinity;
    this.hidden = new Set();
    this.panel = panel(figure, this);
    map.on("moveend", () => this.soon());
    map.on("click", (event) => this.click(event));
    map.on("mousemove", (event) => (map.getCanvas().style.cursor = this.under(event.point) ? "pointer" : ""));
    map.getCanvas().addEventListener("keydown", (event) => {
      if (event.key === "n") this.step(1);
      if (event.key === "p") this.step(-1);
      if (event.key === "Escape") this.pick(-1);
    });
  }

  /** Takes over what the sources answered. @param {{kind: string, role: string, words: string, data: any}[]} sources */
  take(sources) {
    const features = [];
    let columns;
    sources.forEach(({ role, data }, source) => {
      if (data.type !== "FeatureCollection") columns = data;
      else for (const f of data.features) if (f.geometry) features.push({ ...f, properties: { role, ...f.properties, index: source } });
    });
    const own = features.filter((f) => f.properties.role === "incident");
    const picked = this.picked >= 0 ? this.incidents.facts(this.picked).id : this.figure.dataset.select;
    this.features = features.filter((f) => f.properties.role !== "incident");
    this.incidents = columns ? Incidents.ofColumns(columns) : Incidents.ofFeatures(own);
    this.laid = undefined;
    this.lay();
    const span = this.incidents.span();
    if (span && !this.time) {
      this.time = timeline(this.figure, {
        first: Number(this.figure.dataset.first) || span.first, last: Number(this.figure.dataset.last) || span.last, zone: this.zone,
        counts: (a, b, n) => this.incidents.histogram(a, b, n), change: (a, b) => ((this.first = a), (this.last = b), this.lay(), this.draw()),
      });
    }
    this.time?.draw();
    this.panel.legend(sources, this.features);
    this.draw();
    this.picked = -1;
    for (let i = 0; picked && i < this.incidents.count && this.picked < 0; i++) if (this.incidents.facts(i).id === picked) this.pick(i);
  }

  /** The box in view, with a margin into which a small move leads. */
  box(margin) {
    const b = this.map.getBounds();
    const w = (b.getEast() - b.getWest()) * margin, h = (b.getNorth() - b.getSouth()) * margin;
    return [b.getWest() - w, b.getSouth() - h, b.getEast() + w, b.getNorth() + h];
  }

  /** Draws anew when the map has come to rest; what the margin holds moves along until then. */
  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.draw(), 150);
  }

  draw() {
    clearTimeout(this.timer);
    const set = this.incidents, zoom = this.map.getZoom();
    const seen = set.within(this.box(0), this.first, this.last);
    const near = set.within(this.box(0.4), this.first, this.last);
    const groups = set.groups(near, zoom, seen.length > many ? 64 : 16);
    this.map.getSource("points").setData(collect(groups.map((g) => feature({ type: "Point", coordinates: [g.lon, g.lat] }, {
      count: g.count, index: g.index, words: short(g.count), status: g.index < 0 ? "" : set.facts(g.index).status,
    }))));
    const metres = 78271.5 / 2 ** zoom; // a pixel at the equator; at 50 degrees some two thirds of it
    const regions = [];
    for (const g of groups) {
      if (g.index < 0 || regions.length > many) continue;
      const shape = this.region(g.index, metres * 4);
      if (shape) regions.push(feature(shape, { index: g.index }));
    }
    this.map.getSource("regions").setData(collect(regions));
    this.hatch();
    this.seen = seen;
    this.panel.seen(seen, groups.length);
  }

  /** The region of an incident, unless it is too small to be seen as one. */
  region(i, least) {
    const own = this.incidents.shape(i);
    if (own) return own;
    const radius = this.incidents.radius[i];
    return radius > least ? circle(this.incidents.at(i), radius) : undefined;
  }

  under(point) {
    const reach = [[point.x - 6, point.y - 6], [point.x + 6, point.y + 6]];
    return this.map.queryRenderedFeatures(reach, { layers: ["groups", "singles"] })[0];
  }

  click(event) {
    const hit = this.under(event.point);
    if (!hit) return this.pick(-1);
    const { index, count } = hit.properties;
    if (count === 1) return this.pick(index);
    const zoom = Math.min(this.map.getMaxZoom(), this.map.getZoom() + 2);
    this.move({ center: hit.geometry.coordinates, zoom });
  }

  /** Goes somewhere, at once for whoever asks for little motion. */
  move(to) {
    this.map.easeTo({ ...to, duration: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 300 });
  }

  step(by) {
    const order = this.incidents.latest(this.seen, 500);
    if (order.length === 0) return;
    const at = order.indexOf(this.picked);
    this.pick(order[(at + by + order.length + (at < 0 && by < 0 ? 1 : 0)) % order.length]);
  }

  /** Shows one incident, or none for -1. */
  pick(i) {
    this.picked = i;
    const shapes = [];
    if (i >= 0) {
      shapes.push(feature({ type: "Point", coordinates: this.incidents.at(i) }, {}));
      const region = this.region(i, 0);
      if (region) shapes.push(feature(region, {}));
    }
    this.map.getSource("pick").setData(collect(shapes));
    this.panel.picked(i);
  }

  /** Shows or hides what one source gave. Incidents are a layer of their own. */
  show(source, role, on) {
    if (on) this.hidden.delete(source);
    else this.hidden.add(source);
    if (role === "incident") {
      for (const layer of ofIncidents) this.map.setLayoutProperty(layer, "visibility", on ? "visible" : "none");
      return;
    }
    this.lay();
    this.hatch();
  }

  /** The features whose source is not hidden, of the time that is shown. */
  shown() {
    return this.features.filter(({ properties: p }) => !this.hidden.has(p.index) && !(Date.parse(p.from ?? "") > this.last) && !(Date.parse(p.until ?? "") < this.first));
  }

  /** Draws the features, unless they are those that are drawn. */
  lay() {
    const shown = this.shown();
    if (this.laid?.length === shown.length && shown.every((f, i) => f === this.laid[i])) return;
    this.laid = shown;
    this.map.getSource("features").setData(collect(shown));
  }

  hatch() {
    this.map.getSource("hatching").setData(collect(hatching(this.shown(), this.box(0.4), this.map.getZoom())));
  }

  whole() {
    this.map.fitBounds(this.window, { padding: 12, duration: 0 });
  }
}

const feature = (geometry, properties) => ({ type: "Feature", properties, geometry });
const collect = (features) => ({ type: "FeatureCollection", features });
const short = (n) => (n < 1000 ? String(n) : n < 10000 ? (n / 1000).toFixed(1) + "k" : Math.round(n / 1000) + "k");
