// SPDX-License-Identifier: Apache-2.0

// Package logbook turns what the watch sent and handed over into lists that can be read again: every flash report with its lines, and
// every handover with its words and what was open. It follows the package desk.
package logbook

import (
	"fmt"
	"strconv"
	"strings"

	"truce/engine"
	"truce/internal/access"
	"truce/internal/api"
	"truce/internal/api/mission/desk"
	"truce/internal/api/page"
	"truce/watch"
	"truce/when"
)

// Path is the address of the log.
const Path = "/watch/log"

// pageSize is how many rows of each list a page has.
const pageSize = 50

type pages struct{ *desk.Desk }

// Routes are those of the log.
func Routes(d *desk.Desk) []api.Route {
	p := &pages{d}
	return []api.Route{{Pattern: Path, Title: "the log of the watch: flash reports and handovers with their words", Needs: access.Mission, Noted: true, Page: p.page}}
}

// page shows both lists, newest first.
func (p *pages) page(a *api.Ask) (page.Page, error) {
	_, exercise := p.Site()
	out := page.Page{Title: "Log of the watch", Exercise: exercise, Lead: "What was sent and handed over, as it stands on record. Nothing here changes any more."}
	var flashes []watch.FlashItem
	var handed []watch.HandedOver
	var w desk.Wording
	err := p.Read(func(s *engine.State) error {
		flashes, handed, w = s.Room().Flashes(), s.Room().Handovers(), desk.WordingOf(s)
		return nil
	})
	if err != nil {
		return out, err
	}
	fs, hs := flashList(), handoverList()
	flashEnd, err := end(a, "flashes_before", len(flashes))
	if err != nil {
		return a.Unread(out, desk.Fault(err))
	}
	handoverEnd, err := end(a, "handovers_before", len(handed))
	if err != nil {
		return a.Unread(out, desk.Fault(err))
	}
	for n := flashEnd; n > max(0, flashEnd-pageSize); n-- {
		fs.Rows = append(fs.Rows, flashRow(n, &flashes[n-1], p.Zone()))
	}
	for n := handoverEnd; n > max(0, handoverEnd-pageSize); n-- {
		hs.Rows = append(hs.Rows, handoverRow(n, &handed[n-1], saying{w, p.Zone()}))
	}
	fs.Next, hs.Next = next(a, "flashes_before", flashEnd), next(a, "handovers_before", handoverEnd)
	out.Blocks = []page.Block{fs, hs}
	return out, nil
}

// end is the number of the newest row of a page of a list: the last, unless the address says before which the page ends.
func end(a *api.Ask, name string, last int) (int, error) {
	text := a.URL.Query().Get(name)
	if text == "" {
		return last, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 2 || n > last {
		return 0, api.NoSuchPage(name)
	}
	return n - 1, nil
}

// next is the address of the rows that follow those of a page, empty for none.
func next(a *api.Ask, name string, end int) string {
	if end <= pageSize {
		return ""
	}
	return page.With(a.URL.RequestURI(), name, strconv.Itoa(end-pageSize+1))
}

func flashList() page.List {
	return page.List{
		ID: "flashes", Title: "Flash reports", Inside: true, Live: true, Empty: "No flash report was sent yet. One is drafted from a row of the watch.",
		Columns: []page.Column{
			{Key: "number", Name: "No.", Number: true},
			{Key: "sent", Name: "Sent"},
			{Key: "by", Name: "By"},
			{Key: "status", Name: "Status then"},
			{Key: "of", Name: "Of"},
			{Key: "what", Name: "What"},
			{Key: "where", Name: "Where"},
			{Key: "when", Name: "When"},
			{Key: "how_known", Name: "How known"},
			{Key: "not_known", Name: "Not known"},
		},
	}
}

func flashRow(n int, f *watch.FlashItem, zone when.Zone) page.Row {
	of := page.Cell{Text: f.About.String(), Link: desk.IncidentPath(f.About.Incident)}
	status := desk.Plain(f.Status)
	row := page.Row{ID: fmt.Sprint("flash-", n)}
	if f.Exercise {
		row.Mark, status = "exercise", "EXERCISE "+status
	}
	row.Cells = []page.Cell{
		{Text: strconv.Itoa(n)},
		{Text: api.Clock(f.At, zone)},
		{Text: f.By},
		{Text: status, Status: f.Status},
		of,
		{Text: f.What},
		{Text: f.Where},
		{Text: f.When},
		{Text: f.HowKnown},
		{Text: f.NotKnown},
	}
	return row
}

func handoverList() page.List {
	return page.List{
		ID: "handovers", Title: "Handovers", Inside: true, Live: true, Empty: "The watch was not handed over yet.",
		Columns: []page.Column{
			{Key: "number", Name: "No.", Number: true},
			{Key: "at", Name: "When"},
			{Key: "out", Name: "From"},
			{Key: "in", Name: "To"},
			{Key: "signed", Name: "Signed by"},
			{Key: "words", Name: "Words"},
			{Key: "open", Name: "What was open"},
			{Key: "news", Name: "What nobody had seen", Number: true},
			{Key: "list", FileOnly: true},
		},
	}
}

// saying is the words and the clocks in which a row is told.
type saying struct {
	words desk.Wording
	zone  when.Zone
}

func handoverRow(n int, h *watch.HandedOver, in saying) page.Row {
	var open []string
	for _, o := range h.Open {
		open = append(open, o.ID+": "+in.words.Said(o.Says))
	}
	return page.Row{ID: fmt.Sprint("handover-", n), Cells: []page.Cell{
		{Text: strconv.Itoa(n)},
		{Text: api.Clock(h.At, in.zone)},
		{Text: h.Out},
		{Text: h.In},
		{Text: signers(h)},
		{Text: desk.Or(h.Words, "none")},
		{Text: desk.Or(strings.Join(open, "; "), "nothing")},
		{Text: strconv.Itoa(len(h.News))},
		{Text: h.List.String()},
	}}
}

// signers says who of the two signed: the name of the other was written down, and nothing proves it.
func signers(h *watch.HandedOver) string {
	switch {
	case h.OutSigned && h.InSigned:
		return "both"
	case h.OutSigned:
		return h.Out + " alone"
	case h.InSigned:
		return h.In + " alone"
	}
	return "neither"
}
