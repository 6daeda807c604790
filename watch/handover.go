// SPDX-License-Identifier: Apache-2.0

package watch

import (
	"errors"
	"fmt"

	"golang.org/x/mod/sumdb/note"

	"truce/canon"
	"truce/when"
)

// MaxNote is the longest signed note of a handover, in bytes.
const MaxNote = 4096

// Handover says that In takes the watch over from By, with exactly the open items whose list has the digest List.
type Handover struct {
	In string `json:"in"`
	// List is the digest of what is open and of what is new, as it stood at the entry: see Room.List.
	List canon.Digest `json:"list"`
	// Items is how many of both there are.
	Items int64  `json:"items"`
	Words string `json:"words,omitempty"`
	// Note is HandoverText as a signed note, with a line for each officer who has a key on record; empty where neither has.
	Note string `json:"note,omitempty"`
}

// HandedOver is a handover with who signed it. Where somebody did not, their name was written down and nothing proves it.
type HandedOver struct {
	Out   string       `json:"out"`
	In    string       `json:"in"`
	At    when.Instant `json:"at"`
	List  canon.Digest `json:"list"`
	Items int64        `json:"items"`
	Words string       `json:"words,omitempty"`
	// Open and News are what was handed over.
	Open      []Open `json:"open,omitempty"`
	News      []News `json:"news,omitempty"`
	OutSigned bool   `json:"out_signed"`
	InSigned  bool   `json:"in_signed"`
}

// Incoming is who takes the watch over by the act, empty where nobody does.
func (d *Duty) Incoming() string {
	if d.Handover == nil {
		return ""
	}
	return d.Handover.In
}

// HandoverText is what both officers sign: who hands over to whom, and the digest of the list.
func HandoverText(out, in string, list canon.Digest) string {
	return "truce/handover/1\n" + out + "\n" + in + "\n" + list.String() + "\n"
}

// List returns the digest of what is open at a time and of what nobody has acknowledged, and how many items that is. It
// does not depend on whether a clock has run out: the list says when it does. It counts the handovers before it, so that the
// signatures of one are those of no other, however alike their lists.
func (r *Room) List(at when.Instant) (canon.Digest, int64, error) {
	open, news := r.Open(at), r.News()
	sum, err := canon.Sum("truce/open/1", struct {
		Open []Open `json:"open,omitempty"`
		News []News `json:"news,omitempty"`
		Mode string `json:"mode"`
		// Handed is how many handovers were before.
		Handed int `json:"handed,omitempty"`
	}{open, news, string(r.Mode().State), len(r.handed)})
	return sum, int64(len(open) + len(news)), err
}

// SignedBy returns an error unless the key of a verifier signed what the handover says.
func (h *Handover) SignedBy(out string, v note.Verifier) error {
	n, err := note.Open([]byte(h.Note), note.VerifierList(v))
	if err != nil {
		return fmt.Errorf("%s has a key on record and did not sign", v.Name())
	}
	if n.Text != HandoverText(out, h.In, h.List) {
		return fmt.Errorf("what %s signed is another handover, or another list", v.Name())
	}
	return nil
}

func (r *Room) handOver(h *Handover, who by) (deed, error) {
	if err := first(checkName("in", h.In), checkText("words", h.Words)); err != nil {
		return nil, err
	}
	switch {
	case !r.isOn(who.who):
		return nil, fmt.Errorf("%s is not on", who.who)
	case h.In == who.who:
		return nil, errors.New("nobody hands over to themselves")
	case len(h.Note) > MaxNote:
		return nil, fmt.Errorf("note: more than %d bytes", MaxNote)
	}
	list, items, err := r.List(who.entered)
	switch {
	case err != nil:
		return nil, err
	case list != h.List || items != h.Items:
		return nil, fmt.Errorf("the list has changed since it was read: it has %d items now, and %d were handed over: read it again", items, h.Items)
	}
	open, news := r.Open(who.entered), r.News()
	return func() {
		r.leave(who.who, who.entered)
		if !r.isOn(h.In) { // who helps already may take over
			r.on = append(r.on, Officer{h.In, who.at})
		}
		r.handed = append(r.handed, HandedOver{
			Out: who.who, In: h.In, At: who.at, List: list, Items: items, Words: h.Words, Open: open, News: news,
		})
	}, nil
}

// Sign marks the last handover as signed by those of both whose keys were checked.
func (r *Room) Sign(out, in bool) {
	last := &r.handed[len(r.handed)-1]
	last.OutSigned, last.InSigned = out, in
}
