// SPDX-License-Identifier: Apache-2.0

package outward

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"truce/canon"
	"truce/engine"
	"truce/internal/api"
	"truce/internal/api/mission/signed"
	"truce/internal/api/page"
	"truce/internal/publish/approval"
	"truce/internal/publish/release"
	"truce/keyring"
)

// signing is an act on a release that a person signs: what the act is, of which manifest, and by which rule where it is proposed.
type signing struct {
	act      string
	manifest canon.Digest
	rule     *approval.Rule
	// files are those of the release, whose digests the manifest has.
	files []release.File
}

// button is the word on the button that sends an act.
func (s signing) button() string {
	if s.act == "propose" {
		return "Propose it"
	}
	return "Approve it"
}

// person is whoever asks, as one who signs acts on releases: with the keys on record, and no bytes yet.
func (p *pages) person(a *api.Ask) (who signed.Act) {
	who = signed.Act{Person: a.Viewer.Person, Use: keyring.ForRelease}
	p.Read(func(s *engine.State) error {
		who.Keys = slices.Clone(s.Keys())
		return nil
	})
	return who
}

// own is the act as whoever asks would sign it here, and the name of their key. Its error wraps signed.ErrNoKey where they cannot.
func (p *pages) own(a *api.Ask, act string, manifest canon.Digest) (who signed.Act, by string, err error) {
	if p.Signing == nil {
		return who, "", signed.ErrNoKey
	}
	who = p.person(a)
	if by, err = p.Signing.Key(a.Request, who); err == nil {
		who.Message = []byte(approval.Text(act, by, manifest))
	}
	return who, by, err
}

// firstOf is the name under which whoever has a key was first enrolled: keys that took each other's place are one person's.
func firstOf(keys []keyring.Enrolment, name string) string {
	for range keys {
		i := slices.IndexFunc(keys, func(e keyring.Enrolment) bool { return e.Key.Name == name })
		if i < 0 || keys[i].Key.Replaces == "" {
			break
		}
		name = keys[i].Key.Replaces
	}
	return name
}

// hidden are the fields by which a release is made again when the form comes back: from the same record they give the same bytes.
func (s signing) hidden(a *api.Ask) []page.Field {
	fields := []page.Field{{Name: "manifest", Kind: "hidden", Value: s.manifest.String()}}
	if s.rule == nil {
		return fields
	}
	asked := func(name string) string { return a.Value(name, a.URL.Query().Get(name)) }
	fields = append(fields, page.Field{Name: "as_of", Kind: "hidden", Value: strconv.FormatInt(int64(s.rule.AsOf), 10)}, page.Field{Name: "made", Kind: "hidden", Value: "yes"},
		page.Field{Name: "delay", Kind: "hidden", Value: asked("delay")}, page.Field{Name: "cell", Kind: "hidden", Value: asked("cell")})
	if s.rule.Exercise {
		fields = append(fields, page.Field{Name: "exercise", Kind: "hidden", Value: "yes"})
	}
	return fields
}

// sign are the forms of an act: by the person's own key here, over exactly the bytes that are shown; and by a key file elsewhere.
func (p *pages) sign(a *api.Ask, s signing) ([]page.Block, error) {
	out := []page.Block{s.listed()}
	who, _, err := p.own(a, s.act, s.manifest)
	var asked *page.Signing
	if err == nil {
		asked, err = p.Signing.Ask(a.Request, who)
	}
	switch {
	case errors.Is(err, signed.ErrNoKey):
		out = append(out, page.Note{Kind: page.Help, Text: "No key of yours that signs here is on record: make a passkey under Account, or sign with a key file as it says below."})
	case err != nil:
		return nil, err
	default:
		out = append(out, page.Form{
			ID: s.act, Title: "2. Sign it", Action: "/public/" + s.act, Submit: "Sign, and " + s.act + " it", Signing: asked,
			Lead:   "These are the exact bytes: the act, your name on record, and the digest of the manifest, in which every file of the release stands with its own digest.",
			Fields: append(s.hidden(a), page.Field{Name: "sign", Kind: "hidden", Value: "yes"}),
		})
	}
	if asked != nil && asked.Held != "" {
		return out, nil // nobody has the keys of a demonstration in a file
	}
	return append(out, p.byFile(a, s)...), nil
}

// listed are the files that would go out, each with its digest.
func (s signing) listed() page.List {
	l := page.List{ID: "files", Title: "Exactly what goes out", Lead: "Nothing else leaves the room, and nothing of it can be changed without another digest.", Inside: true, Columns: []page.Column{
		{Key: "file", Name: "File"}, {Key: "bytes", Name: "Bytes", Number: true}, {Key: "sha256", Name: "SHA-256"},
	}, Empty: "The release has no files."}
	for _, f := range release.ListOf(s.files) {
		l.Rows = append(l.Rows, page.Row{Cells: []page.Cell{{Text: f.Name}, number(f.Bytes), {Text: f.SHA256.String()}}})
	}
	return l
}

// byFile are the text to sign and the form that takes the signed note of a key file. The key never comes to the server.
func (p *pages) byFile(a *api.Ask, s signing) []page.Block {
	names := p.signers()
	if len(names) == 0 {
		return nil
	}
	by := page.Field{Name: "by", Label: "Whose key", Kind: "choice", Value: a.Value("by", names[0]), Error: a.Fault("by")}
	for _, name := range names {
		by.Options = append(by.Options, page.Option{Value: name, Text: name})
	}
	fields := append([]page.Field{
		by,
		{Name: "note", Label: "The signed note", Kind: "area", Required: true, Max: approval.MaxNote, Value: a.Value("note", ""), Error: a.Fault("note"), Help: "What truce release sign printed. It is signed on your own machine; the key never comes here."},
	}, s.hidden(a)...)
	return []page.Block{
		page.Prose{Title: "Or sign it with a key file", Exact: true, Paragraphs: []string{"truce release sign " + s.act + " " + s.manifest.String() + " --key YOUR.key"}},
		page.Form{ID: s.act + "-by-file", Title: "and send what it printed", Action: "/public/" + s.act, Submit: s.button(), Fields: fields},
	}
}

// signedAct is whose act a form sent, and the note that they signed: by their key here, or as they pasted it.
func (p *pages) signedAct(a *api.Ask, act string, manifest canon.Digest) (by, text string, err error) {
	if a.Sent.Get("sign") == "" {
		return a.Sent.Get("by"), noteOf(a), nil
	}
	who, by, err := p.own(a, act, manifest)
	if err != nil {
		return "", "", signed.Refusal(err)
	}
	s, err := p.Signing.Signed(a.Request, who)
	return by, string(who.Message) + "\n" + s.Line, err
}

// stands says to whoever proposed a release that they cannot approve it too; empty for anybody else.
func (p *pages) stands(a *api.Ask, r *approval.Release) string {
	_, by, err := p.own(a, "approve", r.Proposal.Manifest)
	if err != nil || firstOf(p.person(a).Keys, by) != r.By {
		return ""
	}
	return fmt.Sprintf("You proposed this release, as %s. Nobody approves their own: it waits for somebody else of the mission.", cmp.Or(by, r.By))
}

// proposed says that the very same release was proposed before, which nobody proposes again; empty where it was not.
func (p *pages) proposed(manifest canon.Digest) (out page.Note) {
	p.Read(func(s *engine.State) error {
		r := s.Releases().Find(manifest)
		if r == nil {
			return nil
		}
		out = page.Note{Kind: page.Help, Text: "The very same release, to the byte, was proposed " + api.Clock(r.At, p.zoned()) + " and let go by two people. Nothing newer is old enough yet; a stricter delay or cell above makes another."}
		if !r.MayLeave() {
			out = page.Note{Kind: page.Help, Text: "The very same release, to the byte, was proposed " + api.Clock(r.At, p.zoned()) + ". It waits for a second person.", Link: page.Link{Text: "Look at it", To: "/public/approve"}}
		}
		return nil
	})
	return out
}
