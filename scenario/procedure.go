// SPDX-License-Identifier: Apache-2.0

package scenario

import (
	"cmp"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"truce/agreement"
	"truce/canon"
	"truce/engine"
	"truce/finding"
	"truce/keyring"
	"truce/known"
	"truce/response"
	"truce/when"
)

// procedureVerbs are the verbs that enter acts of the procedure.
func procedureVerbs() map[string]verb {
	on := func(more ...string) []string { return append([]string{"of", "on", "term", "case"}, more...) }
	return map[string]verb{
		"complain":  {run: (*Run).complain, keys: on("by", "against", "article", "says", "seeks")},
		"admit":     {run: (*Run).admit, keys: []string{"of", "complaint", "outcome", "into", "by", "because"}},
		"done":      {run: (*Run).done, keys: on("by", "at", "to", "summary", "reply", "says")},
		"verify":    {run: (*Run).verify, keys: on("state", "remnants", "by", "says")},
		"move":      {run: (*Run).move, keys: on("body", "by", "outcome", "intent", "reasons", "question", "reading", "declares", "because", "force", "against", "says", "until", "what", "count", "away", "from", "appeal", "text", "closes", "silence")},
		"vote":      {run: (*Run).vote, keys: []string{"of", "motion", "by", "for", "choice", "says", "key", "signs"}},
		"recuse":    {run: (*Run).recuse, keys: on("body", "member", "by", "because")},
		"proxy":     {run: (*Run).proxy, keys: []string{"of", "body", "by", "to", "ends"}},
		"pause":     {run: (*Run).pause, keys: on("by", "because")},
		"resume":    {run: (*Run).resume, keys: on("by", "because")},
		"appeal":    {run: (*Run).appeal, keys: on("by", "ground")},
		"appealed":  {run: (*Run).appealed, keys: on("by", "outcome", "because")},
		"revise":    {run: (*Run).revise, keys: on("by", "facts")},
		"remedy":    {run: (*Run).remedy, keys: on("by", "force", "against", "says", "until", "what", "count", "away", "from")},
		"follow-up": {run: (*Run).followUp, keys: []string{"of", "remedy", "by", "state", "seen", "says"}},
		"correct":   {run: (*Run).correct, keys: on("by", "cause", "extent", "told")},
		"decide":    {run: (*Run).decide, keys: on("by", "outcome", "because")},
		"declare":   {run: (*Run).declare, keys: on("by", "word", "because")},
		"claim":     {run: (*Run).claim, keys: on("by", "article", "says")},
		"log":       {run: (*Run).logLine, keys: []string{"of", "on", "term", "body", "at", "caller", "says", "exemption", "condition", "met"}},
		"enrol":     {run: (*Run).enrol, keys: []string{"holder"}},
		"revoke":    {run: (*Run).revoke},
	}
}

// act enters an act of the procedure.
func (r *Run) act(s step, a response.Act) error {
	ref, err := r.ref(s)
	if err != nil {
		return err
	}
	return r.enter(s.line, engine.Entry{Time: r.now, Procedure: &engine.Procedure{Agreement: ref, Act: a}})
}

// thread reads case=N, or on= and term=.
func (r *Run) thread(s step) (response.Thread, error) {
	if n := s.get("case"); n != "" {
		number, err := strconv.Atoi(n)
		if err != nil {
			return response.Thread{}, fmt.Errorf("case=%q is no number", n)
		}
		return response.Thread{Case: number}, nil
	}
	if s.get("on") == "" {
		return response.Thread{}, nil
	}
	on, err := r.on(s)
	return response.Thread{Incident: on.Incident, Term: on.Term}, err
}

// instant reads a time in the zone of the case; none where it is not given.
func (r *Run) instant(text string) (when.Instant, error) {
	if text == "" {
		return 0, nil
	}
	span, err := when.Parse(text, r.zone)
	return span.Interval.From, err
}

func listOf(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(text, ",")
}

func number(s step, key string) (int, error) {
	if s.get(key) == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(s.get(key))
	if err != nil {
		return 0, fmt.Errorf("%s=%q is no number", key, s.get(key))
	}
	return n, nil
}

func single(s step) (string, error) {
	if len(s.words) != 1 {
		return "", errors.New("name one thing")
	}
	return s.words[0], nil
}

func (r *Run) complain(s step) error {
	c := response.Complaint{
		Complainant: s.get("by"), Respondent: s.get("against"), Article: agreement.ArticleID(s.get("article")), Says: s.get("says"), Seeks: s.get("seeks"),
	}
	if s.get("on") != "" {
		on, err := r.on(s)
		if err != nil {
			return err
		}
		c.Incident, c.Term = on.Incident, on.Term
	}
	return r.act(s, response.Act{Complaint: &c})
}

func (r *Run) admit(s step) error {
	n, err := number(s, "complaint")
	if err != nil {
		return err
	}
	into, err := number(s, "into")
	if err != nil {
		return err
	}
	return r.act(s, response.Act{Admission: &response.Admission{Complaint: n, Outcome: s.get("outcome"), Into: into, By: s.get("by"), Reason: s.get("because")}})
}

// done enters a step, or a rung as "rung:ID".
func (r *Run) done(s step) error {
	name, err := single(s)
	if err != nil {
		return err
	}
	d := response.Done{By: s.get("by"), To: listOf(s.get("to")), Summary: s.get("summary"), Says: s.get("says")}
	if rung, ok := strings.CutPrefix(name, "rung:"); ok {
		d.Rung = rung
	} else {
		d.Step = name
	}
	if d.Thread, err = r.thread(s); err != nil {
		return err
	}
	if d.At, err = r.instant(s.get("at")); err != nil {
		return err
	}
	if d.Reply, err = r.instant(s.get("reply")); err != nil {
		return err
	}
	return r.act(s, response.Act{Done: &d})
}

func (r *Run) verify(s step) error {
	site, err := single(s)
	if err != nil {
		return err
	}
	t, err := r.thread(s)
	if err != nil {
		return err
	}
	return r.act(s, response.Act{Verification: &response.Verification{
		Thread: t, Site: site, State: s.get("state"), Remnants: s.get("remnants"), By: s.get("by"), Says: s.get("says"),
	}})
}

func (r *Run) move(s step) error {
	m := response.Move{Body: agreement.BodyID(s.get("body")), By: s.get("by"), Silence: s.get("silence") == "yes"}
	var err error
	if m.Thread, err = r.thread(s); err != nil {
		return err
	}
	if m.Closes, err = r.instant(s.get("closes")); err != nil {
		return err
	}
	switch {
	case s.get("outcome") != "":
		m.Proposes.Determination = &response.Outcome{Outcome: finding.Verdict(s.get("outcome")), Intent: s.get("intent"), Reasons: s.get("reasons")}
	case s.get("question") != "":
		m.Proposes.Ruling = &response.Ruling{Question: agreement.QuestionID(s.get("question")), Reading: agreement.ReadingID(s.get("reading"))}
	case s.get("declares") != "":
		m.Proposes.Declaration = &response.Declaration{Word: s.get("declares"), Reason: s.get("because")}
	case s.get("appeal") != "":
		m.Proposes.Appealed = &response.AppealDecision{Outcome: s.get("appeal"), Reason: s.get("because")}
	case s.get("force") != "":
		if m.Proposes.Remedy, err = r.ordered(s); err != nil {
			return err
		}
	default:
		m.Proposes.Text = s.get("text")
	}
	return r.act(s, response.Act{Motion: &m})
}

// ordered reads a remedy.
func (r *Run) ordered(s step) (*response.Order, error) {
	o := response.Order{By: s.get("by"), Force: s.get("force"), Respondent: s.get("against"), Says: s.get("says")}
	var err error
	if o.Until, err = r.instant(s.get("until")); err != nil {
		return nil, err
	}
	if s.get("what") == "" {
		return &o, nil
	}
	o.Check = &response.Check{What: s.get("what"), Away: agreement.Metres(s.get("away")), From: agreement.PlaceID(s.get("from"))}
	o.Check.Count, err = number(s, "count")
	return &o, err
}

// motion returns a motion by its number.
func (r *Run) motion(s step, n string) (*response.Motion, error) {
	ref, err := r.ref(s)
	if err != nil {
		return nil, err
	}
	number, err := strconv.Atoi(n)
	list := r.state.Register(ref).Motions()
	if err != nil || number < 1 || number > len(list) {
		return nil, fmt.Errorf("there is no motion %q", n)
	}
	return list[number-1], nil
}

// vote casts a vote. key= signs it with the key of that name; signs= signs other words than the motion's.
func (r *Run) vote(s step) error {
	m, err := r.motion(s, s.get("motion"))
	if err != nil {
		return err
	}
	v := response.Vote{Motion: m.Digest, By: s.get("by"), For: s.get("for"), Choice: response.Choice(s.get("choice")), Says: s.get("says"), Key: s.get("key")}
	if v.Key != "" {
		member := cmp.Or(v.For, v.By)
		message := m.BallotBytes(member, v.Choice, v.Says)
		if words := s.get("signs"); words != "" {
			message = (&response.Motion{Bytes: words}).BallotBytes(member, v.Choice, v.Says)
		}
		v.Signature = base64.StdEncoding.EncodeToString(ed25519.Sign(secret(v.Key), message))
	}
	return r.act(s, response.Act{Vote: &v})
}

// secret is the key of a name in case files: anybody can make it, so it is for exercises alone.
func secret(name string) ed25519.PrivateKey {
	seed := sha256.Sum256([]byte("truce/case-file/key\n" + name))
	return ed25519.NewKeyFromSeed(seed[:])
}

func (r *Run) enrol(s step) error {
	name, err := single(s)
	if err != nil {
		return err
	}
	key := canon.VerifierKey{Name: name, Algorithm: 1, Public: [32]byte(secret(name).Public().(ed25519.PublicKey))}
	return r.enter(s.line, engine.Entry{Time: r.now, Key: &keyring.Key{
		Name: name, Text: key.String(), Act: keyring.Made, Holder: s.get("holder"), By: agreement.Mission, Use: keyring.ForMember,
	}})
}

func (r *Run) revoke(s step) error {
	name, err := single(s)
	if err != nil {
		return err
	}
	return r.enter(s.line, engine.Entry{Time: r.now, Key: &keyring.Key{Name: name, Act: keyring.Revoked, By: agreement.Mission}})
}

func (r *Run) recuse(s step) error {
	t, err := r.thread(s)
	if err != nil {
		return err
	}
	return r.act(s, response.Act{Recusal: &response.Recusal{
		Body: agreement.BodyID(s.get("body")), Member: s.get("member"), Case: t.Case, By: s.get("by"), Reason: s.get("because"),
	}})
}

func (r *Run) proxy(s step) error {
	return r.act(s, response.Act{Proxy: &response.Proxy{
		Body: agreement.BodyID(s.get("body")), Member: s.get("by"), Holder: s.get("to"), Ends: s.get("ends") == "yes", By: s.get("by"),
	}})
}

func (r *Run) halt(s step) (*response.Halt, error) {
	name, err := single(s)
	if err != nil {
		return nil, err
	}
	t, err := r.thread(s)
	return &response.Halt{Thread: t, Of: name, By: s.get("by"), Reason: s.get("because")}, err
}

func (r *Run) pause(s step) error {
	h, err := r.halt(s)
	if err != nil {
		return err
	}
	return r.act(s, response.Act{Pause: h})
}

func (r *Run) resume(s step) error {
	h, err := r.halt(s)
	if err != nil {
		return err
	}
	return r.act(s, response.Act{Resume: h})
}

func (r *Run) appeal(s step) error {
	t, err := r.thread(s)
	if err != nil {
		return err
	}
	return r.act(s, response.Act{Appeal: &response.Appeal{Thread: t, By: s.get("by"), Ground: s.get("ground")}})
}

func (r *Run) appealed(s step) error {
	t, err := r.thread(s)
	if err != nil {
		return err
	}
	return r.act(s, response.Act{Appealed: &response.AppealDecision{Thread: t, By: s.get("by"), Outcome: s.get("outcome"), Reason: s.get("because")}})
}

func (r *Run) revise(s step) error {
	t, err := r.thread(s)
	if err != nil {
		return err
	}
	return r.act(s, response.Act{Revision: &response.Revision{Thread: t, By: s.get("by"), Facts: s.get("facts")}})
}

func (r *Run) remedy(s step) error {
	o, err := r.ordered(s)
	if err != nil {
		return err
	}
	if o.Thread, err = r.thread(s); err != nil {
		return err
	}
	return r.act(s, response.Act{Remedy: o})
}

func (r *Run) followUp(s step) error {
	n, err := number(s, "remedy")
	if err != nil {
		return err
	}
	f := response.FollowUp{Remedy: n, By: s.get("by"), State: s.get("state"), Says: s.get("says")}
	for _, label := range listOf(s.get("seen")) {
		o, err := r.member(label)
		if err != nil {
			return err
		}
		f.Observations = append(f.Observations, o.ID)
	}
	return r.act(s, response.Act{FollowUp: &f})
}

func (r *Run) correct(s step) error {
	t, err := r.thread(s)
	if err != nil {
		return err
	}
	return r.act(s, response.Act{Correction: &response.Correction{Thread: t, By: s.get("by"), Cause: s.get("cause"), Extent: s.get("extent"), Told: listOf(s.get("told"))}})
}

func (r *Run) decide(s step) error {
	n, err := number(s, "case")
	if err != nil {
		return err
	}
	d := response.Decided{Case: n, By: s.get("by"), Outcome: finding.Verdict(s.get("outcome")), Reason: s.get("because")}
	if d.Outcome == "none" {
		d.Outcome, d.None = "", true
	}
	return r.act(s, response.Act{Decided: &d})
}

func (r *Run) declare(s step) error {
	t, err := r.thread(s)
	if err != nil {
		return err
	}
	return r.act(s, response.Act{Declaration: &response.Declaration{Thread: t, By: s.get("by"), Word: s.get("word"), Reason: s.get("because")}})
}

func (r *Run) claim(s step) error {
	t, err := r.thread(s)
	if err != nil {
		return err
	}
	return r.act(s, response.Act{Claim: &response.Claim{Thread: t, By: s.get("by"), Article: agreement.ArticleID(s.get("article")), Says: s.get("says")}})
}

// logLine enters a line of a log; condition= says which condition of an exemption it shows.
func (r *Run) logLine(s step) error {
	l := response.LogLine{Body: agreement.BodyID(s.get("body")), Caller: s.get("caller"), Says: s.get("says"), At: r.now}
	if at, err := r.instant(s.get("at")); err != nil {
		return err
	} else if at != 0 {
		l.At = at
	}
	if s.get("condition") != "" {
		on, err := r.on(s)
		if err != nil {
			return err
		}
		met := map[string]known.Answer{"yes": known.Yes, "no": known.No, "unknown": known.Unknown}
		l.Shows = &finding.Answer{
			Incident: on.Incident, Term: on.Term, Exemption: s.get("exemption"), Condition: s.get("condition"), Met: met[s.get("met")], By: s.get("body"), At: l.At,
		}
	}
	return r.act(s, response.Act{Log: &l})
}
