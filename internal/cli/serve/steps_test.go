// SPDX-License-Identifier: Apache-2.0

package serve_test

import (
	"bytes"
	"fmt"
	"html"
	"io/fs"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"

	"truce/app"
	"truce/cases"
	"truce/engine"
	"truce/finding"
	"truce/internal/api/mission"
	"truce/internal/cli/serve"
	"truce/response"
)

// obligation is what a case owes under a name, by value.
func obligation(t *testing.T, desk *mission.Desk, number int, name string) (out response.Obligation) {
	t.Helper()
	register(desk, func(r *response.Register) {
		for _, o := range r.Case(number).Obligations {
			if o.Name == name {
				out = *o
			}
		}
	})
	if out.Rule == nil {
		t.Fatalf("case %d owes no %s", number, name)
	}
	return out
}

// beside wants a refusal that stands beside a field.
func beside(t *testing.T, field string, status int, text string) {
	t.Helper()
	_, near, _ := strings.Cut(text, `name="`+field+`"`)
	near, _, _ = strings.Cut(near, `<div class="field"`)
	if status != 422 || !strings.Contains(near, `role="alert"`) {
		t.Errorf("%s: %d, the fault does not stand beside it: %.700s", field, status, near)
	}
}

// says wants a page with words.
func says(t *testing.T, status int, text string, words ...string) {
	t.Helper()
	for _, each := range words {
		if status != 200 || !strings.Contains(text, each) {
			t.Fatalf("%d: the page does not say %q: %.5000s", status, each, text)
		}
	}
}

// quiet wants a page without words.
func quiet(t *testing.T, text string, words ...string) {
	t.Helper()
	for _, each := range words {
		if strings.Contains(text, each) {
			t.Errorf("the page says %q: %.3000s", each, text)
		}
	}
}

func TestTheWatchSeesWhatTheCasesOweItAndEntersItWhereItStands(t *testing.T) {
	people, desk := shown(t, "duty officer", "analyst", "liaison of Party Amber", "commissioner guarantor-jade", "monitor")
	duty, analyst := people[0], people[1]
	const at = "/cases/paris-exercise@1/9"
	status, text := duty.get("/watch")
	says(t, status, text, "Owed in the cases", `href="`+at+`"`, `action="`+at+`/watch/step"`, "Party Amber and Party Cobalt", "2026-02-07 19:00")
	status, text = analyst.get("/watch")
	says(t, status, text, "Owed in the cases")
	quiet(t, text, at+"/watch/step")
	for _, other := range people[1:] {
		for _, form := range []string{"step", "verify", "follow-up", "correct", "answer", "pause"} {
			other.wants(404, at+"/watch/"+form)
		}
		if status, _ := other.post(at+"/watch/step", url.Values{"of": {"step:call"}, "to-amber": {"yes"}}); status != 404 {
			t.Errorf("somebody else enters what the cell owes: %d", status)
		}
		_, text := other.get(at)
		quiet(t, text, "/watch/")
	}
	status, text = duty.get(at + "/watch/step?of=step:call")
	says(t, status, text, "the Coordination Cell", "It reached Party Amber", "It reached Party Cobalt", "/watch/call?about=")
	status, text = duty.post(at+"/watch/step", url.Values{"of": {"step:call"}, "says": {"q8 asked to hold"}})
	beside(t, "to-amber", status, text)
	status, text = duty.post(at+"/watch/step", url.Values{"of": {"step:call"}, "to-cobalt": {"yes"}, "at": {"2030-01-01T00:00"}})
	beside(t, "at", status, text)
	status, text = duty.post(at+"/watch/step", url.Values{"of": {"step:call"}, "to-cobalt": {"yes"}, "says": {"q8 asked to hold"}})
	says(t, status, text, "still has to reach Party Amber", "open, still to reach Party Amber", "q8 asked to hold")
	if o := obligation(t, desk, 9, "call"); !o.IsOpen() {
		t.Errorf("a call that did not reach everybody is done: %+v", o)
	}
	status, text = duty.post(at+"/watch/step", url.Values{"of": {"step:call"}, "to-amber": {"yes"}, "at": {"2026-02-07T18:40"}})
	says(t, status, text, "On record: call to the parties, done 2026-02-07 18:40", "by the Coordination Cell", "Owed next:")
	if o := obligation(t, desk, 9, "call"); o.IsOpen() || o.Done == 0 || o.DoneBy != "coordination-cell" {
		t.Errorf("the clock of the call does not stop: %+v", o)
	}
	status, text = people[2].get(at)
	says(t, status, text, ", by the Coordination Cell")
	quiet(t, text, "q8 asked to hold", "still to reach")
	if status, text := duty.post(at+"/watch/step", url.Values{"of": {"step:call"}, "to-amber": {"yes"}}); status != 422 || !strings.Contains(text, "not owed in the case any more") {
		t.Errorf("a call is entered twice: %d", status)
	}
	_, text = duty.get("/watch")
	quiet(t, text, `name="of" value="step:call"></form></td></tr><tr id="row-owed-paris-exercise@1-9`)
}

func TestANoticeOfTheCellReachesThePartiesAndSetsTheirClock(t *testing.T) {
	people, desk := shown(t, "duty officer", "liaison of Party Cobalt", "liaison of Party Amber", "monitor")
	duty, cobalt, amber, monitor := people[0], people[1], people[2], people[3]
	const at = "/cases/paris-exercise@1/9"
	first := url.Values{"of": {"step:notice"}, "to-amber": {"yes"}, "summary": {"q2 to one of them"}}
	if status, text := duty.post(at+"/watch/step", first); status != 200 || !strings.Contains(text, "which still has to reach Party Cobalt") {
		t.Fatalf("%d: %.2000s", status, text)
	}
	_, text := cobalt.get(at)
	quiet(t, text, "q2 to one of them")
	notice := url.Values{"of": {"step:notice"}, "to-cobalt": {"yes"}, "summary": {"a patrol was turned away"}}
	bare := url.Values{"of": {"step:notice"}, "to-cobalt": {"yes"}}
	status, text := duty.post(at+"/watch/step", bare)
	beside(t, "summary", status, text)
	early := url.Values{"at": {"2026-02-01T00:00"}}
	for name, values := range notice {
		early[name] = values
	}
	status, text = duty.post(at+"/watch/step", early)
	beside(t, "at", status, text)
	status, text = duty.post(at+"/watch/step", notice)
	says(t, status, text, "On record: notice to the respondent, done", "violation (notified)")
	if o := obligation(t, desk, 9, "reply"); !o.IsOpen() || o.Due == 0 {
		t.Errorf("the notice does not start the clock of the reply: %+v", o)
	}
	if _, text := cobalt.get(at); !strings.Contains(text, "File your reply") || !strings.Contains(text, "a patrol was turned away") {
		t.Error("a party that was told is not led to its reply, or does not read the notice")
	}
	status, text = cobalt.get("/reply?agreement=paris-exercise@1&case=9")
	says(t, status, text, "Notice to Party Cobalt", "a patrol was turned away")
	for _, other := range []guest{amber, monitor} {
		_, text := other.get(at)
		quiet(t, text, "a patrol was turned away")
	}
}

func TestAVisitSaysWhatWasSeenAndWhetherTheStepIsDone(t *testing.T) {
	people, desk := shown(t, "duty officer", "liaison of Party Amber")
	duty, amber := people[0], people[1]
	const at = "/cases/paris-exercise@1/5"
	const form = at + "/watch/verify"
	status, text := duty.get(form)
	says(t, status, text, "the Monitoring Mission", "With this is done: verification")
	status, text = duty.post(form, url.Values{"site": {""}, "state": {"visited"}})
	beside(t, "site", status, text)
	status, text = duty.post(form, url.Values{"site": {"q7 pit"}, "state": {"access-denied"}, "remnants": {"none"}})
	beside(t, "remnants", status, text)
	status, text = duty.post(form, url.Values{"site": {"q7 pit"}, "state": {"access-denied"}, "done-step:verify": {"yes"}})
	beside(t, "done-step:verify", status, text)
	status, text = duty.post(form, url.Values{"site": {"q7 pit"}, "state": {"access-denied"}, "says": {"q7 armed men"}})
	says(t, status, text, "q7 pit, access denied", "The verification stays owed", "q7 armed men")
	if o := obligation(t, desk, 5, "verify"); !o.IsOpen() {
		t.Errorf("nobody got there, and it is done: %+v", o)
	}
	status, text = duty.get(form)
	says(t, status, text, `<option value="q7 pit">`)
	status, text = duty.post(form, url.Values{"site": {"q7 pit"}, "state": {"visited"}, "remnants": {"found"}, "done-step:verify": {"yes"}})
	says(t, status, text, "q7 pit, visited", "remnants: found", "by the Monitoring Mission")
	if o := obligation(t, desk, 5, "verify"); o.IsOpen() || o.DoneBy != "monitoring-mission" {
		t.Errorf("the clock of the verification does not stop: %+v", o)
	}
	for _, format := range []string{"", "?format=json&list=owed", "?format=csv&list=owed"} {
		_, text = amber.get(at + format)
		quiet(t, text, "q7 pit", "q7 armed men")
	}
}

// mill is a case under the worked text of a commission with a panel for appeals, pauses and proxies, decided by a majority without signatures.
func mill(t *testing.T, more string) *house {
	t.Helper()
	text, err := os.ReadFile("../testdata/common/commission.yaml")
	if err != nil {
		t.Fatal(err)
	}
	text = bytes.Replace(text, []byte("    signatures: 2\n"), nil, 1)
	text = bytes.Replace(text, []byte("by: [commission], of: [determine]"), []byte("by: [commission, cell, respondent], of: [determine]"), 1)
	const steps = `zone Europe/Kyiv
at "2031-03-01 00:00" agreement mill-commission
at "2031-03-03 10:00" submit shots.ndjson exercise=yes
at "2031-03-03 10:10" done call on=patrol-jade term=ceasefire by=cell
at "2031-03-03 12:00" done notice on=patrol-jade term=ceasefire by=cell to=south summary="shots at the mill"
want finding on=patrol-jade term=ceasefire verdict=violation status=notified
`
	const shots = `{"source":"patrol-jade","roots":["patrol of Jade"],"sightings":[{"act":"small-arms-fire","words":"shots","count":"several","means":"seen","actors":[{"actor":"South","basis":"observed"}],"time":"2031-03-03 08:00","where":{"name":"the mill","at":"47.5000, 37.5000","radius":"100 m"}}]}
{"source":"patrol-slate","roots":["patrol of Slate"],"sightings":[{"act":"small-arms-fire","words":"shots","count":"several","means":"heard","actors":[{"actor":"South","basis":"observed"}],"time":"2031-03-03 08:00","where":{"name":"the mill","at":"47.5000, 37.5000","radius":"100 m"}}]}
`
	const gone = `{"source":"uav-slate","roots":["UAV of Slate"],"sightings":[{"act":"weapon-presence","words":"two guns, far off","weapon":{"class":"artillery"},"count":2,"means":"uav","time":"2031-03-05 08:00","where":{"at":"47.1000, 37.1000","radius":"50 m"}}]}
`
	return playing(t, "mill", fmt.Appendf(nil, "%s%s-- mill-commission.yaml --\n%s-- shots.ndjson --\n%s-- gone.ndjson --\n%s", steps, more, text, shots, gone), "")
}

const determined = `at "2031-03-04 12:00" determine on=patrol-jade term=ceasefire by=commission outcome=violation reasons="two patrols saw it"
`

func TestWhomTheTextLetsStopAClockStopsItAndLetsItGoOn(t *testing.T) {
	h := mill(t, "at \"2031-03-04 09:00\" duty on by=anna\n")
	people := guestsAt(t, h.web.URL, "commissioner jade", "liaison of South", "duty officer", "monitor", "liaison of North")
	jade, south, duty, monitor, north := people[0], people[1], people[2], people[3], people[4]
	const at = "/cases/mill-commission@1/1"
	for _, other := range []guest{jade, monitor, north} {
		_, text := other.get(at)
		quiet(t, text, `/pause"`)
	}
	stop := url.Values{"of": {"pause:determine"}, "reason": {"q6 the road is closed"}}
	status, text := jade.get(at + "/pause")
	says(t, status, text, "it decides by its members, not by one of them")
	status, text = north.get(at + "/pause")
	says(t, status, text, "The text lets you stop no clock")
	monitor.wants(404, at+"/pause")
	for _, other := range []guest{jade, north} {
		if status, text := other.post(at+"/pause", stop); status != 422 || !strings.Contains(text, "choose a clock that the text lets you stop") {
			t.Errorf("somebody else stops a clock: %d", status)
		}
	}
	for _, each := range []struct {
		by         guest
		form, name string
	}{{duty, at + "/watch/pause", "the Cell"}, {south, at + "/pause", "South"}} {
		_, text = each.by.get(at)
		if !strings.Contains(text, `action="`+each.form+`"`) {
			t.Fatalf("the case does not lead %s to what the text lets it stop: %.4000s", each.name, text)
		}
		status, text = each.by.post(each.form, url.Values{"of": {"pause:determine"}})
		beside(t, "reason", status, text)
		status, text = each.by.post(each.form, stop)
		says(t, status, text, "The clock of the determination stands, stopped by "+each.name, "It goes on by itself", "paused since")
		if o := obligation(t, h.desk, 1, "determine"); o.State != response.Paused {
			t.Errorf("the clock runs: %+v", o)
		}
		_, text = jade.get(at)
		if !strings.Contains(text, "q6 the road is closed") {
			t.Error("a member of the body does not read why its clock stands")
		}
		_, text = north.get(at)
		quiet(t, text, "q6 the road")
		status, text = each.by.post(each.form, url.Values{"of": {"resume:determine"}, "reason": {"it is open"}})
		says(t, status, text, "The clock of the determination goes on")
		if o := obligation(t, h.desk, 1, "determine"); o.State != response.Open {
			t.Errorf("the clock stands: %+v", o)
		}
	}
}

func TestAPartyAppealsInTimeOnAGroundOfTheText(t *testing.T) {
	h := mill(t, determined)
	people := guestsAt(t, h.web.URL, "liaison of South", "liaison of North", "commissioner jade", "monitor")
	south, north, jade, monitor := people[0], people[1], people[2], people[3]
	const at = "/cases/mill-commission@1/1"
	status, text := south.get(at)
	says(t, status, text, `href="`+at+`/appeal"`)
	for _, other := range []guest{north, jade, monitor} {
		_, text := other.get(at)
		quiet(t, text, at+"/appeal")
	}
	status, text = north.get(at + "/appeal")
	says(t, status, text, "The procedure does not take this from you now")
	quiet(t, text, `id="appeal"`)
	if status, _ := north.post(at+"/appeal", url.Values{"ground": {"new facts"}}); status != 422 {
		t.Errorf("the other side appeals: %d", status)
	}
	monitor.wants(404, at+"/appeal")
	status, text = south.get(at + "/appeal")
	says(t, status, text, `<option value="new facts"`, "until 2031-03-11 12:00")
	status, text = south.post(at+"/appeal", url.Values{"ground": {"we do not like it"}})
	beside(t, "ground", status, text)
	status, text = south.post(at+"/appeal", url.Values{"ground": {"new facts"}})
	says(t, status, text, "The appeal is on record. It is to be decided by the Panel, until 2031-03-18", "under appeal", "Appealed by", "new facts")
	_, text = north.get(at)
	if !strings.Contains(text, "Appealed by") || strings.Contains(text, "new facts") {
		t.Error("the other side does not see that there is an appeal, or reads its ground")
	}
}

func TestWhoComplainedAppealsToo(t *testing.T) {
	h := mill(t, `complain on=patrol-jade term=ceasefire by=north against=south article=1 says="shots at the mill"
`+determined)
	north := guestsAt(t, h.web.URL, "liaison of North")[0]
	const at = "/cases/mill-commission@1/1"
	status, text := north.get(at)
	says(t, status, text, `href="`+at+`/appeal"`)
	status, text = north.post(at+"/appeal", url.Values{"ground": {"new facts"}})
	says(t, status, text, "The appeal is on record")
}

func TestAnAppealAfterItsTimeIsNotOffered(t *testing.T) {
	h := mill(t, determined+"at \"2031-03-11 12:00\" duty on by=anna\n")
	south := guestsAt(t, h.web.URL, "liaison of South")[0]
	const at = "/cases/mill-commission@1/1"
	_, text := south.get(at)
	quiet(t, text, at+"/appeal")
	status, text := south.get(at + "/appeal")
	says(t, status, text, "the time was over")
}

func TestAMemberLetsAnotherVoteAndTakesItBack(t *testing.T) {
	h := mill(t, "at \"2031-03-04 09:00\" move on=patrol-jade term=ceasefire body=commission by=jade outcome=violation reasons=\"seen\"\n")
	people := guestsAt(t, h.web.URL, "commissioner ochre", "commissioner jade", "liaison of South")
	ochre, jade, south := people[0], people[1], people[2]
	const at = "/cases/mill-commission@1/1"
	if _, text := ochre.get(at); !strings.Contains(text, at+"/proxy") {
		t.Errorf("the case does not lead a member to its proxy: %.3000s", text)
	}
	_, text := jade.get(at)
	quiet(t, text, at+"/proxy")
	south.wants(404, at+"/proxy")
	status, text := jade.get(at + "/proxy")
	says(t, status, text, "The text lets nobody vote for jade")
	vote := url.Values{"choice": {"yes"}, "for": {"ochre"}}
	if status, _ := jade.post("/motions/mill-commission@1/1", vote); status != 422 {
		t.Errorf("a vote for another without a proxy: %d", status)
	}
	status, text = ochre.post(at+"/proxy", url.Values{"proxy": {"give commission slate"}})
	beside(t, "proxy", status, text)
	status, text = ochre.post(at+"/proxy", url.Values{"proxy": {"give commission jade"}})
	says(t, status, text, "jade may vote for ochre from now on")
	status, text = jade.get("/motions/mill-commission@1/1")
	says(t, status, text, `<option value="ochre"`)
	status, text = jade.post("/motions/mill-commission@1/1", vote)
	says(t, status, text, "The vote is on record")
	status, text = ochre.post(at+"/proxy", url.Values{"proxy": {"end commission jade"}})
	says(t, status, text, "jade may no longer vote for ochre")
	_, text = jade.get("/motions/mill-commission@1/1")
	quiet(t, text, `<option value="ochre"`)
}

func TestWhatWasSeenOfARemedyRestsOnWhatIsOnRecord(t *testing.T) {
	h := mill(t, determined+`remedy on=patrol-jade term=ceasefire by=cell force=recommended against=south says="the guns leave" what=guns count=2 away="5 km" from=valley until="2031-03-10 12:00"
at "2031-03-05 09:00" submit gone.ndjson exercise=yes
`)
	people := guestsAt(t, h.web.URL, "duty officer", "liaison of South", "commissioner jade")
	duty, south, jade := people[0], people[1], people[2]
	const at = "/cases/mill-commission@1/1"
	status, text := duty.get(at)
	says(t, status, text, `action="`+at+`/watch/follow-up"`)
	for _, other := range []guest{south, jade} {
		_, text := other.get(at)
		quiet(t, text, "follow-up")
		other.wants(404, at+"/watch/follow-up?remedy=1")
	}
	status, text = duty.get(at + "/watch/follow-up?remedy=1")
	says(t, status, text, "2 of: guns, 5 km away", "It rests on: weapon presence")
	seen := attribute(text[strings.Index(text, `name="seen-`):], "name")
	form := url.Values{"remedy": {"1"}, "state": {"complied"}, "says": {"q5 both are away"}}
	status, text = duty.post(at+"/watch/follow-up", form)
	beside(t, "rests", status, text)
	form.Set("rests", "observation:nonsense")
	status, text = duty.post(at+"/watch/follow-up", form)
	beside(t, "rests", status, text)
	form.Del("rests")
	form.Set(seen, "yes")
	status, text = duty.post(at+"/watch/follow-up", form)
	says(t, status, text, "On record of remedy 1: complied", "complied, by the word of the Cell", "q5 both are away")
	if o := obligation(t, h.desk, 1, "remedy"); o.IsOpen() {
		t.Errorf("the clock of the remedy does not stop: %+v", o)
	}
	status, text = south.get(at)
	says(t, status, text, "complied, by the word of the Cell")
	quiet(t, text, "q5 both")
}

func TestACallThatReachedSomebodyLeadsToTheStepThatTheCaseOwes(t *testing.T) {
	people, desk := shown(t, "duty officer", "analyst")
	duty, analyst := people[0], people[1]
	_, text := duty.get("/cases/paris-exercise@1/7/watch/step?of=step:call")
	_, link, _ := strings.Cut(text, `href="/watch/call?about=`)
	link, _, _ = strings.Cut(link, `"`)
	_, text = duty.get(html.UnescapeString("/watch/call?about=" + link))
	call := hidden(text, `action="/watch/call"`)
	for name, value := range map[string]string{"to": "liaison of Amber", "side": "amber", "asked": "who turned the patrol away", "reached": "no-answer"} {
		call.Set(name, value)
	}
	duty.post("/watch/duty", url.Values{})
	status, text := duty.post("/watch/call", call)
	says(t, status, text, "call-1 is entered", "<h1>Watch</h1>")
	call.Set("reached", "answered")
	call.Set("said", "will ask")
	status, text = duty.post("/watch/call", call)
	says(t, status, text, "The case owes this call too", "It reached Party Amber")
	if o := obligation(t, desk, 7, "call"); !o.IsOpen() {
		t.Errorf("a call of the room is the step by itself: %+v", o)
	}
	status, text = analyst.get("/watch/owed")
	says(t, status, text, "case 1 of paris-exercise@1")
	quiet(t, text, "/watch/step")
}

func TestWhatWasPublishedIsPutRightByTheMissionAndToldToWhomItSays(t *testing.T) {
	people, _ := shown(t, "duty officer", "liaison of Party Amber", "liaison of Party Cobalt", "commissioner guarantor-jade")
	duty, amber, cobalt, jade := people[0], people[1], people[2], people[3]
	const at = "/cases/paris-exercise@1/5"
	status, text := duty.get(at + "/watch/correct")
	says(t, status, text, "in the name of the Monitoring Mission", "It was told to Party Amber")
	quiet(t, text, "told to the Coordination Cell")
	status, text = duty.post(at+"/watch/correct", url.Values{"cause": {"q4 wrong bank"}})
	beside(t, "extent", status, text)
	status, text = duty.post(at+"/watch/correct", url.Values{"cause": {"q4 wrong bank"}, "extent": {"q4 one map"}, "told-amber": {"yes"}})
	says(t, status, text, "The correction is on record, told to Party Amber", "q4 wrong bank")
	for reader, reads := range map[*guest]bool{&amber: true, &jade: true, &cobalt: false} {
		for _, format := range []string{"", "?format=csv&list=corrections", "?format=json&list=corrections"} {
			status, text := reader.get(at + format)
			if status != 200 || strings.Contains(text, "q4 wrong bank") != reads || !strings.Contains(text, "Party Amber") {
				t.Errorf("%s: %d, read %v: %.1500s", format, status, reads, text)
			}
		}
	}
}

func TestWhomTheTextAsksAnswersOnAnExemption(t *testing.T) {
	people, desk := shown(t, "liaison of Party Cobalt", "duty officer", "commissioner guarantor-jade", "monitor", "liaison of Party Amber")
	cobalt, duty, jade, monitor, amber := people[0], people[1], people[2], people[3], people[4]
	const at = "/cases/paris-exercise@1/2"
	for _, each := range []struct {
		by           guest
		form         string
		shown, other string
	}{{cobalt, at + "/answer", "the command ordered the fire", "its log has it"}, {duty, at + "/watch/answer", "its log has it", "the command ordered the fire"}} {
		if _, text := each.by.get(at); !strings.Contains(text, `href="`+each.form+`"`) {
			t.Fatalf("the case does not lead to the answer: %.4000s", text)
		}
		status, text := each.by.get(each.form)
		says(t, status, text, each.shown)
		quiet(t, text, each.other)
	}
	_, text := jade.get(at)
	quiet(t, text, "/answer")
	status, text := jade.get(at + "/answer")
	says(t, status, text, "asks nobody for whom you speak")
	monitor.wants(404, at+"/answer")
	answer := url.Values{"condition": {"return-fire ordered"}, "met": {""}, "says": {"q3 at 06:29"}}
	status, text = cobalt.post(at+"/answer", answer)
	beside(t, "met", status, text)
	answer.Set("met", "yes")
	answer.Set("at", "2031-01-01T00:00")
	status, text = cobalt.post(at+"/answer", answer)
	beside(t, "at", status, text)
	answer.Del("at")
	answer.Set("condition", "return-fire cell-told")
	status, text = cobalt.post(at+"/answer", answer)
	beside(t, "condition", status, text)
	answer.Set("condition", "return-fire ordered")
	status, text = cobalt.post(at+"/answer", answer)
	says(t, status, text, "The answer is on record")
	answers := 0
	register(desk, func(r *response.Register) {
		for _, q := range r.Case(2).Finding.Internal.Asked {
			for _, x := range q.Answers {
				if x.By == "cobalt" && x.Says == "q3 at 06:29" {
					answers++
				}
			}
		}
	})
	if answers != 1 {
		t.Errorf("%d answers are on record", answers)
	}
	status, text = duty.post(at+"/watch/answer", url.Values{"condition": {"return-fire cell-told"}, "met": {"no"}, "says": {"q3 nobody called"}})
	says(t, status, text, "The answer is on record")
	register(desk, func(r *response.Register) {
		log := r.Log()
		if n := len(log); n != 1 || log[0].Act.Body != "coordination-cell" || log[0].Act.Shows == nil {
			t.Errorf("the answer of the cell is no line of its log: %+v", log)
		}
	})
	for _, format := range []string{"", "?format=json&list=owed"} {
		_, text := amber.get(at + format)
		quiet(t, text, "q3 at", "q3 nobody")
	}
}

func TestAMemberOfABodyOfSeveralDoesNotEnterWhatTheBodyOwes(t *testing.T) {
	h := mill(t, "at \"2031-03-04 09:00\" duty on by=anna\n")
	jade := guestsAt(t, h.web.URL, "commissioner jade")[0]
	const at = "/cases/mill-commission@1/1"
	_, text := jade.get(at)
	quiet(t, text, at+"/step")
	status, text := jade.get(at + "/step")
	says(t, status, text, "Nothing that is open in this case is owed by whom you speak for")
	if status, _ := jade.post(at+"/step", url.Values{"of": {"step:determine"}}); status != 422 {
		t.Errorf("one member determines: %d", status)
	}
}

// offered are the addresses of the forms of a case to which its page leads.
func offered(page string) (out []string) {
	for _, form := range regexp.MustCompile(`<form class="act quiet" method="get" action="(/cases/[^"]+)">(<input type="hidden" name="([^"]+)" value="([^"]*)">)?`).FindAllStringSubmatch(page, -1) {
		to := html.UnescapeString(form[1])
		if form[3] != "" {
			to += "?" + url.Values{form[3]: {html.UnescapeString(form[4])}}.Encode()
		}
		out = append(out, to)
	}
	for _, link := range regexp.MustCompile(`href="(/cases/[^"]+/(?:watch/)?(?:answer|appeal|correct|verify|proxy|recuse))"`).FindAllStringSubmatch(page, -1) {
		out = append(out, html.UnescapeString(link[1]))
	}
	return out
}

func TestWhatACaseOffersAnybodyIsAFormThatTheProcedureTakes(t *testing.T) {
	names, err := fs.Glob(cases.Files, "*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	forms := map[string]int{}
	for _, name := range names {
		data, err := fs.ReadFile(cases.Files, name)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Contains(data, []byte("\nprocedure:")) && !bytes.Contains(data, []byte("agreement paris-exercise")) {
			continue
		}
		h := playing(t, name, data, "")
		var roles []string
		newest := map[string]int{}
		h.desk.Room.Read(func(r *app.Record) error {
			for _, g := range serve.Guises(r) {
				roles = append(roles, g.Name)
			}
			for _, g := range r.State().Registers() {
				newest[g.Ref()] = len(g.Cases())
			}
			return nil
		})
		for i, g := range guestsAt(t, h.web.URL, roles...) {
			for ref, last := range newest {
				for n := max(1, last-3); n <= last; n++ {
					status, text := g.get(fmt.Sprintf("/cases/%s/%d", ref, n))
					if status != 200 {
						continue
					}
					for _, to := range offered(text) {
						path, _, _ := strings.Cut(to, "?")
						status, form := g.get(to)
						if status != 200 || !strings.Contains(form, `method="post" action="`+path+`"`) {
							t.Errorf("%s, %s: case %d offers %s, which is no form: %d", name, roles[i], n, to, status)
						}
						forms[path[strings.LastIndex(path, "/")+1:]]++
					}
				}
			}
		}
	}
	t.Logf("%v", forms)
	for _, form := range []string{"step", "verify", "follow-up", "correct", "answer"} {
		if forms[form] == 0 {
			t.Errorf("no case offers the form %s", form)
		}
	}
}

func TestWhatTheTextSaysNobodyOwesIsEnteredByTheMissionAlone(t *testing.T) {
	people, desk := shown(t, "duty officer", "liaison of Party Amber", "commissioner guarantor-jade")
	duty := people[0]
	const at = "/cases/paris-exercise@1/6"
	var of response.Case
	register(desk, func(r *response.Register) { of = *r.Case(6) })
	act := engine.Determination{
		On:  engine.On{Agreement: "paris-exercise@1", Incident: of.Incident, Term: of.Term},
		Act: finding.Determination{By: "special-commission", At: desk.Clock(), Outcome: finding.Violation, Reasons: "seen"},
	}
	if _, err := desk.Enter(t.Context(), engine.Entry{Determination: &act}); err != nil {
		t.Fatal(err)
	}
	for _, other := range people[1:] {
		_, text := other.get(at)
		quiet(t, text, at+"/step")
		if status, text := other.post(at+"/step", url.Values{"of": {"step:publish"}}); status != 422 || !strings.Contains(text, "it is for the mission") {
			t.Errorf("somebody else enters what nobody owes: %d: %.1500s", status, text)
		}
	}
	status, text := duty.post(at+"/watch/step", url.Values{"of": {"step:publish"}, "says": {"on the page of releases"}})
	says(t, status, text, "On record: publication, done")
}
