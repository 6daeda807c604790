// SPDX-License-Identifier: Apache-2.0

package reads_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"truce/internal/access/reads"
	"truce/internal/access/reads/trail"
	"truce/internal/durable"
	"truce/when"
)

func at(t testing.TB, text string) when.Instant {
	t.Helper()
	i, err := when.ParseInstant(text)
	if err != nil {
		t.Fatal(err)
	}
	return i
}

func read(at when.Instant, who, object string, answer trail.Answer) trail.Read {
	return trail.Read{At: at, Who: who, Role: "monitor", Kind: "notice", Object: object, Query: "/notices/" + object, Answer: answer}
}

func open(t testing.TB, dir string) *reads.Log {
	t.Helper()
	l, err := reads.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	return l
}

func fill(t testing.TB, l *reads.Log) {
	t.Helper()
	for _, r := range []trail.Read{
		read(at(t, "2031-03-01T10:00:00Z"), "anna", "notice-1", trail.Shown),
		read(at(t, "2031-03-01T23:59:59Z"), "an insider", "notice-1", trail.Refused),
		read(at(t, "2031-03-02T08:00:00Z"), "anna", "notice-2", trail.Shown),
	} {
		if _, err := l.Append(r); err != nil {
			t.Fatal(err)
		}
	}
}

func heads(t testing.TB, l *reads.Log) []trail.Head {
	t.Helper()
	var out []trail.Head
	for _, day := range []when.Date{{Year: 2031, Month: 3, Day: 1}, {Year: 2031, Month: 3, Day: 2}} {
		h, err := l.Head("desk", day)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, h)
	}
	return out
}

func TestWhoAskedIsKnownAfterTheLogIsOpenedAgain(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "reads")
	l := open(t, dir)
	fill(t, l)
	before := heads(t, l)
	if before[0].Count != 2 || before[1].Count != 3 || before[0].Digest == before[1].Digest {
		t.Errorf("heads %+v", before)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	l = open(t, dir)
	for _, each := range []struct {
		name string
		f    reads.Filter
		want int
	}{
		{"everything", reads.Filter{}, 3},
		{"who was refused", reads.Filter{Answer: trail.Refused}, 1},
		{"of one thing", reads.Filter{Object: "notice-1"}, 2},
		{"of one person", reads.Filter{Who: "anna"}, 2},
		{"of one day", reads.Filter{To: at(t, "2031-03-01T23:59:59.999Z")}, 2},
		{"the rest after the first", reads.Filter{After: 1}, 2},
		{"no more than one", reads.Filter{Most: 1}, 1},
		{"of nobody", reads.Filter{Who: "nobody"}, 0},
	} {
		got, err := l.List(each.f)
		if err != nil || len(got) != each.want {
			t.Errorf("%s: %d lines, %v, want %d", each.name, len(got), err, each.want)
		}
	}
	if err := l.Verify(before); err != nil {
		t.Error(err)
	}
}

func TestOneProgramAtATimeHasTheLogOpen(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "reads")
	open(t, dir)
	if _, err := reads.Open(dir); !errors.Is(err, durable.ErrLocked) {
		t.Errorf("got %v, want %v", err, durable.ErrLocked)
	}
}

func TestWhatIsNotOfTheFormIsNotLogged(t *testing.T) {
	l := open(t, filepath.Join(t.TempDir(), "reads"))
	good := read(at(t, "2031-03-01T10:00:00Z"), "anna", "notice-1", trail.Shown)
	for name, change := range map[string]func(*trail.Read){
		"nobody":             func(r *trail.Read) { r.Who = "" },
		"no role":            func(r *trail.Read) { r.Role = "" },
		"a role in capitals": func(r *trail.Read) { r.Role = "Duty Officer" },
		"no kind":            func(r *trail.Read) { r.Kind = "" },
		"two lines":          func(r *trail.Read) { r.Query = "a\nb" },
		"no answer":          func(r *trail.Read) { r.Answer = "" },
	} {
		bad := good
		change(&bad)
		if _, err := l.Append(bad); err == nil {
			t.Errorf("%s was logged", name)
		}
	}
	if l.Count() != 0 {
		t.Errorf("%d lines", l.Count())
	}
}

func TestAHalfWrittenLineIsCutOffAndAnythingElseIsDamage(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "reads")
	l := open(t, dir)
	fill(t, l)
	recorded := heads(t, l)
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, reads.Name)
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	lines := bytes.SplitAfter(whole, []byte("\n"))
	for name, each := range map[string]struct {
		data []byte
		want error
	}{
		"half a line at the end":     {append(bytes.Clone(whole), lines[2][:30]...), nil},
		"the last line is gone":      {whole[:len(whole)-len(lines[2])], reads.ErrRewritten},
		"the middle line is gone":    {append(bytes.Clone(lines[0]), lines[2]...), reads.ErrDamaged},
		"a name is changed":          {bytes.Replace(whole, []byte("an insider"), []byte("a stranger"), 1), reads.ErrDamaged},
		"a line stands twice":        {append(bytes.Clone(whole), lines[2]...), reads.ErrDamaged},
		"another log altogether":     {nil, reads.ErrRewritten},
		"two lines change the place": {append(append(bytes.Clone(lines[1]), lines[0]...), lines[2]...), reads.ErrDamaged},
	} {
		if err := os.WriteFile(file, each.data, 0o600); err != nil {
			t.Fatal(err)
		}
		l, err := reads.Open(dir)
		if err == nil {
			err = errors.Join(l.Verify(recorded), l.Close())
		}
		if !errors.Is(err, each.want) || each.want == nil && err != nil {
			t.Errorf("%s: got %v, want %v", name, err, each.want)
		}
	}
}

func TestManyWriteAtOnceAndNothingIsLost(t *testing.T) {
	l := open(t, filepath.Join(t.TempDir(), "reads"))
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			for range 50 {
				if _, err := l.Append(read(1, "anna", "x", trail.Shown)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wait.Wait()
	if got, err := l.List(reads.Filter{}); err != nil || len(got) != 400 {
		t.Errorf("%d lines, %v", len(got), err)
	}
}

// TestWhateverIsChangedInTheFileIsNoticed changes one byte anywhere: the file is refused, or no longer that of its head, or the
// change is of the line feed at the very end, after which the last line counts as never written, which the head shows.
func TestWhateverIsChangedInTheFileIsNoticed(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "reads")
	l := open(t, dir)
	fill(t, l)
	recorded := heads(t, l)
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, reads.Name)
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(rt *rapid.T) {
		data := bytes.Clone(whole)
		i := rapid.IntRange(0, len(data)-1).Draw(rt, "at")
		data[i] ^= byte(rapid.IntRange(1, 255).Draw(rt, "by"))
		if err := os.WriteFile(file, data, 0o600); err != nil {
			rt.Fatal(err)
		}
		l, err := reads.Open(dir)
		if err == nil {
			err = errors.Join(l.Verify(recorded), l.Close())
		}
		if err == nil {
			rt.Errorf("byte %d became %q and nobody noticed", i, data[i])
		}
	})
}

// FuzzALogOfReadsIsReadOrRefused is run by: go test ./internal/access/reads -fuzz FuzzALogOfReadsIsReadOrRefused
func FuzzALogOfReadsIsReadOrRefused(f *testing.F) {
	dir := filepath.Join(f.TempDir(), "reads")
	l := open(f, dir)
	fill(f, l)
	if err := l.Close(); err != nil {
		f.Fatal(err)
	}
	whole, err := os.ReadFile(filepath.Join(dir, reads.Name))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(whole)
	f.Add([]byte("{}\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, reads.Name), data, 0o600); err != nil {
			t.Fatal(err)
		}
		l, err := reads.Open(dir)
		if err != nil {
			return
		}
		defer l.Close()
		if _, err := l.Append(read(when.MaxInstant, "anna", "x", trail.Shown)); err != nil {
			t.Fatal(err)
		}
		if err := l.Verify(nil); err != nil {
			t.Fatal(err)
		}
	})
}
