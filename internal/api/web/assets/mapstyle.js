// SPDX-License-Identifier: Apache-2.0
/**
 * @file How the map looks: its layers, and the shapes that stand for a status.
 * Colours come from the stylesheet, so that the map is light or dark with the page.
 */

/** @typedef {Record<string, string>} Colours */

const names = ["sea", "land", "shore", "grid", "ink", "halo", "incident", "line", "zone", "place", "cover", "side-1", "side-2", "side-3", "side-4", "pick"];

/** @returns {Colours} what the stylesheet says now */
export function colours() {
  const style = getComputedStyle(document.documentElement);
  return Object.fromEntries(names.map((name) => [name, style.getPropertyValue("--map-" + name).trim()]));
}

/** The font that the labels are drawn with: letters are drawn here, from the page's own font. */
const font = ["Noto Sans Variable"];

const empty = { type: "FeatureCollection", features: [] };

/** @param {string} role @returns {any} */
const is = (role) => ["==", ["get", "role"], role];
const among = (roles) => ["in", ["get", "role"], ["literal", roles]];
const side = ["coalesce", ["get", "side"], 1];
const bySide = (c) => ["match", side, 1, c["side-1"], 2, c["side-2"], 3, c["side-3"], c["side-4"]];

/**
 * The style of a map in some colours.
 * @param {Colours} c
 */
export function style(c) {
  const source = () => ({ type: "geojson", data: empty });
  return {
    version: 8,
    sources: { land: source(), shore: source(), grid: source(), features: source(), hatching: source(), regions: source(), points: source(), pick: source() },
    layers: [
      { id: "sea", type: "background", paint: { "background-color": c.sea } },
      { id: "land", type: "fill", source: "land", paint: { "fill-color": c.land, "fill-antialias": false } },
      { id: "grid", type: "line", source: "grid", paint: { "line-color": c.grid, "line-width": 0.6 } },
      { id: "shore", type: "line", source: "shore", paint: { "line-color": c.shore, "line-width": 0.9 } },
      { id: "coverage-edge", type: "line", source: "features", filter: is("coverage"), paint: { "line-color": c.cover, "line-width": 0.8 } },
      { id: "hatching", type: "line", source: "hatching", paint: { "line-color": ["match", ["get", "role"], "coverage", c.cover, bySide(c)], "line-width": 0.9, "line-opacity": 0.45 } },
      { id: "layer-edge", type: "line", source: "features", filter: is("layer"), paint: { "line-color": bySide(c), "line-width": 1.2, "line-dasharray": [1, 2] } },
      { id: "zone", type: "fill", source: "features", filter: is("zone"), paint: { "fill-color": c.zone, "fill-opacity": 0.1 } },
      { id: "zone-edge", type: "line", source: "features", filter: is("zone"), paint: { "line-color": c.zone, "line-width": 1.4 } },
      { id: "belt-edge", type: "line", source: "features", filter: is("belt"), paint: { "line-color": c.zone, "line-width": 1.1, "line-dasharray": [5, 3] } },
      // A field is bands of likelihood, the likeliest the darkest; what a single account says is an outline.
      { id: "origin", type: "fill", source: "features", filter: ["all", is("origin"), [">", ["coalesce", ["get", "band"], 0], 0]], paint: { "fill-color": c.incident, "fill-antialias": false, "fill-opacity": ["match", ["get", "band"], 1, 0.5, 2, 0.28, 0.13] } },
      { id: "origin-edge", type: "line", source: "features", filter: ["all", is("origin"), ["==", ["coalesce", ["get", "band"], 0], 0]], paint: { "line-color": c.incident, "line-width": 1.2, "line-dasharray": [1, 2] } },
      { id: "line-case", type: "line", source: "features", filter: is("line"), layout: { "line-join": "round" }, paint: { "line-color": c.halo, "line-width": 5 } },
      { id: "line", type: "line", source: "features", filter: is("line"), layout: { "line-join": "round" }, paint: { "line-color": c.line, "line-width": 2.4 } },
      { id: "region", type: "fill", source: "regions", paint: { "fill-color": c.incident, "fill-opacity": 0.1 } },
      { id: "region-edge", type: "line", source: "regions", paint: { "line-color": c.incident, "line-width": 1, "line-dasharray": [3, 2] } },
      { id: "pick-fill", type: "fill", source: "pick", filter: ["in", ["geometry-type"], ["literal", ["Polygon", "MultiPolygon"]]], paint: { "fill-color": c.pick, "fill-opacity": 0.16 } },
      { id: "place-dot", type: "circle", source: "features", filter: is("place"), paint: { "circle-radius": 2.6, "circle-color": c.halo, "circle-stroke-color": c.place, "circle-stroke-width": 1.4 } },
      { id: "groups", type: "circle", source: "points", filter: [">", ["get", "count"], 1], paint: {
        "circle-color": c.halo, "circle-stroke-color": c.incident, "circle-stroke-width": 1.6,
        "circle-radius": ["interpolate", ["linear"], ["ln", ["get", "count"]], 0.6, 9, 3, 12, 7, 19, 10, 25],
      } },
      { id: "pick-edge", type: "line", source: "pick", filter: ["in", ["geometry-type"], ["literal", ["Polygon", "MultiPolygon"]]], paint: { "line-color": c.pick, "line-width": 2.2 } },
      { id: "pick-ring", type: "circle", source: "pick", filter: ["==", ["geometry-type"], "Point"], paint: { "circle-radius": 13, "circle-opacity": 0, "circle-stroke-color": c.pick, "circle-stroke-width": 3 } },
      { id: "grid-name", type: "symbol", source: "grid", layout: { "symbol-placement": "line", "symbol-spacing": 900, "text-field": ["get", "name"], "text-font": font, "text-size": 10 }, paint: { "text-color": c.shore, "text-halo-color": c.land, "text-halo-width": 1 } },
      { id: "line-name", type: "symbol", source: "features", filter: among(["line", "belt"]), layout: { "symbol-placement": "line", "symbol-spacing": 600, "text-field": ["coalesce", ["get", "words"], ["get", "name"], ""], "text-font": font, "text-size": 11.5, "text-offset": [0, 0.9] }, paint: { "text-color": ["match", ["get", "role"], "belt", c.zone, c.line], "text-halo-color": c.halo, "text-halo-width": 1.6 } },
      { id: "area-name", type: "symbol", source: "features", filter: among(["zone", "layer", "coverage"]), layout: { "text-field": ["coalesce", ["get", "words"], ["get", "name"], ""], "text-font": font, "text-size": 11, "text-max-width": 9 }, paint: { "text-color": ["match", ["get", "role"], "layer", bySide(c), "coverage", c.cover, c.zone], "text-halo-color": c.halo, "text-halo-width": 1.6 } },
      { id: "place-name", type: "symbol", source: "features", filter: is("place"), layout: { "text-field": ["coalesce", ["get", "name"], ""], "text-font": font, "text-size": 12, "text-anchor": "left", "text-offset": [0.6, 0] }, paint: { "text-color": c.place, "text-halo-color": c.halo, "text-halo-width": 1.6 } },
      // Last, so that they are placed first: a name gives way to a mark, never a mark to a name.
      { id: "singles", type: "symbol", source: "points", filter: ["==", ["get", "count"], 1], layout: { "icon-image": ["concat", "status-", ["get", "status"]], "icon-allow-overlap": true, "icon-padding": 4 } },
      { id: "counts", type: "symbol", source: "points", filter: [">", ["get", "count"], 1], layout: { "text-field": ["get", "words"], "text-font": font, "text-size": 11.5, "text-allow-overlap": true, "text-padding": 10 }, paint: { "text-color": c.ink } },
    ],
  };
}

/** The layers of the incidents, so that a reader can switch them off. */
export const ofIncidents = ["region", "region-edge", "groups", "counts", "singles"];

/** The images that the style names, each as a name and pixels. @param {Colours} c @returns {[string, ImageData][]} */
export function images(c) {
  /** @type {[string, ImageData][]} */
  const out = [];
  for (const status of ["", "recorded", "assessed", "notified", "replied", "determined", "under appeal", "final", "withdrawn"]) out.push(["status-" + status, mark(status, c)]);
  return out;
}

const dense = 2; // pixels of an image for one of the screen

function sheet(size, paint) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = size * dense;
  const g = canvas.getContext("2d", { willReadFrequently: true });
  g.scale(dense, dense);
  paint(g, size);
  return g.getImageData(0, 0, canvas.width, canvas.height);
}

/** The shape of a status: the same that stands before its word in the lists. */
export function mark(status, c) {
  return sheet(18, (g) => {
    const shape = () => {
      g.beginPath();
      switch (status) {
        case "notified": g.moveTo(4, 3.5); g.lineTo(15, 9); g.lineTo(4, 14.5); break;
        case "replied": g.moveTo(14, 3.5); g.lineTo(3, 9); g.lineTo(14, 14.5); break;
        case "under appeal": g.moveTo(9, 3); g.lineTo(15, 14); g.lineTo(3, 14); break;
        case "final": g.rect(4, 4, 10, 10); break;
        case "withdrawn": g.moveTo(4.5, 4.5); g.lineTo(13.5, 13.5); g.moveTo(13.5, 4.5); g.lineTo(4.5, 13.5); return;
        default: g.arc(9, 9, 5, 0, 2 * Math.PI);
      }
      g.closePath();
    };
    g.lineJoin = "round";
    shape();
    g.lineWidth = 5;
    g.strokeStyle = c.halo;
    g.stroke();
    g.lineWidth = 2;
    g.strokeStyle = g.fillStyle = c.incident;
    if (["determined", "final", "notified", "replied", "under appeal"].includes(status)) {
      g.fill();
    } else {
      g.fillStyle = c.halo;
      g.fill();
      if (status === "assessed") {
        g.fillStyle = c.incident;
        g.beginPath();
        g.arc(9, 9, 5, Math.PI / 2, (3 * Math.PI) / 2);
        g.fill();
      }
    }
    shape();
    g.stroke();
  });
}
