// SPDX-License-Identifier: Apache-2.0

// Package handover turns what is late, open and new in the operations room into a handover of the watch that both officers sign, at one
// desk or each in a browser of their own. It follows the package signed.
package handover

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"truce/canon"
	"truce/engine"
	"truce/internal/access"
	"truce/internal/api"
	"truce/internal/api/mission/desk"
	"truce/internal/api/mission/overdue"
	"truce/internal/api/mission/signed"
	"truce/internal/api/page"
	"truce/keyring"
	"truce/watch"
)

// Desk is the record with what its handovers need beside it. List and Elsewhere are required; a Desk is not copied once it is in use.
type Desk struct {
	*desk.Desk
	// List is what is late, open and new, as it is handed over.
	List func(*api.Ask) ([]page.Block, error)
	// Elsewhere is what is late in the queue and in cases, as the watch shows it. It is no part of what both officers sign.
	Elsewhere func(*api.Ask) (page.List, error)
	// Officers are the names of those who have an account of a duty officer that is open, in order: the watch is handed to nobody else. It is
	// nil where there are no accounts.
	Officers func(context.Context) ([]string, error)
	// Called is what an officer is called beside their name on record; nil where nobody is called anything else.
	Called map[string]string

	between signed.Between // handovers that wait for the second signature
}

// Route is that of the handover.
func (d *Desk) Route() api.Route {
	return api.Route{Pattern: "/watch/handover", Title: "hands the watch over with what is open", Needs: access.Watching, Noted: true, Page: d.handoverPage, Act: d.handover}
}

// officer is the name under which a viewer stands in the operations room.
func officer(a *api.Ask) string { return a.Viewer.Person }

// inside is a page of the operations room.
func (d *Desk) inside(title, lead string, blocks ...page.Block) page.Page {
	_, exercise := d.Site()
	return page.Page{Title: title, Lead: lead, Exercise: exercise, Blocks: append([]page.Block{page.Note{Kind: page.Inside, Text: "For the operations room alone."}}, blocks...)}
}

// handing is a handover that is being signed: from whom, the bytes, and who signs them still.
type handing struct {
	out   string
	h     watch.Handover
	text  string
	keys  []keyring.Enrolment
	off   bool     // who hands over is not on duty
	waits []string // officers who have a key on record, in the order in which they sign
}

// handing is what is handed over now: from who asks to whom the address or the form says, or from another officer who began to hand it
// over to who asks. Its error is api.ErrNotFound where the other did not.
func (d *Desk) handing(a *api.Ask) (handing, error) {
	q := a.URL.Query()
	x := handing{out: officer(a), h: watch.Handover{In: strings.TrimSpace(a.Value("in", q.Get("in"))), Words: a.Value("words", q.Get("words"))}}
	if out := a.Value("out", q.Get("out")); out != "" && out != officer(a) {
		begun := d.between.Of(out)
		if begun.For != officer(a) {
			return x, api.ErrNotFound
		}
		x.out, x.h.In, x.h.Words = out, officer(a), begun.Words
	}
	err := d.Read(func(s *engine.State) (err error) {
		x.keys = slices.Clone(s.Keys())
		x.off = !slices.ContainsFunc(s.Room().OnDuty(), func(o watch.Officer) bool { return o.Name == x.out })
		x.h.List, x.h.Items, err = s.Room().List(max(a.Now, s.Now()))
		return err
	})
	x.text = watch.HandoverText(x.out, x.h.In, x.h.List)
	for _, who := range []string{x.out, x.h.In} {
		if slices.ContainsFunc(x.keys, func(e keyring.Enrolment) bool { return e.Key.Use == keyring.ForDuty && e.Key.Name == who }) {
			x.waits = append(x.waits, who)
		}
	}
	return x, err
}

// note is the note of a handover as far as it is signed; one of another list, other people or other words is none: nobody signs for
// words that they did not read.
func (d *Desk) note(x handing) string {
	if kept := d.between.Of(x.out); kept.Words == x.h.Words && strings.HasPrefix(kept.Note, x.text+"\n") {
		return kept.Note
	}
	return x.text + "\n"
}

// next is who signs next, empty for nobody: an officer's line stands in the note by the order in which they sign.
func (x handing) next(note string) string {
	if lines := strings.Count(strings.TrimPrefix(note, x.text+"\n"), "\n"); lines < len(x.waits) {
		return x.waits[lines]
	}
	return ""
}

func (x handing) act(who string) signed.Act {
	return signed.Act{Person: who, Message: []byte(x.text), Use: keyring.ForDuty, Keys: x.keys}
}

// handoverPage shows exactly what is handed over, and asks those who have a key to sign it: who hands over first, and then who comes on,
// at the same desk or in a browser of their own.
func (d *Desk) handoverPage(a *api.Ask) (page.Page, error) {
	blocks, err := d.List(a)
	if err != nil {
		return page.Page{}, err
	}
	late, err := d.Elsewhere(a)
	if err != nil {
		return page.Page{}, err
	}
	late.Lead = strings.TrimSpace(late.Lead + " This is no part of what is signed: it goes with the words below, which begin with it.")
	blocks = append(blocks, late)
	x, err := d.handing(a)
	if err != nil {
		return page.Page{}, err
	}
	if a.Sent == nil && x.h.In == "" && !a.URL.Query().Has("words") {
		x.h.Words = d.proposed(a, late)
	}
	comers, err := d.comers(a, x)
	if err != nil {
		return page.Page{}, err
	}
	if x.out != officer(a) {
		return d.takeOver(a, x, blocks)
	}
	if x.off {
		blocks = slices.Insert(blocks, 0, page.Block(page.Note{Kind: page.Warning, Text: "You are not on duty, so there is no watch of yours to hand over.", Link: page.Link{Text: "Come on duty first", To: "/watch#duty"}}))
	}
	form := page.Form{ID: "handover", Action: "/watch/handover", Submit: "Hand over", Fields: []page.Field{
		{Name: "in", Label: "Who comes on", Value: x.h.In, Required: true, Error: a.Fault("in"), Options: comers, Help: "Whoever has a key on record signs, here or in a browser of their own. Others do not sign, and the record says so."},
		{Name: "words", Label: "What else is to be said", Kind: "area", Value: x.h.Words},
		{Name: "list", Kind: "hidden", Value: x.h.List.String()},
	}}
	unknown := d.unknown(a, x.h.In)
	switch {
	case d.Officers != nil && len(comers) == 0:
		blocks = append(blocks, page.Note{Kind: page.Warning, Text: "Nobody else has an account of a duty officer here, so there is nobody to hand over to. Ask the operator to invite them. To leave the room empty, go off duty and say why."})
	case d.Officers != nil:
		form.Fields[0].Kind = "choice"
	}
	if unknown != nil && x.h.In != "" && form.Fields[0].Error == "" {
		form.Fields[0].Error = unknown.Reason
	}
	if who := x.next(d.note(x)); x.h.In != "" && who != "" && unknown == nil {
		note, sign, err := d.signature(a, x, who)
		if err != nil {
			return page.Page{}, err
		}
		if blocks = append(blocks, note...); sign != nil {
			form = *sign
		}
	}
	if without := x.unsigned(); x.h.In != "" && unknown == nil && without != "" {
		blocks = append(blocks, page.Note{Kind: page.Warning, Text: without})
	}
	return d.inside("Hand the watch over", "Who comes on takes over exactly this list; if it changes before you send it, it is refused and shown again.", append(blocks, form)...), nil
}

// mostProposed is how many characters the proposed words have at most: they fit in the record, with room for more. Where a text is in a
// script of several bytes a letter, the form says that they are too long, and who hands over shortens them.
const mostProposed = watch.MaxText * 4 / 5

// proposed are the words of a handover to begin with: what is late and in no list that is signed.
func (d *Desk) proposed(a *api.Ask, late page.List) string {
	text := overdue.Said(late)
	if text == "" {
		return ""
	}
	return desk.Cut("Late in the queue and in cases, as of "+api.Clock(a.Now, d.Zone())+":\n"+text, mostProposed)
}

// takeOver is the page of who comes on and signs in a browser of their own what the other has begun.
func (d *Desk) takeOver(a *api.Ask, x handing, blocks []page.Block) (page.Page, error) {
	const title = "Take the watch over"
	lead := x.out + " hands exactly this list over to you."
	if x.next(d.note(x)) != x.h.In {
		return d.inside(title, lead, append(blocks, page.Note{Kind: page.Warning, Text: "Something came in or was done since " + x.out + " began: what they handed over is not this list any more. They open the handover again and sign again; then you do."})...), nil
	}
	note, sign, err := d.signature(a, x, x.h.In)
	if err != nil {
		return page.Page{}, err
	}
	blocks = append(append(blocks, page.Facts{Facts: []page.Fact{{Name: "From", Text: x.out}, {Name: "To", Text: x.h.In}, {Name: "Words", Text: cmp.Or(x.h.Words, "none")}}}), note...)
	if sign != nil {
		blocks = append(blocks, *sign)
	}
	return d.inside(title, lead, blocks...), nil
}

// signature is the form by which somebody signs a handover, with how else it can be signed, or where that cannot be here what to do instead.
func (d *Desk) signature(a *api.Ask, x handing, who string) ([]page.Block, *page.Form, error) {
	form := &page.Form{ID: "sign", Title: "Signature of " + who, Action: "/watch/handover", Submit: "Sign as " + who, Lead: "Both officers sign who hands over to whom, and the digest of the list above, each with their own key.", Fields: []page.Field{
		{Name: "out", Kind: "hidden", Value: x.out},
		{Name: "in", Kind: "hidden", Value: x.h.In},
		{Name: "words", Kind: "hidden", Value: x.h.Words},
		{Name: "list", Kind: "hidden", Value: x.h.List.String()},
		{Name: "sign", Kind: "hidden", Value: who},
	}}
	asks, err := (*page.Signing)(nil), signed.ErrNoKey
	if d.Signing != nil {
		asks, err = d.Signing.Ask(a.Request, x.act(who))
	}
	if errors.Is(err, signed.ErrNoKey) {
		return []page.Block{page.Note{Kind: page.Warning, Text: who + " has a key on record and no passkey on record that this server knows, so the handover to " + x.h.In + " cannot be signed here. Sign it with the key file, by truce watch handover --key, or have " + who + " make a passkey under Account. Nothing is handed over yet."}}, nil, nil
	}
	if form.Signing = asks; err != nil || who != x.h.In || x.out != officer(a) {
		return nil, form, err
	}
	return []page.Block{page.Note{Kind: page.Help, Text: "It waits for the signature of " + who + ". They sign in at a browser of their own and open Watch, which leads them to it; or they sign below, with their passkey at this desk. If the list changes before, both sign again."}}, form, nil
}

// comers are the other officers whom the field offers: those who have an account of the role, or without accounts those who have a key on
// record.
func (d *Desk) comers(a *api.Ask, x handing) (out []page.Option, err error) {
	if d.Officers != nil {
		names, err := d.Officers(a.Context())
		for _, name := range names {
			if name != officer(a) {
				out = append(out, page.Option{Value: name, Text: name})
			}
		}
		return out, err
	}
	for _, e := range x.keys {
		if name := e.Key.Name; e.Key.Use == keyring.ForDuty && e.Key.Replaces == "" && e.Ended != keyring.Revoked && name != officer(a) {
			out = append(out, page.Option{Value: name, Text: cmp.Or(d.Called[name], name)})
		}
	}
	return out, nil
}

// unknown refuses to hand the watch over to a name that is no account of a duty officer; nil where it may be.
func (d *Desk) unknown(a *api.Ask, in string) *api.Refused {
	if d.Officers == nil {
		return nil
	}
	if names, err := d.Officers(a.Context()); err == nil && slices.Contains(names, in) {
		return nil
	}
	return api.Refuse("in", "%.60q has no account of a duty officer on this server: choose one of the list, or ask the operator to invite them", in)
}

// unsigned says who of the two does not sign this handover since they have no key on record, empty where both sign.
func (x handing) unsigned() string {
	var without []string
	for _, who := range []string{x.out, x.h.In} {
		if !slices.Contains(x.waits, who) {
			without = append(without, who)
		}
	}
	switch len(without) {
	case 0:
		return ""
	case 1:
		return without[0] + " has no key on record and does not sign."
	}
	return "Neither has a key on record, and neither signs."
}

// done says what the handover that is entered is: taken by whoever signed it, and else what somebody else says of them.
func (x handing) done() string {
	items := desk.Counted(int(x.h.Items), "item")
	if without := x.unsigned(); without != "" {
		return fmt.Sprintf("The watch is handed over to %s with %s. %s", x.h.In, items, without)
	}
	return fmt.Sprintf("%s has taken the watch over with %s.", x.h.In, items)
}

func (d *Desk) handover(a *api.Ask) (api.Done, error) {
	x, err := d.handing(a)
	if err != nil {
		return api.Done{}, err
	}
	var shown canon.Digest
	if err := shown.UnmarshalText([]byte(a.Sent.Get("list"))); err != nil || shown != x.h.List {
		return api.Done{}, &api.Refused{Reason: "Something came in or was done since you looked: look at the list again, then hand it over."}
	}
	if refused := d.unknown(a, x.h.In); refused != nil {
		return api.Done{}, refused
	}
	note := d.note(x)
	who := x.next(note)
	if x.out != officer(a) && who != officer(a) {
		return api.Done{}, &api.Refused{Reason: "The list has changed since " + x.out + " began to hand it over: they sign again, and then you do."}
	}
	if sign := a.Sent.Get("sign"); sign != "" && sign == who && d.Signing != nil {
		s, err := d.Signing.Signed(a.Request, x.act(who))
		if err != nil {
			return api.Done{}, err
		}
		note += s.Line
		who = x.next(note)
	}
	if who != "" && d.Signing != nil {
		return d.waits(x, note), nil
	}
	if len(x.waits) > 0 {
		x.h.Note = note
	}
	_, err = d.Enter(a.Context(), engine.Entry{Duty: &watch.Duty{By: x.out, Handover: &x.h}})
	if err == nil {
		d.between.Drop(x.out)
	}
	return api.Done{To: "/watch", Message: x.done()}, d.Wording().Refusal(err)
}

// waits keeps a handover until who signs next has signed it, and leads to where they do.
func (d *Desk) waits(x handing, note string) api.Done {
	begun, q := signed.Begun{By: x.out, Words: x.h.Words, Note: note}, url.Values{"in": {x.h.In}, "words": {x.h.Words}}
	message := x.next(note) + " signs now."
	if x.next(note) == x.h.In {
		begun.For, message = x.h.In, message+" They can do so at this desk, or signed in at their own."
	}
	d.between.Hold(begun)
	return api.Done{To: "/watch/handover?" + q.Encode() + "#sign", Message: message}
}

// Begun says to who looks at the watch which handovers wait for their signature.
func (d *Desk) Begun(a *api.Ask) (out []page.Block) {
	for _, b := range d.between.For(officer(a)) {
		out = append(out, page.Note{Kind: page.Help, Text: b.By + " hands the watch over to you, and it waits for your signature.", Link: page.Link{Text: "Look at it and sign", To: "/watch/handover?" + url.Values{"out": {b.By}}.Encode()}})
	}
	return out
}
