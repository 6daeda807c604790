// SPDX-License-Identifier: Apache-2.0

package sim

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"truce/internal/sim/tally"
)

const (
	evidencePath = "docs/evidence.json"
	promisesPath = "docs/PROMISES.md"
)

// errPage says that the page is not what the table and the evidence give.
var errPage = errors.New("docs/PROMISES.md is not what the evidence gives: run go run ./cmd/verify promises")

// promises writes the page of promises, or compares it.
func promises(root string, check bool) error {
	page, err := Page(root)
	if err != nil {
		return err
	}
	path := filepath.Join(root, promisesPath)
	if !check {
		return os.WriteFile(path, page, 0o644)
	}
	now, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if string(now) != string(page) {
		return errPage
	}
	return nil
}

const intro = `# Promises

Each can be refuted by one counterexample that a stranger can present. *Kept* means that the suites and tests named show it for
all that exists today; *in part* says what is still open; *stale* means that the last run was of other sources, so that it shows
nothing of these; *not yet* means that nothing should rely on it. A suite *held* if it ran at the ci tier or above on these
sources, did what it is there for at least once, and failed nowhere; it is *left out* if it did not, as where the machine lacks what it
needs. A house test checks that every test named here exists.

This page is made by ` + "`go run ./cmd/verify promises`" + ` from ` + "`internal/sim/table.go` and `docs/evidence.json`" + `, the last run that was committed, and CI
checks that it is. What a suite does stands in ADR 18.

`

// Page returns the page of promises as the table and the evidence in a checkout give it.
func Page(root string) ([]byte, error) {
	e, err := readEvidence(filepath.Join(root, evidencePath))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	now, err := digest(root)
	if err != nil {
		return nil, err
	}
	var b strings.Builder
	b.WriteString(intro)
	b.WriteString(e.summary(now))
	b.WriteString("| n | promise | open | last run | state | shown by |\n|---|---|---|---|---|---|\n")
	for _, p := range table() {
		b.WriteString(p.row(e, now))
	}
	return []byte(b.String()), nil
}

// summary says which run the page rests on.
func (e Evidence) summary(now string) string {
	if e.Version == 0 {
		return "No run is committed.\n\n"
	}
	of := "of these sources"
	if e.Digest != now {
		of = "of **other sources**"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "The last run is of tier %s, %s (digest %.16s), by %s. Suites that were not run to their end have no line.\n\n", e.Tier, of, e.Digest, e.Go)
	b.WriteString("| suite | seconds | what was counted | left out | failures |\n|---|---|---|---|---|\n")
	for _, r := range e.Suites {
		var counts []string
		for _, c := range r.Counts {
			counts = append(counts, fmt.Sprintf("%d %s", c.N, c.Name))
		}
		fmt.Fprintf(&b, "| %s | %d | %s | %s | %d |\n", r.Name, r.Seconds, cell(counts), cell(r.Skips), len(r.Failures))
	}
	b.WriteString("\n")
	return b.String()
}

func cell(words []string) string {
	if len(words) == 0 {
		return "-"
	}
	return strings.ReplaceAll(strings.Join(words, "; "), "|", "/")
}

// came says what the evidence shows of a suite. Only held lets a promise be called kept.
func (e Evidence) came(name, now string) string {
	r, ok := e.of(name)
	switch {
	case !ok:
		return "not run"
	case len(r.Failures) > 0:
		return "**broken**"
	case e.Digest != now:
		return "of other sources"
	case e.Tier != tally.CI && e.Tier != tally.Night:
		return "not run at the ci tier"
	case r.main() == 0:
		return "left out"
	}
	return held
}

const held = "held"

// main is how often the suite did what it is there for.
func (r Result) main() int64 {
	for _, s := range suites() {
		i := slices.IndexFunc(r.Counts, func(c tally.Count) bool { return s.name == r.Name && c.Name == s.main })
		if i >= 0 {
			return r.Counts[i].N
		}
	}
	return 0
}

func (p promise) row(e Evidence, now string) string {
	state := p.state
	if p.open == "" {
		state = "kept"
	}
	last := make([]string, 0, len(p.suites))
	for _, name := range p.suites {
		came := e.came(name, now)
		last = append(last, name+": "+came)
		switch _, ran := e.of(name); {
		case ran && e.Digest != now:
			state = "stale"
		case came != held && state == "kept":
			state = "in part"
		}
	}
	var shown []string
	for _, t := range p.tests {
		shown = append(shown, "`"+t+"`")
	}
	return fmt.Sprintf("| %d | %s | %s | %s | %s | %s |\n", p.n, p.text, cmp.Or(p.open, "-"), cell(last), state, cmp.Or(strings.Join(shown, ", "), "-"))
}
