// SPDX-License-Identifier: Apache-2.0

package storetest

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"truce/agreement"
	"truce/canon"
	"truce/engine"
	"truce/finding"
	"truce/internal/store"
	"truce/internal/store/sqlite"
	"truce/place"
	"truce/report"
	"truce/when"
)

// Run runs the suite, with a twentieth of the checks that are asked for of rapid: each of them makes whole records and files.
func Run(t *testing.T) {
	t.Run("every query says what the state says", func(t *testing.T) { Queries(t, func(*sqlite.Store) {}) })
	t.Run("a store that was made again equals one that followed", testRebuilt)
	t.Run("the order of reports leaves no trace but in names and numbers", testPermuted)
	t.Run("deadlines that pass by a tick and by an entry come to the same", testTicks)
	t.Run("no identity of a source stands outside of inside", testOutside)
	t.Run("what disagrees with the record is dropped", testDisagrees)
	t.Run("an answer is of one entry while others are entered", testTogether)
}

// Of is the record of a world, as a store has to agree with it.
func (w *World) Of() store.Record {
	return store.Record{
		Origin: "exercise.example/log", Engine: engine.Version, Size: int64(len(w.Entered)),
		Commitment: func(seq int64) (canon.Digest, error) { return Commitment(seq), nil },
	}
}

// Replay folds the entries of a world anew.
func (w *World) Replay(take func(*engine.State, store.Entered) error) error {
	s := engine.NewState()
	for _, e := range w.Entered {
		effects, err := s.Step(e.Entry)
		if err != nil {
			return err
		}
		e.Effects = effects
		if err := take(s, e); err != nil {
			return err
		}
	}
	return nil
}

// dir is a folder that is removed with the check, as a drawn check has no cleanup of its own.
func dir(t *testing.T, rt *rapid.T) string {
	path, err := os.MkdirTemp(t.TempDir(), "store")
	if err != nil {
		rt.Fatal(err)
	}
	return path
}

func open(t rapid.TB, path string, of store.Record) *sqlite.Store {
	t.Helper()
	s, err := sqlite.Open(context.Background(), path, of)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// made returns a store that was made of a world in one go.
func made(t rapid.TB, path string, w *World) *sqlite.Store {
	t.Helper()
	s := open(t, path, w.Of())
	if err := s.Rebuild(context.Background(), w.Replay, nil); err != nil {
		t.Fatal(err)
	}
	return s
}

// check runs a property with a twentieth of the checks that are asked for.
func check(t *testing.T, property func(*rapid.T)) {
	t.Helper()
	asked := flag.Lookup("rapid.checks").Value
	all := asked.String()
	n, err := strconv.Atoi(all)
	if err != nil {
		t.Fatal(err)
	}
	set := func(to string) {
		if err := asked.Set(to); err != nil {
			t.Fatal(err)
		}
	}
	set(strconv.Itoa(max(2, n/20)))
	defer set(all)
	rapid.Check(t, property)
}

// Queries compares each query with what the state says, on stores that were prepared.
func Queries(t *testing.T, prepare func(*sqlite.Store)) {
	texts := Texts(t)
	check(t, func(rt *rapid.T) {
		w := NewWorld(rt, texts, rapid.Bool().Draw(rt, "adopted"))
		s := made(t, filepath.Join(dir(t, rt), "store"), w)
		defer s.Close()
		prepare(s)
		for range rapid.IntRange(1, 10).Draw(rt, "entries") {
			before := len(w.Entered)
			w.Grow()
			if err := s.Follow(context.Background(), w.State, w.Entered[before:]); err != nil {
				rt.Fatal(err)
			}
		}
		p := plain{t: rt, state: w.State, entered: w.Entered, s: s}
		p.checkIncidents()
		p.checkFindings()
		p.checkNamed()
		p.checkReports()
		p.checkDays()
		for range 3 {
			window, span := anyWindow(rt), anySpan(rt)
			p.checkPoints(store.PointFilter{Window: window, Span: span})
			f := store.IncidentFilter{Window: window, Span: span, Act: rapid.SampledFrom(acts()).Draw(rt, "act")}
			if rapid.Bool().Draw(rt, "judged") {
				f.Outcome = rapid.SampledFrom([]finding.Verdict{"", finding.Violation, finding.Undetermined}).Draw(rt, "outcome")
				f.Status = rapid.SampledFrom([]finding.Status{"", finding.Assessed, finding.Determined}).Draw(rt, "status")
				f.Agreement = rapid.SampledFrom([]string{"", "paris-exercise@1"}).Draw(rt, "agreement")
			}
			if list := w.State.Incidents(); len(list) > 0 && rapid.IntRange(0, 3).Draw(rt, "prefix") == 0 {
				_, id, _ := strings.Cut(list[0].ID.String(), ":")
				f.Prefix = id[:rapid.IntRange(1, 32).Draw(rt, "letters")]
			}
			p.checkFilter(f)
			p.checkFindingFilter(anyFindingFilter(rt, span))
			p.checkReportFilter(store.ReportFilter{
				Received: span, Class: rapid.SampledFrom([]store.Class{"", store.Observer, store.Several}).Draw(rt, "class"),
				Level: rapid.SampledFrom([]report.Level{"", report.Plain, report.Aggregate}).Draw(rt, "level"),
				Form:  rapid.SampledFrom([]store.Form{"", store.Sightings, store.Complaint}).Draw(rt, "form"),
			})
		}
		p.checkSince(rapid.Int64Range(0, int64(len(w.Entered))).Draw(rt, "since"))
	})
}

func anyFindingFilter(rt *rapid.T, span when.Interval) store.FindingFilter {
	return store.FindingFilter{
		Span: span, Agreement: rapid.SampledFrom([]string{"", "paris-exercise@1"}).Draw(rt, "under"),
		Article:  rapid.SampledFrom([]agreement.ArticleID{"", "1", "5"}).Draw(rt, "article"),
		Outcome:  rapid.SampledFrom([]finding.Verdict{"", finding.Violation, finding.Undetermined}).Draw(rt, "verdict"),
		Status:   rapid.SampledFrom([]finding.Status{"", finding.Assessed, finding.Withdrawn}).Draw(rt, "stage"),
		Severity: agreement.Severity(rapid.IntRange(0, 3).Draw(rt, "severity")),
	}
}

func anyWindow(rt *rapid.T) *store.Bounds {
	if rapid.IntRange(0, 2).Draw(rt, "window") == 0 {
		return nil
	}
	lat := int32(490_000_000 + 100_000*rapid.IntRange(-8, 8).Draw(rt, "south"))
	lon := int32(310_000_000 + 100_000*rapid.IntRange(-10, 130).Draw(rt, "west"))
	size := int32(rapid.IntRange(0, 60).Draw(rt, "size")) * 100_000
	return &store.Bounds{Low: place.Point{Lat: lat, Lon: lon}, High: place.Point{Lat: lat + size, Lon: lon + size}}
}

func anySpan(rt *rapid.T) when.Interval {
	if rapid.Bool().Draw(rt, "all time") {
		return when.Interval{}
	}
	from := dayD + when.Instant(rapid.IntRange(-12, 90).Draw(rt, "from"))*when.Instant(when.Hour)
	return when.Interval{From: from, To: from + when.Instant(rapid.IntRange(0, 50).Draw(rt, "hours"))*when.Instant(when.Hour)}
}

// dump is everything that queries return, in order, as text.
func dump(t rapid.TB, s *sqlite.Store) string {
	t.Helper()
	ctx := context.Background()
	var b strings.Builder
	out := json.NewEncoder(&b)
	say := func(v any, err error) {
		if err == nil {
			err = out.Encode(v)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, row := range all(t, 50, func(c store.Cursor) (store.Page[store.Incident], error) {
		return s.Incidents(ctx, store.IncidentFilter{Cursor: c})
	}) {
		d, err := s.Incident(ctx, row.ID)
		say(d, err)
	}
	for _, status := range []finding.Status{"", finding.Withdrawn} {
		for _, row := range all(t, 50, func(c store.Cursor) (store.Page[store.Finding], error) {
			return s.Findings(ctx, store.FindingFilter{Status: status, Cursor: c})
		}) {
			d, err := s.Finding(ctx, row.ID)
			say(d, err)
		}
	}
	for _, row := range all(t, 50, func(c store.Cursor) (store.Page[store.Finding], error) {
		return s.Findings(ctx, store.FindingFilter{Recorded: true, Cursor: c})
	}) {
		say(row, nil)
	}
	extent, err := s.Extent(ctx)
	say(extent, err)
	totals, err := s.Totals(ctx)
	say(totals, err)
	news, err := s.Since(ctx, 0, store.MostRows)
	say(news, err)
	points, err := s.Points(ctx, store.PointFilter{})
	points.Points = byID(points.Points, func(p store.Point) string { return p.Incident.String() })
	say(points, err)
	days, err := s.Days(ctx, store.DayFilter{})
	say(days, err)
	regions, err := s.Regions(ctx)
	say(regions, err)
	return strings.ReplaceAll(b.String(), ",", ",\n")
}

func testRebuilt(t *testing.T) {
	texts := Texts(t)
	check(t, func(rt *rapid.T) {
		w := NewWorld(rt, texts, rapid.Bool().Draw(rt, "adopted"))
		folder := dir(t, rt)
		s := made(t, filepath.Join(folder, "followed"), w)
		defer s.Close()
		for range rapid.IntRange(1, 12).Draw(rt, "entries") {
			before := len(w.Entered)
			for range rapid.IntRange(1, 3).Draw(rt, "together") {
				w.Grow()
			}
			if err := s.Follow(context.Background(), w.State, w.Entered[before:]); err != nil {
				rt.Fatal(err)
			}
		}
		followed := dump(rt, s)
		again := made(t, filepath.Join(folder, "made"), w)
		defer again.Close()
		if diff := gocmp.Diff(dump(rt, again), followed); diff != "" {
			rt.Fatalf("made in one go (-got +followed):\n%s", diff)
		}
		if err := s.Drop(context.Background()); err != nil {
			rt.Fatal(err)
		}
		if _, err := s.Incidents(context.Background(), store.IncidentFilter{}); !errors.Is(err, store.ErrRebuilding) {
			rt.Fatalf("a dropped store answers: %v", err)
		}
		stop := errors.New("interrupted")
		cut := rapid.IntRange(1, len(w.Entered)).Draw(rt, "cut")
		err := s.Rebuild(context.Background(), func(take func(*engine.State, store.Entered) error) error {
			return w.Replay(func(state *engine.State, e store.Entered) error {
				if e.Seq == int64(cut) {
					return stop
				}
				return take(state, e)
			})
		}, nil)
		if !errors.Is(err, stop) || s.Ready() {
			rt.Fatalf("interrupted: %v, ready %t", err, s.Ready())
		}
		if err := s.Rebuild(context.Background(), w.Replay, nil); err != nil {
			rt.Fatal(err)
		}
		if diff := gocmp.Diff(dump(rt, s), followed); diff != "" {
			rt.Fatalf("dropped, interrupted and made again (-got +followed):\n%s", diff)
		}
	})
}

// outcomes are rows without what names and numbers them.
func outcomes(t rapid.TB, s *sqlite.Store) []string {
	t.Helper()
	ctx := context.Background()
	var out []string
	add := func(v any) {
		text, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, string(text))
	}
	for _, inc := range all(t, 50, func(c store.Cursor) (store.Page[store.Incident], error) {
		return s.Incidents(ctx, store.IncidentFilter{Cursor: c})
	}) {
		inc.ID, inc.Version, inc.First, inc.Last = canon.IncidentID{}, 0, 0, 0
		for i := range inc.Findings {
			inc.Findings[i].ID = canon.FindingID{}
		}
		for i := range inc.Outside {
			inc.Outside[i].Incident = canon.IncidentID{}
		}
		add(inc)
	}
	days, err := s.Days(ctx, store.DayFilter{})
	if err != nil {
		t.Fatal(err)
	}
	add(days.Days)
	slices.Sort(out)
	return out
}

func testPermuted(t *testing.T) {
	texts := Texts(t)
	check(t, func(rt *rapid.T) {
		w := NewWorld(rt, texts, true)
		var list []report.Report
		for range rapid.IntRange(1, 8).Draw(rt, "reports") {
			list = append(list, w.report())
		}
		at := dayD
		for _, r := range list {
			at = max(at, r.Extract.Received)
		}
		enter := func(w *World, list []report.Report) {
			for len(list) > 0 {
				n := rapid.IntRange(1, len(list)).Draw(rt, "together")
				if !w.take(engine.Entry{Time: at, Submission: &engine.Submission{Reports: list[:n]}}) {
					rt.Fatal("a submission was refused")
				}
				list = list[n:]
			}
		}
		other := NewWorld(rt, texts, true)
		enter(w, list)
		enter(other, rapid.Permutation(list).Draw(rt, "order"))
		folder := dir(t, rt)
		a, b := made(t, filepath.Join(folder, "a"), w), made(t, filepath.Join(folder, "b"), other)
		defer a.Close()
		defer b.Close()
		if diff := gocmp.Diff(outcomes(rt, a), outcomes(rt, b)); diff != "" {
			rt.Fatalf("in another order:\n%s", diff)
		}
	})
}

func testTicks(t *testing.T) {
	texts := Texts(t)
	check(t, func(rt *rapid.T) {
		w := NewWorld(rt, texts, true)
		folder := dir(t, rt)
		s := made(t, filepath.Join(folder, "ticked"), w)
		defer s.Close()
		for range rapid.IntRange(1, 8).Draw(rt, "entries") {
			before := len(w.Entered)
			w.Grow()
			if err := s.Follow(context.Background(), w.State, w.Entered[before:]); err != nil {
				rt.Fatal(err)
			}
			effects := w.State.Tick(w.State.Now() + when.Instant(rapid.IntRange(0, 80).Draw(rt, "tick"))*when.Instant(when.Hour))
			if err := s.Tick(context.Background(), w.State, effects); err != nil {
				rt.Fatal(err)
			}
		}
		last := w.State.Now()
		again := open(t, filepath.Join(folder, "made"), w.Of())
		defer again.Close()
		var folded *engine.State
		if err := again.Rebuild(context.Background(), func(take func(*engine.State, store.Entered) error) error {
			return w.Replay(func(state *engine.State, e store.Entered) error {
				folded = state
				return take(state, e)
			})
		}, nil); err != nil {
			rt.Fatal(err)
		}
		if err := again.Tick(context.Background(), folded, folded.Tick(last)); err != nil {
			rt.Fatal(err)
		}
		if diff := gocmp.Diff(dump(rt, again), dump(rt, s)); diff != "" {
			rt.Fatalf("without ticks (-got +ticked):\n%s", diff)
		}
	})
}

func testOutside(t *testing.T) {
	texts := Texts(t)
	check(t, func(rt *rapid.T) {
		w := NewWorld(rt, texts, true)
		for range rapid.IntRange(1, 6).Draw(rt, "entries") {
			w.Grow()
		}
		s := made(t, filepath.Join(dir(t, rt), "store"), w)
		defer s.Close()
		text := dump(rt, s)
		if strings.Contains(text, "nobody-patrol") {
			rt.Fatal("the identity of a report is in the store")
		}
		for _, r := range all(rt, 50, func(c store.Cursor) (store.Page[store.Report], error) {
			return s.Reports(context.Background(), store.ReportFilter{Cursor: c})
		}) {
			r.Inside = store.ReportInside{}
			if out, err := json.Marshal(r); err != nil || strings.Contains(string(out), "patrol-") {
				rt.Fatalf("a source stands outside of inside: %s, %v", out, err)
			}
		}
		for _, o := range w.State.Observations() {
			page, err := s.Observations(context.Background(), store.ObservationFilter{Report: o.Report})
			if err != nil {
				rt.Fatal(err)
			}
			for _, row := range page.Rows {
				row.Inside = store.ObservationInside{}
				if out, err := json.Marshal(row); err != nil || strings.Contains(string(out), "patrol-") {
					rt.Fatalf("a source stands outside of inside: %s, %v", out, err)
				}
			}
		}
	})
}

func testDisagrees(t *testing.T) {
	texts := Texts(t)
	check(t, func(rt *rapid.T) {
		w := NewWorld(rt, texts, true)
		for range 4 {
			w.Grow()
		}
		path := filepath.Join(dir(t, rt), "store")
		s := made(t, path, w)
		want := dump(rt, s)
		if err := s.Close(); err != nil {
			rt.Fatal(err)
		}
		of := w.Of()
		kept := true
		switch rapid.IntRange(0, 4).Draw(rt, "what") {
		case 0:
			of.Engine, kept = "truce/engine/other", false
		case 1:
			of.Origin, kept = "other.example/log", false
		case 2:
			of.Size, kept = of.Size-1, false
		case 3:
			of.Commitment, kept = func(int64) (canon.Digest, error) { return canon.Digest{1}, nil }, false
		}
		s, err := sqlite.Open(context.Background(), path, of)
		if err != nil {
			rt.Fatal(err)
		}
		defer s.Close()
		if got := s.Mark().Seq > 0; got != kept {
			rt.Fatalf("kept %t, want %t: mark %+v of %d entries, seq %d", got, kept, s.Mark(), of.Size, w.State.Seq())
		}
		if s.Ready() {
			rt.Fatal("it serves before it was brought to the end of the record")
		}
		if err := s.Rebuild(context.Background(), w.Replay, nil); err != nil {
			rt.Fatal(err)
		}
		if got := dump(rt, s); got != want {
			rt.Fatalf("made again:\n%s", gocmp.Diff(got, want))
		}
	})
}

// testTogether asks while entries are applied: what one answer says of a moment is the same in all of its parts.
func testTogether(t *testing.T) {
	ctx := context.Background()
	s := open(t, filepath.Join(t.TempDir(), "store"), store.Record{Origin: "exercise.example/log", Engine: engine.Version})
	defer s.Close()
	const entries, each = 12, 40
	f := NewFiller(3)
	if err := s.Apply(ctx, f.Next(each)); err != nil {
		t.Fatal(err)
	}
	var asking sync.WaitGroup
	done := make(chan struct{})
	for range 3 {
		asking.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				days, err := s.Days(ctx, store.DayFilter{})
				points, other := s.Points(ctx, store.PointFilter{})
				if err != nil || other != nil {
					t.Error(err, other)
					return
				}
				n := int64(0)
				for _, d := range days.Days {
					n += d.Incidents
				}
				if n != days.Seq*each || int64(len(points.Points)) != points.Seq*each {
					t.Errorf("%d counted at entry %d, %d points at entry %d, of %d each", n, days.Seq, len(points.Points), points.Seq, each)
				}
			}
		})
	}
	for range entries - 1 {
		if err := s.Apply(ctx, f.Next(each)); err != nil {
			t.Error(err)
		}
	}
	close(done)
	asking.Wait()
}
