// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// The exit codes of truce verify (docs/spec/bundle.md).
const (
	yes          = 0
	no           = 1
	couldNotTell = 2
)

// proofs are the questions that every version answers of every bundle for the mission: all but the recomputing.
var proofs = []string{"form", "log", "quorum", "tree", "headers", "findings", "succession", "destroyed", "inputs"}

// listening reads the address from the first line that a cosigner prints.
func listening(out io.Reader) (string, error) {
	line, err := bufio.NewReader(out).ReadString('\n')
	address, ok := strings.CutPrefix(strings.TrimSpace(line), "listening on ")
	if !ok {
		return "", fmt.Errorf("the cosigner said %q, %w: want the address that it listens at", line, err)
	}
	return address, nil
}

// engine is the version that the first line of the bundle gives.
func (r record) engine() (string, error) {
	data, err := os.ReadFile(r.path("mission.bundle"))
	if err != nil {
		return "", err
	}
	first, _, _ := bytes.Cut(data, []byte("\n"))
	var head struct {
		Bundle struct {
			Engine string `json:"engine"`
		} `json:"bundle"`
	}
	err = json.Unmarshal(first, &head)
	return head.Bundle.Engine, err
}

// tampered writes the bundle with one letter of a report changed, and returns its name.
func (r record) tampered() (string, error) {
	data, err := os.ReadFile(r.path("mission.bundle"))
	if err != nil {
		return "", err
	}
	before, after := []byte(`\"means\":\"seen\"`), []byte(`\"means\":\"sees\"`)
	if !bytes.Contains(data, before) {
		return "", errors.New("the bundle has no report of what was seen: nothing to tamper with")
	}
	return "tampered.bundle", os.WriteFile(r.path("tampered.bundle"), bytes.Replace(data, before, after, 1), 0o600)
}

// want is what an answer must be: the exit code, and lines or words that it must print.
type want struct {
	what string
	code int
	says []string
}

// hold prints what was asked and how it was answered, and returns an error if that is not as it must be.
func (w want) hold(got answer, err error) error {
	if err != nil {
		return fmt.Errorf("%s: %w", w.what, err)
	}
	all := strings.Join(strings.Fields(got.stdout+" "+got.stderr), " ")
	for _, words := range w.says {
		if !strings.Contains(all, words) {
			return fmt.Errorf("%s: %q is not among what it says (exit code %d):\n%s%s", w.what, words, got.code, got.stdout, got.stderr)
		}
	}
	if got.code != w.code {
		return fmt.Errorf("%s: exit code %d, want %d:\n%s%s", w.what, got.code, w.code, got.stdout, got.stderr)
	}
	fmt.Printf("%-68s %d  %s\n", w.what, got.code, strings.Join(w.says[len(w.says)-1:], ""))
	return nil
}

// saying is that each of the questions is answered with yes, and what else is said.
func saying(questions []string, more ...string) []string {
	var out []string
	for _, q := range questions {
		out = append(out, q+" yes")
	}
	return append(out, more...)
}

// verify asks a program about a bundle of a record.
func (p program) verify(r record, bundle string) (answer, error) {
	return p.ask(r.dir, "verify", "--policy", "policy", bundle)
}

// second asks the verifier that was written from the pages alone.
func (p program) second(r record, bundle string) (answer, error) {
	return ask(p.ctx, r.dir, []string{"node", filepath.Join(p.tree, "verifier", "cli.mjs"), "--policy", "policy", bundle})
}

// recomputes is a bundle that a program verifies whole.
func recomputes(p program, r record, what string) error {
	got, err := p.verify(r, "mission.bundle")
	return want{what, yes, saying(proofs, "recomputed yes", "whole yes")}.hold(got, err)
}

// alike holds a commit of today's version to today's answers: judgement has not changed without the version.
func alike(old, now program, kept, fresh record) error {
	return errors.Join(
		recomputes(old, kept, "its own bundle, by its build"),
		recomputes(now, kept, "its bundle, by today's build, which is of the same version"),
		recomputes(old, fresh, "today's bundle, by its build, which is of the same version"),
	)
}

// apart holds two versions to what they can tell about each other's bundles.
func apart(old, now program, kept, fresh record) error {
	needs := "needs engine " + old.version
	tampered, err := kept.tampered()
	if err != nil {
		return err
	}
	faults := []error{recomputes(old, kept, "its own bundle, by its build")}
	check := func(w want, got answer, err error) { faults = append(faults, w.hold(got, err)) }

	got, err := now.verify(kept, "mission.bundle")
	check(want{"its bundle, by today's build", couldNotTell, saying(proofs, "whole could not tell", "recomputed could not tell: "+needs)}, got, err)
	got, err = now.second(kept, "mission.bundle")
	check(want{"its bundle, by the second verifier", couldNotTell, saying(proofs, "whole could not tell", "recomputed could not tell: "+needs)}, got, err)
	got, err = now.ask(kept.dir, "verify", "--policy", "policy", "--without", "recomputed,inputs,headers", "party.bundle")
	check(want{"its bundle for a party, by today's build", yes, saying([]string{"form", "log", "quorum", "tree", "findings"}, "whole yes")}, got, err)
	got, err = now.verify(kept, tampered)
	check(want{"its bundle with a letter changed, by today's build", no, []string{"tree no", "whole no"}}, got, err)
	got, err = old.verify(fresh, "mission.bundle")
	check(want{"today's bundle, by its build", couldNotTell, []string{"tree yes", "recomputed could not tell: needs engine " + now.version}}, got, err)

	const remedy = "use a truce of that version"
	refused := func(what string, args ...string) {
		got, err := now.ask(kept.dir, args...)
		check(want{what, no, []string{needs, remedy}}, got, err)
	}
	refused("its journal, to bundle, by today's build", "bundle", "journal", "--for", "mission", "--out", "again.bundle")
	refused("its journal, to enter a submission, by today's build", "submit", "journal", "submission", "--key", "log.key")
	refused("its folder, to judge, by today's build", "judge", "--state", "record")
	refused("its folder, to seal, by today's build", "seal", "record", "new", "--origin", "mission.example/2032")
	for _, name := range []string{"again.bundle", "new"} {
		if _, err := os.Stat(kept.path(name)); err == nil {
			faults = append(faults, fmt.Errorf("%s was written although the record needs another engine", name))
		}
	}
	got, err = now.ask(kept.dir, "receipt", "journal", "3", "--key", "log.key", "--level", "witnessed")
	check(want{"its journal, for a receipt, by today's build", yes, []string{"truce/receipt"}}, got, err)
	return errors.Join(faults...)
}
