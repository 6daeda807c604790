// SPDX-License-Identifier: Apache-2.0

package mission

import (
	"context"
	"errors"
	"io"
	"net/http"

	"truce/app"
	"truce/engine"
	"truce/internal/access"
	"truce/internal/api"
	"truce/internal/api/mission/desk"
	"truce/internal/api/page"
	"truce/internal/api/proof"
	"truce/journal"
	"truce/journal/bundle"
)

// record are the routes of the record itself: how far it is signed, by whom, and how anybody checks it.
func (d *Desk) record() []api.Route {
	return []api.Route{
		{Pattern: "/record", Title: "the record: its checkpoints and cosigners, and how to check it", Needs: access.Open, Page: d.recordPage},
		{Pattern: "/record/checkpoint", Title: "the last signed checkpoint, as a note", Needs: access.Open, Raw: d.checkpoint},
		{Pattern: proof.KeysAddress, Title: "the verifier keys of the log and its cosigners, as a policy to compare with keys from elsewhere", Needs: access.Open, Raw: d.keys},
		{
			Pattern: "/record/bundle", Title: "everything of the record that the viewer may see, in one file that proves it, for who reads a body's reasons",
			Needs: access.Released, Noted: true, Withheld: func(a *api.Ask) bool { return !d.takes(a) }, Raw: d.bundle,
		},
		{Pattern: "/verify", Title: "the second verifier, which checks a bundle in one's own browser", Needs: access.Open, Raw: proof.Verify},
	}
}

// recordPage says how far the record is signed. How long it is beyond that it does not say: it would tell everybody that something was
// entered, and when.
func (d *Desk) recordPage(a *api.Ask) (page.Page, error) {
	_, exercise := d.Site()
	p := page.Page{Title: "The record", Exercise: exercise, Lead: "Entries are sealed in their order. The log signs how far it is: a checkpoint. Below stands who cosigned it. Whoever kept one notices when anything before it was rewritten."}
	var head journal.Head
	var origin string
	var keys proof.Keys
	err := d.Room.Read(func(r *app.Record) (err error) {
		origin = r.Journal().First().Origin
		keys = d.keysOf(r)
		head, err = r.Journal().Head(a.Context(), journal.LastSigned)
		return err
	})
	if err != nil {
		return p, err
	}
	p.Blocks = proof.Signed([]page.Fact{{Name: "Log", Text: origin}}, head, "truce publish")
	links := page.Links{Title: "Check it yourself", Links: []page.Link{{Text: "Check a bundle in this browser", To: "/verify"}}}
	if d.takes(a) {
		links.Links = append(links.Links, page.Link{Text: "Take your bundle", To: "/record/bundle"})
	}
	p.Blocks = append(p.Blocks, keys.Page()...)
	p.Blocks = append(p.Blocks, links, page.Note{Kind: page.Help, Text: "With the bundle in hand you need no server: truce verify checks it offline, and computes the findings again whose inputs it holds. It holds more than your pages do: the words of each side's positions and a body's reasons too. Keep the checkpoint of today; ask for tomorrow's, and for the proof between them."})
	return p, nil
}

// keysOf are the keys by which a record is checked.
func (d *Desk) keysOf(r *app.Record) proof.Keys {
	return proof.KeysOf(r.Journal().First().Origin, r.State().Keys(), d.Released().Key())
}

// keys answers with the keys as a policy.
func (d *Desk) keys(_ *api.Ask, w http.ResponseWriter) error {
	var keys proof.Keys
	d.Room.Read(func(r *app.Record) error {
		keys = d.keysOf(r)
		return nil
	})
	return keys.Write(w)
}

func (d *Desk) checkpoint(a *api.Ask, w http.ResponseWriter) error {
	var head journal.Head
	err := d.Room.Read(func(r *app.Record) (err error) {
		head, err = r.Journal().Head(a.Context(), journal.LastSigned)
		return err
	})
	if err != nil {
		return err
	}
	return proof.Checkpoint(head, w)
}

// audienceOf is for whom the bundle of a viewer is packed. The public has its releases instead: a bundle tells times as they are,
// and before the delay.
func audienceOf(a *api.Ask) bundle.Audience {
	if a.Viewer.May(access.Inside) {
		return bundle.ForMission
	}
	return bundle.ForParty
}

// takes tells whether a viewer takes a bundle away: one for a party discloses to whoever has it what a body gave as its reasons, under each
// text, and it cannot be without them, since they are in the finding that it proves.
func (d *Desk) takes(a *api.Ask) bool {
	may := a.Viewer.May(access.Released)
	d.read(func(s *engine.State) error {
		for _, k := range s.Dockets() {
			may = may && desk.Reasoned(a.Viewer, k.Text())
		}
		return nil
	})
	return may
}

// bundle packs what the viewer may see, while the record goes on. It is packed whole before the first byte goes out, so that what is not whole is an error
// and no file.
func (d *Desk) bundle(a *api.Ask, w http.ResponseWriter) error {
	if !d.takes(a) {
		return api.ErrNotFound
	}
	of := proof.Packing{Audience: audienceOf(a)}
	d.Room.Read(func(r *app.Record) error {
		of.Journal = r.Journal()
		return nil
	})
	of.Pack = func(ctx context.Context, w io.Writer) error {
		packing := app.Packing{Audience: of.Audience}
		if key := d.Released().Key(); key != nil { // else nobody vouches that these are all findings
			packing.Key = *key
		}
		return app.Pack(ctx, of.Journal, w, packing)
	}
	whole, err := d.packs.Bundle(a, of)
	if err != nil {
		if errors.Is(err, app.ErrUnsigned) || errors.Is(err, app.ErrNoSecret) {
			return &api.Refused{Reason: "No bundle yet: " + err.Error() + "."}
		}
		return err
	}
	return proof.Bundle(whole, w)
}
