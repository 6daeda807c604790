// SPDX-License-Identifier: Apache-2.0

package outward

import (
	"cmp"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"truce/agreement"
	"truce/engine"
	"truce/internal/access"
	"truce/internal/api"
	"truce/internal/api/page"
	"truce/internal/publish/approval"
	"truce/internal/publish/release"
	"truce/keyring"
	"truce/when"
)

// ruleOf reads the rule of a release from an address or a form.
func (p *pages) ruleOf(a *api.Ask) (approval.Rule, error) {
	get := a.URL.Query().Get
	if a.Sent != nil {
		get = a.Sent.Get
	}
	rule := approval.Rule{AsOf: a.Now, Exercise: get("exercise") == "yes"}
	if text := get("as_of"); text != "" {
		span, err := when.Parse(strings.Replace(text, "T", " ", 1), p.zoned())
		if ms, number := strconv.ParseInt(text, 10, 64); number == nil {
			span.Interval.From, err = when.Instant(ms), nil
		}
		if err != nil {
			return rule, api.Refuse("as_of", "%q is no time here: want a date and a time, such as 2026-02-12 12:00", text)
		}
		rule.AsOf = span.Interval.From
	}
	if rule.AsOf > a.Now {
		return rule, api.Refuse("as_of", "that time has not come yet: a release is as of now, or of an earlier time")
	}
	if text := get("delay"); text != "" {
		d, err := when.ParseDuration(text)
		if err != nil {
			return rule, api.Refuse("delay", "%v", err)
		}
		rule.Delay = d
	}
	if text := get("cell"); text != "" {
		side, err := agreement.Metres(text).Parse()
		if err != nil {
			return rule, api.Refuse("cell", "%v", err)
		}
		rule.Cell = int64(side)
	}
	return rule, nil
}

// drawn makes a release by a rule.
func (p *pages) drawn(a *api.Ask, rule approval.Rule) (d *release.Draft, err error) {
	if err := p.ticked(rule); err != nil {
		return nil, err
	}
	d, err = p.Draw(a.Context(), rule)
	if errors.Is(err, release.ErrNoRule) || errors.Is(err, release.ErrNothing) {
		return nil, &api.Refused{Reason: "No release can be made: " + err.Error() + "."}
	}
	return d, err
}

// signers are the names of the keys on record for releases.
func (p *pages) signers() (out []string) {
	p.Read(func(s *engine.State) error {
		for _, e := range s.Keys() {
			if e.Key.Use == keyring.ForRelease && e.Ended == "" && !e.Key.IsPasskey() {
				out = append(out, e.Key.Name)
			}
		}
		return nil
	})
	return out
}

func (p *pages) proposePage(a *api.Ask) (page.Page, error) {
	_, exercise := p.Site()
	value := func(name, otherwise string) string { return cmp.Or(a.Value(name, a.URL.Query().Get(name)), otherwise) }
	out := page.Page{Title: "Propose a public release", Exercise: exercise, Lead: "The first of two people: make it, read it, and sign the digest of everything in it."}
	tick := ""
	if exercise && value("made", "") == "" { // once it was made, a tick that is not there was taken away
		tick = "yes"
	}
	out.Blocks = []page.Block{page.Form{ID: "make", Title: "1. Make it", Filter: true, Action: "/public/propose", Submit: "Make it and show it", Fields: []page.Field{
		{Name: "as_of", Label: "As of", Value: value("as_of", ""), Error: a.Fault("as_of"), Help: "The time that the delay is counted back from; left out, now."},
		{Name: "delay", Label: "Delay at the least", Value: value("delay", ""), Error: a.Fault("delay"), Help: "Such as 96 h; left out, the agreement's. It may only be stricter."},
		{Name: "cell", Label: "Side of a cell at the least", Value: value("cell", ""), Error: a.Fault("cell"), Help: "Such as 20 km; left out, the agreement's. It may only be stricter."},
		{Name: "exercise", Label: "A release of exercises, marked on every row and page", Kind: "tick", Value: value("exercise", tick)},
		{Name: "made", Kind: "hidden", Value: "yes"},
	}}}
	if value("made", "") == "" {
		return out, nil
	}
	rule, err := p.ruleOf(a)
	if err == nil {
		var d *release.Draft
		if d, err = p.drawn(a, rule); err == nil {
			out.Blocks = append(append(out.Blocks, p.cautions(a.Context(), rule, d)...), p.drafted(d)...)
			if said := p.proposed(d.Manifest); said.Text != "" {
				out.Blocks = append(out.Blocks, said)
				return out, nil
			}
			forms, err := p.sign(a, signing{act: "propose", manifest: d.Manifest, rule: &rule, files: d.Files})
			out.Blocks = append(out.Blocks, forms...)
			return out, err
		}
	}
	var refused *api.Refused
	if errors.As(err, &refused) {
		out.Blocks = append(out.Blocks, page.Note{Kind: page.Warning, Text: refused.Reason})
		return out, nil
	}
	return out, err
}

// drafted is what whoever signs a release reads before: what it shows, and what it holds back and why.
func (p *pages) drafted(d *release.Draft) []page.Block {
	held := page.List{ID: "held", Title: "Held back, since it would point at somebody", Inside: true, Columns: []page.Column{{Key: "finding", Name: "Finding"}, {Key: "day", Name: "Day"}, {Key: "reasons", Name: "Why"}}, Empty: "Nothing is held back."}
	for _, h := range d.Held {
		held.Rows = append(held.Rows, page.Row{Cells: []page.Cell{{Text: h.Finding.String()}, {Text: h.Day}, {Text: strings.Join(h.Reasons, "; ")}}})
	}
	out := []page.Block{
		page.Note{Kind: page.Inside, Text: "What is held back, and why, goes to no party and to no public."},
		page.Facts{Title: "What it is", Inside: true, Facts: []page.Fact{
			{Name: "Covers", Text: d.Release.From.String() + " to " + d.Release.To.String()},
			{Name: "Delay", Text: fmt.Sprintf("%d hours", d.Release.DelayHours)},
			{Name: "Cells", Text: fmt.Sprintf("%d metres", d.Release.CellMetres)},
			{Name: "Findings shown", Text: strconv.Itoa(len(d.Release.Items))},
			{Name: "Kept back, as no source allowed it", Text: strconv.Itoa(d.Kept)},
			{Name: "Manifest", Text: d.Manifest.String()},
		}},
	}
	for _, n := range d.Notes {
		out = append(out, page.Note{Kind: page.Warning, Text: n})
	}
	return append(out, p.findingsOf(&d.Release), correctionsOf(&d.Release), held)
}

// enter enters an act on a release.
func (p *pages) enter(a *api.Ask, act *approval.Publication) error {
	err := p.Take(a.Context(), engine.Entry{Publication: act})
	var refused *api.Refused
	if errors.As(err, &refused) {
		refused.Fields = map[string]string{"note": refused.Reason}
	}
	return err
}

func noteOf(a *api.Ask) string { return strings.ReplaceAll(a.Sent.Get("note"), "\r\n", "\n") }

func (p *pages) propose(a *api.Ask) (api.Done, error) {
	rule, err := p.ruleOf(a)
	if err != nil {
		return api.Done{}, err
	}
	d, err := p.drawn(a, rule)
	if err != nil {
		return api.Done{}, err
	}
	if d.Manifest.String() != a.Sent.Get("manifest") {
		return api.Done{}, &api.Refused{Reason: "The record changed since you looked: this is another release now. Make it again, read it, and sign it."}
	}
	held := int64(0)
	for _, h := range d.Held {
		if !h.Shown {
			held++
		}
	}
	by, note, err := p.signedAct(a, "propose", d.Manifest)
	if err != nil {
		return api.Done{}, err
	}
	act := &approval.Publication{By: by, Propose: &approval.Proposal{Manifest: d.Manifest, Rule: rule, Held: held, Note: note}}
	return api.Done{To: "/public", Message: "The release is proposed. It leaves the room once another person approves it."}, p.enter(a, act)
}

// waiting is the release that is meant: by its digest, or the last that waits for a second person; nil for none.
func (p *pages) waiting(a *api.Ask) (found *approval.Release) {
	manifest := cmp.Or(a.Value("manifest", ""), a.URL.Query().Get("manifest"))
	p.Read(func(s *engine.State) error {
		for _, r := range s.Releases().Releases() {
			if !r.MayLeave() && (manifest == "" || manifest == r.Proposal.Manifest.String()) {
				each := *r
				found = &each
			}
		}
		return nil
	})
	return found
}

// again makes a proposed release anew.
func (p *pages) again(a *api.Ask, r *approval.Release) (*release.Draft, error) {
	d, err := p.drawn(a, r.Proposal.Rule)
	if err != nil {
		return nil, err
	}
	if d.Manifest != r.Proposal.Manifest {
		return nil, &api.Refused{Reason: "The record gives another release now than was proposed: an identity was destroyed since, or another version of Truce made it. It has to be proposed anew."}
	}
	return d, nil
}

func (p *pages) approvePage(a *api.Ask) (page.Page, error) {
	_, exercise := p.Site()
	out := page.Page{Title: "Approve a public release", Exercise: exercise, Lead: "The second of two people: it is made again from the record as it stands, and you sign what you read here."}
	r := p.waiting(a)
	if r == nil {
		help := page.Note{Kind: page.Help, Text: "No release waits for a second person."}
		if a.Viewer.May(access.Watching) {
			help.Link = page.Link{Text: "Make one and propose it", To: "/public/propose"}
		}
		out.Blocks = []page.Block{help}
		return out, nil
	}
	d, err := p.again(a, r)
	var refused *api.Refused
	if errors.As(err, &refused) {
		out.Blocks = []page.Block{page.Note{Kind: page.Warning, Text: refused.Reason}}
		return out, nil
	}
	if err != nil {
		return out, err
	}
	out.Blocks = append(out.Blocks, page.Facts{Facts: []page.Fact{{Name: "Proposed by", Text: r.By}, {Name: "Proposed", Text: api.Clock(r.At, p.zoned())}}})
	out.Blocks = append(append(out.Blocks, p.cautions(a.Context(), r.Proposal.Rule, d)...), p.drafted(d)...)
	if own := p.stands(a, r); own != "" {
		out.Blocks = append(out.Blocks, page.Note{Kind: page.Help, Text: own})
		return out, nil
	}
	forms, err := p.sign(a, signing{act: "approve", manifest: d.Manifest, files: d.Files})
	out.Blocks = append(out.Blocks, forms...)
	return out, err
}

func (p *pages) approve(a *api.Ask) (api.Done, error) {
	r := p.waiting(a)
	if r == nil {
		return api.Done{}, &api.Refused{Reason: "No such release waits for a second person."}
	}
	if _, err := p.again(a, r); err != nil {
		return api.Done{}, err
	}
	by, note, err := p.signedAct(a, "approve", r.Proposal.Manifest)
	if err != nil {
		return api.Done{}, err
	}
	act := &approval.Publication{By: by, Approve: &approval.Approval{Manifest: r.Proposal.Manifest, Note: note}}
	return api.Done{To: "/public", Message: "Two people stand behind the release: the public sees it from now on."}, p.enter(a, act)
}
