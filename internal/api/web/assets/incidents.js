// SPDX-License-Identifier: Apache-2.0
/**
 * @file Incidents as columns of numbers: what the map draws, groups and counts. A hundred thousand fit in a few
 * megabytes and are gone through in some milliseconds, so that the time line need not ask the server.
 */

/**
 * What an address in data-points answers. Every list has `count` members but `words`.
 * @typedef {object} Columns
 * @property {number} count
 * @property {number[]} lon hundred-thousandths of a degree
 * @property {number[]} lat hundred-thousandths of a degree
 * @property {number[]} radius metres within which it was; 0 where the record gives none
 * @property {number[]} from first instant at which it may have been, seconds since 1970
 * @property {number[]} until last such instant
 * @property {number[]} [status] index into words.status
 * @property {number[]} [verdict] index into words.verdict
 * @property {string[]} id
 * @property {string[]} [title]
 * @property {string} [href] what stands before an id to make its address
 * @property {{status?: string[], verdict?: string[]}} [words]
 */

/** @typedef {{lon: number, lat: number, count: number, index: number}} Group index is -1 for more than one */

const tile = 512;

/** The incidents of one map. */
export class Incidents {
  constructor() {
    this.count = 0;
    /** @type {Float64Array} */ this.x = new Float64Array(0); // Web Mercator, 0 to 1
    /** @type {Float64Array} */ this.y = new Float64Array(0);
    /** @type {Float64Array} */ this.from = new Float64Array(0); // milliseconds
    /** @type {Float64Array} */ this.until = new Float64Array(0);
    /** @type {Float32Array} */ this.radius = new Float32Array(0);
    /** @type {(index: number) => Facts} */ this.facts = () => ({ id: "", title: "", href: "", status: "", verdict: "" });
    /** @type {(index: number) => (GeoJSON.Geometry | undefined)} */ this.shape = () => undefined;
  }

  /** @param {Columns} c @returns {Incidents} */
  static ofColumns(c) {
    const out = new Incidents().sized(c.count);
    for (let i = 0; i < c.count; i++) out.set(i, c.lon[i] / 1e5, c.lat[i] / 1e5, c.radius?.[i] ?? 0, c.from[i] * 1000, c.until[i] * 1000);
    out.facts = (i) => ({
      id: c.id[i],
      title: c.title?.[i] ?? c.id[i],
      href: c.href ? c.href + encodeURIComponent(c.id[i]) : "",
      status: c.words?.status?.[c.status?.[i] ?? -1] ?? "",
      verdict: c.words?.verdict?.[c.verdict?.[i] ?? -1] ?? "",
    });
    return out;
  }

  /**
   * Reads features whose role is incident. A polygon is drawn as it is; a point with a radius as a circle.
   * @param {GeoJSON.Feature[]} features
   * @returns {Incidents}
   */
  static ofFeatures(features) {
    const out = new Incidents().sized(features.length);
    features.forEach((f, i) => {
      const p = f.properties ?? {};
      const [lon, lat] = f.geometry.type === "Point" ? f.geometry.coordinates : middle(f.geometry);
      const from = Date.parse(p.from ?? p.time ?? ""), until = Date.parse(p.until ?? p.from ?? p.time ?? "");
      out.set(i, lon, lat, p.radius ?? 0, Number.isNaN(from) ? -Infinity : from, Number.isNaN(until) ? Infinity : until);
    });
    out.facts = (i) => {
      const p = features[i].properties ?? {};
      return { id: String(features[i].id ?? i), title: p.title ?? p.name ?? String(features[i].id ?? ""), href: p.href ?? "", status: p.status ?? "", verdict: p.verdict ?? "" };
    };
    out.shape = (i) => (features[i].geometry.type === "Point" ? undefined : features[i].geometry);
    return out;
  }

  /** @param {number} count */
  sized(count) {
    this.count = count;
    for (const key of ["x", "y", "from", "until"]) this[key] = new Float64Array(count);
    this.radius = new Float32Array(count);
    return this;
  }

  set(i, lon, lat, radius, from, until) {
    this.x[i] = lon / 360 + 0.5;
    this.y[i] = mercator(lat);
    this.radius[i] = radius;
    this.from[i] = from;
    this.until[i] = until;
  }

  /** The first and the last instant of all whose time is known. */
  span() {
    let first = Infinity, last = -Infinity;
    for (let i = 0; i < this.count; i++) {
      if (Number.isFinite(this.from[i]) && this.from[i] < first) first = this.from[i];
      if (Number.isFinite(this.until[i]) && this.until[i] > last) last = this.until[i];
    }
    return first <= last ? { first, last } : undefined;
  }

  /** How many begin in each of n equal parts of a span. */
  histogram(first, last, n) {
    const out = new Uint32Array(n);
    for (let i = 0; i < this.count; i++) {
      const at = Math.floor(((this.from[i] - first) / (last - first || 1)) * n);
      if (at >= 0 && at <= n) out[Math.min(at, n - 1)]++;
    }
    return out;
  }

  /**
   * Those that lie in a box and may have been between two instants, both included. An incident of unknown time always may.
   * @param {import("./coast.js").Box} box
   * @param {number} first
   * @param {number} last
   * @returns {Int32Array}
   */
  within([west, south, east, north], first, last) {
    const x0 = west / 360 + 0.5, x1 = east / 360 + 0.5, y0 = mercator(north), y1 = mercator(south);
    const out = new Int32Array(this.count);
    let n = 0;
    for (let i = 0; i < this.count; i++) {
      if (this.x[i] >= x0 && this.x[i] <= x1 && this.y[i] >= y0 && this.y[i] <= y1 && this.until[i] >= first && this.from[i] <= last) out[n++] = i;
    }
    return out.subarray(0, n);
  }

  /**
   * Groups what would be drawn on top of each other: by squares of the whole world, so that panning changes no group.
   * @param {Int32Array} members
   * @param {number} zoom
   * @param {number} pixels the side of a square on the screen
   * @returns {Group[]}
   */
  groups(members, zoom, pixels) {
    const scale = (tile * 2 ** Math.floor(zoom)) / pixels;
    /** @type {Map<number, {x: number, y: number, count: number, index: number}>} */
    const cells = new Map();
    for (const i of members) {
      const key = Math.floor(this.x[i] * scale) * 0x4000000 + Math.floor(this.y[i] * scale);
      const cell = cells.get(key);
      if (cell) {
        cell.x += this.x[i];
        cell.y += this.y[i];
        cell.count++;
        cell.index = -1;
      } else {
        cells.set(key, { x: this.x[i], y: this.y[i], count: 1, index: i });
      }
    }
    return [...cells.values()].map((c) => ({ lon: (c.x / c.count - 0.5) * 360, lat: latitude(c.y / c.count), count: c.count, index: c.index }));
  }

  /** @param {number} i @returns {import("./coast.js").Position} */
  at(i) {
    return [(this.x[i] - 0.5) * 360, latitude(this.y[i])];
  }

  /** The latest of some, at most n, latest first. */
  latest(members, n) {
    const out = [];
    let least = -Infinity;
    for (const i of members) {
      if (out.length >= n && this.from[i] <= least) continue;
      let at = out.length;
      while (at > 0 && this.from[out[at - 1]] < this.from[i]) at--;
      out.splice(at, 0, i);
      if (out.length > n) out.pop();
      least = this.from[out[out.length - 1]];
    }
    return out;
  }
}

/** @typedef {{id: string, title: string, href: string, status: string, verdict: string}} Facts */

/** @param {number} lat degrees @returns {number} Web Mercator, 0 in the north to 1 in the south */
export function mercator(lat) {
  const s = Math.sin((Math.max(-85, Math.min(85, lat)) * Math.PI) / 180);
  return 0.5 - Math.log((1 + s) / (1 - s)) / (4 * Math.PI);
}

/** @param {number} y @returns {number} degrees */
export function latitude(y) {
  return (Math.atan(Math.exp((0.5 - y) * 2 * Math.PI)) * 360) / Math.PI - 90;
}

/**
 * A circle on the ground, for drawing only: whether a thing is inside a zone is never read off a map.
 * @param {import("./coast.js").Position} at
 * @param {number} metres
 * @returns {GeoJSON.Polygon}
 */
export function circle([lon, lat], metres) {
  const ring = [];
  for (let i = 0; i <= 48; i++) ring.push(away([lon, lat], (i * 360) / 48, metres));
  return { type: "Polygon", coordinates: [ring] };
}

/**
 * The place that lies so far in a direction, on a sphere: good to half a per cent, for drawing.
 * @param {import("./coast.js").Position} from
 * @param {number} bearing degrees from true north
 * @param {number} metres
 * @returns {import("./coast.js").Position}
 */
export function away([lon, lat], bearing, metres) {
  const rad = Math.PI / 180, d = metres / 6371008.8, b = bearing * rad, p = lat * rad;
  const q = Math.asin(Math.sin(p) * Math.cos(d) + Math.cos(p) * Math.sin(d) * Math.cos(b));
  const l = Math.atan2(Math.sin(b) * Math.sin(d) * Math.cos(p), Math.cos(d) - Math.sin(p) * Math.sin(q));
  return [lon + l / rad, q / rad];
}

/** The middle of the box around a shape. @param {GeoJSON.Geometry} geometry */
export function middle(geometry) {
  const [west, south, east, north] = box(geometry);
  return [(west + east) / 2, (south + north) / 2];
}

/** @param {GeoJSON.Geometry} geometry @returns {import("./coast.js").Box} */
export function box(geometry) {
  const out = [Infinity, Infinity, -Infinity, -Infinity];
  const visit = (c) => {
    if (typeof c[0] === "number") {
      out[0] = Math.min(out[0], c[0]);
      out[1] = Math.min(out[1], c[1]);
      out[2] = Math.max(out[2], c[0]);
      out[3] = Math.max(out[3], c[1]);
    } else {
      c.forEach(visit);
    }
  };
  if (geometry.type === "GeometryCollection") geometry.geometries.forEach((g) => visit(g.coordinates));
  else visit(geometry.coordinates);
  return /** @type {import("./coast.js").Box} */ (out);
}
