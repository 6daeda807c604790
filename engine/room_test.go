// SPDX-License-Identifier: Apache-2.0

package engine_test

import (
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"
	"pgregory.net/rapid"

	"truce/canon"
	"truce/coverage"
	"truce/engine"
	"truce/engine/flash"
	"truce/keyring"
	"truce/report"
	"truce/watch"
	"truce/when"
)

func inRoom(t testing.TB, s *engine.State, minutes int, e engine.Entry) []engine.Effect {
	t.Helper()
	e.Seq, e.Time = s.Seq()+1, s.Now()+when.Instant(minutes)*when.Instant(when.Minute)
	return step(t, s, e)
}

func refused(t testing.TB, s *engine.State, e engine.Entry, want string) {
	t.Helper()
	e.Seq, e.Time = s.Seq()+1, s.Now()
	if _, err := s.Step(e); err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("got %v, want %s", err, want)
	}
}

// about is the finding that small has.
func about(s *engine.State) watch.Ref {
	return watch.Ref{Incident: s.Incidents()[0].ID, Agreement: "bridge-pact@1", Term: "no-fire"}
}

func TestAnActOfTheRoomNamesOnlyWhatIsOnRecord(t *testing.T) {
	s := small(t)
	ref := about(s)
	inRoom(t, s, 1, engine.Entry{Duty: &watch.Duty{By: "anna", Ack: &watch.Ack{Of: []watch.Ref{ref, {Report: s.Observations()[0].Report}, {Incident: ref.Incident}}}}})
	other := ref
	other.Incident = canon.NewIncidentID(canon.Digest{9})
	refused(t, s, engine.Entry{Duty: &watch.Duty{By: "anna", Ack: &watch.Ack{Of: []watch.Ref{other}}}}, "no incident")
	other = ref
	other.Term = "no-such"
	refused(t, s, engine.Entry{Duty: &watch.Duty{By: "anna", Ack: &watch.Ack{Of: []watch.Ref{other}}}}, "no finding")
	other.Agreement = "other@1"
	refused(t, s, engine.Entry{Duty: &watch.Duty{By: "anna", Ack: &watch.Ack{Of: []watch.Ref{other}}}}, "no agreement")
	refused(t, s, engine.Entry{Duty: &watch.Duty{By: "anna", Ack: &watch.Ack{Of: []watch.Ref{{Report: canon.NewReportID(canon.Digest{9})}}}}}, "no report")
}

func TestAClockOfTheRoomRunsOutBeforeTheNextEntry(t *testing.T) {
	s := small(t)
	back := s.Now() + when.Instant(20*when.Minute)
	inRoom(t, s, 1, engine.Entry{Duty: &watch.Duty{By: "anna", Call: &watch.Call{ID: "call-1", To: "hotline", Asked: "x", Reached: watch.NoAnswer, Back: back}}})
	if due, ok := s.NextDue(); !ok || due > back {
		t.Errorf("next due %s, %t", due, ok)
	}
	var seen int
	for _, e := range inRoom(t, s, 60, engine.Entry{Duty: &watch.Duty{By: "anna", On: &watch.On{}}}) {
		if e.Due != nil && e.Due.ID == "call-1" && e.Due.Due == back {
			seen++
		}
	}
	if seen != 1 {
		t.Errorf("it ran out %d times", seen)
	}
}

func signedNote(t testing.TB, text string, keys ...pair) string {
	t.Helper()
	var signers []note.Signer
	for _, k := range keys {
		signers = append(signers, k.signer)
	}
	out, err := note.Sign(&note.Note{Text: text}, signers...)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

func TestAHandoverIsSignedByWhoeverHasAKey(t *testing.T) {
	s := small(t)
	inRoom(t, s, 1, engine.Entry{Duty: &watch.Duty{By: "anna", On: &watch.On{}}})
	list, items, err := s.Room().List(s.Now())
	if err != nil {
		t.Fatal(err)
	}
	give := func(in, text string) engine.Entry {
		return engine.Entry{Duty: &watch.Duty{By: s.Room().OnDuty()[0].Name, Handover: &watch.Handover{In: in, List: list, Items: items, Note: text}}}
	}
	anna, stranger := newKey(t, "anna", 5, 1), newKey(t, "carl", 6, 1)
	refused(t, s, give("ben", signedNote(t, watch.HandoverText("anna", "ben", list), anna)), "neither officer has a key")
	k := made(anna)
	k.Use = keyring.ForDuty
	inRoom(t, s, 0, engine.Entry{Key: k})
	refused(t, s, give("ben", ""), "did not sign")
	refused(t, s, give("ben", signedNote(t, watch.HandoverText("anna", "ben", list), stranger)), "did not sign")
	refused(t, s, give("ben", signedNote(t, watch.HandoverText("anna", "carl", list), anna)), "another handover")
	inRoom(t, s, 0, give("ben", signedNote(t, watch.HandoverText("anna", "ben", list), anna)))
	if h := s.Room().Handovers()[0]; !h.OutSigned || h.InSigned {
		t.Errorf("%+v", h)
	}
	refused(t, s, give("anna", ""), "the list has changed") // as alike as it is, it is the list of another handover
	if list, items, err = s.Room().List(s.Now()); err != nil {
		t.Fatal(err)
	}
	inRoom(t, s, 0, engine.Entry{Key: &keyring.Key{Name: "anna", Act: keyring.Revoked, By: "desk"}})
	refused(t, s, give("anna", ""), "is revoked")
	next := newKey(t, "anna-2", 7, 1)
	inRoom(t, s, 0, engine.Entry{Key: &keyring.Key{Name: "anna-2", Text: next.verifier, Act: keyring.Rotated, Holder: "mission", By: "desk", Use: keyring.ForDuty, Replaces: "anna"}})
	inRoom(t, s, 0, give("anna", signedNote(t, watch.HandoverText("ben", "anna", list), next)))
	if h := s.Room().Handovers()[1]; h.OutSigned || !h.InSigned {
		t.Errorf("%+v", h)
	}
}

func TestAFlashReportCarriesTheStatusOfTheRecord(t *testing.T) {
	s := small(t)
	f, err := flash.Draft(s, about(s), when.Zone{})
	if err != nil {
		t.Fatal(err)
	}
	if f.Status != "assessed" || !f.Exercise || !strings.Contains(f.What, "mortar fire; undetermined (assessed)") || !strings.HasPrefix(f.When, "2026-") || !strings.Contains(f.NotKnown, "weapon") || !strings.Contains(f.HowKnown, "2 custodial roots, seen") {
		t.Errorf("%+v", f)
	}
	send := func(f watch.Flash) engine.Entry { return engine.Entry{Duty: &watch.Duty{By: "anna", Flash: &f}} }
	changed := f
	changed.Status = "determined"
	refused(t, s, send(changed), "it is assessed")
	changed = f
	changed.Exercise = false
	refused(t, s, send(changed), "exercise")
	changed = f
	changed.What = "Amber Side fired four rounds"
	refused(t, s, send(changed), "names no party but in the words")
	changed.What = "four rounds at the bridge"
	inRoom(t, s, 1, send(changed))
	if got := s.Room().Flashes()[0].Lines(); got[0] != "EXERCISE FLASH, assessed" || len(got) != 6 {
		t.Errorf("%q", got)
	}
	if f, err := flash.Draft(s, watch.Ref{Incident: about(s).Incident}, when.Zone{}); err != nil || f.Status != "recorded" {
		t.Errorf("of an incident: %+v, %v", f, err)
	}
}

// Whoever left watched nothing, whatever is said of it afterwards; and the gap is counted once it is on record as it was before.
func TestHoursOfPeopleWhoLeftDoNotCount(t *testing.T) {
	s := small(t)
	from := s.Now()
	inRoom(t, s, 10, engine.Entry{Mode: &watch.Mode{State: watch.Evacuated, By: "head", Reason: "shelling", Stay: []string{"  Camera "}}})
	for _, source := range []string{"post", "camera"} {
		inRoom(t, s, 10, engine.Entry{Watch: &coverage.Watch{Source: source, Means: report.Seen, Where: circle(0), Time: when.Interval{From: from, To: s.Now() + when.Instant(10*when.Minute)}}})
	}
	left := func(source string) when.Duration {
		others := s.Coverage().Without(func(name string) bool { return name != source })
		return others.Over(circle(0), nil, when.Interval{From: from, To: s.Now()}).Covered
	}
	if got := left("post"); got != 10*when.Minute {
		t.Errorf("a post whose people left watched %s", got)
	}
	if got := left("camera"); got != 30*when.Minute+1 { // both ends count
		t.Errorf("a camera that stayed watched %s", got)
	}
	inRoom(t, s, 0, engine.Entry{Mode: &watch.Mode{State: watch.Normal, By: "head", Reason: "back"}})
	owed := s.OwedGaps()
	if len(owed) != 1 || owed[0].Gap.Source != "post" || owed[0].Lasting {
		t.Fatalf("owed: %+v", owed)
	}
	inRoom(t, s, 0, engine.Entry{Gap: &owed[0].Gap})
	if got := left("post"); len(s.OwedGaps()) != 0 || got != 10*when.Minute {
		t.Errorf("once it is on record: %d owed, %s", len(s.OwedGaps()), got)
	}
}

// TestTicksChangeNothingOfTheRoom folds a night with reports in it, with and without ticks between the entries.
func TestTicksChangeNothingOfTheRoom(t *testing.T) {
	few(t, func(rt *rapid.T) {
		reports := anyReports(rt)
		minutes := rapid.SliceOfN(rapid.IntRange(0, 90), len(reports), len(reports)).Draw(rt, "minutes")
		run := func(ticks bool) canon.Digest {
			s := begun(t, pact)
			inRoom(t, s, 0, engine.Entry{Duty: &watch.Duty{By: "anna", On: &watch.On{}}})
			for i, r := range reports {
				submit(t, s, 600+i*300, r)
				inRoom(t, s, 1, engine.Entry{Duty: &watch.Duty{By: "anna", Call: &watch.Call{
					ID: s.Room().Free(watch.ACall), To: "hotline", Asked: "x", Reached: watch.NoAnswer,
					Back: s.Now() + when.Instant(minutes[i])*when.Instant(when.Minute),
				}}})
				if ticks {
					s.Tick(s.Now() + when.Instant(rapid.IntRange(0, 200).Draw(rt, "tick"))*when.Instant(when.Minute))
				}
			}
			s.Tick(dayD(t) + when.Instant(29*when.Day))
			sum, err := canon.Sum("test", []any{s.Room().Open(s.Now()), newsOf(s), everything(t, s)})
			if err != nil {
				rt.Fatal(err)
			}
			return sum
		}
		if run(true) != run(false) {
			rt.Error("with ticks the room is another")
		}
	})
}

// newsOf is the news with its times.
func newsOf(s *engine.State) []string {
	var out []string
	for _, n := range s.Room().News() {
		out = append(out, n.Of.String()+" "+n.First.String()+" "+n.Last.String())
	}
	return out
}

// What is withdrawn is news as well, and can be acknowledged though it no longer stands.
func TestWhatNoLongerStandsCanBeAcknowledged(t *testing.T) {
	s := small(t)
	inRoom(t, s, 0, engine.Entry{Duty: &watch.Duty{By: "anna", On: &watch.On{}}})
	o := s.Observations()
	inRoom(t, s, 1, engine.Entry{Link: &engine.Link{A: o[0].ID, B: o[1].ID, By: "desk", Reason: "two craters"}})
	second := s.Holding(o[1].ID).ID
	inRoom(t, s, 1, engine.Entry{Link: &engine.Link{A: o[0].ID, B: o[1].ID, Same: true, By: "desk", Reason: "one after all"}})
	ref := about(s)
	ref.Incident = second
	if s.Incident(second) != nil || !s.Room().Heard(ref) {
		t.Fatalf("incident %v, heard %t", s.Incident(second), s.Room().Heard(ref))
	}
	var seen []watch.Ref
	for _, n := range s.Room().News() {
		seen = append(seen, n.Of)
	}
	inRoom(t, s, 0, engine.Entry{Duty: &watch.Duty{By: "anna", Ack: &watch.Ack{Of: seen}}})
	if n := s.Room().News(); len(n) != 0 {
		t.Errorf("left: %v", n)
	}
}

func TestAnotherSpellingIsNoWayAroundAKey(t *testing.T) {
	s := small(t)
	anna := newKey(t, "anna", 5, 1)
	k := made(anna)
	k.Use = keyring.ForDuty
	inRoom(t, s, 1, engine.Entry{Key: k})
	inRoom(t, s, 0, engine.Entry{Duty: &watch.Duty{By: "Anna", On: &watch.On{}}})
	refused(t, s, engine.Entry{Duty: &watch.Duty{By: "ANNA", On: &watch.On{}}}, `on as "Anna"`)
	list, items, err := s.Room().List(s.Now())
	if err != nil {
		t.Fatal(err)
	}
	give := func(in, text string) engine.Entry {
		return engine.Entry{Duty: &watch.Duty{By: "Anna", Handover: &watch.Handover{In: in, List: list, Items: items, Note: text}}}
	}
	refused(t, s, give("аnna", ""), "hands over to themselves") // with a Cyrillic letter
	refused(t, s, give("ben", ""), "did not sign")
	inRoom(t, s, 0, give("ben", signedNote(t, watch.HandoverText("Anna", "ben", list), anna)))
	if h := s.Room().Handovers()[0]; !h.OutSigned || h.InSigned {
		t.Errorf("%+v", h)
	}
}
