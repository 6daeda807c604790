// SPDX-License-Identifier: Apache-2.0

package release

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	_ "embed"
	"fmt"
	"slices"

	"truce/canon"
	"truce/when"
)

// The names of the files of a release that others refer to. The manifest lists every file but itself and the proof, which is made
// once two people stand behind the manifest.
const (
	ManifestName = "manifest.json"
	ProofName    = "proof.json"
	VerifyName   = "verify.html"
)

// File is one file of the folder, its name slash-separated and relative.
type File struct {
	Name string
	Data []byte
}

// Manifest says what a release is and which files it has.
type Manifest struct {
	V          int       `json:"v"`
	Exercise   bool      `json:"exercise,omitempty"`
	Agreements []string  `json:"agreements"`
	Engine     string    `json:"engine"`
	Zone       string    `json:"zone"`
	From       when.Date `json:"from"`
	To         when.Date `json:"to"`
	DelayHours int64     `json:"delay_hours"`
	CellMetres int64     `json:"cell_m"`
	// Findings are the IDs of those that are shown, in the order of the files.
	Findings []canon.FindingID `json:"findings"`
	Files    []Listed          `json:"files"`
}

// Listed is a file in a manifest.
type Listed struct {
	Name   string       `json:"name"`
	Bytes  int64        `json:"bytes"`
	SHA256 canon.Digest `json:"sha256"`
}

// DigestOf is the digest of a manifest, by which people sign a release.
func DigestOf(manifest []byte) canon.Digest {
	return canon.SumBytes("truce/public-release/1", manifest)
}

//go:embed verify.html
var verifyPage []byte

// draft writes the release into files.
func (m *maker) draft() (*Draft, error) {
	d := &Draft{Release: m.release, Held: m.held, Kept: m.kept, Notes: m.notes}
	for _, id := range m.rule.Show {
		if !slices.ContainsFunc(m.held, func(h Held) bool { return h.Finding == id }) {
			return nil, fmt.Errorf("make a public release: the finding %s is to be shown all the same, and is not held back: leave it out of the rule", id)
		}
	}
	w := &writer{release: &d.Release}
	for _, write := range []func() error{
		w.pages, w.tables, w.lines, w.geometry, w.feed, func() error { w.add(VerifyName, verifyPage); return nil },
	} {
		if err := write(); err != nil {
			return nil, fmt.Errorf("write a public release: %w", err)
		}
	}
	slices.SortFunc(w.files, func(a, b File) int { return cmp.Compare(a.Name, b.Name) })
	manifest, err := manifestOf(&d.Release, w.files)
	if err != nil {
		return nil, fmt.Errorf("write a public release: %w", err)
	}
	d.Manifest = DigestOf(manifest)
	at, _ := slices.BinarySearchFunc(w.files, ManifestName, func(f File, name string) int { return cmp.Compare(f.Name, name) })
	d.Files = slices.Insert(w.files, at, File{ManifestName, manifest})
	return d, nil
}

func manifestOf(r *Release, files []File) ([]byte, error) {
	m := Manifest{
		V: 1, Exercise: r.Exercise, Agreements: []string{}, Engine: r.Engine, Zone: r.Zone, From: r.From, To: r.To,
		DelayHours: r.DelayHours, CellMetres: r.CellMetres, Findings: []canon.FindingID{},
	}
	for _, t := range r.Texts {
		m.Agreements = append(m.Agreements, t.Ref)
	}
	for _, item := range r.Items {
		m.Findings = append(m.Findings, item.Finding)
	}
	m.Files = ListOf(files)
	data, err := canon.Encode(m)
	return append(data, '\n'), err
}

// ListOf are files as a manifest lists them.
func ListOf(files []File) (out []Listed) {
	for _, f := range files {
		out = append(out, Listed{Name: f.Name, Bytes: int64(len(f.Data)), SHA256: sha256.Sum256(f.Data)})
	}
	return out
}

// writer gathers the files of one release.
type writer struct {
	release *Release
	files   []File
}

func (w *writer) add(name string, data []byte) {
	w.files = append(w.files, File{Name: name, Data: bytes.Clone(data)})
}

// mark begins every row and page of an exercise.
func (w *writer) mark() string {
	if w.release.Exercise {
		return "EXERCISE"
	}
	return ""
}
