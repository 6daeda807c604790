// SPDX-License-Identifier: Apache-2.0
/**
 * @file How finely a map is drawn while something of it moves. Many desks have no graphics card that a browser may use; there
 * every pixel is worked out by the processor, and a frame of a whole map takes longer than a hand waits. Such a map moves with
 * a quarter of its pixels and gets all of them when it rests; until it has what it draws it has fewer still. Where frames are
 * quick it is drawn finely all the time.
 */

/** How many pixels of the drawing stand for one of the page, to a side, while a slow map moves, and before it has all that it draws. */
const coarse = 0.5, hazy = 0.2;

/** A map whose frames mostly take longer than so many milliseconds is slow, until its coarse ones take less than the other. */
const slow = 40, quick = 18;

/** How long a map rests before it is drawn finely. */
const rest = 150;

/**
 * Watches the frames of a map. Whoever has much to draw sends it "busy"; it sends "sharp" whenever it has drawn all that it has as
 * finely as it ever will.
 * @param {any} map MapLibre's
 */
export function pace(map) {
  let isSlow = byProcessor(map), frame = isSlow ? slow : quick; // milliseconds from one to the next, as a mean in which the last counts a fifth
  let last = 0, first = true, rough = false, own = false, timer = 0;
  const draw = (ratio) => {
    own = true; // a change of the ratio tells everybody that the map moved
    map.setPixelRatio(ratio);
    own = false;
  };
  const ease = () => {
    clearTimeout(timer);
    if (own || rough || !isSlow) return;
    rough = true;
    draw(first ? hazy : coarse);
  };
  map.on("movestart", ease);
  map.on("busy", ease);
  map.on("render", () => {
    const now = performance.now();
    if (last && map.isMoving()) {
      frame += (Math.min(now - last, 10 * slow) - frame) / 5;
      if (rough ? frame < quick : frame > slow) isSlow = !rough;
    }
    last = map.isMoving() ? now : 0;
  });
  map.on("idle", () => {
    clearTimeout(timer);
    if (!rough) return map.fire("sharp");
    timer = setTimeout(() => {
      if (map.isMoving()) return;
      first = rough = false;
      draw(undefined);
    }, first ? 0 : rest);
  });
  ease();
}

/** Tells whether the browser says that it draws without a graphics card. */
function byProcessor(map) {
  const gl = map.getCanvas().getContext("webgl2");
  const more = gl?.getExtension("WEBGL_debug_renderer_info");
  return /swiftshader|llvmpipe|software|basic render/i.test(gl?.getParameter(more ? more.UNMASKED_RENDERER_WEBGL : gl.RENDERER) ?? "");
}
