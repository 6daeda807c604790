// SPDX-License-Identifier: Apache-2.0
/**
 * @file Reads a grid reference (MGRS) for the drawing of a sector. The server reads what is sent with its own reader, which
 * decides; this one covers the bands C to X and not the poles.
 */

const letters = "ABCDEFGHJKLMNPQRSTUV", bands = "CDEFGHJKLMNPQRSTUVWX";

/**
 * The middle of the square that a reference names.
 * @param {string} text such as "36U UB 12345 67890"
 * @returns {{lat: number, lon: number} | undefined} nothing if it is no such reference
 */
export function position(text) {
  const found = /^(\d{1,2})([C-HJ-NP-X])([A-HJ-NP-Z])([A-HJ-NP-V])(\d*)$/.exec(text.toUpperCase().replace(/\s+/g, ""));
  if (!found || found[5].length % 2 || found[5].length > 10) return undefined;
  const zone = Number(found[1]), half = found[5].length / 2;
  if (zone < 1 || zone > 60) return undefined;
  const column = "ABCDEFGHJKLMNPQRSTUVWXYZ".indexOf(found[3]) - ((zone - 1) % 3) * 8;
  if (column < 0 || column > 7) return undefined;
  const row = (letters.indexOf(found[4]) - (zone % 2 ? 0 : 5) + 20) % 20;
  const size = 10 ** (5 - half);
  const part = (digits) => Number(digits || 0) * size + size / 2;
  const east = (column + 1) * 100000 + part(found[5].slice(0, half));
  const band = bands.indexOf(found[2]), south = band * 8 - 80;
  const north = row * 100000 + part(found[5].slice(half));
  // The letters of a row repeat every 2,000 km: the one that lies in the band, or within a square of it, is meant.
  for (let cycle = 0; cycle < 6; cycle++) {
    const at = inverse(zone, east, north + cycle * 2000000, band < 10);
    if (at && at.lat >= south - 1 && at.lat <= south + (band === 19 ? 12 : 8) + 1) return at;
  }
  return undefined;
}

/** Universal Transverse Mercator on WGS 84 back to degrees (the series of Snyder, Map Projections, eq. 8-17 and following). */
function inverse(zone, east, north, southern) {
  const a = 6378137, f = 1 / 298.257223563, k = 0.9996, e2 = f * (2 - f), e1 = (1 - Math.sqrt(1 - e2)) / (1 + Math.sqrt(1 - e2));
  const m = (southern ? north - 10000000 : north) / k, mu = m / (a * (1 - e2 / 4 - (3 * e2 ** 2) / 64 - (5 * e2 ** 3) / 256));
  const p = mu + ((3 * e1) / 2 - (27 * e1 ** 3) / 32) * Math.sin(2 * mu) + ((21 * e1 ** 2) / 16 - (55 * e1 ** 4) / 32) * Math.sin(4 * mu) + ((151 * e1 ** 3) / 96) * Math.sin(6 * mu);
  if (Math.abs(p) > Math.PI / 2) return undefined;
  const ep = e2 / (1 - e2), c = ep * Math.cos(p) ** 2, t = Math.tan(p) ** 2, w = 1 - e2 * Math.sin(p) ** 2;
  const n = a / Math.sqrt(w), r = (a * (1 - e2)) / w ** 1.5, d = (east - 500000) / (n * k);
  const lat = p - ((n * Math.tan(p)) / r) * (d ** 2 / 2 - ((5 + 3 * t + 10 * c - 4 * c ** 2 - 9 * ep) * d ** 4) / 24 + ((61 + 90 * t + 298 * c + 45 * t ** 2 - 252 * ep - 3 * c ** 2) * d ** 6) / 720);
  const lon = (d - ((1 + 2 * t + c) * d ** 3) / 6 + ((5 - 2 * c + 28 * t - 3 * c ** 2 + 8 * ep + 24 * t ** 2) * d ** 5) / 120) / Math.cos(p);
  return { lat: (lat * 180) / Math.PI, lon: (lon * 180) / Math.PI + zone * 6 - 183 };
}
