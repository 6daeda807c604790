// SPDX-License-Identifier: Apache-2.0

package moving

import (
	"slices"
	"strings"

	"truce/agreement"
	"truce/engine"
	"truce/internal/access"
	"truce/internal/api"
	"truce/internal/api/mission/signed"
	"truce/internal/api/page"
	"truce/keyring"
	"truce/response"
)

// signer is whoever asks, as one who signs what they move; with no bytes yet.
func (p *pages) signer(a *api.Ask, s *engine.State) signed.Act {
	return signed.Act{Person: a.Viewer.Person, Use: keyring.ForMember, Keys: slices.Clone(s.Keys())}
}

// signs tells whether whoever asks has a key here by which they sign what they move.
func (p *pages) signs(a *api.Ask) bool {
	if p.Signing == nil {
		return false
	}
	var who signed.Act
	p.Read(func(s *engine.State) error {
		who = p.signer(a, s)
		return nil
	})
	_, err := p.Signing.Key(a.Request, who)
	return err == nil
}

// sentMove is the motion that a form sent, and what its mover signs. The procedure has not been asked yet.
func (p *pages) sentMove(a *api.Ask) (m *response.Move, who signed.Act, err error) {
	proposes, err := p.proposal(a)
	if err != nil {
		return nil, who, err
	}
	closes, err := p.moment(a, "closes")
	if err != nil {
		return nil, who, err
	}
	err = p.sitAs(a, access.Judging, func(state *engine.State, s *sitting) error {
		b := s.body(a.Sent.Get("body"))
		if b == nil {
			return &api.Refused{Reason: "Nothing was entered: you do not sit in that body."}
		}
		m, who = s.motion(b, proposes), p.signer(a, state)
		m.Closes, m.Silence = closes, a.Sent.Get("silence") == "yes"
		who.Message, err = s.register.MoveBytes(m)
		return err
	})
	return m, who, err
}

// asIs refuses a motion that the procedure would not take as it stands, before anybody is asked to sign it.
func (p *pages) asIs(a *api.Ask, m *response.Move) error {
	return p.sit(a, func(s *sitting) error {
		if why := s.refuses(&response.Act{Motion: m}); why != nil {
			return placed(&api.Refused{Reason: "Nothing was entered: " + why.Error()}, faults(a.Sent.Get("of")))
		}
		return nil
	})
}

// exactMove is the page between a form and the record: the exact words, and the form that has them signed.
func (p *pages) exactMove(a *api.Ask) ([]page.Block, error) {
	m, who, err := p.sentMove(a)
	if err != nil {
		return nil, err
	}
	asked, err := p.Signing.Ask(a.Request, who)
	if err != nil {
		return nil, signed.Refusal(err)
	}
	var out []page.Block
	err = p.sit(a, func(s *sitting) error {
		var facts page.Facts
		for _, f := range s.fields(a, a.Sent.Get("of"), s.body(string(m.Body))) {
			if text := strings.TrimSpace(f.Value); text != "" {
				facts.Facts = append(facts.Facts, page.Fact{Name: f.Label, Text: optionOf(f)})
			}
		}
		if m.Closes != 0 {
			facts.Facts = append(facts.Facts, page.Fact{Name: "Closes by itself", Text: api.Clock(m.Closes, s.words.Zone)})
		}
		if m.Silence {
			facts.Facts = append(facts.Facts, page.Fact{Name: "By silence", Text: "adopted if nobody objects until it closes"})
		}
		form := page.Form{
			ID: "move", Title: "Sign what you move", Action: s.address("/move"), Submit: "Sign and move it", Signing: asked,
			Lead:   "These are the exact bytes: everything that the motion says, the agreement, and the number that it gets there. Its time is that of the record. The vote on it is signed apart.",
			Fields: []page.Field{{Name: "sign", Kind: "hidden", Value: "yes"}},
		}
		for _, name := range sentNames {
			if a.Sent.Has(name) {
				form.Fields = append(form.Fields, page.Field{Name: name, Kind: "hidden", Value: a.Sent.Get(name)})
			}
		}
		back := s.address("/move") + "?of=" + a.Sent.Get("of") + "&body=" + string(m.Body)
		out = append(s.about(), facts, form, page.Links{Links: []page.Link{{Text: "Write it otherwise", To: back}, {Text: "Back to the case", To: s.address("")}}})
		return nil
	})
	return out, err
}

// sentNames are the fields of the forms of motions: what is signed is made of them again.
var sentNames = []string{
	"of", "body", "outcome", "intent", "reasons", "force", "against", "says", "until", "what", "count", "away", "from", "reading", "word", "text", "closes", "silence",
}

// optionOf is what a field is set to, as a person reads it.
func optionOf(f page.Field) string {
	for _, o := range f.Options {
		if o.Value == f.Value {
			return o.Text
		}
	}
	return f.Value
}

// enterMove signs a motion where the form says so, and enters it. Where people have accounts a motion that nobody signed is refused.
func (p *pages) enterMove(a *api.Ask, m *response.Move, who signed.Act) error {
	switch {
	case a.Sent.Get("sign") != "":
		if p.Signing == nil {
			return signed.Refusal(signed.ErrNoKey)
		}
		s, err := p.Signing.Signed(a.Request, who)
		if err != nil {
			return err
		}
		m.Key, m.Signature = s.Key, s.Text
	case p.Accounts:
		return &api.Refused{Reason: "Nothing was entered: a motion is signed here by the passkey of whoever moves it, over its exact words. Read them on the page that follows the form, and sign them there."}
	}
	return p.take(a, response.Act{Motion: m}, faults(a.Sent.Get("of")))
}

// unsignedMove says what a motion is that nobody here can sign, and whether it is taken.
func (p *pages) unsignedMove(b *agreement.Body) page.Note {
	if p.Accounts {
		return page.Note{Kind: page.Warning, Text: "A motion is signed by the key of whoever moves it. No key of yours that signs here is on record: make a passkey under Account, or sign with a key file by truce case move --key."}
	}
	return page.Note{Kind: page.Info, Text: "No key of yours that signs here is on record. Moved here, the motion stands on record as unsigned: nothing proves that it was you who moved it before the " + b.Name + "."}
}
