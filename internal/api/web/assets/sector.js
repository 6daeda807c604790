// SPDX-License-Identifier: Apache-2.0
/**
 * @file Where something was, as seen from where I stand: a direction with its width and a span of distances. The fields of
 * the form are what is sent; the drawing follows them and writes into them, so that the form does the same without it.
 *
 *   <form data-sector>  or a fieldset, with data-window="west,south,east,north" in degrees to open elsewhere than over Europe
 *     lat, lon        degrees; or grid, a grid reference (MGRS), which the server reads
 *     accuracy        metres
 *     bearing, width  degrees from true north, and of the whole opening
 *     near, far       metres
 *
 * A field is found by its name, or by data-part where its name is another. Any may be missing but those of the direction.
 *
 * The position of this device is asked for only when somebody presses the button, and is sent only with the form.
 */
import { away } from "./incidents.js";
import { element } from "./mappanel.js";
import { position } from "./mgrs.js";

/** What the fields may be. */
const parts = ["lat", "lon", "grid", "accuracy", "bearing", "width", "near", "far"];

/** @param {ParentNode} root */
export function start(root) {
  for (const box of root.querySelectorAll("[data-sector]")) {
    if (!box.dataset.state) open(box);
  }
}

/**
 * The outline of a sector, for drawing.
 * @param {{lat: number, lon: number, bearing: number, width: number, near: number, far: number}} s
 * @returns {GeoJSON.Polygon}
 */
export function wedge({ lat, lon, bearing, width, near, far }) {
  const outer = [], inner = [], n = Math.max(2, Math.ceil(width / 4));
  for (let i = 0; i <= n; i++) {
    const b = bearing - width / 2 + (width * i) / n;
    outer.push(away([lon, lat], b, far));
    inner.push(away([lon, lat], b, near));
  }
  const ring = [...outer, ...inner.reverse()];
  return { type: "Polygon", coordinates: [[...ring, ring[0]]] };
}

/** Bearing in degrees and distance in metres from one place to another, on a sphere. */
export function toward([lon1, lat1], [lon2, lat2]) {
  const rad = Math.PI / 180, dl = (lon2 - lon1) * rad, p = lat1 * rad, q = lat2 * rad;
  const y = Math.sin(dl) * Math.cos(q), x = Math.cos(p) * Math.sin(q) - Math.sin(p) * Math.cos(q) * Math.cos(dl);
  const a = Math.sin((q - p) / 2) ** 2 + Math.cos(p) * Math.cos(q) * Math.sin(dl / 2) ** 2;
  return { bearing: (Math.atan2(y, x) / rad + 360) % 360, distance: 2 * 6371008.8 * Math.asin(Math.sqrt(a)) };
}

function open(box) {
  box.dataset.state = "open";
  const part = (name) => box.querySelector('[data-part="' + name + '"], [name="' + name + '"]');
  const number = (name) => {
    const text = part(name)?.value.trim().replace(",", ".") ?? "";
    return text === "" ? NaN : Number(text);
  };
  const write = (name, value, digits) => {
    const field = part(name);
    if (!field) return;
    field.value = value.toFixed(digits);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const place = () => {
    const lat = number("lat"), lon = number("lon");
    if (!Number.isNaN(lat) && !Number.isNaN(lon)) return { lat, lon };
    return position(part("grid")?.value ?? "");
  };
  const figure = element("figure", { class: "sector" });
  const canvas = element("div", { class: "canvas" }), said = element("p", { class: "hint", role: "status" });
  const tools = element("div", { class: "buttons" });
  figure.append(tools, canvas, said);
  const last = (part("far") ?? part("bearing"))?.closest(".field, p, div");
  if (last && box.contains(last)) last.after(figure);
  else box.append(figure);

  let map, taking = "place";
  const modes = [["place", "Set where I stand"], ["aim", "Set where it was"]].map(([mode, words]) => {
    const button = element("button", { type: "button", class: "small", "aria-pressed": String(mode === taking) }, words);
    button.addEventListener("click", () => take(mode));
    return [mode, button];
  });
  const take = (mode) => {
    taking = mode;
    for (const [each, button] of modes) button.setAttribute("aria-pressed", String(each === mode));
  };
  const here = element("button", { type: "button", class: "small" }, "Use this device's position");
  here.addEventListener("click", () => {
    said.textContent = "Asking the device\u2026";
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        write("lat", coords.latitude, 5);
        write("lon", coords.longitude, 5);
        write("accuracy", Math.ceil(coords.accuracy), 0);
        frame();
        take("aim");
      },
      () => (said.textContent = "The device gave no position: type it, or tap the map."),
      { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 },
    );
  });
  if (navigator.geolocation) tools.append(here);
  for (const [, button] of modes) tools.append(button);

  const draw = () => {
    const at = place();
    const s = { ...at, bearing: number("bearing"), width: number("width"), near: number("near") || 0, far: number("far") };
    const shapes = [];
    if (at) shapes.push({ type: "Feature", properties: {}, geometry: { type: "Point", coordinates: [at.lon, at.lat] } });
    const whole = at && [s.bearing, s.width, s.far].every(Number.isFinite) && s.width > 0 && s.far > s.near;
    if (whole) shapes.push({ type: "Feature", properties: {}, geometry: wedge(s) });
    map?.getSource("pick").setData({ type: "FeatureCollection", features: shapes });
    said.textContent = whole
      ? "From " + at.lat.toFixed(4) + "\u00b0, " + at.lon.toFixed(4) + "\u00b0: between " + Math.round(s.bearing - s.width / 2 + 360) % 360 + "\u00b0 and " + Math.round(s.bearing + s.width / 2 + 360) % 360 + "\u00b0 from true north, " + s.near / 1000 + " to " + s.far / 1000 + " km away."
      : at ? "Now the direction: tap where it seemed to be, or fill in the fields." : "Where do you stand? Tap the map, or fill in the fields.";
  };
  /** Brings what the fields say into view; not while somebody taps, since then they see it already. */
  const frame = () => {
    const at = place();
    if (!map || !at) return;
    const far = number("far");
    const reach = Number.isFinite(far) && far > 0 ? far : 3000;
    const [north, east, south, west] = [0, 90, 180, 270].map((b) => away([at.lon, at.lat], b, reach));
    map.fitBounds([west[0], south[1], east[0], north[1]], { padding: 20, duration: 0 });
  };
  box.addEventListener("input", draw);
  box.addEventListener("change", (event) => parts.some((name) => event.target === part(name)) && frame());
  import("./map.js").then(async ({ ground }) => {
    const window = (box.dataset.window ?? "-30,30,60,70").split(",").map(Number);
    map = await ground(canvas, window, "Where you stand and where it was");
    map.on("click", ({ lngLat }) => {
      const at = place();
      if (taking === "place" || !at) {
        write("lat", lngLat.lat, 5);
        write("lon", lngLat.lng, 5);
        return take("aim");
      }
      const { bearing, distance } = toward([at.lon, at.lat], [lngLat.lng, lngLat.lat]);
      write("bearing", bearing, 0);
      if (Number.isNaN(number("width"))) write("width", 30, 0);
      write("near", Math.round((distance * 0.7) / 100) * 100, 0);
      write("far", Math.max(100, Math.round((distance * 1.3) / 100) * 100), 0);
    });
    frame();
    draw();
    map.once("idle", () => (box.dataset.state = "drawn"));
  }).catch(() => {
    canvas.remove();
    for (const [, button] of modes) button.remove();
    box.dataset.state = "plain";
  });
  draw();
}
