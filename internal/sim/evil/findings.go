// SPDX-License-Identifier: Apache-2.0

package evil

import (
	"bytes"
	"fmt"
	"strings"

	"truce/canon"
	"truce/journal"
	"truce/journal/bundle"
)

// found is a finding whose ID is that of its content, as anybody can make one.
func found(incident string) bundle.Finding {
	part := func(label, content string) journal.Part {
		p, err := journal.Disclose(canon.Part{Label: label, Salt: canon.Salt{1}, Content: []byte(content)})
		if err != nil {
			panic("evil: a part that cannot be disclosed: " + err.Error())
		}
		return p
	}
	r, i := part("released", fmt.Sprintf(`{"agreement":"a","incident":"%s","term":"t"}`, incident)), part("internal", `{}`).Withheld()
	return bundle.Finding{ID: canon.FindingIDOf(1, canon.FindingID{}, r.Hash(), i.Hash()), Version: 1, Released: r.Form(), Internal: i.Form()}
}

// handOn is a bundle for a party of three findings, which somebody changes who hands it on and has no key; key is the one
// that vouches for the list that comes of it, none where the log's note is left in the file.
func handOn(name, does string, change func([]bundle.Finding) []bundle.Finding, key func(*world) (journal.SigningKey, error)) Attack {
	return Attack{Name: name, Does: does, By: "whoever checks the bundle, offline", run: func(w *world) ([]byte, error) {
		findings := []bundle.Finding{found("one"), found("two"), found("three")}
		k := w.key
		if w.options.NoVouch {
			k = journal.SigningKey{}
		}
		honest, err := w.party(w.log, w.last, findings, k)
		if err != nil {
			return nil, err
		}
		if _, got, err := Judge(w.ctx, w.file(Evidence{Kind: Bundles, Bundle: honest})); err != nil || got == journal.No {
			return nil, fmt.Errorf("the honest bundle is answered %s, %w", got, err)
		}
		if key != nil {
			if k, err = key(w); err != nil {
				return nil, err
			}
			text, err := w.party(w.log, w.last, change(findings), k)
			return w.file(Evidence{Kind: Bundles, Bundle: text}), err
		}
		bare, err := w.party(w.log, w.last, change(findings), journal.SigningKey{})
		if err != nil {
			return nil, err
		}
		if _, got, err := Judge(w.ctx, w.file(Evidence{Kind: Bundles, Bundle: bare})); err != nil || got == journal.Yes {
			return nil, fmt.Errorf("%w: without a note it is %s, %w", errUnnoticed, got, err)
		}
		return w.file(Evidence{Kind: Bundles, Bundle: withNoteOf(honest, bare)}), nil
	}}
}

// party packs a bundle for a party of a log under a checkpoint, with findings, for which the world's log vouches unless the key
// is none.
func (w *world) party(l *log, c journal.SignedCheckpoint, findings []bundle.Finding, k journal.SigningKey) (string, error) {
	var out bytes.Buffer
	head := bundle.Head{Audience: bundle.ForParty, Origin: origin, Engine: engine, Size: c.Size}
	b, err := bundle.NewWriter(&out, head, c.Note.Bytes())
	if err != nil {
		return "", err
	}
	b.Vouch(k, 0, 0)
	for _, row := range l.rows[:c.Size] {
		e, err := row.Entry()
		for i := range e.Parts {
			e.Parts[i] = e.Parts[i].Withheld() // a party sees none of the kinds that a world enters
		}
		if err == nil {
			err = b.Entry(e)
		}
		if err != nil {
			return "", err
		}
	}
	for _, f := range findings {
		if err := b.Finding(f); err != nil {
			return "", err
		}
	}
	if err := b.Close(); err != nil {
		return "", err
	}
	return out.String(), nil
}

// withNoteOf puts the note of one bundle, if it has one, into the last line of another.
func withNoteOf(from, to string) string {
	_, note, has := strings.Cut(from, `,"note":`)
	if !has {
		return to
	}
	return strings.TrimSuffix(to, "}}\n") + `,"note":` + note
}

func onFindings() []Attack {
	ownKey := func(*world) (journal.SigningKey, error) {
		return journal.GenerateKey(strings.NewReader(strings.Repeat("forger", 32)), origin, journal.SignsNotes)
	}
	return []Attack{
		handOn("invent a finding", "writes a finding whose ID is that of its content, and counts anew", func(f []bundle.Finding) []bundle.Finding {
			return append(f, found("invented"))
		}, nil),
		handOn("leave a finding out", "takes a finding away, and counts anew", func(f []bundle.Finding) []bundle.Finding { return f[1:] }, nil),
		handOn("reorder findings", "lets two findings change places, and counts anew", func(f []bundle.Finding) []bundle.Finding {
			return []bundle.Finding{f[1], f[0], f[2]}
		}, nil),
		handOn("vouch for findings with another key", "signs its own list with a key of its own under the name of the log", func(f []bundle.Finding) []bundle.Finding {
			return f[1:]
		}, ownKey),
	}
}
