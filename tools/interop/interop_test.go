// SPDX-License-Identifier: Apache-2.0

// Package interop_test lets works of others read what Truce writes: golang.org/x/mod, Tessera's fsck, and torchwood's
// policies and its cosigner. It is a module of its own, so that none of them is a dependency of Truce. With -v it says what
// agreed. Nothing is skipped: what is not there is a failure.
//
//	go test -C tools/interop -v .
package interop_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"truce/internal/durable"
	"truce/journal"
	"truce/journal/cosigner"
	"truce/journal/tiles"
)

const origin = "log.example/truce"

// program builds one of the programs of others.
func program(t *testing.T, pkg string) string {
	t.Helper()
	out := filepath.Join(t.TempDir(), filepath.Base(pkg))
	cmd := exec.Command("go", "build", "-o", out, pkg)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if text, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("build %s: %v\n%.600s", pkg, err, text)
	}
	return out
}

func run(t *testing.T, name string, args ...string) (string, error) {
	t.Helper()
	text, err := exec.Command(name, args...).CombinedOutput()
	return string(text), err
}

// log is a log in memory.
type log struct {
	key    journal.SigningKey
	leaves [][]byte
	hashes []tlog.Hash
}

func newLog(t *testing.T) *log {
	t.Helper()
	return &log{key: newKey(t, origin, journal.SignsNotes)}
}

func newKey(t *testing.T, name string, a journal.Algorithm) journal.SigningKey {
	t.Helper()
	k, err := journal.GenerateKey(rand.Reader, name, a)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func (l *log) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, x := range indexes {
		out[i] = l.hashes[x]
	}
	return out, nil
}

// grow adds leaves up to a size and returns the signed checkpoint.
func (l *log) grow(t *testing.T, size int64) journal.SignedCheckpoint {
	t.Helper()
	for n := int64(len(l.leaves)); n < size; n++ {
		leaf := fmt.Appendf(nil, "truce/leaf/1\n%064x\n", n)
		more, err := tlog.StoredHashes(n, leaf, l)
		if err != nil {
			t.Fatal(err)
		}
		l.leaves, l.hashes = append(l.leaves, leaf), append(l.hashes, more...)
	}
	root, err := tlog.TreeHash(size, l)
	if err != nil {
		t.Fatal(err)
	}
	s, err := journal.SignCheckpoint(journal.Checkpoint{Origin: origin, Size: size, Root: root}, l.key)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (l *log) submission(s journal.SignedCheckpoint) cosigner.Submission {
	return cosigner.Submission{Checkpoint: s, Prove: func(_ context.Context, from, to int64) ([]tlog.Hash, error) {
		return tlog.ProveTree(to, from, l)
	}}
}

func TestTheNoteLibraryOpensOurNotes(t *testing.T) {
	l := newLog(t)
	s := l.grow(t, 3)
	v, err := note.NewVerifier(l.key.Verifier().String())
	if err != nil {
		t.Fatal(err)
	}
	if n, err := note.Open(s.Note.Bytes(), note.VerifierList(v)); err != nil || n.Text != s.Text() {
		t.Errorf("opened as %v, %v", n, err)
	}
	agreed(t, "golang.org/x/mod opens our checkpoints")
}

func TestTesseraChecksOurTiles(t *testing.T) {
	outside := program(t, "truce/tools/interop/outside")
	l, dir := newLog(t), t.TempDir()
	disk, err := durable.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer disk.Close()
	src := tiles.Source{Hashes: l, Leaves: func(_ context.Context, from, to int64) ([][]byte, error) { return l.leaves[from:to], nil }}
	for _, size := range []int64{1, 255, 256, 257, 1000, 66_000} {
		s := l.grow(t, size)
		if err := tiles.Publish(t.Context(), durable.NewFolder(disk), src, s); err != nil {
			t.Fatal(err)
		}
		if text, err := run(t, outside, "tiles", dir, l.key.Verifier().String()); err != nil {
			t.Fatalf("%d leaves: %v\n%s", size, err, text)
		}
	}
	for _, name := range []string{"tile/0/000", "tile/entries/257.p/208", "tile/1/001.p/1"} {
		path := filepath.Join(dir, name)
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		data[9] ^= 1
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
		if text, err := run(t, outside, "tiles", dir, l.key.Verifier().String()); err == nil {
			t.Errorf("a flipped byte in %s is not found: %s", name, text)
		}
		data[9] ^= 1
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	agreed(t, "Tessera's fsck accepts our tiles of six sizes up to 66,000 leaves, and finds a flipped byte in three files")
}

func TestTorchwoodJudgesByOurPolicies(t *testing.T) {
	outside := program(t, "truce/tools/interop/outside")
	l := newLog(t)
	s := l.grow(t, 3)
	a, b, c := newKey(t, "a.example", journal.Cosigns), newKey(t, "b.example", journal.Cosigns), newKey(t, "c.example", journal.Cosigns)
	text := fmt.Sprintf("log %s\nwitness a %s\nwitness b %s\nwitness c %s\ngroup g 2 a b c\nquorum g\n", l.key.Verifier(), a.Verifier(), b.Verifier(), c.Verifier())
	ours, err := journal.ParsePolicy([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	policy, checkpoint := filepath.Join(dir, "policy"), filepath.Join(dir, "checkpoint")
	if err := os.WriteFile(policy, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	for i, k := range []journal.SigningKey{a, c, b} {
		line, err := journal.Cosign(s.Checkpoint, k, 1_800_000_000)
		if err != nil {
			t.Fatal(err)
		}
		s.Note = s.Note.With(line)
		if err := os.WriteFile(checkpoint, s.Note.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		out, err := run(t, outside, "policy", policy, checkpoint, origin)
		if want := i >= 1; (err == nil) != want || ours.Judge(s).Accepted != want {
			t.Errorf("%d cosignatures: they say %v %s, we say %v, want %v", i+1, err, out, ours.Judge(s).Accepted, want)
		}
	}
	agreed(t, "torchwood and we say the same of one, two and three cosignatures under a policy of two of three")
}

// agent starts an ssh-agent that holds a new Ed25519 key, and returns its socket and the key's fingerprint.
func agent(t *testing.T) (socket, fingerprint string) {
	t.Helper()
	for _, tool := range []string{"ssh-agent", "ssh-add", "ssh-keygen"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Fatalf("%s is not installed: it is in openssh-client", tool)
		}
	}
	dir, err := os.MkdirTemp("", "a") // the path of a socket is short
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	socket = filepath.Join(dir, "s")
	start(t, exec.Command("ssh-agent", "-D", "-a", socket))
	await(t, func() bool { _, err := os.Stat(socket); return err == nil })
	key := filepath.Join(dir, "key")
	if text, err := run(t, "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key); err != nil {
		t.Fatal(text)
	}
	add := exec.Command("ssh-add", key)
	add.Env = append(os.Environ(), "SSH_AUTH_SOCK="+socket)
	if text, err := add.CombinedOutput(); err != nil {
		t.Fatalf("%s", text)
	}
	text, err := run(t, "ssh-keygen", "-l", "-E", "sha256", "-f", key)
	if err != nil {
		t.Fatal(text)
	}
	return socket, strings.Fields(text)[1]
}

// start starts a program that ends with the test.
func start(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
}

// await asks again until it is so, for a quarter of a minute.
func await(t *testing.T, so func() bool) {
	t.Helper()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for range 300 {
		if so() {
			return
		}
		<-tick.C
	}
	t.Fatal("waited in vain")
}

var verifierKey = regexp.MustCompile(`[a-z./]+\+[0-9a-f]{8}\+[A-Za-z0-9+/=]{44}`)

func TestLitewitnessCosignsOurCheckpoints(t *testing.T) {
	litewitness, outside := program(t, "filippo.io/torchwood/cmd/litewitness"), program(t, "truce/tools/interop/outside")
	socket, fingerprint := agent(t)
	l, dir := newLog(t), t.TempDir()
	db := filepath.Join(dir, "db")
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := free.Addr().String()
	free.Close()
	start(t, exec.Command(litewitness, "-db", db, "-ssh-agent", socket, "-key", fingerprint, "-name", "litewitness.example", "-listen", address))
	var page string
	await(t, func() bool {
		resp, err := http.Get("http://" + address + "/")
		if err != nil {
			return false
		}
		defer resp.Body.Close()
		data, err := io.ReadAll(resp.Body)
		page = strings.ReplaceAll(string(data), "&#43;", "+")
		return err == nil
	})
	key, err := journal.ParseVerifierKey(verifierKey.FindString(page))
	if err != nil {
		t.Fatalf("%v in %s", err, page)
	}
	if text, err := run(t, outside, "enrol", db, origin, l.key.Verifier().String()); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	peers := []journal.Peer{{Name: "lite", Key: key, URL: "http://" + address}}
	known := map[string]int64{}
	for _, size := range []int64{1, 5, 5, 300, 1000} {
		sub := l.submission(l.grow(t, size))
		if size != 300 { // where it has to answer 409 first
			sub.Known = known
		}
		got, err := cosigner.Client{}.Collect(t.Context(), sub, peers)
		if err != nil || len(got.Missing) > 0 {
			t.Fatalf("%d leaves: %+v, %v", size, got.Missing, err)
		}
		if first, _, err := got.Checkpoint.CosignedBy(key); err != nil || first < 1 {
			t.Errorf("%d leaves: %v", size, err)
		}
		known = got.Known
	}
	fork := newLog(t)
	fork.key = l.key
	fork.leaves, fork.hashes = [][]byte{[]byte("x")}, nil
	more, err := tlog.StoredHashes(0, []byte("x"), fork)
	if err != nil {
		t.Fatal(err)
	}
	fork.hashes = more
	got, err := cosigner.Client{}.Collect(t.Context(), fork.submission(fork.grow(t, 1000)), peers)
	if err != nil || len(got.Missing) != 1 || got.Missing[0].Reason != cosigner.OtherTree && got.Missing[0].Reason != cosigner.Refused {
		t.Errorf("a fork: %+v, %v", got.Missing, err)
	}
	agreed(t, "litewitness cosigns our checkpoints as the log grows, and refuses a fork")
}

// TestTheirRequestsAreAnswered posts to our cosigner the request that the C2SP document gives the form of, byte by byte.
func TestTheirRequestsAreAnswered(t *testing.T) {
	l := newLog(t)
	own := newKey(t, "cosigner.example", journal.Cosigns)
	disk, err := durable.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer disk.Close()
	folder := durable.NewFolder(disk)
	if err := cosigner.Enrol(folder, own.Verifier(), origin); err != nil {
		t.Fatal(err)
	}
	server, err := cosigner.Open(cosigner.Options{Key: own, Logs: []journal.VerifierKey{l.key.Verifier()}, Folder: folder, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	web := httptest.NewServer(server)
	defer web.Close()
	body := append([]byte("old 0\n\n"), l.grow(t, 5).Note.Bytes()...)
	resp, err := http.Post(web.URL+"/add-checkpoint", "", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if answer, err := io.ReadAll(resp.Body); err != nil || resp.StatusCode != 200 || !bytes.HasPrefix(answer, []byte("— cosigner.example ")) {
		t.Errorf("%d %q, %v", resp.StatusCode, answer, err)
	}
	agreed(t, "our cosigner answers the request that the C2SP document gives the form of")
}

// agreed says what was found, unless something was not.
func agreed(t *testing.T, what string) {
	t.Helper()
	if !t.Failed() {
		t.Log("agreed: " + what)
	}
}
