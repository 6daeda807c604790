// SPDX-License-Identifier: Apache-2.0

package watch_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"truce/canon"
	"truce/coverage"
	"truce/place"
	"truce/watch"
	"truce/when"
)

const minute = when.Instant(when.Minute)

// night is 2031-03-04T00:00:00Z.
const night when.Instant = 1930348800000

// entry is one act at its journal time.
type entry struct {
	at     when.Instant
	duty   *watch.Duty
	patrol *watch.Patrol
	notice *watch.Notice
	mode   *watch.Mode
}

// take enters an act as the engine does: clocks up to its time run out first, and those that it set late at once.
func take(r *watch.Room, e entry) ([]watch.Due, error) {
	var do func()
	var err error
	switch {
	case e.duty != nil:
		do, err = r.Duty(e.duty, e.at)
	case e.patrol != nil:
		do, err = r.Patrol(e.patrol, e.at)
	case e.notice != nil:
		do, err = r.Notice(e.notice, e.at)
	default:
		do, err = r.SetMode(e.mode, e.at)
	}
	if err != nil {
		return nil, err
	}
	out := r.Fire(e.at)
	do()
	return append(out, r.Fire(e.at)...), nil
}

func entered(t testing.TB, r *watch.Room, list ...entry) []watch.Due {
	t.Helper()
	var out []watch.Due
	for _, e := range list {
		due, err := take(r, e)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, due...)
	}
	return out
}

func on(at when.Instant, who string) entry {
	return entry{at: at, duty: &watch.Duty{By: who, On: &watch.On{}}}
}

func call(at when.Instant, c watch.Call) entry {
	return entry{at: at, duty: &watch.Duty{By: "anna", Call: &c}}
}

func ids(list []watch.Open) string {
	var out []string
	for _, o := range list {
		out = append(out, o.ID)
	}
	return strings.Join(out, " ")
}

func TestACallThatNobodyAnsweredStaysOpenUntilOneThatFollowsIsAnswered(t *testing.T) {
	var r watch.Room
	entered(t, &r, on(night, "anna"), call(night+minute, watch.Call{
		ID: "call-1", To: "liaison north", Asked: "cease fire at the mill", Reached: watch.NoAnswer, Back: night + 16*minute,
	}))
	if got := ids(r.Open(night + 2*minute)); got != "call-1" {
		t.Errorf("open: %s", got)
	}
	if open := r.Open(night + 16*minute)[0]; !open.Overdue(night+16*minute) || open.Overdue(night+16*minute-1) {
		t.Error("the call back is overdue from its minute on, and not before")
	}
	due := r.Fire(night + 20*minute)
	want := []watch.Due{{ID: "call-1", Kind: watch.ACall, Due: night + 16*minute, Says: "liaison north not reached (no-answer): cease fire at the mill"}}
	if diff := cmp.Diff(due, want); diff != "" {
		t.Errorf("clocks that ran out (-got +want):\n%s", diff)
	}
	entered(t, &r, call(night+21*minute, watch.Call{
		ID: "call-2", To: "liaison north", Asked: "the same", Reached: watch.Answered, Said: "will ask", Promised: "word by half past", Theirs: true,
		Back: night + 30*minute, Follows: "call-1",
	}))
	if got := ids(r.Open(night + 22*minute)); got != "call-2" {
		t.Errorf("open: %s", got)
	}
	if _, err := take(&r, call(night+23*minute, watch.Call{ID: "call-3", To: "x", Asked: "y", Reached: watch.Answered, Follows: "call-1"})); err == nil || !strings.Contains(err.Error(), `follow "call-2"`) {
		t.Errorf("a call that was followed is followed again: %v", err)
	}
	entered(t, &r, entry{at: night + 31*minute, duty: &watch.Duty{By: "anna", Close: &watch.Close{Item: "call-2", Reason: "they came by"}}})
	if got := r.Open(night + 32*minute); len(got) != 0 {
		t.Errorf("open: %v", got)
	}
}

// A clock that had run out before the entry that sets it runs out with it.
func TestWhatIsWrittenDownLateIsOverdueAtOnce(t *testing.T) {
	var r watch.Room
	e := call(night+60*minute, watch.Call{ID: "call-1", To: "hotline", Asked: "x", Reached: watch.NoAnswer, Back: night + 10*minute})
	e.duty.At = night + minute
	if due := entered(t, &r, e); len(due) != 1 {
		t.Errorf("%d clocks ran out, want one", len(due))
	}
	if due := r.Fire(night + 90*minute); len(due) != 0 {
		t.Error("it ran out twice")
	}
}

func TestActsOfTheWatchThatAreRefused(t *testing.T) {
	long := strings.Repeat("a", watch.MaxText+1)
	known := watch.Call{ID: "call-1", To: "hotline", Asked: "x", Reached: watch.NoAnswer}
	for name, each := range map[string]struct {
		duty watch.Duty
		want string
	}{
		"nothing at all":                   {watch.Duty{By: "anna"}, "none"},
		"two acts":                         {watch.Duty{By: "anna", On: &watch.On{}, Off: &watch.Off{}}, "both on and off"},
		"nobody's":                         {watch.Duty{On: &watch.On{}}, "nobody"},
		"of two lines":                     {watch.Duty{By: "an\nna", On: &watch.On{}}, "one line"},
		"done after its entry":             {watch.Duty{By: "ben", At: night + 90*minute, On: &watch.On{}}, "before it was done"},
		"coming on twice":                  {watch.Duty{By: "anna", On: &watch.On{}}, "on already"},
		"going off without having been on": {watch.Duty{By: "ben", Off: &watch.Off{}}, "not on"},
		"leaving the room empty":           {watch.Duty{By: "anna", Off: &watch.Off{}}, "hand over, or give the reason"},
		"an ID that is taken":              {watch.Duty{By: "anna", Call: &known}, `take one that is free, such as "call-2"`},
		"a call to nobody":                 {watch.Duty{By: "anna", Call: &watch.Call{ID: "c", Asked: "x", Reached: watch.Answered}}, "to:"},
		"another outcome":                  {watch.Duty{By: "anna", Call: &watch.Call{ID: "c", To: "x", Asked: "x", Reached: "busy"}}, "use answered"},
		"words of a call nobody answered":  {watch.Duty{By: "anna", Call: &watch.Call{ID: "c", To: "x", Asked: "x", Reached: watch.LineDead, Said: "yes"}}, "nothing said"},
		"they call at no time":             {watch.Duty{By: "anna", Call: &watch.Call{ID: "c", To: "x", Asked: "x", Reached: watch.Answered, Theirs: true}}, "no time"},
		"a text without end":               {watch.Duty{By: "anna", Call: &watch.Call{ID: "c", To: "x", Asked: long, Reached: watch.Answered}}, "at most"},
		"a call about nothing in the room": {watch.Duty{By: "anna", Call: &watch.Call{ID: "c", To: "x", Asked: "y", Reached: watch.Answered, About: watch.Ref{Item: "p"}}}, "no item"},
		"half of a finding":                {watch.Duty{By: "anna", Ack: &watch.Ack{Of: []watch.Ref{{Agreement: "a@1", Term: "t"}}}}, "together"},
		"seen nothing":                     {watch.Duty{By: "anna", Ack: &watch.Ack{}}, "0 things"},
		"a word on no assurance":           {watch.Duty{By: "anna", Word: &watch.Word{Assurance: "x", Was: watch.Kept, Says: "y"}}, "no assurance"},
		"a flash on nothing":               {watch.Duty{By: "anna", Flash: &watch.Flash{}}, "name the incident"},
		"a handover to oneself":            {watch.Duty{By: "anna", Handover: &watch.Handover{In: "anna"}}, "themselves"},
		"a handover of another list":       {watch.Duty{By: "anna", Handover: &watch.Handover{In: "ben", Items: 9}}, "the list has changed"},
		"an archive of nothing":            {watch.Duty{By: "anna", Escrow: &watch.Escrow{To: "embassy"}}, "nothing"},
	} {
		var r watch.Room
		entered(t, &r, on(night, "anna"), entry{at: night, duty: &watch.Duty{By: "anna", Call: &known}})
		before := fmt.Sprint(r.OnDuty(), r.Open(night), r.Calls())
		_, err := take(&r, entry{at: night + minute, duty: &each.duty})
		if err == nil || !strings.Contains(err.Error(), each.want) {
			t.Errorf("%s: got %v, want %s", name, err, each.want)
		}
		if after := fmt.Sprint(r.OnDuty(), r.Open(night), r.Calls()); after != before {
			t.Errorf("%s: the room has changed", name)
		}
	}
}

func TestAnAssuranceIsKeptOrBrokenByTheWordOfPeopleAlone(t *testing.T) {
	var r watch.Room
	due := entered(t, &r, entry{at: night, duty: &watch.Duty{By: "anna", Assurance: &watch.Assurance{
		ID: "a-1", From: "liaison south", What: "no fire at the bridge", Until: night + 60*minute,
	}}})
	if len(due) != 0 || r.Assurances()[0].Word != nil {
		t.Error("a word before anybody gave one")
	}
	if due := r.Fire(night + 120*minute); len(due) != 1 || r.Assurances()[0].Word != nil {
		t.Errorf("after its end: %v", due)
	}
	if got := ids(r.Open(night + 120*minute)); got != "a-1" {
		t.Errorf("open: %q, want it open until somebody gives their word", got)
	}
	entered(t, &r, entry{at: night + 130*minute, duty: &watch.Duty{By: "board", Word: &watch.Word{Assurance: "a-1", Was: watch.Broken, Says: "four rounds"}}})
	if a := r.Assurances()[0]; a.WordBy != "board" || a.Word.Was != watch.Broken || len(r.Open(night+131*minute)) != 0 {
		t.Errorf("%+v", a)
	}
}

func TestAHandoverIsOfExactlyWhatIsOpen(t *testing.T) {
	var r watch.Room
	entered(t, &r, on(night, "anna"), call(night, watch.Call{ID: "call-1", To: "hotline", Asked: "x", Reached: watch.NoAnswer, Back: night + 5*minute}))
	r.Hear(watch.Ref{Incident: canon.NewIncidentID(canon.Digest{1})}, night+minute)
	list, items, err := r.List(night + 10*minute)
	if err != nil || items != 2 {
		t.Fatalf("%d items, %v", items, err)
	}
	r.Fire(night + 10*minute)
	if again, _, _ := r.List(night + 10*minute); again != list {
		t.Error("a clock that ran out changes the list")
	}
	give := entry{at: night + 10*minute, duty: &watch.Duty{By: "anna", Handover: &watch.Handover{In: "ben", List: list, Items: items}}}
	r.Hear(watch.Ref{Incident: canon.NewIncidentID(canon.Digest{2})}, night+10*minute)
	if _, err := take(&r, give); err == nil {
		t.Error("what came in since the list was read is not in it")
	}
	if give.duty.Handover.List, give.duty.Handover.Items, err = r.List(give.at); err != nil {
		t.Fatal(err)
	}
	entered(t, &r, give)
	if diff := cmp.Diff(r.OnDuty(), []watch.Officer{{Name: "ben", Since: night + 10*minute}}); diff != "" {
		t.Errorf("on duty (-got +want):\n%s", diff)
	}
	h := r.Handovers()[0]
	if len(h.Open) != 1 || len(h.News) != 2 || h.OutSigned || h.InSigned || r.Since() != give.at {
		t.Errorf("%+v", h)
	}
}

func TestRepeatsAreOneUntilSomebodyHasSeenThem(t *testing.T) {
	var r watch.Room
	ref := watch.Ref{Incident: canon.NewIncidentID(canon.Digest{1}), Agreement: "a@1", Term: "t"}
	r.Hear(ref, night)
	if len(r.News()) != 0 {
		t.Error("a room in which nobody was ever on keeps news")
	}
	entered(t, &r, on(night, "anna"))
	for i := range when.Instant(40) {
		r.Hear(ref, night+i*minute)
	}
	if n := r.News(); len(n) != 1 || n[0].Times != 40 || n[0].Last != night+39*minute {
		t.Errorf("%+v", n)
	}
	entered(t, &r, entry{at: night + 50*minute, duty: &watch.Duty{By: "anna", Ack: &watch.Ack{Of: []watch.Ref{ref}}}})
	if len(r.News()) != 0 {
		t.Error("it was seen")
	}
	r.Hear(ref, night+55*minute)
	if n := r.News(); len(n) != 1 || n[0].Times != 1 {
		t.Errorf("what came of it since: %+v", n)
	}
}

func patrol(at when.Instant, s watch.Step, more ...func(*watch.Patrol)) entry {
	p := &watch.Patrol{ID: "p-1", By: "anna", Step: s}
	switch s {
	case watch.Requested:
		p.Order = &watch.Order{Source: "patrol-7", What: "look at the mill", Every: 30 * when.Minute, Where: mill}
	case watch.Denied, watch.Delayed, watch.Aborted:
		p.Says = "armed men at the bridge"
	}
	for _, f := range more {
		f(p)
	}
	return entry{at: at, patrol: p}
}

var mill = place.Region{Name: "mill", Circle: &place.Circle{Centre: place.Point{Lat: 475_000_000, Lon: 375_000_000}, Radius: 500 * place.Metre}}

func TestStepsOfAPatrolFollowOneAnotherInTheirOrder(t *testing.T) {
	for path, want := range map[string]string{
		"requested cleared notified out at-site returned":          "",
		"requested cleared out check-in at-site check-in returned": "",
		"requested cleared out delayed denied at-site returned":    "",
		"requested cleared out delayed out returned":               "",
		"requested cleared out denied aborted check-in returned":   "",
		"requested denied cleared notified delayed out returned":   "",
		"requested aborted":                     "",
		"cleared":                               "there is no patrol task",
		"requested requested":                   "is that of another patrol",
		"requested out":                         "not cleared",
		"requested notified":                    "between clearance and leaving",
		"requested cleared cleared":             "cleared already",
		"requested cleared denied out":          "not cleared",
		"requested cleared at-site":             "not out",
		"requested cleared check-in":            "not out",
		"requested cleared out out":             "out already",
		"requested cleared out aborted at-site": "on its way back",
		"requested cleared out aborted aborted": "on its way back",
		"requested aborted cleared":             "it has ended",
		"requested cleared out returned out":    "it has ended",
		"requested cleared out lost":            "use requested",
	} {
		var r watch.Room
		var err error
		for i, s := range strings.Fields(path) {
			if _, err = take(&r, patrol(night+when.Instant(i)*minute, watch.Step(s))); err != nil {
				break
			}
		}
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", path, err, want)
		}
	}
}

func TestAPatrolThatIsNotHeardOfIsOverdueUntilItReturns(t *testing.T) {
	var r watch.Room
	entered(t, &r, patrol(night, watch.Requested), patrol(night, watch.Cleared), patrol(night, watch.Out))
	if due := r.Fire(night + 29*minute); len(due) != 0 {
		t.Errorf("early: %v", due)
	}
	if due := r.Fire(night + 30*minute); len(due) != 1 || due[0].Kind != watch.APatrol {
		t.Errorf("at its time: %v", due)
	}
	entered(t, &r, patrol(night+40*minute, watch.CheckedIn))
	if open := r.Open(night + 41*minute)[0]; open.Due != night+70*minute || open.Overdue(night+41*minute) {
		t.Errorf("%+v", open)
	}
	entered(t, &r, patrol(night+50*minute, watch.Returned))
	if _, running := r.NextDue(); running || len(r.Open(night+200*minute)) != 0 {
		t.Error("it has returned")
	}
}

func TestADenialIsAGapFromItsMinuteToTheNextStep(t *testing.T) {
	var r watch.Room
	entered(t, &r, patrol(night, watch.Requested), patrol(night, watch.Cleared), patrol(night, watch.Out), patrol(night+10*minute, watch.Denied))
	lasting := r.Gaps(night+20*minute, nil)
	want := coverage.Gap{Source: "patrol-7", Reason: coverage.Denied, Where: mill, Time: when.Interval{From: night + 10*minute, To: night + 20*minute}}
	if len(lasting) != 1 || !lasting[0].Lasting || !canon.Equal(lasting[0].Gap, want) {
		t.Errorf("while it lasts: %+v", lasting)
	}
	entered(t, &r, patrol(night+25*minute, watch.CheckedIn))
	if got := r.Gaps(night+26*minute, nil); !got[0].Lasting {
		t.Error("a check-in ends no denial")
	}
	at := night + 138*minute
	gaps := r.After(patrol(at, watch.AtSite).patrol, at)
	want.Time.To = at
	if len(gaps) != 1 || !canon.Equal(gaps[0], want) {
		t.Fatalf("known with the next step: %+v", gaps)
	}
	entered(t, &r, patrol(at, watch.AtSite))
	if got := r.Gaps(night+300*minute, nil); len(got) != 1 || got[0].Lasting || !canon.Equal(got[0].Gap, want) {
		t.Errorf("until somebody enters it: %+v", got)
	}
	r.Record(gaps[0])
	if got := r.Gaps(night+300*minute, nil); len(got) != 0 {
		t.Errorf("it is on record: %+v", got)
	}
}

func TestWhoeverLeftWatchesNothing(t *testing.T) {
	var r watch.Room
	entered(t, &r, patrol(night, watch.Requested), patrol(night, watch.Cleared), entry{at: night + minute, mode: &watch.Mode{
		State: watch.Evacuated, By: "head", Reason: "shelling of the town", Stay: []string{"camera-1"},
	}})
	if _, err := take(&r, patrol(night+2*minute, watch.Out)); err == nil || !strings.Contains(err.Error(), "while the mission is evacuated") {
		t.Errorf("a patrol goes out: %v", err)
	}
	if open := r.Open(night + 2*minute); !strings.Contains(open[0].Waits, "evacuated since") {
		t.Errorf("%+v", open)
	}
	got := r.Gaps(night+10*minute, []string{"camera-1", "patrol-7"})
	if len(got) != 1 || got[0].Gap.Source != "patrol-7" || !got[0].Lasting || got[0].Gap.Reason != coverage.Dark {
		t.Errorf("%+v", got)
	}
	entered(t, &r, entry{at: night + 60*minute, mode: &watch.Mode{State: watch.Normal, By: "head", Reason: "back"}}, patrol(night+61*minute, watch.Out))
	got = r.Gaps(night+90*minute, []string{"camera-1", "patrol-7"})
	if len(got) != 1 || got[0].Lasting || got[0].Gap.Time != (when.Interval{From: night + minute, To: night + 60*minute}) {
		t.Errorf("%+v", got)
	}
	for _, bad := range []watch.Mode{
		{State: watch.Normal, By: "head", Reason: "again"},
		{State: "closed", By: "head", Reason: "x"},
		{State: watch.Suspended, By: "head"},
		{State: watch.Suspended, Reason: "x"},
		{State: watch.Suspended, By: "head", Reason: "x", At: night},
		{State: watch.Suspended, By: "head", Reason: "x", Stay: []string{"a", "a"}},
	} {
		if _, err := r.SetMode(&bad, night+100*minute); err == nil {
			t.Errorf("%+v is taken", bad)
		}
	}
}

func plan() *watch.Plan {
	return &watch.Plan{
		Kind: watch.Repair, What: "power line at the mill", Where: mill, Time: when.Interval{From: night + 60*minute, To: night + 120*minute},
		Sides: []string{"north", "south"}, Know: []string{"engineers"},
	}
}

func notice(at when.Instant, n watch.Notice) entry {
	n.ID, n.By = "n-1", "anna"
	return entry{at: at, notice: &n}
}

func TestANoticeWaitsForEachSideAndOpensWhenItIsPast(t *testing.T) {
	var r watch.Room
	entered(t, &r,
		notice(night, watch.Notice{Act: watch.Given, Plan: plan()}),
		notice(night+minute, watch.Notice{Act: watch.Sought, Side: "north"}),
		notice(night+2*minute, watch.Notice{Act: watch.Assured, Side: "north", Says: "by telephone"}),
		notice(night+3*minute, watch.Notice{Act: watch.Refused, Side: "south", Says: "not before noon"}))
	n := r.Notices()[0]
	if diff := cmp.Diff(n.Lacking(), []string{"south"}); diff != "" {
		t.Errorf("lacking (-got +want):\n%s", diff)
	}
	if due := r.Fire(night + 60*minute); len(due) != 1 || due[0].Kind != watch.ANotice {
		t.Errorf("it begins without south: %v", due)
	}
	for name, may := range map[string]bool{"anna": true, "engineers": true, "north": true, "press": false, "": false} {
		if got := n.MayKnow(name, night+120*minute); got != may {
			t.Errorf("%q may know: %t", name, got)
		}
		if !n.MayKnow(name, night+120*minute+1) {
			t.Errorf("%q may not know of what is past", name)
		}
	}
	if len(r.Open(night+120*minute)) != 1 || len(r.Open(night+120*minute+1)) != 0 {
		t.Error("it is open until its time is past")
	}
	entered(t, &r, notice(night+61*minute, watch.Notice{Act: watch.Taken, Says: "south refused"}))
	if n.MayKnow("press", night+62*minute) {
		t.Error("that it was withdrawn opens it no sooner")
	}
}

func TestNoticesThatAreRefused(t *testing.T) {
	late := plan()
	late.Time = when.Interval{From: night - 10*minute, To: night}
	other, nowhere := plan(), plan()
	other.Kind, nowhere.Where = "parade", place.Region{}
	for name, each := range map[string]struct {
		n    watch.Notice
		want string
	}{
		"without a plan":             {watch.Notice{Act: watch.Given}, "what, where and when"},
		"of what is past":            {watch.Notice{Act: watch.Given, Plan: late}, "it is over"},
		"of another kind":            {watch.Notice{Act: watch.Given, Plan: other}, "use repair"},
		"of no place":                {watch.Notice{Act: watch.Given, Plan: nowhere}, "names the place"},
		"an assurance of nothing":    {watch.Notice{Act: watch.Assured, Side: "north"}, "no notice"},
		"what a side says before it": {watch.Notice{Act: watch.Given, Plan: plan(), Says: "yes"}, "after the notice"},
	} {
		var r watch.Room
		if _, err := take(&r, notice(night, each.n)); err == nil || !strings.Contains(err.Error(), each.want) {
			t.Errorf("%s: got %v, want %s", name, err, each.want)
		}
	}
	var r watch.Room
	entered(t, &r, notice(night, watch.Notice{Act: watch.Given, Plan: plan()}))
	for name, n := range map[string]watch.Notice{
		"of a stranger": {Act: watch.Assured, Side: "west"}, "withdrawn for no reason": {Act: watch.Taken}, "no act": {}, "given again": {Act: watch.Given, Plan: plan()},
		"another plan": {Act: watch.Sought, Side: "north", Plan: plan()},
	} {
		if _, err := take(&r, notice(night+minute, n)); err == nil {
			t.Errorf("%s: it is taken", name)
		}
	}
}

func TestAVerificationGoesSiteBySite(t *testing.T) {
	var r watch.Room
	id := canon.NewIncidentID(canon.Digest{7})
	ask := patrol(night, watch.Requested)
	ask.patrol.Order.About = watch.Ref{Incident: id}
	site := func(name string, is watch.SiteState) func(*watch.Patrol) {
		return func(p *watch.Patrol) { p.Site = &watch.Site{Name: name, Is: is} }
	}
	entered(t, &r, ask, patrol(night, watch.Cleared), patrol(night, watch.Out, site("launch site", watch.Detected)),
		patrol(night+minute, watch.Denied, site("launch site", watch.AccessPending)),
		patrol(night+2*minute, watch.AtSite, site("impact point", watch.Visited)),
		patrol(night+3*minute, watch.CheckedIn, site("impact point", watch.RemnantsNone)))
	want := []watch.Site{{Name: "launch site", Is: watch.AccessPending}, {Name: "impact point", Is: watch.RemnantsNone}}
	if diff := cmp.Diff(r.Verification(id).Sites, want); diff != "" {
		t.Errorf("sites (-got +want):\n%s", diff)
	}
	if _, err := take(&r, patrol(night+4*minute, watch.CheckedIn, site("x", "seen"))); err == nil {
		t.Error("another state is taken")
	}
}

// TestWhenClocksAreLookedAtChangesNothing draws a night, enters it with and without looking at the clocks in between, and compares
// what is open, what ran out in all, and the list that would be handed over.
func TestWhenClocksAreLookedAtChangesNothing(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		acts := anyNight(rt)
		end := night + 600*minute
		run := func(ticks bool) string {
			var r watch.Room
			var due []watch.Due
			for i, e := range acts {
				if ticks && i > 0 {
					for range rapid.IntRange(0, 3).Draw(rt, "ticks") {
						due = append(due, r.Fire(when.Instant(rapid.Int64Range(int64(acts[i-1].at), int64(e.at)).Draw(rt, "tick")))...)
					}
				}
				some, err := take(&r, e)
				if err != nil { // what is refused is refused either way
					continue
				}
				due = append(due, some...)
			}
			due = append(due, r.Fire(end)...)
			list, n, err := r.List(end)
			return fmt.Sprintf("%v %v %v %v %v %v", due, r.Open(end), list, n, err, r.Gaps(end, []string{"s"}))
		}
		if a, b := run(false), run(true); a != b {
			rt.Errorf("with ticks:\n%s\nwithout:\n%s", b, a)
		}
	})
}

func anyNight(t *rapid.T) []entry {
	at := night
	var out []entry
	for i := range rapid.IntRange(1, 30).Draw(t, "acts") {
		at += when.Instant(rapid.IntRange(0, 20).Draw(t, "minutes")) * minute
		soon := at + when.Instant(rapid.IntRange(-5, 40).Draw(t, "soon"))*minute
		var e entry
		switch rapid.IntRange(0, 5).Draw(t, "act") {
		case 0:
			c := watch.Call{ID: fmt.Sprint("c", i), To: "hotline", Asked: "x", Reached: watch.NoAnswer, Back: soon}
			if rapid.Bool().Draw(t, "follows") {
				c.Follows = fmt.Sprint("c", rapid.IntRange(0, i).Draw(t, "before"))
			}
			e = call(at, c)
		case 1:
			e = entry{at: at, duty: &watch.Duty{By: "anna", Assurance: &watch.Assurance{ID: fmt.Sprint("a", i), From: "x", What: "y", Until: soon}}}
		case 2:
			steps := []watch.Step{watch.Requested, watch.Cleared, watch.Out, watch.CheckedIn, watch.Denied, watch.AtSite, watch.Returned}
			e = patrol(at, rapid.SampledFrom(steps).Draw(t, "step"))
		case 3:
			p := plan()
			p.Time = when.Interval{From: soon, To: soon + 60*minute}
			e = entry{at: at, notice: &watch.Notice{ID: fmt.Sprint("n", i), By: "anna", Act: watch.Given, Plan: p}}
		case 4:
			e = entry{at: at, duty: &watch.Duty{By: "board", Word: &watch.Word{Assurance: fmt.Sprint("a", rapid.IntRange(0, i).Draw(t, "of")), Was: watch.Kept, Says: "so"}}}
		default:
			s := rapid.SampledFrom([]watch.ModeState{watch.Normal, watch.Suspended, watch.Evacuated}).Draw(t, "mode")
			e = entry{at: at, mode: &watch.Mode{State: s, By: "head", Reason: "so"}}
		}
		out = append(out, e)
	}
	return out
}

func TestAFlashReportNamesNobodyBeyondTheWords(t *testing.T) {
	for line, want := range map[string]bool{
		"fire from the area controlled by Northland, as of May": false,
		"fire by Northland":      true,
		"Northland":              true,
		"Northlanders were seen": false,
		"fire from the area controlled by Northland, as of May; Northland did it": true,
		"nothing": false,
	} {
		if got := watch.NamesBeyond(line, "Northland", "from the area controlled by Northland, as of May"); got != want {
			t.Errorf("%q: %t", line, got)
		}
	}
}

// The bytes that officers sign are those of docs/spec/watch.md.
func TestTheListOfAnEmptyRoomIsThatOfThePage(t *testing.T) {
	var r watch.Room
	list, items, err := r.List(night)
	const page = "ea52fba7f8581ca3691ce485560230e2ef43b248055d6c5ec7fa2d9709adac6f"
	if err != nil || items != 0 || list.String() != page {
		t.Errorf("%s, %d items, %v", list, items, err)
	}
	if got := watch.HandoverText("anna", "ben", list); got != "truce/handover/1\nanna\nben\n"+page+"\n" {
		t.Errorf("%q", got)
	}
}

func TestThatPeopleAreBackMakesNoGapShorter(t *testing.T) {
	var r watch.Room
	sources := []string{"camera-1", "patrol-7"}
	entered(t, &r,
		entry{at: night, mode: &watch.Mode{State: watch.Evacuated, By: "head", Reason: "shelling"}},
		// The cameras are said to watch again since a moment after everybody left, and everybody to be back since then.
		entry{at: night + 60*minute, mode: &watch.Mode{State: watch.Suspended, By: "head", Reason: "cameras", At: night + minute, Stay: []string{"camera-1"}}},
		entry{at: night + 90*minute, mode: &watch.Mode{State: watch.Normal, By: "head", Reason: "back", At: night + 2*minute}})
	until := map[string]when.Instant{}
	for _, o := range r.Gaps(night+100*minute, sources) {
		until[o.Gap.Source] = max(until[o.Gap.Source], o.Gap.Time.To)
	}
	if until["camera-1"] != night+60*minute || until["patrol-7"] != night+90*minute {
		t.Errorf("the gaps end %v", until)
	}
	if at := r.Mode().At; at != night+90*minute {
		t.Errorf("it is normal since %s, before that was entered", at)
	}
}
