// SPDX-License-Identifier: Apache-2.0

package web_test

import (
	"encoding/json"
	"fmt"
	"strconv"
	"testing"

	"truce/internal/browser"
)

func number(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

// quoted is a text as JavaScript writes it.
func quoted(s string) string {
	out, err := json.Marshal(s)
	if err != nil {
		panic(err)
	}
	return string(out)
}

const head = `<h2 id="new">New since 22:00 <span class="n">%d</span></h2><table class="list"><thead><tr><th scope="col">Came in</th><th scope="col">What</th></tr></thead><tbody>`

func TestWhatIsNewArrivesAndTheFocusStays(t *testing.T) {
	b := browser.Start(t)
	answer := ""
	g := &gallery{part: func() string { return answer }}
	tab := b.Open(t, browser.Desk(), serve(t, g))
	tab.Visit("/look/watch")
	tab.Until(`document.querySelector("[data-line]").textContent === "Live"`)
	browser.Eval[any](tab, `document.querySelector("[data-key=r4] a").focus(); window.kept = document.activeElement; 0`)

	row := func(key, what string) string {
		return fmt.Sprintf(`<tr data-new data-key=%q><td><time datetime="2026-02-03T04:39:00Z">06:39</time></td><td><a href="#">%s</a></td></tr>`, key, what)
	}
	answer = fmt.Sprintf(head, 6) + row("r6", "Shelling, just now") + row("r5", "Explosions heard, 4") + row("r4", "Fire at a substation") + `</tbody></table>`
	g.events <- `{"topics":["reports"],"say":"A report came in."}`
	tab.Until(`document.querySelector("[data-key=r6]") && document.querySelector("[data-key=r5] a").textContent === "Explosions heard, 4"`)
	tab.Until(`[...document.querySelectorAll("[role=status]")].some((e) => e.textContent === "A report came in.")`)
	if !browser.Eval[bool](tab, `document.activeElement === kept && kept.isConnected`) {
		t.Error("the focus was lost")
	}
	if browser.Eval[bool](tab, `!!document.querySelector("[data-key=r3]")`) {
		t.Error("a row that is gone still stands")
	}
	if order := browser.Eval[string](tab, `[...document.querySelectorAll("[data-live] [data-key]")].map((e) => e.dataset.key).join()`); order != "r6,r5,r4" {
		t.Errorf("the rows stand as %s, want r6,r5,r4", order)
	}

	// Whoever stands on a row that goes keeps it until the next change.
	answer = fmt.Sprintf(head, 1) + row("r6", "Shelling, just now") + `</tbody></table>`
	g.events <- `{}`
	tab.Until(`!document.querySelector("[data-key=r5]")`)
	if !browser.Eval[bool](tab, `document.activeElement === kept && kept.closest("tr").dataset.gone === ""`) {
		t.Error("the row that had the focus went at once")
	}
	for _, fault := range tab.Faults() {
		t.Error(fault)
	}
}

func TestAChangeOfAnotherTopicAsksForNothing(t *testing.T) {
	b := browser.Start(t)
	asked := make(chan bool, 8)
	g := &gallery{part: func() string { asked <- true; return "<h2>x</h2>" }}
	tab := b.Open(t, browser.Desk(), serve(t, g))
	tab.Visit("/look/watch")
	tab.Until(`document.querySelector("[data-line]").textContent === "Live"`)
	g.events <- `{"topics":["votes"],"say":"A vote was cast."}`
	tab.Until(`[...document.querySelectorAll("[role=status]")].some((e) => e.textContent === "A vote was cast.")`)
	if len(asked) > 0 {
		t.Error("a region was asked for that does not care")
	}
}

func TestSectorFollowsTheFieldsAndTheFieldsTheMap(t *testing.T) {
	b := browser.Start(t)
	tab := b.Open(t, browser.Desk(), serve(t, &gallery{}))
	tab.Visit("/look/report")
	tab.Until(`document.querySelector("[data-sector]").dataset.state === "drawn"`)
	said := `document.querySelector("figure.sector [role=status]").textContent`
	tab.Until(said + `.includes("between 60° and 90° from true north, 4 to 9 km away")`)
	browser.Eval[any](tab, `(() => { for (const [k, v] of [["lat", ""], ["lon", ""], ["grid", "36U UA 20000 60000"]]) {
		const f = document.querySelector("[data-part=" + k + "]"); f.value = v; f.dispatchEvent(new Event("input", {bubbles: true})); f.dispatchEvent(new Event("change", {bubbles: true})); } })()`)
	tab.Until(said + `.startsWith("From ")`)
	t.Log(browser.Eval[string](tab, said))
	browser.Eval[any](tab, `document.querySelector("figure.sector").scrollIntoView({block: "center"}); 0`)
	tab.Click("figure.sector .buttons button:nth-child(2)")
	tab.Click("figure.sector canvas")
	tab.Until(`document.querySelector("[data-part=lat]").value !== ""`)
	for _, fault := range tab.Faults() {
		t.Error(fault)
	}
}
