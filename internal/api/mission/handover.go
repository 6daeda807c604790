// SPDX-License-Identifier: Apache-2.0

package mission

import (
	"cmp"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"truce/canon"
	"truce/engine"
	"truce/internal/api"
	"truce/internal/api/mission/signed"
	"truce/internal/api/page"
	"truce/keyring"
	"truce/watch"
)

// keptHandover is where the session keeps the note of a handover between the two who sign it.
const keptHandover = "handover"

// handing is a handover that is being signed: the bytes, and who signs them still.
type handing struct {
	h     watch.Handover
	text  string
	keys  []keyring.Enrolment
	waits []string // officers who have a key on record, in the order in which they sign
}

// handing is what is handed over now, from who asks to whom the address or the form says.
func (d *Desk) handing(a *api.Ask) (handing, error) {
	q := a.URL.Query()
	x := handing{h: watch.Handover{In: strings.TrimSpace(a.Value("in", q.Get("in"))), Words: a.Value("words", q.Get("words"))}}
	err := d.read(func(s *engine.State) (err error) {
		x.keys = slices.Clone(s.Keys())
		x.h.List, x.h.Items, err = s.Room().List(max(a.Now, s.Now()))
		return err
	})
	x.text = watch.HandoverText(officer(a), x.h.In, x.h.List)
	for _, who := range []string{officer(a), x.h.In} {
		if slices.ContainsFunc(x.keys, func(e keyring.Enrolment) bool { return e.Key.Use == keyring.ForDuty && e.Key.Name == who }) {
			x.waits = append(x.waits, who)
		}
	}
	return x, err
}

// note is the note of a handover as far as it is signed; one of another list or other people is none.
func (d *Desk) note(a *api.Ask, x handing) string {
	if d.Signing == nil {
		return x.text + "\n"
	}
	kept := d.Signing.Take(a.Request, keptHandover)
	if !strings.HasPrefix(kept, x.text+"\n") {
		return x.text + "\n"
	}
	d.Signing.Keep(a.Request, keptHandover, kept)
	return kept
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

// handoverPage shows exactly what is handed over, and asks those who have a key to sign it, one after the other at this desk.
func (d *Desk) handoverPage(a *api.Ask) (page.Page, error) {
	s, _, err := d.look(a)
	if err != nil {
		return page.Page{}, err
	}
	x, err := d.handing(a)
	if err != nil {
		return page.Page{}, err
	}
	form := page.Form{ID: "handover", Action: "/watch/handover", Submit: "Hand over", Fields: []page.Field{
		{Name: "in", Label: "Who comes on", Value: x.h.In, Required: true, Error: a.Fault("in"), Options: d.comers(a, x), Help: "Whoever has a key on record signs here. Others do not sign, and the record says so."},
		{Name: "words", Label: "What else is to be said", Kind: "area", Value: x.h.Words},
		{Name: "list", Kind: "hidden", Value: x.h.List.String()},
	}}
	if who := x.next(d.note(a, x)); x.h.In != "" && who != "" {
		form.ID, form.Title, form.Submit = "sign", "Signature of "+who, "Sign as "+who
		form.Lead = "Both officers sign who hands over to whom, and the digest of the list above, each with their own key at this desk."
		form.Fields = []page.Field{
			{Name: "in", Kind: "hidden", Value: x.h.In},
			{Name: "words", Kind: "hidden", Value: x.h.Words},
			{Name: "list", Kind: "hidden", Value: x.h.List.String()},
			{Name: "sign", Kind: "hidden", Value: who},
		}
		form.Signing, err = d.asked(a, x.act(who))
		if errors.Is(err, signed.ErrNoKey) {
			return d.inside("Hand the watch over", who+" has a key on record and no passkey here.", page.Note{Kind: page.Warning, Text: "Sign this handover with the key file, by truce watch handover --key, or have " + who + " make a passkey."}), nil
		}
		if err != nil {
			return page.Page{}, err
		}
	}
	blocks := []page.Block{d.openList("late", "Late", s.Late, false), d.openList("open", "Open", s.Open, false), d.newList(s.New, false)}
	if without := x.unsigned(a); x.h.In != "" && without != "" {
		blocks = append(blocks, page.Note{Kind: page.Warning, Text: without})
	}
	return d.inside("Hand the watch over", "Who comes on takes over exactly this list; if it changes before you send it, it is refused and shown again.", append(blocks, form)...), nil
}

// comers are the other officers who have a key on record, whom the field offers.
func (d *Desk) comers(a *api.Ask, x handing) []page.Option {
	var out []page.Option
	for _, e := range x.keys {
		if name := e.Key.Name; e.Key.Use == keyring.ForDuty && e.Ended == "" && name != officer(a) {
			out = append(out, page.Option{Value: name, Text: cmp.Or(d.Called[name], name)})
		}
	}
	return out
}

// unsigned says who of the two does not sign this handover since they have no key on record, empty where both sign.
func (x handing) unsigned(a *api.Ask) string {
	var without []string
	for _, who := range []string{officer(a), x.h.In} {
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
func (x handing) done(a *api.Ask) string {
	items := counted(int(x.h.Items), "item")
	if without := x.unsigned(a); without != "" {
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
	note := d.note(a, x)
	who := x.next(note)
	if sign := a.Sent.Get("sign"); sign != "" && sign == who && d.Signing != nil {
		s, err := d.Signing.Signed(a.Request, x.act(who))
		if err != nil {
			return api.Done{}, err
		}
		note += s.Line
		d.Signing.Take(a.Request, keptHandover)
		d.Signing.Keep(a.Request, keptHandover, note)
		who = x.next(note)
	}
	if who != "" && d.Signing != nil {
		to := "/watch/handover?in=" + url.QueryEscape(x.h.In) + "&words=" + url.QueryEscape(x.h.Words) + "#sign"
		return api.Done{To: to, Message: who + " signs now."}, nil
	}
	if len(x.waits) > 0 {
		x.h.Note = note
	}
	return api.Done{To: "/watch", Message: x.done(a)}, d.does(a, watch.Duty{Handover: &x.h})
}
