// SPDX-License-Identifier: Apache-2.0
/**
 * @file The time line under a map: how many incidents began when, a window that slides over them, and play.
 */
import { element } from "./mappanel.js";
import { written } from "./time.js";

const hour = 3600000;

/** The widths that the window may have; the first is the whole period. */
const widths = [[0, "whole period"], [720 * hour, "30 days"], [168 * hour, "7 days"], [24 * hour, "24 hours"], [6 * hour, "6 hours"], [hour, "1 hour"]];

/** How many steps the slider has, and how many milliseconds lie between two of them when it plays. */
const steps = 480, pace = 250;

/**
 * @param {HTMLElement} figure
 * @param {{first: number, last: number, zone: string, counts: (a: number, b: number, n: number) => Uint32Array, change: (a: number, b: number) => void}} o
 */
export function timeline(figure, o) {
  figure.querySelector(".time")?.remove();
  const length = Math.max(o.last - o.first, 1);
  const slider = element("input", { type: "range", min: "0", max: String(steps), value: String(steps), "aria-label": "End of the time that is shown" });
  const width = element("select", { "aria-label": "How much time is shown" });
  for (const [ms, words] of widths) if (ms < length) width.append(element("option", { value: String(ms) }, words));
  const play = element("button", { type: "button", class: "small", "aria-pressed": "false" }, "Play");
  const output = element("output", { class: "shown" });
  const bars = element("canvas", { class: "bars", "aria-hidden": "true" });
  figure.querySelector(".maptools").after(element("div", { class: "time", role: "group", "aria-label": "Time" }, play, width, element("div", { class: "track" }, bars, slider), output));

  const range = () => {
    const wide = Number(width.value), end = o.first + (length * Number(slider.value)) / steps;
    return wide === 0 && Number(slider.value) === steps ? [-Infinity, Infinity] : [wide === 0 ? o.first : end - wide, end];
  };
  const draw = () => {
    const [a, b] = range();
    const from = Math.max(a, o.first), until = Math.min(b, o.last);
    output.textContent = written(from, o.zone) + " to " + written(until, o.zone);
    slider.setAttribute("aria-valuetext", output.textContent);
    paint(bars, o, from, until);
  };
  const change = () => {
    draw();
    o.change(...range());
  };
  let timer = 0;
  const stop = () => {
    clearInterval(timer);
    timer = 0;
    play.setAttribute("aria-pressed", "false");
    play.textContent = "Play";
  };
  play.addEventListener("click", () => {
    if (timer) return stop();
    if (Number(width.value) === 0 && width.options.length > 1) width.selectedIndex = Math.min(2, width.options.length - 1);
    if (Number(slider.value) >= steps) slider.value = "0";
    play.setAttribute("aria-pressed", "true");
    play.textContent = "Pause";
    timer = setInterval(() => {
      slider.value = String(Number(slider.value) + 2);
      change();
      if (Number(slider.value) >= steps) stop();
    }, pace);
  });
  slider.addEventListener("input", change);
  width.addEventListener("change", change);
  new ResizeObserver(draw).observe(bars);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  draw();
  return { draw };
}

/** Bars of the number of incidents that begin in each part of the period; those in the window are solid. */
function paint(canvas, o, from, until) {
  const wide = canvas.clientWidth, high = canvas.clientHeight, dense = devicePixelRatio || 1;
  if (wide === 0) return;
  canvas.width = wide * dense;
  canvas.height = high * dense;
  const g = canvas.getContext("2d");
  g.scale(dense, dense);
  const n = Math.min(160, Math.floor(wide / 4)), counts = o.counts(o.first, o.last, n), most = Math.max(1, ...counts);
  const part = (o.last - o.first) / n, style = getComputedStyle(document.documentElement);
  g.fillStyle = style.getPropertyValue("--map-incident");
  counts.forEach((count, i) => {
    if (count === 0) return;
    const at = o.first + i * part, h = Math.max(1.5, (count / most) * (high - 2));
    g.globalAlpha = at + part >= from && at <= until ? 1 : 0.3;
    g.fillRect((i * wide) / n, high - h, Math.max(1, wide / n - 1), h);
  });
}
