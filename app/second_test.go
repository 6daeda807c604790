// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"truce/app"
	"truce/journal"
	"truce/journal/bundle"
)

// judged is what a verifier says of a bundle: the answer to each question that needs no engine, and what it computed
// where the file has the form of a bundle.
type judged struct {
	Answers  map[string]string
	Size     int64
	Root     string
	Findings int64
	Digest   string
}

// first is the judgement of app.Verify.
func first(t testing.TB, data, policy []byte) judged {
	t.Helper()
	var p *journal.Policy
	if policy != nil {
		p = new(must[journal.Policy](t)(journal.ParsePolicy(policy)))
	}
	r, err := app.Verify(bytes.NewReader(data), p)
	if err != nil {
		t.Fatal(err)
	}
	out := judged{Answers: map[string]string{}}
	for _, a := range r.Answers {
		if a.Question != app.Recomputed {
			out.Answers[string(a.Question)] = string(a.Outcome)
		}
	}
	if r.Unvouched { // whoever has no engine could not tell
		out.Answers[string(bundle.Findings)] = string(journal.CouldNotTell)
	}
	if out.Answers[string(bundle.Form)] == string(journal.Yes) {
		out.Size, out.Root = r.Head.Size, fmt.Sprintf("%x", r.Root[:])
		out.Findings, out.Digest = r.Findings, r.Digest.String()
	}
	return out
}

// second is the verifier in verifier/, which shares no code with this one, in one process that answers many times.
type second struct {
	t      testing.TB
	in     io.WriteCloser
	out    *bufio.Reader
	folder string
	asked  int
}

// newSecond starts the second verifier, and skips the test where node is not at hand: the tests in verifier/ and in CI do
// not skip it.
func newSecond(t testing.TB) *second {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skipf("the second verifier is not run: %v", err)
	}
	version, err := exec.Command(node, "--version").Output()
	major, _, _ := strings.Cut(strings.TrimPrefix(strings.TrimSpace(string(version)), "v"), ".")
	if n, convErr := strconv.Atoi(major); err != nil || convErr != nil || n < 18 {
		t.Skipf("the second verifier is not run: it needs node 18, this is %q, %v", version, err)
	}
	script := filepath.Join("..", "verifier", "cli.mjs")
	for _, name := range []string{script, "../verifier/verify.js", "../verifier/receipt.js"} {
		must[[]byte](t)(os.ReadFile(name)) // so that go test runs again when they change
	}
	cmd := exec.Command(node, script, "--batch", "--now", strconv.FormatInt(secondClock, 10))
	cmd.Stderr = os.Stderr
	in := must[io.WriteCloser](t)(cmd.StdinPipe())
	out := must[io.ReadCloser](t)(cmd.StdoutPipe())
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := in.Close(); err != nil {
			t.Error(err)
		}
		if err := cmd.Wait(); err != nil {
			t.Error(err)
		}
	})
	return &second{t: t, in: in, out: bufio.NewReader(out), folder: t.TempDir()}
}

// ask has the verifier read files, by what they are, and returns what it answers. A file without content is not there.
func (s *second) ask(files map[string][]byte, answer any) {
	s.t.Helper()
	s.asked++
	ask := map[string]string{}
	for what, content := range files {
		if content == nil {
			continue
		}
		ask[what] = filepath.Join(s.folder, what)
		if err := os.WriteFile(ask[what], content, 0o600); err != nil {
			s.t.Fatal(err)
		}
	}
	if err := json.NewEncoder(s.in).Encode(ask); err != nil {
		s.t.Fatal(err)
	}
	line, err := s.out.ReadBytes('\n')
	if err != nil {
		s.t.Fatalf("the second verifier ended: %v", err)
	}
	if err := json.Unmarshal(line, answer); err != nil {
		s.t.Fatalf("%v in %.200q", err, line)
	}
}

// secondClock is by which both judge receipts, in milliseconds since 1970: after every cosignature of the tests.
const secondClock = 1_800_000_060_000

// judgeReceipt is what the verifier answers of a receipt by itself.
func (s *second) judgeReceipt(data, policy []byte) string {
	s.t.Helper()
	var said struct{ Answer string }
	s.ask(map[string][]byte{"receipt": data, "policy": policy}, &said)
	return said.Answer
}

func (s *second) judge(data, policy []byte) judged { return s.judgeAfter(data, nil, policy) }

// judgeAfter is what the verifier answers of a bundle, by one of the log before if it is not nil.
func (s *second) judgeAfter(data, before, policy []byte) judged {
	s.t.Helper()
	var said struct {
		Answers []struct{ Question, Answer string }
		Size    int64
		Root    string

		Findings int64
		Digest   string
	}
	s.ask(map[string][]byte{"bundle": data, "follows": before, "policy": policy}, &said)
	out := judged{Answers: map[string]string{}, Size: said.Size, Root: said.Root, Findings: said.Findings, Digest: said.Digest}
	for _, a := range said.Answers {
		if a.Question != string(app.Recomputed) {
			out.Answers[a.Question] = a.Answer
		}
	}
	return out
}

func must[T any](t testing.TB) func(v T, err error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}
