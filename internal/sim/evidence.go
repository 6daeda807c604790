// SPDX-License-Identifier: Apache-2.0

package sim

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"truce/internal/sim/tally"
)

// Evidence is what was tried, on which sources, and what came of it. It is published as JSON.
type Evidence struct {
	// Version is that of this format.
	Version int        `json:"v"`
	Tier    tally.Tier `json:"tier"`
	Go      string     `json:"go"`
	// Digest is that of the sources that were tested.
	Digest string `json:"digest"`
	// Suites are in the order of their names. One that is not there was not run.
	Suites []Result `json:"suites"`
}

// Result is what came of one suite.
type Result struct {
	Name string `json:"name"`
	Seed uint64 `json:"seed"`
	// Seconds is how long it took, on a machine that others may have used as well.
	Seconds  int64         `json:"seconds"`
	Counts   []tally.Count `json:"counts"`
	Skips    []string      `json:"skips,omitempty"`
	Failures []string      `json:"failures,omitempty"`
}

// version is that of the format of evidence.
const version = 1

// tested are the folders whose sources a run is evidence for: all that is linked into verify, itself among it, as a suite that
// tries less shows less.
func tested() []string {
	return []string{
		"act", "agreement", "app", "canon", "coverage", "engine", "finding", "incident", "internal/durable", "internal/entryfile", "internal/grid",
		"internal/access/reads/trail", "internal/publish/approval", "internal/publish/release/proof",
		"internal/sim", "journal", "keyring", "known", "likeness", "observation", "place", "report", "response", "spelling", "territory", "watch", "when",
	}
}

// wording is what is said of the evidence. It changes nothing that was tried.
const wording = "internal/sim/table.go"

// digest returns the SHA-256 over the paths and contents of the sources that are tested, in order of their paths, with the data
// that are embedded in them. Tests and the wording of the promises are no part of it.
func digest(root string) (string, error) {
	var paths []string
	for _, dir := range tested() {
		err := filepath.WalkDir(filepath.Join(root, dir), func(path string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case d.IsDir() && d.Name() == "testdata":
				return fs.SkipDir
			case strings.HasSuffix(path, "_test.go") || path == filepath.Join(root, wording):
			case slices.Contains([]string{".go", ".json", ".zip"}, filepath.Ext(path)):
				paths = append(paths, path)
			}
			return err
		})
		if err != nil {
			return "", err
		}
	}
	paths = append(paths, filepath.Join(root, "go.mod"), filepath.Join(root, "go.sum"))
	slices.Sort(paths)
	h := sha256.New()
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			return "", err
		}
		name, err := filepath.Rel(root, path)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(h, "%s %d\n", filepath.ToSlash(name), len(data))
		h.Write(data)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// newEvidence returns evidence of nothing for the sources as they are.
func newEvidence(root string, tier tally.Tier) (Evidence, error) {
	d, err := digest(root)
	return Evidence{Version: version, Tier: tier, Go: runtime.Version(), Digest: d}, err
}

// readEvidence reads a file of evidence. The error of one that is not there wraps fs.ErrNotExist.
func readEvidence(path string) (Evidence, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return Evidence{}, err
	}
	var e Evidence
	in := json.NewDecoder(bytes.NewReader(data))
	in.DisallowUnknownFields()
	if err := in.Decode(&e); err != nil {
		return Evidence{}, fmt.Errorf("evidence %s: %w", path, err)
	}
	if e.Version != version {
		return Evidence{}, fmt.Errorf("evidence %s: version %d is not known here", path, e.Version)
	}
	return e, nil
}

// earlier returns the evidence in a file if it is of the same tier and of the sources as they are, so that a run that was cut
// off goes on, and evidence of nothing otherwise.
func earlier(root, path string, tier tally.Tier) (Evidence, error) {
	now, err := newEvidence(root, tier)
	if err != nil || path == "" {
		return now, err
	}
	before, err := readEvidence(path)
	if errors.Is(err, fs.ErrNotExist) {
		return now, nil
	}
	if err == nil && before.Tier == now.Tier && before.Digest == now.Digest && before.Go == now.Go {
		return before, nil
	}
	return now, err
}

// write writes the evidence to a file.
func (e Evidence) write(path string) error {
	data, err := json.MarshalIndent(e, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(path, append(data, '\n'), 0o644)
}

// with returns the evidence with a result in place of an earlier one of the suite.
func (e Evidence) with(r Result) Evidence {
	e.Suites = slices.DeleteFunc(slices.Clone(e.Suites), func(old Result) bool { return old.Name == r.Name })
	e.Suites = append(e.Suites, r)
	slices.SortFunc(e.Suites, func(a, b Result) int { return strings.Compare(a.Name, b.Name) })
	return e
}

// of returns the result of a suite, and whether there is one.
func (e Evidence) of(name string) (Result, bool) {
	i := slices.IndexFunc(e.Suites, func(r Result) bool { return r.Name == name })
	if i < 0 {
		return Result{}, false
	}
	return e.Suites[i], true
}
