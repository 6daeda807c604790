// SPDX-License-Identifier: Apache-2.0

package journal_test

import (
	"errors"
	"slices"
	"testing"

	"truce/canon"
	"truce/journal"
)

func first() journal.Header {
	return journal.Header{
		Version: 1, Seq: 1, Time: 1000, Kind: journal.Genesis, Engine: "truce/engine/1", Parts: 1, Origin: "mission.example/2026", Realm: journal.Mission,
	}
}

func later(kind journal.Kind, parts int64) journal.Header {
	return journal.Header{Version: 1, Seq: 2, Time: 1000, Kind: kind, Engine: "truce/engine/1", Parts: parts}
}

func TestHeaderFollowsTheTable(t *testing.T) {
	with := func(h journal.Header, change func(*journal.Header)) journal.Header { change(&h); return h }
	for name, tc := range map[string]struct {
		header journal.Header
		ok     bool
	}{
		"the first":                       {first(), true},
		"of a successor":                  {with(first(), func(h *journal.Header) { h.Follows = &journal.Predecessor{Origin: "a", Size: 1} }), true},
		"of a log that follows nothing":   {with(first(), func(h *journal.Header) { h.Follows = &journal.Predecessor{Origin: "a"} }), false},
		"of a log that follows no name":   {with(first(), func(h *journal.Header) { h.Follows = &journal.Predecessor{Size: 1} }), false},
		"of another version":              {with(first(), func(h *journal.Header) { h.Version = 2 }), false},
		"numbered 0":                      {with(first(), func(h *journal.Header) { h.Seq = 0 }), false},
		"first and no genesis":            {with(first(), func(h *journal.Header) { h.Kind = journal.Rating }), false},
		"first without a realm":           {with(first(), func(h *journal.Header) { h.Realm = "" }), false},
		"first of an unknown realm":       {with(first(), func(h *journal.Header) { h.Realm = "army" }), false},
		"first without a name":            {with(first(), func(h *journal.Header) { h.Origin = "" }), false},
		"first with a space in its name":  {with(first(), func(h *journal.Header) { h.Origin = "a b" }), false},
		"first with the name of a format": {with(first(), func(h *journal.Header) { h.Origin = "truce/receipt/1" }), false},
		"without an engine":               {with(first(), func(h *journal.Header) { h.Engine = "" }), false},
		"a second genesis":                {later(journal.Genesis, 1), false},
		"a rating":                        {later(journal.Rating, 1), true},
		"a rating of two parts":           {later(journal.Rating, 2), false},
		"a rating of no part":             {later(journal.Rating, 0), false},
		"a submission of one report":      {later(journal.Submission, 3), true},
		"a submission of two reports":     {later(journal.Submission, 6), true},
		"a submission of none":            {later(journal.Submission, 0), false},
		"a submission of less than one":   {later(journal.Submission, 2), false},
		"an unknown kind":                 {later("rating/2", 1), false},
		"a device that sent":              {with(later(journal.Submission, 3), func(h *journal.Header) { h.Device = "x" }), true},
		"a device that rated":             {with(later(journal.Rating, 1), func(h *journal.Header) { h.Device = "x" }), false},
		"a later one with a name":         {with(later(journal.Rating, 1), func(h *journal.Header) { h.Origin = "a" }), false},
		"a later one with a realm":        {with(later(journal.Rating, 1), func(h *journal.Header) { h.Realm = journal.Mission }), false},
		"a later one that follows":        {with(later(journal.Rating, 1), func(h *journal.Header) { h.Follows = &journal.Predecessor{} }), false},
	} {
		if err := tc.header.Check(); (err == nil) != tc.ok {
			t.Errorf("%s: got error %v, want ok %t", name, err, tc.ok)
		}
	}
}

// A header is read alike on machines of 32 bits and of 64: what it announces is compared with what is there, not allocated.
func TestAHeaderMayAnnounceMorePartsThan31BitsCount(t *testing.T) {
	h := later(journal.Submission, 3_000_000_000)
	content, err := canon.Encode(h)
	if err != nil {
		t.Fatal(err)
	}
	head := canon.Part{Label: journal.HeaderLabel, Content: content}
	if got, err := journal.ReadHeader(head); err != nil || got != h {
		t.Errorf("read as %+v, %v", got, err)
	}
	if _, err := journal.ReadEntry(head, make([]journal.Part, 3)); err == nil {
		t.Error("three parts are taken for three thousand million")
	}
	if err := journal.Rating.CheckParts(1<<32 + 1); err == nil {
		t.Error("a rating may have 2^32+1 parts")
	}
}

func TestEveryKindLabelsItsParts(t *testing.T) {
	for _, k := range journal.Kinds() {
		n := int64(1)
		if k == journal.Submission {
			n = 4 * journal.PartsOfReport
		}
		if err := k.CheckParts(n); err != nil || !k.IsKnown() {
			t.Errorf("%s: %v, known %t", k, err, k.IsKnown())
		}
		for i := range int(n) {
			if err := canon.CheckLabel(k.Label(i)); err != nil || k.Label(i) == journal.HeaderLabel {
				t.Errorf("%s: part %d: %v", k, i, err)
			}
		}
		if k.MayDestroy() != (k == journal.Submission) {
			t.Errorf("%s: may be destroyed: %t", k, k.MayDestroy())
		}
	}
	if got := journal.Submission.Label(4); got != "original" {
		t.Errorf("part 4 of a submission is labelled %q", got)
	}
	if got := journal.Kind("x/1").Label(0); got != "" {
		t.Errorf("a part of an unknown kind is labelled %q", got)
	}
}

func TestEachRealmHasItsOwnKindsOfEntries(t *testing.T) {
	both := []journal.Kind{journal.Genesis, journal.Key, journal.Reads, journal.Closing}
	for _, k := range journal.Kinds() {
		in := []bool{k.In(journal.Mission), k.In(journal.Coalition)}
		if shared := slices.Contains(both, k); in[0] && in[1] != shared || !in[0] && !in[1] {
			t.Errorf("%s: in the mission's realm %t, in the coalition's %t", k, in[0], in[1])
		}
	}
	if journal.Undertaking.In(journal.Mission) || journal.Submission.In(journal.Coalition) {
		t.Error("a kind of one realm is taken in the other")
	}
}

func TestHeaderBytesAreCanonical(t *testing.T) {
	const want = `{"engine":"truce/engine/1","kind":"genesis/1","origin":"mission.example/2026","parts":1,"realm":"mission","seq":1,"time":1000,"v":1}`
	got, err := canon.Encode(first())
	if err != nil || string(got) != want {
		t.Fatalf("got %s, %v", got, err)
	}
	if h, err := journal.ReadHeader(canon.Part{Label: journal.HeaderLabel, Content: got}); err != nil || h != first() {
		t.Errorf("read back: %+v, %v", h, err)
	}
	for name, p := range map[string]canon.Part{
		"another label":     {Label: "genesis", Content: got},
		"white space":       {Label: journal.HeaderLabel, Content: append([]byte(" "), got...)},
		"an unknown member": {Label: journal.HeaderLabel, Content: []byte(`{"a":1,` + want[1:])},
		"a broken rule":     {Label: journal.HeaderLabel, Content: []byte(want[:len(want)-2] + "2}")},
		"nothing":           {Label: journal.HeaderLabel},
	} {
		if _, err := journal.ReadHeader(p); err == nil {
			t.Errorf("%s is read as a header", name)
		}
	}
}

func TestHeadersStandInOrder(t *testing.T) {
	for name, tc := range map[string]struct {
		before, after journal.Header
		want          error
		ok            bool
	}{
		"at the same time":   {first(), later(journal.Rating, 1), nil, true},
		"earlier":            {first(), journal.Header{Seq: 2, Time: 999}, journal.ErrTime, false},
		"with a hole":        {first(), journal.Header{Seq: 3, Time: 1000}, nil, false},
		"after the end":      {later(journal.Closing, 1), journal.Header{Seq: 3, Time: 1000}, journal.ErrEnded, false},
		"the same once more": {first(), first(), nil, false},
	} {
		err := tc.after.After(tc.before)
		if (err == nil) != tc.ok || tc.want != nil && !errors.Is(err, tc.want) {
			t.Errorf("%s: got %v, want %v", name, err, tc.want)
		}
	}
}
