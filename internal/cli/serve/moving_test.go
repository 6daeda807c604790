// SPDX-License-Identifier: Apache-2.0

package serve_test

import (
	"fmt"
	"html"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"

	"truce/app"
	"truce/cases"
	"truce/engine"
	"truce/finding"
	"truce/internal/access/reads"
	"truce/internal/api/mission"
	"truce/response"
)

// register calls f with the procedure of the demonstration's only text.
func register(desk *mission.Desk, f func(*response.Register)) {
	desk.Room.Read(func(r *app.Record) error {
		f(r.State().Registers()[0])
		return nil
	})
}

func TestACommissionerMovesByFormAndSignsTheVoteOnIt(t *testing.T) {
	people, desk := shown(t, "commissioner guarantor-jade", "liaison of Party Amber", "monitor")
	jade, amber := people[0], people[1]
	const at = "/cases/paris-exercise@1/6"
	if _, text := jade.get(at); !strings.Contains(text, at+"/move") || !strings.Contains(text, at+"/recuse") {
		t.Errorf("the case does not lead to what a member can do: %.3000s", text)
	}
	if _, text := amber.get(at); strings.Contains(text, at+"/move") {
		t.Error("a liaison officer is led to the form of a motion")
	}
	amber.wants(404, at+"/move")
	motion := url.Values{"of": {"determination"}, "body": {"special-commission"}, "outcome": {"violation"}, "intent": {"undetermined"}, "reasons": {"two independent roots"}}
	if status, _ := amber.post(at+"/move", motion); status != 404 {
		t.Errorf("a liaison officer moves: %d", status)
	}
	_, text := jade.get(at + "/move")
	for _, words := range []string{"hears no appeals", "no question on which the Special Commission rules", "of=determination&amp;body=special-commission"} {
		if !strings.Contains(text, words) {
			t.Errorf("the page does not say %q beforehand: %.4000s", words, text)
		}
	}
	if _, text := jade.get(at + "/move?of=appeal&body=special-commission"); !strings.Contains(text, "The procedure does not take this now") || strings.Contains(text, `id="move"`) {
		t.Errorf("a form is shown that would be refused: %.3000s", text)
	}
	before := 0
	register(desk, func(r *response.Register) { before = len(r.Motions()) })
	for field, other := range map[string]url.Values{
		"reasons": {"reasons": {""}}, "outcome": {"outcome": {"guilty"}}, "closes": {"closes": {"2026-01-01T00:00"}},
	} {
		wrong := url.Values{}
		for name, values := range motion {
			wrong[name] = values
		}
		for name, values := range other {
			wrong[name] = values
		}
		status, text := jade.post(at+"/move", wrong)
		_, near, _ := strings.Cut(text, `name="`+field+`"`)
		near, _, _ = strings.Cut(near, `<div class="field"`)
		if status != 422 || !strings.Contains(near, `role="alert"`) {
			t.Errorf("%s: %d, the fault does not stand beside it: %.600s", field, status, near)
		}
	}
	if status, text := jade.post(at+"/move", motion); status != 200 || !strings.Contains(text, "to determine: violation; two independent roots") {
		t.Fatalf("%d: %.2000s", status, text)
	}
	var m *response.Motion
	register(desk, func(r *response.Register) { m = r.Motions()[len(r.Motions())-1] })
	if m.Content.Number != before+1 || m.Content.By != "guarantor-jade" || m.Content.Case != 6 || len(m.Ballots) != 0 {
		t.Fatalf("%+v", m)
	}
	vote := "/motions/paris-exercise@1/" + strconv.Itoa(m.Content.Number)
	if _, text := jade.get(vote + "?choice=yes"); !strings.Contains(text, "Sign and cast the vote") {
		t.Errorf("the mover is not asked to sign: %.2000s", text)
	}
	jade.post(vote, url.Values{"choice": {"yes"}, "sign": {"yes"}})
	register(desk, func(r *response.Register) {
		if b := r.Motions()[before].Ballots; len(b) != 1 || b[0].Key == "" {
			t.Errorf("%+v", b)
		}
	})
	if status, _ := jade.post(at+"/recuse", url.Values{"body": {"special-commission"}}); status != 422 {
		t.Errorf("a recusal without a reason: %d", status)
	}
	jade.post(vote, url.Values{"choice": {"abstain"}, "sign": {"yes"}}) // a recusal makes no signed yes or no void
	if status, text := jade.post(at+"/recuse", url.Values{"body": {"special-commission"}, "reason": {"a cousin serves there"}}); status != 200 || !strings.Contains(text, "guarantor-jade is recused") {
		t.Fatalf("%d: %.1500s", status, text)
	}
	register(desk, func(r *response.Register) {
		if b := r.Motions()[before].Ballots; b[1].Void == "" {
			t.Error("the vote of a recused member counts")
		}
	})
	if _, text := jade.get(vote); !strings.Contains(text, "You are recused from this") || strings.Contains(text, "Vote as") {
		t.Errorf("a recused member is asked to vote: %.1500s", text)
	}
	if status, _ := jade.post(vote, url.Values{"choice": {"yes"}}); status != 422 {
		t.Errorf("a vote of a recused member: %d", status)
	}
	for _, page := range []string{at, vote} {
		for _, who := range []guest{jade, amber} {
			status, text := who.get(page)
			says(t, status, text, "Who stepped back", "guarantor-jade", "this case alone", "a cousin serves there", "its vote on motion "+strconv.Itoa(m.Content.Number)+" is void", "5 of 6 may vote, and 5 have to take part")
		}
		_, text := people[2].get(page)
		quiet(t, text, "Who stepped back", "cousin")
	}
	if _, text := jade.get(at + "/move"); !strings.Contains(text, "guarantor-jade is recused from this case") {
		t.Error("the form does not say beforehand that its member is recused")
	}
}

func TestAMotionSaysAllOfARemedyThatIsSigned(t *testing.T) {
	people, _ := shown(t, "commissioner guarantor-jade")
	status, text := people[0].post("/cases/paris-exercise@1/6/move", url.Values{
		"of": {"remedy"}, "body": {"special-commission"}, "force": {"requested"}, "against": {"amber"}, "says": {"the howitzers leave"}, "what": {"howitzers"}, "count": {"4"}, "away": {"5 km"}, "from": {"line"},
	})
	if status != 200 || !strings.Contains(text, "to be seen by 4 of: howitzers, 5 km away, from line") || !strings.Contains(text, "no: it takes votes") {
		t.Errorf("%d: the motion leaves out what is signed: %.4000s", status, text)
	}
}

func TestOneMemberDoesNotAdmitAComplaintForABodyThatVotes(t *testing.T) {
	people, desk := shown(t, "liaison of Party Cobalt", "commissioner guarantor-ochre", "duty officer")
	cobalt, ochre, duty := people[0], people[1], people[2]
	if status, text := cobalt.post("/complain", url.Values{"agreement": {"paris-exercise@1"}, "article": {"1"}, "respondent": {"amber"}, "says": {"two shells at the mill"}}); status != 200 {
		t.Fatalf("%d: %.1500s", status, text)
	}
	at := ""
	register(desk, func(r *response.Register) { at = "/cases/paris-exercise@1/" + strconv.Itoa(r.Complaints()[0].Case) })
	if _, text := ochre.get(at); !strings.Contains(text, at+"/admit") {
		t.Errorf("the case does not lead to the decision: %.2000s", text)
	}
	if _, text := ochre.get(at); !strings.Contains(text, `href="/agreement/paris-exercise@1#1">1, Ceasefire</a>`) || strings.Contains(text, `#"`) {
		t.Errorf("the case of a complaint does not lead to its article, or leads nowhere: %.3000s", text)
	}
	decision := url.Values{"complaint": {"1"}, "by": {"special-commission"}, "outcome": {"rejected"}}
	decision.Set("outcome", "admitted")
	cobalt.wants(404, at+"/admit")
	if _, text := ochre.get(at + "/admit"); strings.Contains(text, `id="admit-1"`) || !strings.Contains(text, "decides by its members") || !strings.Contains(text, `href="`+at+`/move"`) {
		t.Errorf("one member is offered what a body decides: %.3000s", text)
	}
	if status, text := ochre.post(at+"/admit", decision); status != 422 || !strings.Contains(text, "decides by its members") {
		t.Errorf("one member admits in the name of a body: %d", status)
	}
	register(desk, func(r *response.Register) {
		if d := r.Complaints()[0].Admission; d != nil {
			t.Errorf("%+v", d)
		}
	})
	// What the body adopts in words the mission enters, by the motion and in its name.
	_, text := duty.get(at)
	quiet(t, text, at+"/watch/admit")
	status, text := duty.get(at + "/watch/admit")
	says(t, status, text, "No body that may admit it has adopted a decision in words")
	number := adopts(t, desk, at, "Complaint 1 is admitted.")
	status, text = duty.get(at)
	says(t, status, text, `href="`+at+`/watch/admit"`, "Enter a decision on admission that was adopted")
	for _, other := range []guest{cobalt, ochre} {
		_, text := other.get(at)
		quiet(t, text, at+"/watch/admit")
		other.wants(404, at+"/watch/admit")
	}
	status, text = duty.get(at + "/watch/admit")
	says(t, status, text, "Complaint 1 is admitted.", "two shells at the mill", `name="motion"`)
	for field, sent := range map[string]url.Values{
		"motion": {"complaint": {"1"}, "outcome": {"admitted"}, "motion": {"1"}},
		"reason": {"complaint": {"1"}, "outcome": {"rejected"}, "motion": {number}},
		"into":   {"complaint": {"1"}, "outcome": {"joined"}, "into": {"9999"}, "motion": {number}},
	} {
		status, text := duty.post(at+"/watch/admit", sent)
		beside(t, field, status, text)
	}
	status, text = duty.post(at+"/watch/admit", url.Values{"complaint": {"1"}, "outcome": {"admitted"}, "motion": {number}})
	says(t, status, text, "Complaint 1 is admitted.", "by motion "+number)
	quiet(t, text, at+"/watch/admit")
	register(desk, func(r *response.Register) {
		if d := r.Complaints()[0].Admission; d == nil || d.Act.By != "special-commission" || d.Act.Outcome != "admitted" {
			t.Errorf("%+v", d)
		}
	})
	if _, text := ochre.get(at + "/move?of=determination&body=special-commission"); !strings.Contains(text, `id="move"`) || strings.Contains(text, `value="exempt"`) {
		t.Errorf("an admitted complaint cannot be determined by form: %.3000s", text)
	}
}

func TestAMonitorReportsUnderTheNameOfItsAccountAndNoOther(t *testing.T) {
	h := lived(t)
	operator := h.operator()
	patrol, officer := operator.invited("patrol-7", "monitor", ""), operator.invited("watch-1", "duty-officer", "")
	report := func(source string) url.Values {
		return url.Values{"words": {"q7 bang"}, "means": {"heard"}, "from": {"2026-02-06T08:40"}, "source": {source}, "place": {"marker 3"}, "consent": {"internal"}}
	}
	if _, text := patrol.get("/report"); !strings.Contains(text, "under your own name on record, patrol-7") || strings.Contains(text, `name="source"`) {
		t.Errorf("the form lets a monitor choose a name: %.2500s", text)
	}
	if status, text := patrol.post("/report", report("patrol-9")); status != 422 || !strings.Contains(text, "you report as patrol-7") {
		t.Errorf("a monitor reports as another: %d", status)
	}
	for _, each := range []struct {
		by     guest
		source string
		want   string
	}{{patrol, "", "patrol-7"}, {patrol, "patrol-7", "patrol-7"}, {officer, "patrol-9", "patrol-9"}} {
		if status, text := each.by.post("/report", report(each.source)); status != 200 || !strings.Contains(text, "marked unreviewed") {
			t.Fatalf("%d: %.1500s", status, text)
		}
		h.desk.Room.Read(func(r *app.Record) error {
			list := r.State().Observations()
			found := false
			for _, o := range list {
				found = found || o.Source == each.want && o.Sighting.Words == "q7 bang"
			}
			if !found {
				t.Errorf("no account of %s is on record", each.want)
			}
			return nil
		})
	}
}

func TestWhatIsFiledOnAFindingIsReachedFromItAndSends(t *testing.T) {
	people, desk := shown(t, "analyst", "liaison of Party Cobalt", "commissioner guarantor-ochre", "monitor")
	analyst, cobalt, ochre, monitor := people[0], people[1], people[2], people[3]
	var of response.Case
	register(desk, func(r *response.Register) { of = *r.Case(6) })
	at := "/findings/" + strings.TrimPrefix(of.Incident.String(), "incident:") + "/" + string(of.Term)
	_, text := analyst.get(at)
	if !strings.Contains(text, at+"/reading") {
		t.Fatalf("the finding does not lead to a second reading: %.3000s", text)
	}
	monitor.wants(404, at+"/reading")
	cobalt.wants(404, at+"/reading")
	if status, text := analyst.post(at+"/reading", url.Values{"as": {"analyst"}, "holds": {" "}}); status != 422 || !strings.Contains(text, "say what you hold") {
		t.Errorf("a reading without words: %d", status)
	}
	if status, _ := analyst.post(at+"/reading", url.Values{"as": {"Party Amber"}, "holds": {"q6 otherwise"}}); status != 422 {
		t.Errorf("a reading in the name of a party: %d", status)
	}
	if status, text := analyst.post(at+"/reading", url.Values{"as": {"analyst"}, "holds": {"q6 the second\r\nroot is a copy"}}); status != 200 || !strings.Contains(text, "analyst: q6 the second root is a copy") {
		t.Fatalf("%d: %.3000s", status, text)
	}
	for _, each := range []struct {
		by   guest
		name string
	}{{cobalt, "cobalt"}, {ochre, "guarantor-ochre"}} {
		_, text := each.by.get(at)
		if strings.Contains(text, "q6 the second") {
			t.Errorf("%s reads the words of a second reading", each.name)
		}
		link := ""
		for part := range strings.SplitSeq(text, `href="`) {
			if strings.HasPrefix(part, "/opinion?") {
				link, _, _ = strings.Cut(part, `"`)
			}
		}
		_, form := each.by.get(html.UnescapeString(link))
		fields := hidden(form, `action="/opinion"`)
		if link == "" || fields.Get("term") != string(of.Term) {
			t.Fatalf("%s: the finding does not lead to the form of a position: %q %.2000s", each.name, link, form)
		}
		fields.Set("holds", "q5 nobody saw it")
		if status, text := each.by.post("/opinion", fields); status != 200 || !strings.Contains(text, "Your position is on record") {
			t.Fatalf("%s: %d: %.1500s", each.name, status, text)
		}
	}
	if _, text := cobalt.get(at); !strings.Contains(text, "by guarantor-ochre since") {
		t.Error("the position of an entitled member does not mark the finding contested")
	}
	if _, text := cobalt.get("/opinion"); strings.Contains(text, `id="opinion"`) || !strings.Contains(text, "choose it first") {
		t.Error("a position is asked for on no finding")
	}
	where := "/incidents/" + strings.TrimPrefix(of.Incident.String(), "incident:")
	_, text = analyst.get(where)
	_, text, _ = strings.Cut(text, `id="rate"`)
	root := attribute(text[strings.Index(text, `name="root"`):], "option value")
	if status, text := analyst.post(where, url.Values{"do": {"rate"}, "root": {root}, "reliability": {"D"}, "as": {"analyst"}}); status != 200 || !strings.Contains(text, "The rating is on record") {
		t.Fatalf("a rating of %q: %d: %.1500s", root, status, text)
	}
	if _, text := analyst.get("/sources"); !strings.Contains(text, "D by analyst") {
		t.Errorf("the rating does not stand with its source: %.3000s", text)
	}
}

func TestAPositionAndADeterminationReachWhomTheyAreFor(t *testing.T) {
	people, desk := shown(t, "liaison of Party Cobalt", "liaison of Party Amber", "commissioner guarantor-jade", "duty officer", "monitor", "commissioner guarantor-ochre")
	var of response.Case
	register(desk, func(r *response.Register) { of = *r.Case(6) })
	at := "/findings/" + strings.TrimPrefix(of.Incident.String(), "incident:") + "/" + string(of.Term)
	act := engine.Determination{
		On:  engine.On{Agreement: "paris-exercise@1", Incident: of.Incident, Term: of.Term},
		Act: finding.Determination{By: "special-commission", At: desk.Clock(), Outcome: finding.Violation, Reasons: "nobody claims that it was an accident", Members: []finding.Opinion{{By: "amber-member", Holds: "agrees in this"}}},
	}
	if _, err := desk.Enter(t.Context(), engine.Entry{Determination: &act}); err != nil {
		t.Fatal(err)
	}
	for i, reads := range map[int]bool{0: true, 2: true, 3: true, 4: false} {
		_, text := people[i].get("/cases/paris-exercise@1/6")
		for words, want := range map[string]bool{"the Special Commission": true, "on paper: entered as decided": true, "amber-member": true, "nobody claims that it was an accident": reads, "agrees in this": reads} {
			if strings.Contains(text, words) != want {
				t.Errorf("the case shows %q to viewer %d: %v, want %v", words, i, !want, want)
			}
		}
	}
	filed := url.Values{"agreement": {"paris-exercise@1"}, "incident": {of.Incident.String()}, "term": {string(of.Term)}}
	for i, words := range map[int]string{0: "was not heard", 5: "a strike from the air is not yet a strike by a party"} {
		filed.Set("holds", words)
		if status, text := people[i].post("/opinion", filed); status != 200 {
			t.Fatalf("%d: %.1500s", status, text)
		}
	}
	for i, each := range []struct {
		name                      string
		own, contesting, reasoned bool
	}{{"its filer", true, false, true}, {"the other side", false, false, true}, {"a commissioner", true, true, true}, {"the mission", true, true, true}, {"a monitor", false, false, false}} {
		for _, form := range []string{"", "?format=csv&list=positions", "?format=json&list=positions"} {
			_, text := people[i].get(at + form)
			for words, want := range map[string]bool{
				"Party Cobalt": true, "contests it": true, "guarantor-ochre": true, "was not heard": each.own, "not yet a strike by a party": each.contesting,
				"nobody claims that it was an accident": form == "" && each.reasoned,
			} {
				if strings.Contains(text, words) != want {
					t.Errorf("%s%s: %q shown is %v, want %v: %.3000s", each.name, form, words, !want, want, text)
				}
			}
		}
	}
}

func TestTheWordsOfAMotionAreForWhomABodysReasonsAreFor(t *testing.T) {
	h := lived(t)
	operator := h.operator()
	const secret = "two independent roots"
	move := response.Act{Motion: &response.Move{
		Body: "special-commission", By: "guarantor-jade", Thread: response.Thread{Case: 6},
		Proposes: response.Proposal{Determination: &response.Outcome{Outcome: finding.Violation, Reasons: secret}},
	}}
	if _, err := h.desk.Enter(t.Context(), engine.Entry{Procedure: &engine.Procedure{Agreement: "paris-exercise@1", Act: move}}); err != nil {
		t.Fatal(err)
	}
	var m response.Motion
	register(h.desk, func(r *response.Register) { m = *r.Motions()[len(r.Motions())-1] })
	vote := response.Act{Vote: &response.Vote{Motion: m.Digest, By: "guarantor-jade", Choice: response.Abstain}}
	if _, err := h.desk.Enter(t.Context(), engine.Entry{Procedure: &engine.Procedure{Agreement: "paris-exercise@1", Act: vote}}); err != nil {
		t.Fatal(err)
	}
	at := "/motions/paris-exercise@1/" + strconv.Itoa(m.Content.Number)
	for _, each := range []struct {
		name, role, member string
		reads              bool
	}{
		{"member-1", "commissioner", "guarantor-jade", true},
		{"watch-1", "duty-officer", "", true},
		{"amber-1", "liaison", "amber", true},
		{"patrol-7", "monitor", "", false},
		{"rome-1", "chancellery", "Italy", false},
	} {
		g := operator.invited(each.name, each.role, each.member)
		if _, text := g.get("/cases/paris-exercise@1/6"); strings.Contains(text, secret) {
			t.Errorf("the case tells %s of the reasons: it cannot be compared with", each.role)
		}
		if status, text := g.get(at); status != 200 || !strings.Contains(text, "0 for, 0 against, 1 abstaining") {
			t.Errorf("%s does not see of a motion what its case tells: %d %.2000s", each.role, status, text)
		}
		for _, form := range []string{"", "?format=csv&list=votes", "?format=json&list=votes", "?fragment=votes", "?choice=yes"} {
			_, text := g.get(at + form)
			text = html.UnescapeString(text)
			words := map[string]bool{secret: strings.HasPrefix(form, "?choice") || form == "", m.Bytes: false, m.Digest.String(): false, "abstain<": false, "abstain,": false}
			if form == "" {
				words[m.Bytes], words[m.Digest.String()] = true, true
			}
			for word, has := range words {
				if found := strings.Contains(text, word); found && !each.reads || has && each.reads && !found {
					t.Errorf("%s: %s%s shows %q: %v", each.role, at, form, word, found)
				}
			}
		}
	}
}

func TestADeterminationBeforeTheReplyWasDueSaysSo(t *testing.T) {
	const name = "paris-exercise-first-week.txtar"
	data, err := cases.Files.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	begin, rest, found := strings.Cut(string(data), `at "2026-02-05 10:00" done reply`)
	_, files, has := strings.Cut(rest, "\n-- ")
	if !found || !has {
		t.Fatal("the case has no reply or no files any more")
	}
	for _, each := range []struct {
		name string
		more string
		want bool
	}{
		{"while it is open", "", true},
		{"when one of two has replied", "at \"2026-02-05 10:00\" done reply on=satellite-slate term=energy by=amber says=\"not ours\"\n", true},
		{"when both have replied", "at \"2026-02-05 10:00\" done reply on=satellite-slate term=energy by=amber says=\"not ours\"\ndone reply on=satellite-slate term=energy by=cobalt says=\"nor ours\"\n", false},
		{"when its time has run out", "at \"2026-02-05 18:00\" duty on by=q-officer\n", false},
	} {
		t.Run(each.name, func(t *testing.T) {
			h := playing(t, name, []byte(begin+each.more+"\n-- "+files), "http://mission.example")
			var of response.Case
			register(h.desk, func(r *response.Register) {
				for _, c := range r.Cases() {
					if c.Term == "energy" {
						of = *c
					}
				}
			})
			act := engine.Determination{
				On:  engine.On{Agreement: "paris-exercise@1", Incident: of.Incident, Term: of.Term},
				Act: finding.Determination{By: "special-commission", At: h.desk.Clock(), Outcome: finding.NoViolation, Reasons: "nobody claims it"},
			}
			if _, err := h.desk.Enter(t.Context(), engine.Entry{Determination: &act}); err != nil {
				t.Fatal(err)
			}
			monitor := h.as(t, "monitor")
			at := "/findings/" + strings.TrimPrefix(of.Incident.String(), "incident:") + "/" + string(of.Term)
			for _, path := range []string{"/cases/paris-exercise@1/" + strconv.Itoa(of.Number), at} {
				_, text := monitor.get(path)
				if strings.Contains(text, "determined before the reply was due, 2026-02-05 17:00") != each.want || !strings.Contains(text, "no violation") {
					t.Errorf("%s does not say it as it was, want %v: %.4000s", path, each.want, text)
				}
			}
		})
	}
}

func TestManyWhoEnterAtOnceGetAnIDEach(t *testing.T) {
	people, desk := shown(t, "duty officer", "second duty officer")
	const each = 10
	var all sync.WaitGroup
	for _, g := range people {
		for i := range each {
			all.Go(func() {
				form := url.Values{"to": {"liaison"}, "side": {"amber"}, "asked": {fmt.Sprint("to hold ", i)}, "reached": {"answered"}, "said": {"yes"}}
				answer, err := g.http.PostForm(g.home+"/watch/call", form)
				if err != nil {
					t.Error(err)
					return
				}
				answer.Body.Close()
				if answer.StatusCode != 200 {
					t.Errorf("a call gets %d", answer.StatusCode)
				}
			})
		}
	}
	all.Wait()
	ids := map[string]bool{}
	desk.Room.Read(func(r *app.Record) error {
		for _, c := range r.State().Room().Calls() {
			if strings.HasPrefix(c.Asked, "to hold ") {
				ids[c.ID] = true
			}
		}
		return nil
	})
	if len(ids) != 2*each {
		t.Errorf("%d of %d calls are on record", len(ids), 2*each)
	}
}

func TestABundleTellsNobodyWhatItsPagesWithhold(t *testing.T) {
	h := lived(t)
	operator := h.operator()
	for _, each := range []struct {
		name, role, member string
		takes              bool
	}{
		{"member-1", "commissioner", "guarantor-jade", true},
		{"watch-1", "duty-officer", "", true},
		{"amber-1", "liaison", "amber", true},
		{"elsewhere-1", "chancellery", "Elsewhere", false},
		{"patrol-7", "monitor", "", false},
		{"rome-1", "chancellery", "Italy", false},
	} {
		g := operator.invited(each.name, each.role, each.member)
		if each.member == "Elsewhere" { // an account goes on to speak for whom it did, and no text names it
			operator.post("/people/account", url.Values{"name": {each.name}, "role-liaison": {"yes"}, "member": {each.member}})
		}
		want, answer := 422, "shown" // it is not signed yet
		if !each.takes {
			want, answer = 404, "refused"
		}
		g.wants(want, "/record/bundle")
		list, err := h.Desk.Log.List(reads.Filter{Who: each.name, Kind: "record"})
		if err != nil || len(list) == 0 || string(list[len(list)-1].Answer) != answer {
			t.Errorf("%s: %+v, %v", each.name, list, err)
		}
		if _, text := g.get("/record"); strings.Contains(text, "/record/bundle") != each.takes {
			t.Errorf("%s is led to a bundle: %v", each.name, !each.takes)
		}
	}
}
