// SPDX-License-Identifier: Apache-2.0

package engine_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"truce/canon"
	"truce/engine"
	"truce/report"
)

// reframed is an entry as it comes back from a journal.
func reframed(t testing.TB, e engine.Entry) engine.Entry {
	t.Helper()
	f, err := engine.Frame(e)
	if err != nil {
		t.Fatal(err)
	}
	back, err := engine.Unframe(e.Seq, e.Time, f)
	if err != nil {
		t.Fatal(err)
	}
	return back
}

func TestEveryEntryComesBackFromAJournal(t *testing.T) {
	kinds := map[string]bool{}
	for i, e := range seeds(t) {
		e.Seq, e.Time = int64(i+1), dayD(t)
		if back := reframed(t, e); !canon.Equal(back, e) {
			t.Errorf("%+v comes back as %+v", e, back)
		}
		f, err := engine.Frame(e)
		if err != nil {
			t.Fatal(err)
		}
		kinds[f.Kind] = true
		want := []string{f.Kind[:len(f.Kind)-2]}
		if e.Submission != nil {
			want = []string{"identity", "original", "extract"}
		}
		var labels []string
		for _, p := range f.Parts {
			labels = append(labels, p.Label)
		}
		if diff := cmp.Diff(labels, want); diff != "" {
			t.Errorf("labels of %s (-got +want):\n%s", f.Kind, diff)
		}
	}
	if len(kinds) != 19 {
		t.Errorf("%d kinds, want all 19: %v", len(kinds), kinds)
	}
}

func TestUnframeRefusesWhatNoEntryIs(t *testing.T) {
	rating := canon.Part{Label: "rating", Content: []byte(`{"by":"desk","root":"a"}`)}
	framed, err := engine.Frame(engine.Entry{Submission: &engine.Submission{Reports: []report.Report{whole("a", shot(0, 0))}}})
	if err != nil {
		t.Fatal(err)
	}
	p := framed.Parts
	for name, each := range map[string]struct {
		f    engine.Framed
		want error
	}{
		"a rating":                     {engine.Framed{Kind: "rating/1", Parts: []canon.Part{rating}}, nil},
		"a kind of the journal alone":  {engine.Framed{Kind: "closing/1", Parts: []canon.Part{rating}}, engine.ErrEntry},
		"a later version":              {engine.Framed{Kind: "rating/2", Parts: []canon.Part{rating}}, engine.ErrEntry},
		"no kind":                      {engine.Framed{Parts: []canon.Part{rating}}, engine.ErrEntry},
		"another label":                {engine.Framed{Kind: "ruling/1", Parts: []canon.Part{rating}}, engine.ErrEntry},
		"two parts":                    {engine.Framed{Kind: "rating/1", Parts: []canon.Part{rating, rating}}, engine.ErrEntry},
		"no part":                      {engine.Framed{Kind: "rating/1"}, engine.ErrEntry},
		"a device's rating":            {engine.Framed{Kind: "rating/1", Parts: []canon.Part{rating}, Device: "x"}, engine.ErrEntry},
		"white space":                  {engine.Framed{Kind: "rating/1", Parts: []canon.Part{{Label: "rating", Content: []byte(`{"by":"desk", "root":"a"}`)}}}, engine.ErrEntry},
		"a rating that is withheld":    {engine.Framed{Kind: "rating/1", Parts: []canon.Part{{Label: "rating"}}}, engine.ErrMissing},
		"a submission":                 {framed, nil},
		"a header that is no text":     {engine.Framed{Kind: "submission/1", Parts: p, Device: "\xe8"}, engine.ErrEntry},
		"a submission of nothing":      {engine.Framed{Kind: "submission/1"}, engine.ErrEntry},
		"two thirds of a report":       {engine.Framed{Kind: "submission/1", Parts: p[:2]}, engine.ErrEntry},
		"parts out of order":           {engine.Framed{Kind: "submission/1", Parts: []canon.Part{p[1], p[0], p[2]}}, engine.ErrEntry},
		"an extract that is destroyed": {engine.Framed{Kind: "submission/1", Parts: []canon.Part{p[0], p[1], {}}}, engine.ErrMissing},
		"identity, original destroyed": {engine.Framed{Kind: "submission/1", Parts: []canon.Part{{}, {}, p[2]}}, nil},
	} {
		if _, err := engine.Unframe(2, 5, each.f); !errors.Is(err, each.want) {
			t.Errorf("%s: got %v, want %v", name, err, each.want)
		}
	}
	if _, err := engine.Frame(engine.Entry{}); !errors.Is(err, engine.ErrEntry) {
		t.Errorf("an entry of no kind: %v", err)
	}
}

// TestDestroyingIdentitiesAndOriginalsChangesNothing folds submissions as they came, some sealed, some sent again, and
// as a journal holds them after any of their identities and originals were destroyed: every effect is the same.
func TestDestroyingIdentitiesAndOriginalsChangesNothing(t *testing.T) {
	p := device(t)
	few(t, func(rt *rapid.T) {
		full, rest := begun(t, pact), begun(t, pact)
		enrol(t, full, p)
		enrol(t, rest, p)
		h := report.Header{Origin: logName}
		reports := anyReports(rt)
		for i := range reports {
			who := fmt.Sprint("p-", i)
			reports[i].Identity = report.Identity{Door: "truce-device", Person: who}
			reports[i].Original.Digest = canon.SumBytes("truce/original/1", []byte(who))
		}
		for _, again := range []bool{false, true} {
			for _, r := range reports {
				sub := &engine.Submission{Reports: []report.Report{r, reports[0]}}
				if !again && rapid.Bool().Draw(rt, "sealed") {
					h.Counter++
					sub = sent(t, p, h, sub.Reports...)
					h.Previous = sub.Device.Root
				}
				e := later(t, full, sub)
				f, err := engine.Frame(e)
				if err != nil {
					rt.Fatal(err)
				}
				for k := range f.Parts {
					if k%3 != 2 && rapid.Bool().Draw(rt, "destroyed") {
						f.Parts[k] = canon.Part{}
					}
				}
				left, err := engine.Unframe(e.Seq, e.Time, f)
				if err != nil {
					rt.Fatal(err)
				}
				if want, got := step(t, full, e), step(t, rest, left); !canon.Equal(shown(want), shown(got)) {
					rt.Fatalf("entry %d shows %v, want %v", e.Seq, shown(got), shown(want))
				}
			}
		}
		if everything(t, full) != everything(t, rest) {
			rt.Error("the states differ")
		}
	})
}

// shown is what can be compared of effects.
func shown(effects []engine.Effect) []any {
	var out []any
	for _, e := range effects {
		switch {
		case e.Observed != nil:
			out = append(out, e.Observed)
		case e.Incident != nil:
			out = append(out, e.Incident.Incident)
		case e.Finding != nil:
			out = append(out, e.Finding)
		case e.Outside != nil:
			out = append(out, e.Outside)
		default:
			out = append(out, irregular([]engine.Effect{e}))
		}
	}
	return out
}

// TestABatchKnowsAgainWhatItsIdentityLost reads a file anew after the identities of the first reading were destroyed.
func TestABatchKnowsAgainWhatItsIdentityLost(t *testing.T) {
	b := &engine.Batch{Reports: []report.Report{whole("a", shot(0, 0)), whole("b", shot(0, 0))}}
	s := begun(t, pact)
	entries, _, err := b.Entries(s)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		f, err := engine.Frame(e)
		if err != nil {
			t.Fatal(err)
		}
		for k := range f.Parts {
			if k%3 != 2 {
				f.Parts[k].Content = nil
			}
		}
		left, err := engine.Unframe(e.Seq, e.Time, f)
		if err != nil {
			t.Fatal(err)
		}
		step(t, s, left)
	}
	if again, repeats, err := b.Entries(s); err != nil || len(again) != 0 || repeats != 2 {
		t.Errorf("%d entries, %d repeats, %v, want 0 and 2", len(again), repeats, err)
	}
}

// What Unframe accepts, Frame gives back: of a submission whatever its device signed.
//
//	go test ./engine -run '^$' -fuzz FuzzUnframe -fuzztime 30s
func FuzzUnframe(f *testing.F) {
	for _, e := range seeds(f) {
		framed, err := engine.Frame(e)
		if err != nil {
			f.Fatal(err)
		}
		for len(framed.Parts) < 3 {
			framed.Parts = append(framed.Parts, canon.Part{})
		}
		f.Add(framed.Kind, framed.Device, framed.Parts[0].Content, framed.Parts[1].Content, framed.Parts[2].Content)
	}
	f.Fuzz(func(t *testing.T, kind, device string, a, b, c []byte) {
		framed := engine.Framed{Kind: kind, Device: device}
		if kind == "submission/1" {
			framed.Parts = []canon.Part{{Label: "identity", Content: a}, {Label: "original", Content: b}, {Label: "extract", Content: c}}
		} else if n := len(kind) - 2; n > 0 {
			framed.Parts = []canon.Part{{Label: kind[:n], Content: a}}
		}
		e, err := engine.Unframe(1, 1, framed)
		if err != nil {
			return
		}
		again, err := engine.Frame(e)
		if err != nil {
			t.Fatalf("%+v has no frame: %v", e, err)
		}
		back, err := engine.Unframe(1, 1, again)
		if err != nil || !canon.Equal(back, e) || again.Kind != kind || again.Device != device {
			t.Errorf("%+v comes back as %+v, %v", e, back, err)
		}
	})
}
