// SPDX-License-Identifier: Apache-2.0

package coalition

import (
	"context"
	"errors"
	"io"
	"net/http"

	"truce/coalition"
	"truce/coalition/app"
	"truce/internal/access"
	"truce/internal/api"
	"truce/internal/api/page"
	"truce/internal/api/proof"
	"truce/journal"
	"truce/journal/bundle"
	"truce/journal/sqlite"
)

// record are the routes of the record itself: how far it is signed, by whom, and how anybody checks it. What they show to everybody is
// what a bundle for the public holds.
func (d *Desk) record() []api.Route {
	return []api.Route{
		{Pattern: "/record", Title: "the record: its checkpoints, cosigners and keys, and how to check it", Needs: access.Open, Page: d.recordPage},
		{Pattern: "/record/checkpoint", Title: "the last signed checkpoint, as a note", Needs: access.Open, Raw: d.checkpoint},
		{Pattern: proof.KeysAddress, Title: "the verifier keys of the log and its cosigners, as a policy to compare with keys from elsewhere", Needs: access.Open, Raw: d.verifierKeys},
		{Pattern: "/record/bundle", Title: "what a state may take away of the record, in one file that proves it", Needs: access.Registers, Noted: true, Raw: d.bundle(bundle.ForParty)},
		{Pattern: "/record/public.bundle", Title: "what everybody may take away of the record, in one file that proves it", Needs: access.Open, Raw: d.bundle(bundle.ForPublic)},
		{Pattern: "/verify", Title: "the second verifier, which checks a bundle in one's own browser", Needs: access.Open, Raw: proof.Verify},
	}
}

// recordPage says how the record is signed and checked. How long it is beyond the checkpoint it says to nobody: that tells when something was
// entered that a state may not see.
func (d *Desk) recordPage(a *api.Ask) (page.Page, error) {
	p := page.Page{Title: "The record", Lead: "A journal of its own, with a log and keys of its own. Every entry is a leaf of a tree that the log signs; below stands who cosigned it. Whoever has a checkpoint notices when the record is rewritten."}
	var facts []page.Fact
	var head journal.Head
	var compare proof.Keys
	keys := page.List{ID: "keys", Title: "Keys on record", Empty: "No key is on record. The secretariat enters those of its log and its cosigners with truce coalition keys enrol.", Columns: columns("Name", "Of whom|holder", "For", "Stands as|state")}
	err := d.Room.Read(func(r *app.Record) (err error) {
		facts = append(facts, page.Fact{Name: "Log", Text: r.Journal().First().Origin})
		addKeys(&keys, r.State())
		compare = proof.KeysOf(r.Journal().First().Origin, r.State().Keys(), nil)
		head, err = r.Journal().Head(a.Context(), journal.LastSigned)
		return err
	})
	if err != nil {
		return p, err
	}
	links := []page.Link{{Text: "Check a bundle in this browser", To: "/verify"}}
	if head.Size > 0 {
		links = append(links, page.Link{Text: "Take your bundle", To: bundleFor(a)})
	}
	p.Blocks = append(append(proof.Signed(facts, head, "truce coalition publish"), keys), compare.Page()...)
	p.Blocks = append(p.Blocks,
		page.Links{Title: "Check it yourself", Links: links},
		page.Facts{Facts: []page.Fact{
			{Name: "What is in your bundle", Text: inBundle(a)},
			{Name: "Without this server", Text: "truce coalition verify --policy FILE BUNDLE checks a bundle alone. Keep the checkpoint of today; ask for tomorrow's."},
			{Name: "Every entry as it was entered", Text: "truce coalition check RECORD, where the record is kept, reads each back from the file and computes its commitment and the tree above it anew."},
			{Name: "Entering", Text: "Nothing is entered through these pages. The secretariat enters tables at the command line, all of a table or nothing, with the fault of each row: truce undertakings, force, meetings, readiness or statement, with RECORD --import FILE; --template prints an empty table."},
		}})
	return told(p), nil
}

func addKeys(l *page.List, s *coalition.State) {
	for _, e := range s.Keys() {
		state := "counts"
		if e.Ended != "" {
			state = string(e.Ended)
		}
		add(l, false, e.Key.Name, e.Key.Holder, string(e.Key.Use), state)
	}
}

// verifierKeys answers with the keys as a policy.
func (d *Desk) verifierKeys(_ *api.Ask, w http.ResponseWriter) error {
	var keys proof.Keys
	d.Room.Read(func(r *app.Record) error {
		keys = proof.KeysOf(r.Journal().First().Origin, r.State().Keys(), nil)
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

// bundleFor is the address of the bundle for a viewer. What a register shows to some states only is in none of them.
func bundleFor(a *api.Ask) string {
	if a.Viewer.May(access.Registers) {
		return "/record/bundle"
	}
	return "/record/public.bundle"
}

func inBundle(a *api.Ask) string {
	if a.Viewer.May(access.Registers) {
		return "Undertakings, meetings, readiness, statements and releases whole; of the force, and of readings, acts and shares of states, the hash alone."
	}
	return "The keys on record whole; of everything else the hash alone. It proves that nothing was taken out or changed, and shows nothing."
}

// bundle packs the record for an audience, while it goes on. It is packed whole before the first byte goes out, so that what is not whole is an error and
// no file.
func (d *Desk) bundle(audience bundle.Audience) func(*api.Ask, http.ResponseWriter) error {
	return func(a *api.Ask, w http.ResponseWriter) error {
		of := proof.Packing{Audience: audience}
		d.Room.Read(func(r *app.Record) error {
			of.Journal = r.Journal()
			return nil
		})
		of.Pack = func(ctx context.Context, w io.Writer) error {
			return app.Pack(ctx, of.Journal, w, app.Packing{Audience: audience, Key: d.Key})
		}
		whole, err := d.packs.Bundle(a, of)
		if errors.Is(err, sqlite.ErrUnsigned) {
			return &api.Refused{Reason: "No bundle yet: " + err.Error() + "."}
		}
		if err != nil {
			return err
		}
		return proof.Bundle(whole, w)
	}
}
