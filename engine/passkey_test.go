// SPDX-License-Identifier: Apache-2.0

package engine_test

import (
	"encoding/base64"
	"strings"
	"testing"

	"truce/engine"
	"truce/internal/people/authenticator"
	"truce/keyring"
	"truce/keyring/assertion"
	"truce/response"
	"truce/response/ballot"
	"truce/watch"
)

// browser is a person in a browser with a passkey that is enrolled under a name.
type browser struct {
	*authenticator.Authenticator
	held *authenticator.Passkey
	key  keyring.Key
}

func newBrowser(t testing.TB, name, holder string, use keyring.Use) browser {
	t.Helper()
	a := authenticator.New(name, "https://room.mission.example")
	p, err := a.Make("mission.example", nil)
	if err != nil {
		t.Fatal(err)
	}
	k := assertion.Key{Name: name, RelyingParty: "mission.example", VerifiesPerson: true, Point: p.Point()}
	return browser{a, p, keyring.Key{Name: name, Text: k.String(), Act: keyring.Made, Holder: holder, By: "desk", Use: use}}
}

func (b browser) sign(t testing.TB, message []byte) []byte {
	t.Helper()
	challenge := assertion.Challenge(message)
	data, client, der, err := b.Sign(b.held, challenge[:])
	if err != nil {
		t.Fatal(err)
	}
	a, err := assertion.New(data, client, der)
	if err != nil {
		t.Fatal(err)
	}
	return a.Encode()
}

func (b browser) line(t testing.TB, text string) string {
	t.Helper()
	line, err := b.key.NoteLine(b.sign(t, []byte(text)))
	if err != nil {
		t.Fatal(err)
	}
	return line
}

// council is a state whose council decides by two signatures, with a motion before it.
func council(t testing.TB) (*engine.State, *response.Motion) {
	t.Helper()
	s := begun(t, strings.Replace(strings.Replace(pact, "decides: consensus, competent", "decides: consensus, signatures: 2, competent", 1),
		"members: [{id: chair, opinion: true}]", "members: [{id: chair, opinion: true}, {id: jade}]", 1))
	happens(t, s, engine.Entry{Procedure: &engine.Procedure{Agreement: "bridge-pact@1", Act: response.Act{Motion: &response.Move{
		Body: "council", By: "chair", Proposes: response.Proposal{Text: "the council meets on Monday"},
	}}}})
	return s, s.Register("bridge-pact@1").Motions()[0]
}

func happens(t testing.TB, s *engine.State, e engine.Entry) {
	t.Helper()
	e.Seq, e.Time = s.Seq()+1, s.Now()+1000
	step(t, s, e)
}

func vote(m *response.Motion, by string, choice response.Choice, key string, signature []byte) engine.Entry {
	return engine.Entry{Procedure: &engine.Procedure{Agreement: "bridge-pact@1", Act: response.Act{Vote: &response.Vote{
		Motion: m.Digest, By: by, Choice: choice, Key: key, Signature: base64.StdEncoding.EncodeToString(signature),
	}}}}
}

func TestAVoteSignedInABrowserCountsAsOneSignedByAKeyFile(t *testing.T) {
	s, m := council(t)
	chair, jade, stranger := newBrowser(t, "chair", "chair", keyring.ForMember), newBrowser(t, "jade", "jade", keyring.ForMember), newBrowser(t, "carl", "carl", keyring.ForMember)
	yes := func(by string) []byte { return m.BallotBytes(by, response.Yes, "") }
	refused(t, s, vote(m, "chair", response.Yes, "chair", chair.sign(t, yes("chair"))), "no key")
	for _, b := range []browser{chair, jade, stranger} {
		happens(t, s, engine.Entry{Key: &b.key})
	}
	refused(t, s, vote(m, "chair", response.Yes, "chair", chair.sign(t, yes("jade"))), "other bytes")
	refused(t, s, vote(m, "chair", response.No, "chair", chair.sign(t, yes("chair"))), "other bytes")
	refused(t, s, vote(m, "chair", response.Yes, "chair", jade.sign(t, yes("chair"))), "does not verify")
	refused(t, s, vote(m, "chair", response.Yes, "carl", stranger.sign(t, yes("chair"))), "answers for the key")
	refused(t, s, vote(m, "chair", response.Yes, "chair", make([]byte, assertion.MaxSize+1)), "at most")
	twice := vote(m, "chair", response.Yes, "chair", chair.sign(t, yes("chair")))
	twice.Procedure.Act.Vote.Signature += "="
	refused(t, s, twice, "one spelling")

	happens(t, s, vote(m, "chair", response.Yes, "chair", chair.sign(t, yes("chair"))))
	happens(t, s, vote(m, "jade", response.Yes, "jade", jade.sign(t, yes("jade"))))
	if m.State != response.Adopted {
		t.Errorf("the motion is %s: %s", m.State, m.Because)
	}
}

func TestAVoteByAPasskeyThatEndedIsKeptAndVoid(t *testing.T) {
	s, m := council(t)
	chair := newBrowser(t, "chair", "chair", keyring.ForMember)
	happens(t, s, engine.Entry{Key: &chair.key})
	happens(t, s, engine.Entry{Key: &keyring.Key{Name: "chair", Act: keyring.Revoked, By: "desk"}})
	happens(t, s, vote(m, "chair", response.Yes, "chair", chair.sign(t, m.BallotBytes("chair", response.Yes, ""))))
	if len(m.Ballots) != 1 || !strings.Contains(m.Ballots[0].Void, "revoked") {
		t.Errorf("%+v", m.Ballots[0])
	}
	next := newBrowser(t, "chair-2", "chair", keyring.ForMember)
	same := next.key
	same.Text = strings.Replace(chair.key.Text, "chair+", "chair-2+", 1)
	refused(t, s, engine.Entry{Key: &same}, "between the name and the key")
	renamed := assertion.Key{Name: "chair-2", RelyingParty: "elsewhere.example", Point: chair.held.Point()}
	same.Text = renamed.String()
	refused(t, s, engine.Entry{Key: &same}, "under another name")
	next.key.Act, next.key.Replaces = keyring.Rotated, "chair"
	happens(t, s, engine.Entry{Key: &next.key})
	refused(t, s, vote(m, "chair", response.Yes, "chair-2", next.sign(t, (&response.Motion{Bytes: m.Bytes}).BallotBytes("chair", response.Yes, ""))), "other bytes")
	happens(t, s, vote(m, "chair", response.Yes, "chair-2", next.sign(t, m.BallotBytes("chair", response.Yes, ""))))
	if last := m.Ballots[1]; last.Void != "" {
		t.Errorf("%+v", last)
	}
}

// Whoever holds the record cannot undo a change of mind by entering the vote of before once more.
func TestAnEarlierVoteIsNotEnteredAgain(t *testing.T) {
	s, m := council(t)
	chair, jade := newBrowser(t, "chair", "chair", keyring.ForMember), newBrowser(t, "jade", "jade", keyring.ForMember)
	for _, b := range []browser{chair, jade} {
		happens(t, s, engine.Entry{Key: &b.key})
	}
	yes := vote(m, "chair", response.Yes, "chair", chair.sign(t, m.BallotBytes("chair", response.Yes, "")))
	happens(t, s, yes)
	refused(t, s, yes, "other bytes")
	no := vote(m, "chair", response.Abstain, "chair", chair.sign(t, m.BallotBytes("chair", response.Abstain, "")))
	happens(t, s, no)
	refused(t, s, yes, "other bytes")
	refused(t, s, no, "other bytes")
	happens(t, s, vote(m, "jade", response.Yes, "jade", jade.sign(t, m.BallotBytes("jade", response.Yes, ""))))
	if b := m.Ballots; len(b) != 3 || !b[0].Replaced || b[1].Replaced || b[1].Choice != response.Abstain {
		t.Errorf("%+v %+v %+v", b[0], b[1], b[2])
	}
}

// What a member says to its vote is in what it signs: nobody who can write the record puts other words beside the vote, or takes them away.
// A vote of before counts as it did, and words that stand beside it are said to be unsigned.
func TestTheWordsOfAVoteAreSigned(t *testing.T) {
	s, m := council(t)
	chair, jade := newBrowser(t, "chair", "chair", keyring.ForMember), newBrowser(t, "jade", "jade", keyring.ForMember)
	for _, b := range []browser{chair, jade} {
		happens(t, s, engine.Entry{Key: &b.key})
	}
	said := func(e engine.Entry, words string) engine.Entry {
		e.Procedure.Act.Vote.Says = words
		return e
	}
	const own = "for the second reading alone"
	signature := chair.sign(t, m.BallotBytes("chair", response.Yes, own))
	for name, words := range map[string]string{"other words": "without any condition", "a word more": own + ".", "no words": ""} {
		t.Run(name, func(t *testing.T) {
			refused(t, s, said(vote(m, "chair", response.Yes, "chair", signature), words), "what it says to it")
		})
	}
	refused(t, s, said(vote(m, "jade", response.Yes, "jade", jade.sign(t, m.BallotBytes("jade", response.Yes, ""))), own), "what it says to it")

	before := ballot.Paper{Choice: response.Abstain, Member: "jade", Nth: 1, Motion: m.Bytes}
	happens(t, s, said(vote(m, "jade", response.Abstain, "jade", jade.sign(t, before.Wordless())), "in the name of all"))
	before.Nth = 2
	happens(t, s, vote(m, "jade", response.Abstain, "jade", jade.sign(t, before.Wordless())))
	happens(t, s, said(vote(m, "chair", response.Yes, "chair", signature), own))
	for i, want := range []struct {
		says   string
		beside bool
	}{{"in the name of all", true}, {"", false}, {own, false}} {
		if b := m.Ballots[i]; b.Says != want.says || b.Beside != want.beside || b.Key == "" || b.Void != "" {
			t.Errorf("vote %d: %+v", i+1, b)
		}
	}
}

// Whoever moves a motion signs everything that it says, under which agreement and with which number. One that nobody signed says so.
func TestTheMovingOfAMotionIsSigned(t *testing.T) {
	s, first := council(t)
	if first.Key != "" || first.Holder != "" {
		t.Errorf("a motion that nobody signed is by the key %q of %q", first.Key, first.Holder)
	}
	chair, jade := newBrowser(t, "chair", "chair", keyring.ForMember), newBrowser(t, "jade-desk", "jade", keyring.ForMember)
	for _, b := range []browser{chair, jade} {
		happens(t, s, engine.Entry{Key: &b.key})
	}
	r := s.Register("bridge-pact@1")
	made := func(change func(*response.Move)) *response.Move {
		m := &response.Move{Body: "council", By: "jade", Closes: s.Now() + 1_000_000, Proposes: response.Proposal{Text: "the council meets on Tuesday"}}
		change(m)
		return m
	}
	same := func(*response.Move) {}
	exact, err := r.MoveBytes(made(same))
	if err != nil {
		t.Fatal(err)
	}
	signature := base64.StdEncoding.EncodeToString(jade.sign(t, exact))
	move := func(change func(*response.Move)) engine.Entry {
		m := made(same)
		m.Key, m.Signature = "jade-desk", signature
		change(m)
		return engine.Entry{Procedure: &engine.Procedure{Agreement: "bridge-pact@1", Act: response.Act{Motion: m}}}
	}
	for name, each := range map[string]struct {
		change func(*response.Move)
		want   string
	}{
		"other words":                   {func(m *response.Move) { m.Proposes.Text += "." }, "not over the exact bytes of what is moved"},
		"another time at which it ends": {func(m *response.Move) { m.Closes++ }, "not over the exact bytes of what is moved"},
		"in another member's name":      {func(m *response.Move) { m.By = "chair" }, "answers for the key"},
		"by another's key":              {func(m *response.Move) { m.Key = "chair" }, "answers for the key"},
		"a key without a signature":     {func(m *response.Move) { m.Signature = "" }, "stand together"},
		"a signature without a key":     {func(m *response.Move) { m.Key = "" }, "stand together"},
		"a key that is not on record":   {func(m *response.Move) { m.Key = "nobody" }, "no key"},
	} {
		t.Run(name, func(t *testing.T) { refused(t, s, move(each.change), each.want) })
	}
	happens(t, s, move(same))
	m := r.Motions()[1]
	if m.Key != "jade-desk" || m.Holder != "jade" || strings.Contains(m.Bytes, signature) {
		t.Errorf("%+v", m)
	}
	refused(t, s, move(same), "as motion 3") // the number is signed: a motion is not entered twice
	happens(t, s, engine.Entry{Key: &keyring.Key{Name: "jade-desk", Act: keyring.Revoked, By: "desk"}})
	third, err := r.MoveBytes(made(same))
	if err != nil {
		t.Fatal(err)
	}
	refused(t, s, move(func(m *response.Move) { m.Signature = base64.StdEncoding.EncodeToString(jade.sign(t, third)) }), "revoked")
}

func TestOnlyPeopleSignWithPasskeys(t *testing.T) {
	s := small(t)
	for _, use := range []keyring.Use{keyring.ForDevice, keyring.ForLog, keyring.ForCosigner} {
		b := newBrowser(t, "anna", "mission", use)
		refused(t, s, engine.Entry{Key: &b.key}, "verifier key")
	}
	broken := newBrowser(t, "anna", "mission", keyring.ForDuty)
	broken.key.Text = broken.key.Text[:len(broken.key.Text)-8]
	refused(t, s, engine.Entry{Key: &broken.key}, "verifier key")
}

func TestAHandoverIsSignedInTwoBrowsers(t *testing.T) {
	s := small(t)
	anna, ben := newBrowser(t, "anna", "mission", keyring.ForDuty), newBrowser(t, "ben", "mission", keyring.ForDuty)
	for _, b := range []browser{anna, ben} {
		inRoom(t, s, 0, engine.Entry{Key: &b.key})
	}
	inRoom(t, s, 1, engine.Entry{Duty: &watch.Duty{By: "anna", On: &watch.On{}}})
	list, items, err := s.Room().List(s.Now())
	if err != nil {
		t.Fatal(err)
	}
	text := watch.HandoverText("anna", "ben", list)
	give := func(signed string) engine.Entry {
		return engine.Entry{Duty: &watch.Duty{By: "anna", Handover: &watch.Handover{In: "ben", List: list, Items: items, Note: signed}}}
	}
	refused(t, s, give(text+"\n"+anna.line(t, text)), "ben has a key on record and did not sign")
	refused(t, s, give(text+"\n"+anna.line(t, text)+ben.line(t, text+"more")), "ben has a key on record and did not sign")
	inRoom(t, s, 0, give(text+"\n"+anna.line(t, text)+ben.line(t, text)))
	if h := s.Room().Handovers()[0]; !h.OutSigned || !h.InSigned {
		t.Errorf("%+v", h)
	}
}
