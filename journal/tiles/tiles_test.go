// SPDX-License-Identifier: Apache-2.0

package tiles_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"

	"truce/internal/durable"
	"truce/internal/durable/faulty"
	"truce/journal"
	"truce/journal/tiles"
)

const origin = "log.example/tiles"

// tree is a log in memory.
type tree struct {
	key    journal.SigningKey
	leaves [][]byte
	hashes []tlog.Hash
}

type fataler interface{ Fatal(...any) }

func newTree(t fataler) *tree {
	seed := sha256.Sum256([]byte(origin))
	key, err := journal.GenerateKey(bytes.NewReader(seed[:]), origin, journal.SignsNotes)
	if err != nil {
		t.Fatal(err)
	}
	return &tree{key: key}
}

// grow adds leaves up to a size, which differ by the salt.
func (tr *tree) grow(t fataler, size int64, salt string) *tree {
	for n := int64(len(tr.leaves)); n < size; n++ {
		leaf := fmt.Appendf(nil, "truce/leaf/1\n%x\n", sha256.Sum256(fmt.Append(nil, n, salt)))
		more, err := tlog.StoredHashes(n, leaf, tlog.HashReaderFunc(tr.ReadHashes))
		if err != nil {
			t.Fatal(err)
		}
		tr.leaves, tr.hashes = append(tr.leaves, leaf), append(tr.hashes, more...)
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

func (tr *tree) source() tiles.Source {
	return tiles.Source{Hashes: tr, Leaves: func(_ context.Context, from, to int64) ([][]byte, error) {
		return tr.leaves[from:to], nil
	}}
}

func (tr *tree) checkpoint(t fataler) journal.SignedCheckpoint {
	size := int64(len(tr.leaves))
	root, err := tlog.TreeHash(size, tr)
	if err != nil {
		t.Fatal(err)
	}
	s, err := journal.SignCheckpoint(journal.Checkpoint{Origin: origin, Size: size, Root: root}, tr.key)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (tr *tree) publish(t fataler, disk durable.FS) {
	if err := tiles.Publish(context.Background(), durable.NewFolder(disk), tr.source(), tr.checkpoint(t)); err != nil {
		t.Fatal(err)
	}
}

// fromDisk fetches from a simulated disk.
func fromDisk(disk durable.FS) tiles.Fetch {
	return func(_ context.Context, path string, limit int64) ([]byte, error) { return disk.Read(path, limit) }
}

// same returns nil if a log reads back as a tree does.
func (tr *tree) same(fetch tiles.Fetch) error {
	ctx := context.Background()
	l, err := tiles.Open(ctx, fetch, tr.key.Verifier())
	if err != nil {
		return err
	}
	if err := l.Verify(ctx); err != nil {
		return err
	}
	size := l.Checkpoint().Size
	if size > int64(len(tr.leaves)) {
		return fmt.Errorf("%d leaves are published of %d", size, len(tr.leaves))
	}
	leaves, err := l.Leaves(ctx, 0, size)
	if err != nil {
		return err
	}
	if !slices.EqualFunc(leaves, tr.leaves[:size], bytes.Equal) {
		return errors.New("the leaves differ")
	}
	return nil
}

func TestWhatIsPublishedReadsBackAtEveryGrowth(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tr, disk := newTree(t), faulty.New()
		for range rapid.IntRange(1, 5).Draw(t, "steps") {
			tr.grow(t, int64(len(tr.leaves))+rapid.Int64Range(0, 700).Draw(t, "more")+1, "")
			tr.publish(t, disk)
			if err := tr.same(fromDisk(disk)); err != nil {
				t.Fatal(err)
			}
		}
		ctx, size := context.Background(), int64(len(tr.leaves))
		l, err := tiles.Open(ctx, fromDisk(disk), tr.key.Verifier())
		if err != nil {
			t.Fatal(err)
		}
		from := rapid.Int64Range(0, size).Draw(t, "from")
		to := rapid.Int64Range(from, size).Draw(t, "to")
		if got, err := l.Leaves(ctx, from, to); err != nil || !slices.EqualFunc(got, tr.leaves[from:to], bytes.Equal) {
			t.Errorf("leaves %d to %d: %d, %v", from, to, len(got), err)
		}
		index := rapid.Int64Range(0, size-1).Draw(t, "index")
		proof, err := tlog.ProveRecord(size, index, l.Hashes(ctx))
		if err != nil {
			t.Fatal(err)
		}
		if err := journal.CheckInclusion(l.Checkpoint().Checkpoint, index, tr.leaves[index], proof); err != nil {
			t.Error(err)
		}
	})
}

// vast is a tree of 2^52 leaves that nobody has: its hashes from level 48 on are there, as the few that a checkpoint needs.
type vast []tlog.Hash

func (v vast) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, x := range indexes {
		level, n := tlog.SplitStoredHashIndex(x)
		if level < 48 {
			return nil, fmt.Errorf("hash %d of level %d: %w", n, level, fs.ErrNotExist)
		}
		nodes := v
		for range level - 48 {
			var up vast
			for j := 0; j < len(nodes); j += 2 {
				up = append(up, tlog.NodeHash(nodes[j], nodes[j+1]))
			}
			nodes = up
		}
		out[i] = nodes[n]
	}
	return out, nil
}

// A list of the tiles of so many leaves has no room in any memory.
func TestATreeThatNobodyHasIsNotPublishedAndTakesNoMemory(t *testing.T) {
	tr, nodes := newTree(t), make(vast, 16)
	for i := range nodes {
		nodes[i] = tlog.Hash{byte(i)}
	}
	c := journal.Checkpoint{Origin: origin, Size: 1 << 52}
	var err error
	if c.Root, err = tlog.TreeHash(c.Size, nodes); err != nil {
		t.Fatal(err)
	}
	s, err := journal.SignCheckpoint(c, tr.key)
	if err != nil {
		t.Fatal(err)
	}
	disk := faulty.New()
	err = tiles.Publish(t.Context(), durable.NewFolder(disk), tiles.Source{Hashes: nodes}, s)
	if !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("published: %v", err)
	}
	if _, err := disk.Read("checkpoint", 1<<16); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the checkpoint stands there: %v", err)
	}
}

func TestATreeOfThreeLevels(t *testing.T) {
	tr, disk := newTree(t).grow(t, 70_000, ""), faulty.New()
	tr.publish(t, disk)
	if err := tr.same(fromDisk(disk)); err != nil {
		t.Error(err)
	}
	for path, hashes := range map[string]int{
		"tile/0/000": 256, "tile/0/272": 256, "tile/0/273.p/112": 112, "tile/1/000": 256, "tile/1/001.p/17": 17, "tile/2/000.p/1": 1,
	} {
		if data, err := disk.Read(path, 1<<20); err != nil || len(data) != hashes*32 {
			t.Errorf("%s has %d bytes, %v, want %d", path, len(data), err, hashes*32)
		}
	}
}

// files is a folder that was published in three steps, in memory.
func files(t *testing.T) (*tree, fstest.MapFS) {
	t.Helper()
	dir := t.TempDir()
	disk, err := durable.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer disk.Close()
	tr := newTree(t)
	for _, size := range []int64{5, 256, 600} {
		tr.grow(t, size, "").publish(t, disk)
	}
	out := fstest.MapFS{}
	err = fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(filepath.Join(dir, name))
		out[name] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return tr, out
}

func TestAFlippedByteInAnyFileIsFound(t *testing.T) {
	tr, folder := files(t)
	if extra, err := tiles.CheckFolder(context.Background(), folder, tr.key.Verifier()); err != nil || len(extra) > 0 {
		t.Fatalf("the folder as it was published: %v, %v", extra, err)
	}
	want := []string{
		"checkpoint", "tile/0/000", "tile/0/000.p/5", "tile/0/001", "tile/0/002.p/88", "tile/1/000.p/1", "tile/1/000.p/2",
		"tile/entries/000", "tile/entries/000.p/5", "tile/entries/001", "tile/entries/002.p/88",
	}
	if got := slices.Sorted(maps.Keys(folder)); !slices.Equal(got, want) {
		t.Fatalf("the files are %v, want %v", got, want)
	}
	for _, name := range want {
		data := folder[name].Data
		step := max(1, len(data)/40)
		for at := 0; at < len(data); at += step {
			data[at] ^= 0x10
			if _, err := tiles.CheckFolder(context.Background(), folder, tr.key.Verifier()); err == nil {
				t.Errorf("%s: byte %d flipped and nothing found", name, at)
			} else if name != "checkpoint" && !errors.Is(err, tiles.ErrWrong) {
				t.Errorf("%s: byte %d flipped: %v, want %v", name, at, err, tiles.ErrWrong)
			}
			data[at] ^= 0x10
		}
		for _, other := range [][]byte{data[:len(data)-1], append(slices.Clone(data), 0), nil} {
			folder[name].Data = other
			if _, err := tiles.CheckFolder(context.Background(), folder, tr.key.Verifier()); err == nil {
				t.Errorf("%s of %d bytes instead of %d and nothing found", name, len(other), len(data))
			}
		}
		folder[name].Data = data
	}
}

func TestFilesThatNoCheckpointSpeaksForAreNamed(t *testing.T) {
	tr, folder := files(t)
	want := []string{"notes.txt", "tile/0/002", "tile/0/002.new", "tile/0/002.p/89", "tile/0/003.p/1", "tile/0/2", "tile/1/000", "tile/9/000"}
	for _, name := range want {
		folder[name] = &fstest.MapFile{Data: []byte("x")}
	}
	extra, err := tiles.CheckFolder(context.Background(), folder, tr.key.Verifier())
	if err != nil || !slices.Equal(extra, want) {
		t.Errorf("extra %v, %v, want %v", extra, err, want)
	}
}

func TestAPartialTileThatIsGoneIsReadFromTheFullOne(t *testing.T) {
	tr, folder := files(t)
	early := newTree(t).grow(t, 5, "").checkpoint(t)
	folder["checkpoint"].Data = early.Note.Bytes()
	delete(folder, "tile/0/000.p/5")
	delete(folder, "tile/entries/000.p/5")
	if err := tr.same(tiles.FromFolder(folder)); err != nil {
		t.Error(err)
	}
	delete(folder, "tile/entries/000")
	if err := tr.same(tiles.FromFolder(folder)); !errors.Is(err, fs.ErrNotExist) || errors.Is(err, tiles.ErrWrong) {
		t.Errorf("with the full one gone as well: %v", err)
	}
}

func TestOnlyAContinuationIsPublished(t *testing.T) {
	ctx := context.Background()
	tr, disk := newTree(t).grow(t, 300, ""), faulty.New()
	tr.publish(t, disk)
	fork := newTree(t).grow(t, 299, "").grow(t, 400, "fork")
	short := newTree(t).grow(t, 299, "")
	longer := newTree(t).grow(t, 400, "")
	swapped := longer.source()
	swapped.Leaves = func(_ context.Context, from, to int64) ([][]byte, error) { return fork.leaves[from:to], nil }
	few := longer.source()
	few.Leaves = func(_ context.Context, from, to int64) ([][]byte, error) { return longer.leaves[from : to-1], nil }
	other := longer.checkpoint(t)
	other.Origin = "other.example"
	for _, c := range []struct {
		name string
		src  tiles.Source
		s    journal.SignedCheckpoint
		want error
	}{
		{"a fork", fork.source(), fork.checkpoint(t), tiles.ErrOtherTree},
		{"a smaller tree", short.source(), short.checkpoint(t), tiles.ErrOtherTree},
		{"the checkpoint of one and the hashes of another", longer.source(), fork.checkpoint(t), tiles.ErrOtherTree},
		{"the leaves of another", swapped, longer.checkpoint(t), journal.ErrDamaged},
		{"too few leaves", few, longer.checkpoint(t), journal.ErrDamaged},
		{"another log", longer.source(), other, tiles.ErrOtherTree},
	} {
		if err := tiles.Publish(ctx, durable.NewFolder(disk), c.src, c.s); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
		if err := tr.same(fromDisk(disk)); err != nil {
			t.Fatalf("after %s: %v", c.name, err)
		}
	}
	stopped, cancel := context.WithCancel(ctx)
	cancel()
	if err := tiles.Publish(stopped, durable.NewFolder(disk), longer.source(), longer.checkpoint(t)); !errors.Is(err, context.Canceled) {
		t.Errorf("after it was cancelled: %v", err)
	}
	folder := durable.NewFolder(disk)
	if err := folder.Write("tile/0/001", []byte("something else")); err != nil {
		t.Fatal(err)
	}
	far := newTree(t).grow(t, 600, "")
	if err := tiles.Publish(ctx, folder, far.source(), far.checkpoint(t)); !errors.Is(err, durable.ErrDiffers) {
		t.Errorf("over a full tile of other content: %v, want %v", err, durable.ErrDiffers)
	}
	if err := folder.Write("checkpoint", []byte("not one")); err != nil {
		t.Fatal(err)
	}
	if err := tiles.Publish(ctx, folder, far.source(), far.checkpoint(t)); err == nil {
		t.Error("over a damaged checkpoint")
	}
}

// noSync says that it syncs and does not.
type noSync struct{ durable.FS }

func (noSync) Sync(string) error { return nil }

// crashes publishes a growth with the power gone after it and at each of its operations, the last one first, and says
// of each disk that may be left whether the log on it is then whole and can be brought up to date.
func crashes(t *testing.T, from, to int64, wrap func(durable.FS) durable.FS) iter.Seq[bool] {
	small, large, ctx := newTree(t).grow(t, from, ""), newTree(t).grow(t, to, ""), context.Background()
	late := large.checkpoint(t)
	publish := func(crashAt int) (disk *faulty.Disk, before int, err error) {
		disk = faulty.New()
		small.publish(t, disk)
		before = disk.Operations()
		disk.CrashAt(crashAt)
		return disk, before, tiles.Publish(ctx, durable.NewFolder(wrap(disk)), large.source(), late)
	}
	return func(yield func(bool) bool) {
		const never = 1 << 30
		whole, before, err := publish(never)
		if err != nil {
			t.Fatal(err)
		}
		for n := whole.Operations() - before + 1; n > 0; n-- {
			disk, _, err := publish(n)
			if err != nil && !errors.Is(err, faulty.ErrPower) {
				t.Fatal(err)
			}
			looked := 0
			for found := range disk.Survivors() {
				if looked++; looked > 24 {
					break // all, none, and one or all but one of the first few
				}
				good := large.same(fromDisk(found)) == nil &&
					tiles.Publish(ctx, durable.NewFolder(found), large.source(), late) == nil && large.same(fromDisk(found)) == nil
				if !yield(good) {
					return
				}
			}
		}
	}
}

func TestAfterAnyCrashTheLogIsWholeAndCanGoOn(t *testing.T) {
	disks, bad := 0, 0
	for good := range crashes(t, 250, 260, func(f durable.FS) durable.FS { return f }) {
		if disks++; !good {
			bad++
		}
	}
	if bad > 0 || disks < 300 {
		t.Errorf("%d of %d disks", bad, disks)
	}
	for good := range crashes(t, 250, 260, func(f durable.FS) durable.FS { return noSync{f} }) {
		if !good {
			return
		}
	}
	t.Error("the same search finds nothing where directories are not synced")
}

func TestAFullTileIsNeverWrittenAgain(t *testing.T) {
	disk := faulty.New()
	newTree(t).grow(t, 256, "").publish(t, disk)
	watch := &renames{FS: disk}
	larger := newTree(t).grow(t, 300, "")
	larger.publish(t, watch)
	if slices.Contains(watch.to, "tile/0/000") || slices.Contains(watch.to, "tile/entries/000") {
		t.Errorf("written: %v", watch.to)
	}
	if last := watch.to[len(watch.to)-1]; last != "checkpoint" {
		t.Errorf("the last file written is %s, want the checkpoint", last)
	}
	watch.to = nil
	larger.publish(t, watch)
	if !slices.Equal(watch.to, []string{"checkpoint"}) {
		t.Errorf("published again with nothing new: %v", watch.to)
	}
}

// renames notes which files are put in place.
type renames struct {
	durable.FS
	to []string
}

func (r *renames) Rename(from, to string) error {
	r.to = append(r.to, to)
	return r.FS.Rename(from, to)
}

func TestALogIsReadOverHTTP(t *testing.T) {
	tr, folder := files(t)
	folder["notes.txt"] = &fstest.MapFile{Data: []byte("x")}
	folder["tile/0/002.new"] = &fstest.MapFile{Data: []byte("x")}
	server := httptest.NewServer(http.StripPrefix("/log", tiles.Handler(folder)))
	defer server.Close()
	fetch, err := tiles.FromHTTP(server.Client(), server.URL+"/log")
	if err != nil {
		t.Fatal(err)
	}
	if err := tr.same(fetch); err != nil {
		t.Error(err)
	}
	for _, c := range []struct {
		method, path string
		status       int
		header, want string
	}{
		{"GET", "/log/checkpoint", 200, "Cache-Control", "no-cache"},
		{"GET", "/log/checkpoint", 200, "Content-Type", "text/plain; charset=utf-8"},
		{"HEAD", "/log/tile/0/000", 200, "Content-Length", "8192"},
		{"GET", "/log/tile/entries/002.p/88", 200, "Content-Type", "application/octet-stream"},
		{"GET", "/log/tile/0/000", 200, "Cache-Control", "public, max-age=31536000, immutable"},
		{"GET", "/log/tile/0/000", 200, "X-Content-Type-Options", "nosniff"},
		{"POST", "/log/checkpoint", 405, "Allow", "GET, HEAD"},
		{"GET", "/log/tile/0/007", 404, "", ""},
		{"GET", "/log/tile/0/0", 404, "", ""},
		{"GET", "/log/tile/64/000", 404, "", ""},
		{"GET", "/log/tile/0/002.new", 404, "", ""},
		{"GET", "/log/tile/0/000.p/256", 404, "", ""},
		{"GET", "/log/tile/data/000", 404, "", ""},
		{"GET", "/log/tile/0", 404, "", ""},
		{"GET", "/log/notes.txt", 404, "", ""},
		{"GET", "/log/", 404, "", ""},
		{"GET", "/log/tile/0/..%2f..%2fnotes.txt", 404, "", ""},
	} {
		req, err := http.NewRequest(c.method, server.URL+c.path, nil)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := server.Client().Do(req)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != c.status || c.header != "" && resp.Header.Get(c.header) != c.want {
			t.Errorf("%s %s: %d with %s %q, want %d with %q", c.method, c.path, resp.StatusCode, c.header, resp.Header.Get(c.header), c.status, c.want)
		}
	}
}

func TestAServerCannotMakeTheReaderReadWithoutEnd(t *testing.T) {
	tr, folder := files(t)
	endless := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/checkpoint") {
			tiles.Handler(folder).ServeHTTP(w, r)
			return
		}
		for block := make([]byte, 1<<16); ; {
			if _, err := w.Write(block); err != nil {
				return
			}
		}
	})
	failing := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) })
	for _, c := range []struct {
		name    string
		handler http.Handler
		wrong   bool
	}{{"endless tiles", endless, true}, {"errors", failing, false}} {
		server := httptest.NewServer(c.handler)
		fetch, err := tiles.FromHTTP(nil, server.URL)
		if err != nil {
			t.Fatal(err)
		}
		if err := tr.same(fetch); err == nil || errors.Is(err, tiles.ErrWrong) != c.wrong {
			t.Errorf("%s: %v", c.name, err)
		}
		server.CloseClientConnections()
		server.Close()
	}
	for _, base := range []string{"", "log.example", "ftp://log.example", "https://", "://"} {
		if _, err := tiles.FromHTTP(nil, base); err == nil {
			t.Errorf("address %q is taken", base)
		}
	}
}

// Whatever is served, the reader returns the leaves of the checkpoint or an error.
//
//	go test ./journal/tiles -run '^$' -fuzz FuzzBundle -fuzztime 30s
func FuzzBundle(f *testing.F) {
	tr, disk := newTree(f).grow(f, 3, ""), faulty.New()
	tr.publish(f, disk)
	good, err := disk.Read("tile/entries/000.p/3", 1000)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good, "tile/0/000.p/3")
	f.Add(good[:10], "tile/entries/x001/000")
	f.Add([]byte{0, 0, 0, 0, 0, 0}, "tile/entries/000.p/3")
	f.Fuzz(func(t *testing.T, data []byte, path string) {
		tiles.Handler(fstest.MapFS{}).ServeHTTP(httptest.NewRecorder(), &http.Request{Method: "GET", URL: &url.URL{Path: path}})
		err := tr.same(func(ctx context.Context, path string, limit int64) ([]byte, error) {
			if strings.HasPrefix(path, "tile/entries/") {
				return data, nil
			}
			return fromDisk(disk)(ctx, path, limit)
		})
		if (err == nil) != bytes.Equal(data, good) {
			t.Errorf("%q: %v", data, err)
		}
	})
}
