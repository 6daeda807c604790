// SPDX-License-Identifier: Apache-2.0

package cosigner_test

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"truce/canon"
	"truce/internal/durable"
	"truce/internal/durable/faulty"
	"truce/journal"
	"truce/journal/cosigner"
)

const origin = "log.example"

func keyFor(t testing.TB, name string, a journal.Algorithm) journal.SigningKey {
	t.Helper()
	seed := sha256.Sum256(fmt.Appendf(nil, "%d %s", a, name))
	k, err := journal.GenerateKey(bytes.NewReader(seed[:]), name, a)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// tree is a log in memory.
type tree struct {
	size   int64
	hashes []tlog.Hash
}

// newTree returns a tree whose leaves from index fork on are not those of others.
func newTree(t testing.TB, size, fork int64) *tree {
	t.Helper()
	tr := &tree{size: size}
	for n := range size {
		more, err := tlog.StoredHashes(n, fmt.Append(nil, n, n >= fork), tr)
		if err != nil {
			t.Fatal(err)
		}
		tr.hashes = append(tr.hashes, more...)
	}
	return tr
}

func (tr *tree) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, x := range indexes {
		out[i] = tr.hashes[x]
	}
	return out, nil
}

func (tr *tree) checkpoint(t testing.TB, size int64) journal.SignedCheckpoint {
	t.Helper()
	root, err := tlog.TreeHash(size, tr)
	if err != nil {
		t.Fatal(err)
	}
	s, err := journal.SignCheckpoint(journal.Checkpoint{Origin: origin, Size: size, Root: root}, keyFor(t, origin, journal.SignsNotes))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// request asks for a cosignature of one size from another on.
func (tr *tree) request(t testing.TB, old, size int64) cosigner.Request {
	t.Helper()
	r := cosigner.Request{Old: old, Checkpoint: tr.checkpoint(t, size)}
	if old > 0 && old <= size {
		proof, err := tlog.ProveTree(size, old, tr)
		if err != nil {
			t.Fatal(err)
		}
		r.Proof = proof
	}
	return r
}

// clock is a clock that stands still until it is set.
type clock struct{ seconds int64 }

func (c *clock) now() time.Time { return time.Unix(c.seconds, 999_999_999) }

// bench is a cosigner on a disk.
type bench struct {
	*cosigner.Server
	clock   *clock
	notices []error
}

func options(t testing.TB, disk durable.FS) (cosigner.Options, *bench) {
	b := &bench{clock: &clock{seconds: 1000}}
	return cosigner.Options{
		Key: keyFor(t, "cosigner.example", journal.Cosigns), Logs: []journal.VerifierKey{keyFor(t, origin, journal.SignsNotes).Verifier()},
		Folder: durable.NewFolder(disk), Now: b.clock.now, Notice: func(err error) { b.notices = append(b.notices, err) },
	}, b
}

// start starts a cosigner that is enrolled.
func start(t testing.TB, disk durable.FS) *bench {
	t.Helper()
	o, b := options(t, disk)
	s, err := cosigner.Open(o)
	if err != nil {
		t.Fatal(err)
	}
	b.Server = s
	return b
}

func enrolled(t testing.TB) *faulty.Disk {
	t.Helper()
	disk := faulty.New()
	if err := cosigner.Enrol(durable.NewFolder(disk), keyFor(t, "cosigner.example", journal.Cosigns).Verifier(), origin); err != nil {
		t.Fatal(err)
	}
	return disk
}

func post(h http.Handler, body []byte) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/add-checkpoint", bytes.NewReader(body)))
	return w
}

// signedAt returns the time of the cosignature in an answer.
func signedAt(t testing.TB, s journal.SignedCheckpoint, w *httptest.ResponseRecorder) int64 {
	t.Helper()
	lines, err := journal.ParseSignatureLines(w.Body.Bytes())
	if err != nil {
		t.Fatalf("%d %q: %v", w.Code, w.Body, err)
	}
	s.Note = s.Note.With(lines...)
	_, at, err := s.CosignedBy(keyFor(t, "cosigner.example", journal.Cosigns).Verifier())
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func statePath(dir string) string {
	return dir + "/" + canon.SumBytes("truce/cosigner/1", []byte(origin)).String()
}

func TestALogGrowsByNoMoreThanACosignerLetsIt(t *testing.T) {
	tr := newTree(t, 40, 40)
	o, _ := options(t, enrolled(t))
	o.MaxGrowth = 10
	s, err := cosigner.Open(o)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		old, size int64
		want      int
	}{{0, 11, 400}, {0, 10, 200}, {10, 21, 400}, {10, 20, 200}, {20, 20, 200}} {
		if w := post(s, tr.request(t, c.old, c.size).Bytes()); w.Code != c.want {
			t.Errorf("from %d to %d: %d %s, want %d", c.old, c.size, w.Code, w.Body, c.want)
		}
	}
	vast := journal.Checkpoint{Origin: origin, Size: cosigner.DefaultGrowth + 1}
	signed, err := journal.SignCheckpoint(vast, keyFor(t, origin, journal.SignsNotes))
	if err != nil {
		t.Fatal(err)
	}
	if w := post(start(t, enrolled(t)), cosigner.Request{Checkpoint: signed}.Bytes()); w.Code != 400 {
		t.Errorf("%d leaves at once: %d %s", vast.Size, w.Code, w.Body)
	}
}

func TestEachRowOfTheTableOfAnswers(t *testing.T) {
	good, fork := newTree(t, 20, 20), newTree(t, 20, 3)
	unknown, err := journal.SignCheckpoint(journal.Checkpoint{Origin: "other.example", Size: 1}, keyFor(t, "other.example", journal.SignsNotes))
	if err != nil {
		t.Fatal(err)
	}
	stranger := good.request(t, 8, 12)
	data, err := journal.SignNote(stranger.Checkpoint.Text(), keyFor(t, origin+"2", journal.SignsNotes))
	if err != nil {
		t.Fatal(err)
	}
	if stranger.Checkpoint, err = journal.ParseSignedCheckpoint(data); err != nil {
		t.Fatal(err)
	}
	both := good.request(t, 8, 12)
	both.Checkpoint.Note = stranger.Checkpoint.Note.With(both.Checkpoint.Note.Signatures...)
	short := good.request(t, 8, 12)
	short.Proof = short.Proof[1:]
	long := good.request(t, 8, 12)
	long.Proof = append(long.Proof, tlog.Hash{})
	again := good.request(t, 8, 8)
	again.Proof = []tlog.Hash{{}}
	text := func(r cosigner.Request, old, new string) []byte {
		return []byte(strings.Replace(string(r.Bytes()), old, new, 1))
	}
	next := good.request(t, 8, 12)
	for _, c := range []struct {
		name   string
		body   []byte
		status int
		answer string // of a conflict
	}{
		{"a tree that grew", next.Bytes(), 200, ""},
		{"the same tree again", good.request(t, 8, 8).Bytes(), 200, ""},
		{"signatures of unknown keys beside the log's", both.Bytes(), 200, ""},
		{"nothing", nil, 400, ""},
		{"no old size", text(next, "old 8\n", ""), 400, ""},
		{"an old size with a leading zero", text(next, "old 8\n", "old 08\n"), 400, ""},
		{"an old size below zero", text(next, "old 8\n", "old -8\n"), 400, ""},
		{"an old size beyond numbers", text(next, "old 8\n", "old 99999999999999999999\n"), 400, ""},
		{"two spaces", text(next, "old 8\n", "old  8\n"), 400, ""},
		{"a carriage return", text(next, "old 8\n", "old 8\r\n"), 400, ""},
		{"a line that is no hash", text(next, "old 8\n", "old 8\nx\n"), 400, ""},
		{"64 lines of proof", text(next, "old 8\n", "old 8\n"+strings.Repeat(journal.ProofLines([]tlog.Hash{{}}), 64)), 400, ""},
		{"no empty line", text(next, "\n\n", "\n"), 400, ""},
		{"no last line feed", next.Bytes()[:len(next.Bytes())-1], 400, ""},
		{"an extension line", text(next, "\n\n— ", "\nextension\n\n— "), 400, ""},
		{"too large", append(next.Bytes(), make([]byte, 1<<20)...), 400, ""},
		{"an old size above the size", good.request(t, 13, 12).Bytes(), 400, ""},
		{"a log that is not known", (cosigner.Request{Checkpoint: unknown}).Bytes(), 404, ""},
		{"no signature of the log", stranger.Bytes(), 403, ""},
		{"a root that the log did not sign", text(next, "\n12\n", "\n13\n"), 403, ""},
		{"an old size above and no signature", text(stranger, "old 8\n", "old 13\n"), 403, ""},
		{"an old size below", good.request(t, 7, 12).Bytes(), 409, "8\n"},
		{"an old size above that of the cosigner", good.request(t, 9, 12).Bytes(), 409, "8\n"},
		{"an old size of zero to ask", (cosigner.Request{Checkpoint: next.Checkpoint}).Bytes(), 409, "8\n"},
		{"an older tree", good.request(t, 4, 6).Bytes(), 409, "8\n"},
		{"a proof too short", short.Bytes(), 422, ""},
		{"a proof too long", long.Bytes(), 422, ""},
		{"a proof from the same size", again.Bytes(), 422, ""},
		{"a fork", fork.request(t, 8, 12).Bytes(), 422, ""},
		{"another root of the same size", fork.request(t, 8, 8).Bytes(), 422, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := start(t, enrolled(t))
			if w := post(b, good.request(t, 0, 8).Bytes()); w.Code != 200 {
				t.Fatalf("the first tree: %d %q", w.Code, w.Body)
			}
			b.clock.seconds = 2000
			w := post(b, c.body)
			if w.Code != c.status {
				t.Fatalf("got %d %q, want %d", w.Code, w.Body, c.status)
			}
			isSize := w.Header().Get("Content-Type") == "text/x.tlog.size"
			switch {
			case isSize != (c.status == 409):
				t.Errorf("content type %q with %d", w.Header().Get("Content-Type"), w.Code)
			case c.status == 409 && w.Body.String() != c.answer:
				t.Errorf("got %q, want %q", w.Body, c.answer)
			case c.status != 200 && strings.Contains(w.Body.String(), "— "):
				t.Errorf("refused with a signature: %q", w.Body)
			}
			wantSize, now := int64(8), b
			if c.status == 200 {
				req, err := cosigner.ParseRequest(c.body)
				if err != nil {
					t.Fatal(err)
				}
				if at := signedAt(t, req.Checkpoint, w); at != 2000 {
					t.Errorf("cosigned at %d, want 2000", at)
				}
				wantSize = req.Checkpoint.Size
			}
			if w := post(now, good.request(t, 1, 2).Bytes()); w.Code != 409 || w.Body.String() != fmt.Sprintf("%d\n", wantSize) {
				t.Errorf("afterwards it has %d %q, want %d", w.Code, w.Body, wantSize)
			}
		})
	}
}

func TestTheFirstTreeNeedsNoProofAndTakesNone(t *testing.T) {
	tr := newTree(t, 9, 9)
	b := start(t, enrolled(t))
	withProof := tr.request(t, 0, 5)
	withProof.Proof = []tlog.Hash{{}}
	if w := post(b, withProof.Bytes()); w.Code != 422 {
		t.Errorf("from zero with a proof: %d", w.Code)
	}
	if w := post(b, tr.request(t, 3, 5).Bytes()); w.Code != 409 || w.Body.String() != "0\n" {
		t.Errorf("from three at first: %d %q", w.Code, w.Body)
	}
	if w := post(b, tr.request(t, 0, 5).Bytes()); w.Code != 200 {
		t.Errorf("from zero: %d", w.Code)
	}
	for _, c := range []struct {
		method, path string
		want         int
	}{{"GET", "/add-checkpoint", 405}, {"POST", "/", 404}, {"POST", "/add-checkpoint/x", 404}} {
		w := httptest.NewRecorder()
		b.ServeHTTP(w, httptest.NewRequest(c.method, c.path, nil))
		if w.Code != c.want {
			t.Errorf("%s %s: %d, want %d", c.method, c.path, w.Code, c.want)
		}
	}
}

func TestOfManyAtOnceOneTreeIsCosigned(t *testing.T) {
	one, other := newTree(t, 40, 40), newTree(t, 40, 10)
	b := start(t, enrolled(t))
	if w := post(b, one.request(t, 0, 10).Bytes()); w.Code != 200 {
		t.Fatal(w.Code)
	}
	var all sync.WaitGroup
	answers := make([]*httptest.ResponseRecorder, 60)
	for i := range answers {
		tr := one
		if i%2 == 1 {
			tr = other
		}
		body := tr.request(t, 10, int64(11+i%29)).Bytes()
		all.Go(func() { answers[i] = post(b, body) })
	}
	all.Wait()
	signed := 0
	for i, w := range answers {
		if w.Code == 200 {
			signed++
		} else if w.Code != 409 {
			t.Errorf("request %d: %d %q", i, w.Code, w.Body)
		}
	}
	if signed != 1 {
		t.Errorf("%d of the requests from one size were signed, want 1", signed)
	}
}

// signedByLog tells whether a note is a checkpoint that the log signed.
func signedByLog(t *testing.T, data []byte) bool {
	t.Helper()
	_, err := journal.OpenCheckpoint(data, keyFor(t, origin, journal.SignsNotes).Verifier())
	return err == nil
}

func TestWhatIsRefusedWith422IsKept(t *testing.T) {
	good, fork := newTree(t, 20, 20), newTree(t, 20, 3)
	disk := enrolled(t)
	b := start(t, disk)
	post(b, good.request(t, 0, 8).Bytes())
	for _, c := range []struct {
		name string
		req  cosigner.Request
		kind string
		told int
	}{
		{"another root of one size", fork.request(t, 8, 8), "tree-", 1},
		{"the same once more", fork.request(t, 8, 8), "tree-", 1},
		{"a fork", fork.request(t, 8, 12), "proof-", 1},
	} {
		post(b, c.req.Bytes())
		name := statePath("evidence") + "/" + c.kind + canon.SumBytes("truce/cosigner/1", []byte(c.req.Checkpoint.Note.Text)).String()
		data, err := disk.Read(name, 1<<20)
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		if !bytes.HasPrefix(data, c.req.Bytes()) || !bytes.Contains(data, []byte(good.checkpoint(t, 8).Text())) {
			t.Errorf("%s: kept is %q", c.name, data)
		}
		if had := data[bytes.LastIndex(data, []byte("\n"+origin+"\n"))+1:]; !signedByLog(t, had) {
			t.Errorf("%s: what was cosigned before is kept without the log's signature: %q", c.name, had)
		}
		if len(b.notices) != c.told {
			t.Errorf("%s: %d notices, want %d: %v", c.name, len(b.notices), c.told, b.notices)
		}
	}
	if !errors.Is(b.notices[0], cosigner.ErrTwoTrees) {
		t.Errorf("the notice is %v", b.notices[0])
	}
	restarted := start(t, disk)
	bad := fork.request(t, 8, 12)
	bad.Proof = nil
	if w := post(restarted, bad.Bytes()); w.Code != 422 || len(restarted.notices) != 0 {
		t.Errorf("after a restart, kept already: %d, %v", w.Code, restarted.notices)
	}
}

func TestARestartForgetsNothing(t *testing.T) {
	good, fork := newTree(t, 20, 20), newTree(t, 20, 8)
	disk := enrolled(t)
	post(start(t, disk), good.request(t, 0, 8).Bytes())
	b := start(t, disk)
	if w := post(b, fork.request(t, 0, 9).Bytes()); w.Code != 409 || w.Body.String() != "8\n" {
		t.Errorf("from zero: %d %q", w.Code, w.Body)
	}
	if w := post(b, good.request(t, 8, 9).Bytes()); w.Code != 200 {
		t.Errorf("on: %d", w.Code)
	}
	if err := cosigner.Enrol(durable.NewFolder(disk), keyFor(t, "cosigner.example", journal.Cosigns).Verifier(), origin); !errors.Is(err, cosigner.ErrEnrolled) {
		t.Errorf("enrolled again: %v", err)
	}
}

func TestACosignerDoesNotStartWithoutItsState(t *testing.T) {
	tr := newTree(t, 20, 20)
	cosignedDisk := func() *faulty.Disk {
		disk := enrolled(t)
		post(start(t, disk), tr.request(t, 0, 8).Bytes())
		return disk
	}
	change := func(disk *faulty.Disk, to func([]byte) []byte) *faulty.Disk {
		folder := durable.NewFolder(disk)
		data, err := folder.Read(statePath("logs")+"/state", 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		if err := folder.Write(statePath("logs")+"/state", to(data)); err != nil {
			t.Fatal(err)
		}
		return disk
	}
	swap := func(old, new string) func([]byte) []byte {
		return func(data []byte) []byte { return []byte(strings.Replace(string(data), old, new, 1)) }
	}
	log, own := keyFor(t, origin, journal.SignsNotes), keyFor(t, "cosigner.example", journal.Cosigns)
	reused, err := journal.GenerateKey(bytes.NewReader(make([]byte, 32)), origin, journal.SignsNotes)
	if err != nil {
		t.Fatal(err)
	}
	same, err := journal.GenerateKey(bytes.NewReader(make([]byte, 32)), "cosigner.example", journal.Cosigns)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		disk *faulty.Disk
		key  journal.SigningKey
		log  journal.VerifierKey
		want error
	}{
		{"a log that was never enrolled, or whose state is gone", faulty.New(), own, log.Verifier(), cosigner.ErrLost},
		{"an empty file", change(cosignedDisk(), func([]byte) []byte { return nil }), own, log.Verifier(), cosigner.ErrDamaged},
		{"a file that is cut", change(cosignedDisk(), func(d []byte) []byte { return d[:len(d)-3] }), own, log.Verifier(), cosigner.ErrDamaged},
		{"a smaller size written into it", change(cosignedDisk(), swap("\n8\n", "\n7\n")), own, log.Verifier(), cosigner.ErrDamaged},
		{"a checkpoint that only the log signed", change(cosignedDisk(), func([]byte) []byte { return tr.checkpoint(t, 8).Note.Bytes() }), own, log.Verifier(), cosigner.ErrDamaged},
		{"a file far too large", change(cosignedDisk(), func(d []byte) []byte { return append(d, make([]byte, 1<<17)...) }), own, log.Verifier(), cosigner.ErrDamaged},
		{"the state of another cosigner", cosignedDisk(), keyFor(t, "second.example", journal.Cosigns), log.Verifier(), cosigner.ErrDamaged},
		{"the empty state of another cosigner", enrolled(t), keyFor(t, "second.example", journal.Cosigns), log.Verifier(), cosigner.ErrDamaged},
		{"one secret for the log and the cosigner", enrolled(t), same, reused.Verifier(), journal.ErrKeyReuse},
		{"a key that is not a cosigner's", enrolled(t), log, log.Verifier(), nil},
		{"a key that is not a log's", enrolled(t), own, keyFor(t, origin, journal.Cosigns).Verifier(), nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			o, _ := options(t, c.disk)
			o.Key, o.Logs = c.key, []journal.VerifierKey{c.log}
			if _, err := cosigner.Open(o); err == nil || c.want != nil && !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
		})
	}
}

func TestAStateThatIsPutBackIsNoticed(t *testing.T) {
	tr := newTree(t, 20, 20)
	name := statePath("logs") + "/state"
	t.Run("while the cosigner runs", func(t *testing.T) {
		disk := enrolled(t)
		b := start(t, disk)
		post(b, tr.request(t, 0, 8).Bytes())
		old, err := disk.Read(name, 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		post(b, tr.request(t, 8, 12).Bytes())
		if err := durable.NewFolder(disk).Write(name, old); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if w := post(b, tr.request(t, 12, 13).Bytes()); w.Code != 500 {
				t.Errorf("%d %q", w.Code, w.Body)
			}
		}
		if len(b.notices) == 0 || !errors.Is(b.notices[0], cosigner.ErrRolledBack) {
			t.Errorf("notices %v", b.notices)
		}
	})
	t.Run("when its own later cosignature comes back", func(t *testing.T) {
		disk := enrolled(t)
		b := start(t, disk)
		post(b, tr.request(t, 0, 8).Bytes())
		old, err := disk.Read(name, 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		latest := tr.request(t, 8, 12)
		lines, err := journal.ParseSignatureLines(post(b, latest.Bytes()).Body.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		if err := durable.NewFolder(disk).Write(name, old); err != nil {
			t.Fatal(err)
		}
		b = start(t, disk) // nothing on disk tells
		latest.Checkpoint.Note = latest.Checkpoint.Note.With(lines...)
		if w := post(b, latest.Bytes()); w.Code != 500 {
			t.Errorf("%d %q", w.Code, w.Body)
		}
		if w := post(b, tr.request(t, 8, 9).Bytes()); w.Code != 500 {
			t.Errorf("afterwards: %d", w.Code)
		}
		if len(b.notices) == 0 || !errors.Is(b.notices[0], cosigner.ErrRolledBack) {
			t.Errorf("notices %v", b.notices)
		}
	})
}

func TestAClockThatIsBehindSignsNothing(t *testing.T) {
	tr := newTree(t, 20, 20)
	b := start(t, enrolled(t))
	post(b, tr.request(t, 0, 8).Bytes())
	b.clock.seconds = 999
	if w := post(b, tr.request(t, 8, 9).Bytes()); w.Code != 500 || len(b.notices) != 1 {
		t.Errorf("%d, %v", w.Code, b.notices)
	}
	b.clock.seconds = 1000
	if w := post(b, tr.request(t, 8, 9).Bytes()); w.Code != 200 {
		t.Errorf("with the clock right again: %d", w.Code)
	}
}

// What is read as a request is written the same.
//
//	go test ./journal/cosigner -run '^$' -fuzz FuzzRequest -fuzztime 30s
func FuzzRequest(f *testing.F) {
	tr := newTree(f, 20, 20)
	f.Add(tr.request(f, 0, 5).Bytes())
	f.Add(tr.request(f, 5, 13).Bytes())
	f.Add([]byte("old 0\n\n\n\n"))
	b := start(f, enrolled(f))
	f.Fuzz(func(t *testing.T, data []byte) {
		if r, err := cosigner.ParseRequest(data); err == nil {
			again, err := cosigner.ParseRequest(r.Bytes())
			if err != nil || !bytes.Equal(again.Bytes(), r.Bytes()) {
				t.Errorf("%q is written %q", data, r.Bytes())
			}
		}
		if w := post(b, data); w.Code == 500 {
			t.Errorf("%q: %d", data, w.Code)
		}
	})
}
