// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// program is the truce of one engine version.
type program struct {
	ctx          context.Context
	version      string
	tree, binary string
}

func (p program) build() error {
	cmd := exec.CommandContext(p.ctx, "go", "build", "-trimpath", "-buildvcs=false", "-o", p.binary, "./cmd/truce")
	cmd.Dir, cmd.Env = p.tree, append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("build truce of %s: %w\n%s", p.version, err, out)
	}
	return nil
}

// answer is how a program ended and what it printed.
type answer struct {
	code           int
	stdout, stderr string
}

// ask runs the program in a folder.
func (p program) ask(dir string, args ...string) (answer, error) {
	return ask(p.ctx, dir, append([]string{p.binary}, args...))
}

func ask(ctx context.Context, dir string, args []string) (answer, error) {
	cmd := exec.CommandContext(ctx, args[0], args[1:]...)
	var stdout, stderr bytes.Buffer
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, &stdout, &stderr
	err := cmd.Run()
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		err = nil
	}
	if err != nil {
		return answer{}, fmt.Errorf("%s: %w", strings.Join(args, " "), err)
	}
	return answer{cmd.ProcessState.ExitCode(), stdout.String(), stderr.String()}, nil
}

// record is what a program kept: in its folder stand record (the entries), journal, policy, mission.bundle and party.bundle.
type record struct{ dir string }

func (r record) path(name string) string { return filepath.Join(r.dir, name) }

// keep copies the bundle for the mission and the policy into a folder, unless it is there.
func (r record) keep(dir string) error {
	if _, err := os.Stat(dir); err == nil {
		return nil
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for _, name := range []string{"mission.bundle", "policy"} {
		data, err := os.ReadFile(r.path(name))
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, name), data, 0o644)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// record makes a record as docs/guide/operator.md says, from what the scripts of that version read: an exercise that was
// judged and sealed, a device and its submission, a cosigner, a published checkpoint and two bundles.
func (p program) record(dir string) (record, error) {
	if err := os.CopyFS(dir, os.DirFS(filepath.Join(p.tree, "internal", "cli", "testdata", "common"))); err != nil {
		return record{}, err
	}
	m := &maker{program: p, dir: dir}
	m.do("log.pub", "keys", "make", "mission.example/2031", "--for", "log", "--out", "log.key")
	m.do("phone.pub", "keys", "make", "phone-7", "--for", "device", "--out", "phone.key")
	m.do("neutral.pub", "keys", "make", "neutral", "--for", "cosigner", "--out", "neutral.key")
	m.do("", "judge", "-a", "draft.yaml", "--state", "record", "monday.ndjson", "tuesday.ndjson")
	m.do("", "seal", "record", "journal", "--origin", "mission.example/2031")
	m.do("", "keys", "enrol", "journal", m.text("phone.pub"), "--holder", "mission", "--by", "desk")
	m.do("submission", "seal-reports", "tuesday.ndjson", "--key", "phone.key", "--log", m.text("log.pub"), "--exercise")
	m.do("receipt", "submit", "journal", "submission", "--key", "log.key")
	stop := m.cosign()
	m.do("", "publish", "journal", "--key", "log.key", "--policy", "policy", "--to", "public")
	m.do("", "bundle", "journal", "--for", "mission", "--key", "log.key", "--out", "mission.bundle")
	m.do("", "bundle", "journal", "--for", "party", "--key", "log.key", "--out", "party.bundle")
	if err := stop(); err != nil && m.err == nil {
		m.err = err
	}
	return record{dir}, m.err
}

// maker runs one command after the other until one fails.
type maker struct {
	program
	dir string
	err error
}

// do runs a command, which must succeed, and puts what it prints into a file if one is named.
func (m *maker) do(into string, args ...string) {
	if m.err != nil {
		return
	}
	got, err := m.ask(m.dir, args...)
	switch {
	case err != nil:
		m.err = err
	case got.code != 0:
		m.err = fmt.Errorf("truce %s, of %s: exit code %d\n%s", strings.Join(args, " "), m.version, got.code, got.stderr)
	case into != "":
		m.err = os.WriteFile(filepath.Join(m.dir, into), []byte(got.stdout), 0o600)
	}
}

// text is what a file holds.
func (m *maker) text(name string) string {
	data, err := os.ReadFile(filepath.Join(m.dir, name))
	if m.err == nil {
		m.err = err
	}
	return strings.TrimSpace(string(data))
}

// cosign starts a cosigner and writes the policy that names it. What it returns ends the cosigner.
func (m *maker) cosign() (stop func() error) {
	none := func() error { return nil }
	key := m.text("log.pub")
	if m.err != nil {
		return none
	}
	cmd := exec.CommandContext(m.ctx, m.binary, "cosign", "--key", "neutral.key", "--state", "neutral", "--log", key, "--listen", "127.0.0.1:0", "--enrol")
	cmd.Dir = m.dir
	out, err := cmd.StderrPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		m.err = err
		return none
	}
	address, err := listening(out)
	if err == nil {
		policy := fmt.Sprintf("log %s\nwitness neutral %s %s\nquorum neutral\n", key, m.text("neutral.pub"), address)
		err = os.WriteFile(filepath.Join(m.dir, "policy"), []byte(policy), 0o600)
	}
	if m.err == nil {
		m.err = err
	}
	return func() error {
		if err := cmd.Process.Signal(os.Interrupt); err != nil {
			return err
		}
		return cmd.Wait()
	}
}
