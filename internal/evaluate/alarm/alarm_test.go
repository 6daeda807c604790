// SPDX-License-Identifier: Apache-2.0

package alarm_test

import (
	"encoding/json"
	"fmt"
	"math/rand"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"truce/internal/evaluate/alarm"
	"truce/when"
)

const (
	official   = "oblast,raion,hromada,level,started_at,finished_at,source\n"
	volunteers = "region,started_at,finished_at,naive\n"
)

func read(t *testing.T, text string) *alarm.File {
	t.Helper()
	f, err := alarm.Read(t.Context(), "alerts.csv", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// row is a row of a file: of the official feed where it has a part, or none, and of volunteers where it has a flag.
func row(region, from, to, last string) string {
	if last == "True" || last == "False" {
		return fmt.Sprintf("%s,2031-03-%s+00:00,2031-03-%s+00:00,%s\n", region, from, to, last)
	}
	return fmt.Sprintf("%s,%s,,level,2031-03-%s+00:00,2031-03-%s+00:00,official\n", region, last, from, to)
}

func compared(t *testing.T, first, second *alarm.File) *alarm.Agreement {
	t.Helper()
	a, err := alarm.Compare(first, second)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestTwoObserversAreMatchedAndTheRestIsExplained(t *testing.T) {
	first := official +
		row("North", "01 10:00:00", "01 11:00:00", "") + // matched
		row("North", "02 10:00:00", "02 20:00:00", "") + // the other began much later
		row("North", "03 10:00:00", "03 11:00:00", "") + // nothing
		row("North", "04 10:00:00", "04 11:00:00", "East") + // a raion only
		row("North", "05 10:00:00", "05 11:00:00", "") + // two of the other are equally near
		row("North", "06 10:00:00", "06 20:00:00", "") + // two of the other lie in it
		row("West", "02 10:00:00", "02 11:00:00", "") + // a region of its own
		row("North", "09 10:00:00", "09 11:00:00", "") // matched; the end of what both observed
	second := volunteers +
		row("North", "01 09:58:00", "01 11:01:00", "False") +
		row("North", "02 12:00:00", "02 12:30:00", "True") +
		row("North", "04 10:00:10", "04 11:00:00", "False") +
		row("North", "05 09:59:00", "05 10:30:00", "False") +
		row("North", "05 10:01:00", "05 10:40:00", "False") +
		row("North", "06 12:00:00", "06 12:10:00", "False") +
		row("North", "06 14:00:00", "06 14:10:00", "False") +
		row("North", "07 14:00:00", "07 14:10:00", "False") +
		row("North", "09 10:00:30", "09 11:00:00", "False") +
		row("South", "02 10:00:00", "02 10:30:00", "True") +
		row("North", "20 10:00:00", "20 11:00:00", "False")
	a := compared(t, read(t, first), read(t, second))
	type reasons map[string]int64
	of := func(list []alarm.Reason) reasons {
		out := reasons{}
		for _, r := range list {
			out[r.Why[:min(len(r.Why), 24)]] += r.Rows
		}
		return out
	}
	if a.Matched != 2 || a.First.Compared != 6 || a.Second.Compared != 9 {
		t.Errorf("%d matched of %d and %d", a.Matched, a.First.Compared, a.Second.Compared)
	}
	want := reasons{"lies over one of the oth": 1, "the other has none at th": 1, "several of the other beg": 1, "lies over several of the": 1}
	if diff := cmp.Diff(of(a.First.Unmatched), want); diff != "" {
		t.Errorf("first unmatched (-got +want):\n%s", diff)
	}
	want = reasons{"several of the other beg": 2, "lies over one of the oth": 3, "the other has none at th": 1, "the other has it for a r": 1}
	if diff := cmp.Diff(of(a.Second.Unmatched), want); diff != "" {
		t.Errorf("second unmatched (-got +want):\n%s", diff)
	}
	if diff := cmp.Diff(of(a.First.Apart), reasons{"the other observer has n": 1, "for a raion or hromada o": 1}); diff != "" {
		t.Errorf("first apart (-got +want):\n%s", diff)
	}
	if diff := cmp.Diff(of(a.Second.Apart), reasons{"the other observer has n": 1, "outside the time that bo": 1}); diff != "" {
		t.Errorf("second apart (-got +want):\n%s", diff)
	}
	if a.Begin.Pairs != 2 || a.Begin.P10 != -120 || a.Begin.P90 != 30 || a.Begin.Abs90 != 120 {
		t.Errorf("beginnings: %+v", a.Begin)
	}
	if !strings.Contains(a.Joiner, "makes 0 incidents") {
		t.Errorf("of the joiner: %s", a.Joiner)
	}
}

func TestFilledInEndsAreRecognisedWithoutTheFlag(t *testing.T) {
	var first, second strings.Builder
	first.WriteString(official)
	second.WriteString(volunteers)
	for day := 1; day <= 28; day++ {
		from := fmt.Sprintf("%02d 10:00:00", day)
		first.WriteString(row("North", from, fmt.Sprintf("%02d 11:%02d:07", day, day), ""))
		switch {
		case day <= 20: // filled in
			second.WriteString(row("North", from, fmt.Sprintf("%02d 10:30:00", day), "True"))
		case day == 21: // really half an hour
			second.WriteString(row("North", from, fmt.Sprintf("%02d 10:30:00", day), "False"))
		default:
			second.WriteString(row("North", from, fmt.Sprintf("%02d 11:%02d:09", day, day), "False"))
		}
	}
	f, s := strings.Replace(first.String(), "21 11:21:07", "21 10:30:02", 1), second.String()
	g := compared(t, read(t, f), read(t, s)).Guess
	if g.Filler != 30*when.Minute || g.Times != 21 {
		t.Fatalf("filler %s, %d times", g.Filler, g.Times)
	}
	if g.ByLength.Taken != 21 || g.ByLength.Right != 20 || g.ByLength.Recall != 1_000_000 || g.ByLength.Precision != 952_381 {
		t.Errorf("by length: %+v", g.ByLength)
	}
	if g.ByOther.Taken != 20 || g.ByOther.Right != 20 || g.ByOther.Precision != 1_000_000 {
		t.Errorf("by the other's end: %+v", g.ByOther)
	}
	// The same with every flag turned over: what is taken for a guess is the same, as nobody reads the flag.
	turned := strings.NewReplacer("True", "False", "False", "True").Replace(s)
	if h := compared(t, read(t, f), read(t, turned)).Guess; h.Filler != g.Filler || h.ByLength.Taken != 21 || h.ByOther.Taken != 20 || h.ByLength.Right != 1 {
		t.Errorf("with the flags turned: %+v", h)
	}
}

// data reads a file of the data folder, or skips.
func data(t *testing.T, name string) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "..", "..", "shared", "data", filepath.FromSlash(name)))
	if os.IsNotExist(err) {
		t.Skipf("no data: %s is not beside the checkout (../shared/data)", name)
	}
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// shuffled returns a table with its rows in another order.
func shuffled(text []byte, seed int64) []byte {
	lines := strings.SplitAfter(strings.TrimSpace(string(text))+"\n", "\n")
	lines = slices.DeleteFunc(lines, func(l string) bool { return l == "" })
	rest := lines[1:]
	rand.New(rand.NewSource(seed)).Shuffle(len(rest), func(i, k int) { rest[i], rest[k] = rest[k], rest[i] })
	return []byte(strings.Join(lines, ""))
}

func asJSON(t *testing.T, v any) string {
	t.Helper()
	out, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

func TestTheTwoObserversOfTheAlertsOfUkraine(t *testing.T) {
	one, two := data(t, "air-raid-sirens/official_data_en_to_20240423.csv"), data(t, "air-raid-sirens/volunteer_data_en_to_20241010.csv")
	read := func(name string, text []byte) *alarm.File {
		f, err := alarm.Read(t.Context(), name, text)
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	a := compared(t, read("official", one), read("volunteers", two))
	if a.Matched != 32_737 || a.First.Compared != 36_537 || a.Second.Compared != 40_763 || len(a.Regions) != 25 {
		t.Errorf("%d matched of %d and %d in %d regions", a.Matched, a.First.Compared, a.Second.Compared, len(a.Regions))
	}
	for _, o := range []alarm.Observer{a.First, a.Second} {
		rows := a.Matched
		for _, r := range slices.Concat(o.Unmatched, o.Apart) {
			rows += r.Rows
		}
		if rows != o.Rows-o.Refused {
			t.Errorf("%s: %d rows are accounted for, of %d", o.File, rows, o.Rows)
		}
	}
	if g := a.Guess; g.Filler != 30*when.Minute || g.ByLength.Precision < 980_000 || g.ByLength.Recall != 1_000_000 || g.ByOther.Precision < 990_000 {
		t.Errorf("guessed ends: %+v", g)
	}
	again := compared(t, read("official", shuffled(one, 1)), read("volunteers", shuffled(two, 2)))
	if got, want := asJSON(t, again), asJSON(t, a); got != want {
		t.Errorf("in another order of rows:\n%s\nwant\n%s", got, want)
	}
}
