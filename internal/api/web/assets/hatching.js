// SPDX-License-Identifier: Apache-2.0
/**
 * @file Hatchings as lines: the sides of a layer differ by how their lines run, and regions by how close, so that neither is
 * told by colour alone. Lines cost a browser without a graphics card far less than a pattern that fills half the screen.
 */
import { latitude, mercator } from "./incidents.js";

/** How the lines of each side run, in degrees, clockwise from level: rising, falling, upright, level. */
const turns = [135, 45, 90, 0];

/** How many pixels lie between the lines of a side, and of a region by how much of it was watched; 0 for no line. */
const apart = 14, levels = [0, 16, 8, 4];

/**
 * The lines over the features that are hatched: layers by their side, coverage by its level.
 * @param {GeoJSON.Feature[]} features
 * @param {import("./coast.js").Box} box where lines are wanted
 * @param {number} zoom
 * @returns {GeoJSON.Feature[]}
 */
export function hatching(features, box, zoom) {
  const scale = 512 * 2 ** Math.floor(zoom), out = [];
  for (const f of features) {
    const { role, side = 1, level = 0 } = f.properties ?? {};
    if (role !== "layer" && role !== "coverage") continue;
    const gap = role === "layer" ? apart : levels[Math.min(level, 3)];
    if (gap === 0) continue;
    const lines = [];
    for (const rings of polygons(f.geometry)) lines.push(...over(rings, role === "layer" ? turns[(side - 1) % 4] : 0, gap / scale, box));
    if (lines.length) out.push({ type: "Feature", properties: { role, side }, geometry: { type: "MultiLineString", coordinates: lines } });
  }
  return out;
}

function polygons(g) {
  if (g.type === "Polygon") return [g.coordinates];
  return g.type === "MultiPolygon" ? g.coordinates : [];
}

/** Parallel lines inside a polygon: where a line crosses the rings it goes in and out by turns. */
function over(rings, degrees, gap, [west, south, east, north]) {
  const c = Math.cos((degrees * Math.PI) / 180), s = Math.sin((degrees * Math.PI) / 180);
  const turned = ([lon, lat]) => {
    const x = lon / 360 + 0.5, y = mercator(lat);
    return [x * c + y * s, y * c - x * s];
  };
  const corners = [[west, south], [west, north], [east, south], [east, north]].map(turned);
  const least = Math.ceil(Math.min(...corners.map((p) => p[1])) / gap), most = Math.floor(Math.max(...corners.map((p) => p[1])) / gap);
  /** @type {Map<number, number[]>} */
  const crossings = new Map();
  for (const ring of rings) {
    let a = turned(ring[0]);
    for (let i = 1; i < ring.length; i++) {
      const b = turned(ring[i]), low = Math.min(a[1], b[1]), high = Math.max(a[1], b[1]);
      for (let k = Math.max(least, Math.ceil(low / gap)); k <= most && k * gap < high; k++) {
        const u = a[0] + ((k * gap - a[1]) / (b[1] - a[1])) * (b[0] - a[0]);
        if (crossings.has(k)) crossings.get(k).push(u);
        else crossings.set(k, [u]);
      }
      a = b;
    }
  }
  const lines = [];
  for (const [k, at] of crossings) {
    at.sort((p, q) => p - q);
    for (let i = 0; i + 1 < at.length; i += 2) lines.push([at[i], at[i + 1]].map((u) => [(u * c - k * gap * s - 0.5) * 360, latitude(u * s + k * gap * c)]));
  }
  return lines;
}
