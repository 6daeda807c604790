// SPDX-License-Identifier: Apache-2.0

package web_test

import (
	"encoding/json"
	"strconv"
	"testing"

	"truce/internal/api/page"
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

func row(id, what string) page.Row {
	return page.Row{ID: id, Cells: []page.Cell{{Text: what, Link: "#"}, {Text: "06:39"}, {}, {}, {}, {}, {}, {}}}
}

func TestWhatIsNewArrivesAndTheFocusStays(t *testing.T) {
	b := browser.Start(t)
	rows := []page.Row{row("r5", "Explosions heard, 3"), row("r4", "Fire at a substation"), row("r3", "Bursts")}
	g := &gallery{queue: func() []page.Row { return rows }}
	tab := b.Open(t, browser.Desk(), serve(t, g))
	tab.Visit("/look/queue")
	tab.Until(`document.documentElement.dataset.line === "live"`)
	browser.Eval[any](tab, `document.querySelector("#row-r4 a").focus(); window.kept = document.activeElement; 0`)

	rows = []page.Row{row("r4", "Fire at a substation"), row("r6", "Shelling, just now"), row("r5", "Explosions heard, 4")}
	g.events <- `{"version":7}`
	tab.Until(`document.querySelector("#row-r6") && document.querySelector("#row-r5 a").textContent === "Explosions heard, 4"`)
	tab.Until(`document.querySelector("#announce").textContent === "1 new in Waiting for a first look"`)
	if !browser.Eval[bool](tab, `document.activeElement === kept && kept.isConnected`) {
		t.Error("the focus was lost")
	}
	order := `[...document.querySelectorAll("#queue tr[id]")].map((e) => e.id).join()`
	if got := browser.Eval[string](tab, order); got != "row-r4,row-r6,row-r5" {
		t.Errorf("the rows stand as %s, want row-r4,row-r6,row-r5", got)
	}

	// Whoever stands on a row that goes keeps it until the next change.
	rows = []page.Row{row("r6", "Shelling, just now")}
	g.events <- `{"version":8}`
	tab.Until(`!document.querySelector("#row-r5")`)
	if !browser.Eval[bool](tab, `document.activeElement === kept && kept.closest("tr").dataset.gone === ""`) {
		t.Error("the row that had the focus went at once")
	}

	// The last row goes, and what the page says of an empty list comes.
	browser.Eval[any](tab, `document.activeElement.blur(); 0`)
	rows = nil
	g.events <- `{"version":9}`
	tab.Until(`document.querySelector("#queue .empty") && !document.querySelector("#queue table")`)
	for _, fault := range tab.Faults() {
		t.Error(fault)
	}
}

func TestALostConnectionIsSaidAndMended(t *testing.T) {
	b := browser.Start(t)
	g := &gallery{}
	tab := b.Open(t, browser.Desk(), serve(t, g))
	tab.Visit("/look/queue")
	tab.Until(`document.documentElement.dataset.line === "live"`)
	g.server.CloseClientConnections()
	tab.Until(`document.querySelector(".lost")`)
	tab.Until(`document.documentElement.dataset.line === "live" && !document.querySelector(".lost")`)
}

func TestSectorFollowsTheFieldsAndTheFieldsTheMap(t *testing.T) {
	b := browser.Start(t)
	tab := b.Open(t, browser.Desk(), serve(t, &gallery{}))
	tab.Visit("/look/report")
	tab.Until(`document.querySelector("[data-sector]").dataset.state === "drawn"`)
	said := `document.querySelector("figure.sector [role=status]").textContent`
	tab.Until(said + `.includes("between 60° and 90° from true north, 4 to 9 km away")`)
	browser.Eval[any](tab, `(() => { for (const [k, v] of [["lat", ""], ["lon", ""], ["grid", "36U UA 20000 60000"]]) {
		const f = document.querySelector("[name=" + k + "]"); f.value = v; f.dispatchEvent(new Event("input", {bubbles: true})); f.dispatchEvent(new Event("change", {bubbles: true})); } })()`)
	tab.Until(said + `.startsWith("From ")`)
	t.Log(browser.Eval[string](tab, said))
	browser.Eval[any](tab, `document.querySelector("figure.sector").scrollIntoView({block: "center"}); 0`)
	tab.Click("figure.sector .buttons button:nth-child(2)")
	tab.Click("figure.sector canvas")
	tab.Until(`document.querySelector("[name=lat]").value !== ""`)
	for _, fault := range tab.Faults() {
		t.Error(fault)
	}
}
