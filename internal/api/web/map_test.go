// SPDX-License-Identifier: Apache-2.0

package web_test

import (
	"strings"
	"testing"

	"truce/internal/browser"
)

// ready waits until the map of a page has drawn all that it has.
func ready(tab *browser.Tab) {
	tab.Until(`document.querySelector("figure.map").dataset.state === "idle"`)
}

// held makes the map reachable for a test, by the event that map.js sends when it is there.
const held = `addEventListener("truce:map", (e) => { window.held = e.detail; })`

// panned lets the map glide to and fro and returns the milliseconds between the frames that it drew, in order of length.
const panned = `(async () => {
	const times = [], map = held.map; let last = 0;
	map.on("render", () => { const at = performance.now(); if (last && map.isMoving()) times.push(at - last); last = at; });
	for (const by of [[260, 120], [-260, -120]]) {
		last = 0;
		map.panBy(by, { duration: 4000 });
		await new Promise((done) => map.once("moveend", done));
	}
	return times.sort((a, b) => a - b);
})()`

func TestMapDrawsAHundredThousandIncidents(t *testing.T) {
	b := browser.Start(t)
	home := serve(t, &gallery{many: columns(100_000)})
	for _, name := range []string{"map", "many", "map", "many"} { // the few beside the many, on a machine that may do other things
		tab := b.Open(t, browser.Desk(), home)
		tab.Visit("/look/" + name)
		browser.Eval[any](tab, held+"; 0")
		ready(tab)
		tab.Until("window.held")
		idle := browser.Eval[float64](tab, `Number(document.querySelector("figure.map").dataset.idle)`)
		frames := browser.Eval[[]float64](tab, panned)
		redraw := browser.Eval[float64](tab, `(() => { const t = performance.now(); for (let i = 0; i < 10; i++) held.view.draw(); return (performance.now() - t) / 10; })()`)
		t.Logf("%d incidents: first idle %.0f ms after the map began; pan frame median %.1f ms, 95th part %.1f ms; counting and grouping anew %.1f ms",
			browser.Eval[int](tab, "held.view.incidents.count"), idle, frames[len(frames)/2], frames[len(frames)*95/100], redraw)
		if name == "map" {
			continue
		}
		keep(t, "many-1440-light", tab)
		if said := browser.Eval[string](tab, `document.querySelector(".side .summary").textContent`); !strings.Contains(said, "of 100000 incidents are in view") {
			t.Errorf("the summary says %q", said)
		}
		for _, fault := range tab.Faults() {
			t.Error(fault)
		}
	}
}

// A browser without a graphics card draws a map that moves with fewer pixels, and one that rests with all of them.
func TestMapIsCoarseWhileItMovesWithoutAGraphicsCardAndFineAtRest(t *testing.T) {
	b := browser.Start(t)
	tab := b.Open(t, browser.Desk(), serve(t, &gallery{}))
	tab.Visit("/look/map")
	browser.Eval[any](tab, held+"; 0")
	ready(tab)
	tab.Until("window.held")
	pixels := `(() => { const c = document.querySelector(".maplibregl-canvas"); return c.width / c.clientWidth; })()`
	if at := browser.Eval[float64](tab, pixels); at < 0.99 {
		t.Fatalf("at rest %.2f pixels stand for one", at)
	}
	browser.Eval[any](tab, `(() => { window.least = 1; held.map.on("move", () => { window.least = Math.min(window.least, `+pixels+`); }); held.map.panBy([120, 60], { duration: 1000 }); })(); 0`)
	tab.Until("window.least < 0.6")
	tab.Until(pixels + " > 0.99 && !held.map.isMoving()")
}

func TestLegendNamesEveryPartWithItsSource(t *testing.T) {
	b := browser.Start(t)
	tab := b.Open(t, browser.Desk(), serve(t, &gallery{}))
	tab.Visit("/look/map")
	ready(tab)
	said := browser.Eval[string](tab, `document.querySelector("fieldset.legend").textContent`)
	for _, part := range []string{"guarded zone, 15 km", "buffer", "line of the exercise", "marker 4", "held by Party Amber", "source: the agreement, article 3, as of 1 February 2026"} {
		if !strings.Contains(said, part) {
			t.Errorf("the legend does not say %q", part)
		}
	}
}

func TestMapIsWorkedByKeysAlone(t *testing.T) {
	b := browser.Start(t)
	tab := b.Open(t, browser.Desk(), serve(t, &gallery{}))
	tab.Visit("/look/map")
	browser.Eval[any](tab, held+"; 0")
	ready(tab)
	tab.Until("window.held")
	browser.Eval[any](tab, `document.querySelector(".maplibregl-canvas").focus(); 0`)
	west := browser.Eval[float64](tab, "held.map.getCenter().lng")
	zoom := browser.Eval[float64](tab, "held.map.getZoom()")
	tab.Keys("+")
	tab.Until("held.map.getZoom() > " + number(zoom+0.5) + " && !held.map.isMoving()")
	tab.Keys(browser.ArrowRight)
	tab.Until("held.map.getCenter().lng > " + number(west) + " && !held.map.isMoving()")
	tab.Keys("n")
	tab.Until(`document.querySelector(".picked h3")`)
	before := browser.Eval[string](tab, `document.querySelector(".picked h3").textContent`)
	tab.Keys("n")
	tab.Until(`document.querySelector(".picked h3").textContent !== ` + quoted(before))
	if !browser.Eval[bool](tab, `document.activeElement.matches(".maplibregl-canvas")`) {
		t.Error("the focus left the map")
	}
	tab.Keys(browser.Escape)
	tab.Until(`document.querySelector(".picked").childElementCount === 0`)
}

func TestTimeLineShowsAWindowAndPlays(t *testing.T) {
	b := browser.Start(t)
	tab := b.Open(t, browser.Desk(), serve(t, &gallery{}))
	tab.Visit("/look/map")
	ready(tab)
	tab.Until(`document.querySelector(".side .summary").textContent.startsWith("60 of 60")`)
	browser.Eval[any](tab, `(() => { const s = document.querySelector(".time select"); s.value = String(24 * 3600000); s.dispatchEvent(new Event("change")); })()`)
	tab.Until(`/^1\d of 60/.test(document.querySelector(".side .summary").textContent)`)
	tab.Click(".time button")
	tab.Until(`document.querySelector(".time button").getAttribute("aria-pressed") === "true"`)
	tab.Until(`Number(document.querySelector(".time input").value) > 8`)
	tab.Click(".time button")
	tab.Until(`document.querySelector(".time button").textContent === "Play"`)
}

func TestWhereNothingCanBeDrawnTheListStays(t *testing.T) {
	b := browser.Start(t)
	home := serve(t, &gallery{})
	tab := b.Open(t, browser.Desk().WithoutScript(), home)
	tab.Visit("/look/map")
	if rows := browser.Eval[int](tab, `document.querySelectorAll("main tbody tr, figure.map .legend li").length`); rows != 8 {
		t.Errorf("without script %d rows and sources, want the 8 of the page", rows)
	}
	keep(t, "map-"+browser.Desk().WithoutScript().Name(), tab)
	tab = b.Open(t, browser.Desk(), home)
	tab.Visit("/look/many") // its points are no JSON here, as after a fault of the server
	tab.Until(`document.querySelector("figure.map").dataset.state === "failed"`)
	if !browser.Eval[bool](tab, `document.querySelector("figure.map .note").textContent.includes("could not be drawn") && document.querySelector("figure.map .legend").checkVisibility()`) {
		t.Error("a map that fails says nothing")
	}
}
