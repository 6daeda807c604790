// SPDX-License-Identifier: Apache-2.0
/**
 * @file The coastline, read from the squares that makecoast wrote: land as polygons and the shore as lines. It decides
 * nothing: no place, distance or side is ever taken from it.
 */

/** @typedef {[number, number]} Position longitude and latitude in degrees */
/** @typedef {[number, number, number, number]} Box west, south, east, north in degrees */

const side = 10;
const units = 500;

/**
 * Reads the squares that a box touches.
 * @param {ArrayBuffer} data the bytes of coast.bin
 * @param {Box} box
 * @returns {{land: GeoJSON.FeatureCollection, shore: GeoJSON.FeatureCollection}}
 */
export function coast(data, box) {
  const bytes = new Uint8Array(data);
  let at = 0;
  const number = () => {
    let value = 0, scale = 1, byte;
    do {
      byte = bytes[at++];
      value += (byte & 0x7f) * scale;
      scale *= 128;
    } while (byte & 0x80);
    return value;
  };
  const signed = () => {
    const n = number();
    return n % 2 ? -(n + 1) / 2 : n / 2;
  };
  const land = [], shore = [];
  while (at < bytes.length) {
    const west = bytes[at++] * side - 180, south = bytes[at++] * side - 90;
    const length = number(), end = at + length;
    if (west > box[2] || west + side < box[0] || south > box[3] || south + side < box[1]) {
      at = end;
      continue;
    }
    while (at < end) {
      const rings = [];
      let x = 0, y = 0;
      for (let count = number(); count > 0; count--) {
        const ring = [];
        for (let points = number(); points > 0; points--) {
          x += signed();
          y += signed();
          ring.push([x / units, y / units]);
        }
        rings.push(ring);
        shore.push(...shores(ring, west, south));
      }
      land.push({ type: "Feature", properties: {}, geometry: { type: "Polygon", coordinates: rings } });
    }
  }
  return {
    land: { type: "FeatureCollection", features: land },
    shore: {
      type: "FeatureCollection",
      features: shore.map((line) => ({ type: "Feature", properties: {}, geometry: { type: "LineString", coordinates: line } })),
    },
  };
}

/**
 * The parts of a ring that do not run along the edge of its square: those are where it was cut, no shore.
 * @param {Position[]} ring
 * @param {number} west
 * @param {number} south
 * @returns {Position[][]}
 */
function shores(ring, west, south) {
  const lines = [];
  let line = [ring[0]];
  for (let i = 1; i < ring.length; i++) {
    const a = ring[i - 1], b = ring[i];
    const cut = (a[0] === b[0] && (a[0] === west || a[0] === west + side)) || (a[1] === b[1] && (a[1] === south || a[1] === south + side));
    if (cut) {
      if (line.length > 1) lines.push(line);
      line = [b];
    } else {
      line.push(b);
    }
  }
  if (line.length > 1) lines.push(line);
  return lines;
}

/**
 * Lines of latitude and longitude at a step that suits the width of a view.
 * @param {Box} box
 * @param {number} across degrees of longitude that are in view
 * @returns {GeoJSON.FeatureCollection}
 */
export function graticule(box, across) {
  const step = [10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01].find((s) => across / s >= 4) ?? 0.01;
  const [west, south, east, north] = box;
  const features = [];
  const add = (line, name) => features.push({ type: "Feature", properties: { name }, geometry: { type: "LineString", coordinates: line } });
  const digits = step < 0.1 ? 2 : step < 1 ? 1 : 0;
  const words = (value, positive, negative) => Math.abs(value).toFixed(digits) + "° " + (value < 0 ? negative : positive);
  for (let i = Math.ceil(west / step); i * step <= east; i++) add([[i * step, south], [i * step, north]], words(i * step, "E", "W"));
  for (let i = Math.ceil(south / step); i * step <= north; i++) add([[west, i * step], [east, i * step]], words(i * step, "N", "S"));
  return { type: "FeatureCollection", features };
}
