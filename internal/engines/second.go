// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// texts are those that the record of real events is judged under.
var texts = []string{"minsk-protocol-2014", "minsk-memorandum-2014", "minsk-package-2015", "minsk-addendum-2015"}

// elsewhere seals every event of a real data set with today's truce, and lets the truce of a second clone recompute every
// finding of the bundle. Both must print the same line on the findings, and so must the second verifier. It does nothing, and
// says so, where the data are absent.
func elsewhere(now program, data, dir string) error {
	events, err := filepath.Abs(filepath.Join(data, "ucdp-ged-ukraine", "events.csv"))
	if err != nil {
		return err
	}
	if _, err := os.Stat(events); errors.Is(err, fs.ErrNotExist) {
		fmt.Printf("\nskipped: no real events in %s\n", data)
		return nil
	}
	fmt.Printf("\nevery event of %s, recomputed by a second clone\n", filepath.Base(filepath.Dir(events)))
	there := program{ctx: now.ctx, version: now.version, tree: filepath.Join(dir, "clone"), binary: filepath.Join(dir, "truce")}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	if err := clone(now.ctx, now.tree, there.tree); err != nil {
		return err
	}
	if err := there.build(); err != nil {
		return err
	}
	r, err := now.sealed(events, filepath.Join(dir, "record"))
	if err != nil {
		return err
	}
	here, err := now.verify(r, "mission.bundle")
	if err := (want{"by the build that made it", yes, saying(proofs, "recomputed yes", "whole yes")}).hold(here, err); err != nil {
		return err
	}
	hash := lineOn(here.stdout, "digest")
	second, err := there.verify(r, "mission.bundle")
	if err := (want{"by the build of a second clone", yes, saying(proofs, "recomputed yes", "whole yes", hash)}).hold(second, err); err != nil {
		return err
	}
	third, err := now.second(r, "mission.bundle")
	return want{"by the second verifier", couldNotTell, saying(proofs, "whole could not tell", hash)}.hold(third, err)
}

// clone makes a second clone of what is committed.
func clone(ctx context.Context, from, to string) error {
	if out, err := exec.CommandContext(ctx, "git", "clone", "--quiet", "--", from, to).CombinedOutput(); err != nil {
		return fmt.Errorf("git clone: %w\n%s", err, out)
	}
	return nil
}

// sealed makes a record of real events: judged, sealed, published under a cosigner, and bundled for the mission.
func (p program) sealed(events, dir string) (record, error) {
	if err := os.Mkdir(dir, 0o755); err != nil {
		return record{}, err
	}
	m := &maker{program: p, dir: dir}
	judge := []string{"judge", "--state", "record", "--format", "ged"}
	for _, text := range texts {
		judge = append(judge, "-a", text)
	}
	m.do("log.pub", "keys", "make", "mission.example/2031", "--for", "log", "--out", "log.key")
	m.do("neutral.pub", "keys", "make", "neutral", "--for", "cosigner", "--out", "neutral.key")
	m.do("findings", append(judge, events)...)
	m.do("", "seal", "record", "journal", "--origin", "mission.example/2031")
	stop := m.cosign()
	m.do("", "publish", "journal", "--key", "log.key", "--policy", "policy", "--to", "public")
	m.do("", "bundle", "journal", "--for", "mission", "--key", "log.key", "--out", "mission.bundle")
	return record{dir}, errors.Join(m.err, stop())
}

// lineOn is the line of the output that starts with a word, its spaces made one.
func lineOn(out, word string) string {
	for line := range strings.Lines(out) {
		if f := strings.Fields(line); len(f) > 0 && f[0] == word {
			return strings.Join(f, " ")
		}
	}
	return word + " (not said)"
}
