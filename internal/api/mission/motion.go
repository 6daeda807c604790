// SPDX-License-Identifier: Apache-2.0

package mission

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"truce/engine"
	"truce/finding"
	"truce/internal/access"
	"truce/internal/api"
	"truce/internal/api/mission/desk"
	"truce/internal/api/mission/moving"
	"truce/internal/api/mission/papers"
	"truce/internal/api/mission/signed"
	"truce/internal/api/page"
	"truce/keyring"
	"truce/response"
)

// motionOf finds a motion by its agreement and number.
func motionOf(s *engine.State, ref, number string) (*response.Register, *response.Motion) {
	r := s.Register(ref)
	if r == nil {
		return nil, nil
	}
	for _, m := range r.Motions() {
		if strconv.Itoa(m.Content.Number) == number {
			return r, m
		}
	}
	return nil, nil
}

// motion is the address of a motion, and what a vote on it would sign, for as long as a page is made.
type motion struct {
	address string
	// needed is how many signatures the body asks; without one it takes no vote then.
	needed int
	// lent are the members for whom the viewer may vote.
	lent []string
	vote response.Vote
	act  signed.Act
	// signed names the key by which the vote of the member stands signed, empty where none does.
	signed string
	// recused says that the vote would be void: whose it is takes no part.
	recused bool
}

// onlySigned says why an unsigned vote does not take the place of a signed one here: whoever has a session, and not the key, would
// undo what the member signed.
func (m motion) onlySigned() string {
	return fmt.Sprintf("The vote of %s stands, signed by the key %s. Only a signed vote takes its place: sign it here, or with a key file by truce vote --key.", cmp.Or(m.vote.For, m.vote.By), m.signed)
}

// signedBy is the key by which the vote of a member stands signed, empty where none does, or where a proxy signed it and the member votes
// itself now.
func signedBy(m *response.Motion, v response.Vote) string {
	member := cmp.Or(v.For, v.By)
	for _, b := range m.Ballots {
		if b.Member == member && b.Key != "" && b.Void == "" && !b.Replaced && (b.By == b.Member || v.For != "") {
			return b.Key
		}
	}
	return ""
}

func (d *Desk) motionPage(a *api.Ask) (page.Page, error) {
	p := page.Page{}
	var m motion
	open := false
	err := d.read(func(s *engine.State) error {
		r, before := motionOf(s, a.PathValue("agreement"), a.PathValue("number"))
		if before == nil {
			return api.ErrNotFound
		}
		w := desk.WordingOf(s)
		p = showMotion(a, r, before, w)
		if desk.Reasoned(a.Viewer, r.Text()) {
			p.Blocks = append(p.Blocks, signers(s, w))
		}
		m = motionFor(a, s, r, before)
		open = before.State == response.Undecided
		return nil
	})
	if err != nil || !open || !a.Viewer.May(access.Judging) {
		return p, err
	}
	blocks, err := d.voting(a, m)
	p.Blocks = append(p.Blocks, blocks...)
	return p, err
}

// motionFor is a motion with the vote that an address or a form says.
func motionFor(a *api.Ask, s *engine.State, r *response.Register, m *response.Motion) motion {
	q := a.URL.Query()
	v := response.Vote{
		Motion: m.Digest, By: a.Viewer.Member, For: a.Value("for", q.Get("for")), Choice: response.Choice(a.Value("choice", q.Get("choice"))), Says: a.Value("says", ""),
	}
	return motion{
		signed:  signedBy(m, v),
		recused: r.IsRecused(m.Content.Body, cmp.Or(v.For, v.By), m.Content.Case),
		address: desk.MotionPath(r.Ref(), m.Content.Number), needed: r.Count(m).Needed, vote: v,
		lent: moving.Lent(r, m.Content.Body, a.Viewer.Member, max(a.Now, s.Now())),
		act: signed.Act{
			Person: a.Viewer.Person, Message: m.BallotBytes(cmp.Or(v.For, v.By), v.Choice, v.Says), Use: keyring.ForMember, Keys: slices.Clone(s.Keys()),
		},
	}
}

// showMotion is a motion as whoever asks sees it: its words, its bytes and how each voted are for those who read a body's reasons. The rest
// see of it what the page of its case tells them.
func showMotion(a *api.Ask, r *response.Register, m *response.Motion, w desk.Wording) page.Page {
	p := page.Page{Title: fmt.Sprintf("Motion %d of %s", m.Content.Number, r.Ref()), Exercise: r.Text().Agreement().Exercise}
	facts := page.Facts{Facts: []page.Fact{
		{Name: "Body", Text: w.Name(string(m.Content.Body))},
		{Name: "Moved by", Text: m.Content.By + movedWords(m)},
		{Name: "Moved", Text: api.Clock(m.Content.Moved, w.Zone)},
		{Name: "Closes", Text: clockOr(m.Content.Closes, w.Zone, "when all voted, or nothing can change any more")},
		onCase(r, m.Content.Case),
		{Name: "Result", Text: resultOf(m), Status: string(m.State)},
		{Name: "Votes", Text: votesOf(r, m)},
	}}
	if !desk.Reasoned(a.Viewer, r.Text()) {
		p.Blocks = []page.Block{facts, page.Note{Kind: page.Help, Text: "What it proposes, and how each member voted, is for the mission, the bodies and the parties. What was decided stands on the page of the case."}}
		return p
	}
	p.Lead = "What is voted on are these exact bytes, and nothing else."
	facts.Facts = slices.Concat([]page.Fact{{Name: "Proposes", Text: proposes(&m.Content.Proposes, w)}}, facts.Facts, []page.Fact{
		{Name: "By silence", Text: map[bool]string{true: "adopted if nobody objects until it closes", false: "no: it takes votes"}[m.Content.Silence]},
		{Name: "Digest", Text: m.Digest.String()},
	})
	if says := changed(r, m); says != "" {
		p.Blocks = append(p.Blocks, page.Note{Kind: page.Warning, Text: says})
	}
	p.Blocks = append(p.Blocks, facts, page.Prose{Title: "The exact bytes", Paragraphs: []string{m.Bytes}, Exact: true}, ballots(m))
	if list := papers.Recusals(r, w, m.Content.Case, m); len(list.Rows) > 0 {
		p.Blocks = append(p.Blocks, list)
	}
	return p
}

// movedWords says by whose key a motion was moved, or that nobody signed it.
func movedWords(m *response.Motion) string {
	if m.Key == "" {
		return ", unsigned: nothing proves who moved it"
	}
	return ", signed by the key " + m.Key
}

// movedBriefly is movedWords in a list.
func movedBriefly(m *response.Motion) string {
	if m.Key == "" {
		return " (unsigned)"
	}
	return " (signed)"
}

// ballots are the votes of a motion, each with who cast it.
func ballots(m *response.Motion) page.List {
	l := page.List{ID: "votes", Title: "Votes", Live: true, Empty: "Nobody has voted yet.", Columns: []page.Column{
		{Key: "member", Name: "Member"}, {Key: "proxy", Name: "Cast by its proxy"}, {Key: "choice", Name: "Choice"}, {Key: "signed", Name: "Signed"}, {Key: "says", Name: "What it says to it"}, {Key: "void", Name: "Does not count because"}, {Key: "by", FileOnly: true},
	}}
	for _, b := range m.Ballots {
		l.Rows = append(l.Rows, ballotRow(b))
	}
	l.LeaveOut()
	return l
}

// ballotRow is a vote, with what its member said to it.
func ballotRow(b *response.Ballot) page.Row {
	proxy, signed, void, says := "", "unsigned", b.Void, b.Says
	if b.By != b.Member {
		proxy = b.By
	}
	if b.Key != "" {
		signed = "by the key " + b.Key
	}
	if void == "" && b.Replaced {
		void = "the member voted again"
	}
	if b.Beside {
		says += " (these words are not signed)"
	}
	return page.Row{Cells: []page.Cell{{Text: b.Member}, {Text: proxy}, {Text: string(b.Choice)}, {Text: signed}, {Text: says}, {Text: void}, {Text: b.By}}}
}

// onCase leads to the case of a motion, and says what it is of.
func onCase(r *response.Register, number int) page.Fact {
	c := r.Case(number)
	if c == nil {
		return page.Fact{Name: "Case", Text: "on none"}
	}
	text, article, _ := desk.CaseWords(r, c)
	return page.Fact{Name: "Case", Text: fmt.Sprintf("%d, article %s: %s", number, cmp.Or(desk.Article(r.Text().Agreement(), article), "not given"), text), Link: desk.CasePath(r.Ref(), number)}
}

// signers is who may sign for whom: an operator can give a seat away, and whoever sits beside it sees that.
func signers(s *engine.State, w desk.Wording) page.List {
	l := page.List{ID: "signers", Title: "Who may sign for whom", Empty: "No key of a member is on record: nobody signs here.", Columns: []page.Column{
		{Key: "holder", Name: "Signs for"}, {Key: "key", Name: "Key"}, {Key: "since", Name: "On record since"}, {Key: "by", Name: "Put there by"}, {Key: "ended", Name: "State"},
	}}
	for _, e := range s.Keys() {
		if e.Key.Use != keyring.ForMember {
			continue
		}
		l.Rows = append(l.Rows, page.Row{Cells: []page.Cell{
			{Text: w.Name(e.Key.Holder)}, {Text: e.Key.Name}, {Text: api.Clock(s.KeySince(e.Key.Name), w.Zone)}, {Text: e.Key.By}, {Text: cmp.Or(string(e.Ended), "counts")},
		}})
	}
	return l
}

// proposes is what a motion proposes, in words.
func proposes(p *response.Proposal, w desk.Wording) string {
	var said []string
	add := func(list ...string) {
		for _, text := range list {
			if text != "" {
				said = append(said, text)
			}
		}
	}
	switch {
	case p.Determination != nil:
		add("to determine: "+desk.Plain(string(p.Determination.Outcome)), p.Determination.Reasons)
		if p.Determination.Intent != "" {
			add("of the intent: " + p.Determination.Intent)
		}
	case p.Remedy != nil:
		add("a remedy, "+p.Remedy.Force+" of "+w.Name(p.Remedy.Respondent), p.Remedy.Says)
		if p.Remedy.Until != 0 {
			add("until " + api.Clock(p.Remedy.Until, w.Zone))
		}
		add(checked(p.Remedy.Check, w))
	case p.Ruling != nil:
		add("that of the question " + string(p.Ruling.Question) + " the reading " + string(p.Ruling.Reading) + " holds")
	case p.Declaration != nil:
		add("to declare: "+desk.Plain(p.Declaration.Word), p.Declaration.Reason)
	case p.Appealed != nil:
		add("that the determination is "+p.Appealed.Outcome+" on appeal", p.Appealed.Reason)
	default:
		add(p.Text)
	}
	return strings.Join(said, "; ")
}

// checked is how anybody can see whether a remedy was complied with: all of it is in the bytes that are signed.
func checked(k *response.Check, w desk.Wording) string {
	if k == nil {
		return ""
	}
	text := fmt.Sprintf("to be seen by %d of: %s", k.Count, k.What)
	if k.Away != "" {
		text += ", " + string(k.Away) + " away"
	}
	if k.From != "" {
		text += ", from " + w.Name(string(k.From))
	}
	return text
}

// voting are the forms of a vote: first the choice; then, where the member has a key here, the exact bytes to be signed, since a choice is
// part of them. What is not signed says that it is not.
func (d *Desk) voting(a *api.Ask, m motion) ([]page.Block, error) {
	asked, err := d.asked(a, m.act)
	switch {
	case m.recused && len(m.lent) == 0:
		return []page.Block{page.Note{Kind: page.Info, Text: "You are recused from this: you take no part in it, and a vote of yours would not count."}}, nil
	case errors.Is(err, signed.ErrNoKey) && m.needed > 0:
		return []page.Block{page.Note{Kind: page.Warning, Text: "This body decides by signatures over the exact bytes and takes no vote without one. No key of yours that signs here is on record: make a passkey under Account, or sign with a key file by truce vote --key."}}, nil
	case errors.Is(err, signed.ErrNoKey) && m.signed != "":
		return []page.Block{page.Note{Kind: page.Info, Text: m.onlySigned()}}, nil
	case errors.Is(err, signed.ErrNoKey):
		return []page.Block{unsignedForm(a, m, "No key of yours that signs here is on record. Cast here, the vote counts, and it stands on record as unsigned: nothing proves that it was you.")}, nil
	case err != nil:
		return nil, err
	case !chosen(m.vote.Choice):
		f := choiceForm(a, m)
		f.Submit = "See the exact bytes to sign"
		f.Lead = "Your vote is signed by your key over your choice, your name, what you say to it and the motion's exact bytes, which the page that follows shows."
		f.Fields = append(f.Fields, saying(a, m), page.Field{Name: "read", Kind: "hidden", Value: "yes"})
		return []page.Block{f}, nil
	}
	f := page.Form{
		ID: "vote", Title: "Sign the vote of " + cmp.Or(m.vote.For, m.vote.By) + ": " + string(m.vote.Choice), Action: m.address, Submit: "Sign and cast the vote", Signing: asked,
		Lead: "These are the exact bytes: your choice, your name, which vote of yours it is, what you say to it, and the motion. Nothing else stands beside the vote.",
		Fields: []page.Field{
			{Name: "choice", Kind: "hidden", Value: string(m.vote.Choice)},
			{Name: "for", Kind: "hidden", Value: m.vote.For},
			{Name: "says", Kind: "hidden", Value: m.vote.Says},
			{Name: "sign", Kind: "hidden", Value: "yes"},
		},
	}
	blocks := []page.Block{f}
	if m.needed == 0 && m.signed == "" {
		blocks = append(blocks, unsignedForm(a, m, "This body takes a vote without a signature too. It counts, and it stands on record as unsigned, though you have a key: nothing proves that it was you."))
	}
	return append(blocks, page.Links{Links: []page.Link{{Text: "Choose otherwise", To: m.address}}}), nil
}

// asked asks the member's key to sign an act.
func (d *Desk) asked(a *api.Ask, act signed.Act) (*page.Signing, error) {
	if d.Signing == nil {
		return nil, signed.ErrNoKey
	}
	return d.Signing.Ask(a.Request, act)
}

// chosen tells whether a form or an address says a choice.
func chosen(c response.Choice) bool {
	return slices.Contains([]response.Choice{response.Yes, response.No, response.Abstain}, c)
}

func choiceForm(a *api.Ask, m motion) page.Form {
	f := page.Form{ID: "vote", Title: "Vote as " + a.Viewer.Member, Action: m.address, Submit: "Cast the vote", Fields: []page.Field{
		{Name: "choice", Label: "Your vote", Kind: "choice", Value: string(m.vote.Choice), Options: append([]page.Option{{Text: "choose"}}, desk.Choices(response.Yes, response.No, response.Abstain)...), Error: a.Fault("choice")},
	}}
	if len(m.lent) > 0 {
		whose := page.Field{Name: "for", Label: "Whose vote it is", Kind: "choice", Value: m.vote.For, Options: []page.Option{{Text: "your own"}}, Error: a.Fault("for"), Help: "Those who let you vote for them. Their own vote goes before."}
		for _, member := range m.lent {
			whose.Options = append(whose.Options, page.Option{Value: member, Text: member})
		}
		f.Fields = append(f.Fields, whose)
	}
	return f
}

func unsignedForm(a *api.Ask, m motion, lead string) page.Form {
	f := choiceForm(a, m)
	f.ID, f.Title, f.Submit, f.Lead = "unsigned", "Vote as "+a.Viewer.Member+" without a signature", "Cast the vote unsigned", lead
	f.Fields = append(f.Fields, saying(a, m))
	return f
}

// saying is the field of what a member says to its vote.
func saying(a *api.Ask, m motion) page.Field {
	return page.Field{Name: "says", Label: "What you say to it", Kind: "area", Max: 1000, Value: m.vote.Says, Error: a.Fault("says")}
}

func (d *Desk) vote(a *api.Ask) (api.Done, error) {
	if !a.Viewer.May(access.Judging) {
		return api.Done{}, api.ErrNotFound
	}
	var m motion
	ref := a.PathValue("agreement")
	err := d.read(func(s *engine.State) error {
		r, before := motionOf(s, ref, a.PathValue("number"))
		if before == nil {
			return api.ErrNotFound
		}
		m = motionFor(a, s, r, before)
		return nil
	})
	if err != nil {
		return api.Done{}, err
	}
	switch {
	case m.recused:
		return api.Done{}, api.Refuse("choice", "%s is recused from this: the vote would not count, and nothing was entered", cmp.Or(m.vote.For, m.vote.By))
	case m.signed != "" && a.Sent.Get("sign") == "" && a.Sent.Get("read") == "":
		return api.Done{}, api.Refuse("choice", "%s", m.onlySigned())
	case !chosen(m.vote.Choice):
		return api.Done{}, api.Refuse("choice", "choose yes, no or abstain: your choice is part of the bytes that you sign")
	case a.Sent.Get("read") != "":
		return api.Done{Again: true}, nil
	}
	done := api.Done{To: m.address, Message: "The vote is on record, unsigned."}
	if a.Sent.Get("sign") != "" {
		if d.Signing == nil {
			return api.Done{}, signed.Refusal(signed.ErrNoKey)
		}
		s, err := d.Signing.Signed(a.Request, m.act)
		if err != nil {
			return api.Done{}, err
		}
		m.vote.Key, m.vote.Signature, done.Message = s.Key, s.Text, "The vote is on record, signed by the key "+s.Key+"."
	}
	return done, d.acts(a, ref, response.Act{Vote: &m.vote})
}

// changed says that the finding of an open motion has changed since it was moved.
func changed(r *response.Register, m *response.Motion) string {
	c := r.Case(m.Content.Case)
	if c == nil || m.State != response.Undecided {
		return "" // what was decided is a new version itself
	}
	return finding.Changed(m.On, c.Finding)
}
