// SPDX-License-Identifier: Apache-2.0

package registers_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"truce/coalition/force"
	"truce/coalition/meeting"
	"truce/coalition/readiness"
	"truce/coalition/sourced"
	"truce/coalition/statement"
	"truce/coalition/undertaking"
	"truce/internal/intake/registers"
	"truce/when"
)

const header = "record,pledge,state,line,firmness,quantity,days_known,earliest_days,latest_days,caveats,said_by,said_on,grade\n"

func TestATableIsReadWholeOrNotAtAll(t *testing.T) {
	for _, c := range []struct {
		name, table string
		want        []string // of the error; none where it is read
	}{
		{"a good row", header + "pledge,n1,northland,l1,announced,2,yes,30,60,after-ceasefire-only,Ministry,2026-03-04,official\n", nil},
		{"a byte order mark and carriage returns", "\ufeff" + strings.ReplaceAll(header+"pledge,n1,northland,l1,announced,2,yes,30,60,,Ministry,2026-03-04,official\n", "\n", "\r\n"), nil},
		{"semicolons between the columns", strings.ReplaceAll(header+"pledge,n1,northland,l1,announced,2,yes,30,60,,Ministry,2026-03-04,official\n", ",", ";"), nil},
		{"line ends of an old kind", strings.ReplaceAll(header+"pledge,n1,northland,l1,announced,2,yes,30,60,,Ministry,2026-03-04,official\n", "\n", "\r"), nil},
		{"quotes with a comma", header + "pledge,n1,northland,l1,announced,2,yes,30,60,,\"Ministry, of all\",2026-03-04,official\n", nil},
		{"a line of two lines", header + "pledge,n1,northland,l1,announced,2,yes,30,60,,\"Ministry, of\nall\",2026-03-04,official\n", []string{"line 2: column said_by: is of more than one line"}},
		{"comments, and rows of nothing", "# hello\n" + header + ",,,,,,,,,,,,\n# more\npledge,n1,northland,l1,announced,,,,,,Ministry,2026-03-04,official\n", nil},
		{"nothing", "", []string{"empty"}},
		{"a column that is not there", "record,pledeg\n", []string{"line 1", "pledeg", "did you mean pledge"}},
		{"a column twice", "record,pledge,pledge\n", []string{"stands twice"}},
		{"no kinds", "pledge\n", []string{"no column \"record\""}},
		{"an unknown kind", header + "pledges,n1,,,,,,,,,,,\n", []string{"line 2: column record", "none of line, pledge"}},
		{"every fault of every row", header + "pledge,n 1,northland,l1,promised,two,yes,30,60,,Ministry,2026-13-04,official\npledge,n2,northland,l1,announced,2,yes,60,30,,,2026-03-04,official\n", []string{
			"line 2: column quantity: is no whole number", "line 2: column said_on: is no day", "line 3: column latest_days: is less than the earliest",
			"line 3: column said_by: is missing",
		}},
		{"a field of another kind", strings.Replace(header, "record", "record,capability", 1) + "pledge,tanks,n1,northland,l1,announced,2,yes,30,60,,Ministry,2026-03-04,official\n", []string{"line 2: column capability: a pledge has no such field"}},
		{"a missing separator", header + "pledge,n1,northland\n", []string{"line 2: 3 fields where the header has 13"}},
		{"a quote that does not close", header + "pledge,\"n1,northland\n", []string{"see that every quote"}},
		{"another encoding", header + "pledge,n1,nor\xffthland\n", []string{"line 2 is not UTF-8"}},
		{"bytes of two", "r\x00e\x00c\x00", []string{"CSV UTF-8"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := registers.Force().Read(strings.NewReader(c.table))
			if len(c.want) == 0 {
				if err != nil || len(got) != 1 {
					t.Fatalf("got %d records and %v, want one", len(got), err)
				}
				return
			}
			if err == nil || got != nil {
				t.Fatalf("got %d records and %v, want none and an error", len(got), err)
			}
			for _, w := range c.want {
				if !strings.Contains(err.Error(), w) {
					t.Errorf("got %q, want %q in it", err, w)
				}
			}
		})
	}
}

func TestTheFaultsOfATableAreNamedUpToALimit(t *testing.T) {
	_, err := registers.Force().Read(strings.NewReader(header + strings.Repeat("pledge,,,,,,,,,,,,\n", 100)))
	if n := strings.Count(err.Error(), "\n"); n != 50 {
		t.Errorf("%d lines after the first, want 50", n)
	}
	if !strings.HasSuffix(err.Error(), " more") {
		t.Errorf("got %q at the end, want how many more", err.Error()[len(err.Error())-40:])
	}
}

func TestATemplateExplainsEveryColumnAndItsExamplesAreRead(t *testing.T) {
	t.Run("undertakings", func(t *testing.T) { template(t, registers.Undertakings()) })
	t.Run("force", func(t *testing.T) { template(t, registers.Force()) })
	t.Run("meetings", func(t *testing.T) { template(t, registers.Meetings()) })
	t.Run("readiness", func(t *testing.T) { template(t, registers.Readiness()) })
	t.Run("statements", func(t *testing.T) { template(t, registers.Statements()) })
}

func template[R any](t *testing.T, s registers.Sheet[R]) {
	for _, c := range s.Columns() {
		if s.Help(c) == "" {
			t.Errorf("column %s is not explained", c)
		}
	}
	var b bytes.Buffer
	if err := s.Template(&b); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Read(bytes.NewReader(b.Bytes())); err != nil || len(got) != 0 {
		t.Fatalf("the template itself gives %d records and %v, want none", len(got), err)
	}
	_, examples, _ := strings.Cut(b.String(), "# Examples, invented:\n")
	lines := slices.Collect(strings.Lines(examples))
	table := lines[len(lines)-1]
	for _, l := range lines[:len(lines)-1] {
		table += strings.TrimPrefix(l, "#   ")
	}
	got, err := s.Read(strings.NewReader(table))
	if err != nil || len(got) < 3 {
		t.Fatalf("the examples give %d records and %v", len(got), err)
	}
	rows, err := s.ReadRows(strings.NewReader(table))
	if err != nil {
		t.Fatal(err)
	}
	if err := tryOn(t, s, rows); err != nil {
		t.Errorf("the examples do not fit a register: %v", err)
	}
}

// tryOn tries rows on an empty register.
func tryOn[R any](t *testing.T, s registers.Sheet[R], rows []registers.Row[R]) error {
	t.Helper()
	at, _ := when.ParseInstant("2026-03-05T00:00:00Z")
	first := sourced.Stamp{At: at, Seq: 1}
	var prepare any
	switch any(*new(R)).(type) {
	case undertaking.Record:
		prepare = undertaking.New().Prepare
	case force.Record:
		prepare = force.New().Prepare
	case meeting.Record:
		prepare = meeting.New().Prepare
	case readiness.Record:
		prepare = readiness.New().Prepare
	case statement.Record:
		prepare = statement.New().Prepare
	}
	return s.Try(rows, first, prepare.(func(when.Instant, int64, *R) (func(), error)))
}

func TestRowsAreTriedAgainstTheRegister(t *testing.T) {
	table := header + "pledge,n1,northland,l1,announced,2,yes,30,60,,Ministry,2026-03-04,official\n"
	rows, err := registers.Force().ReadRows(strings.NewReader(table))
	if err != nil {
		t.Fatal(err)
	}
	err = tryOn(t, registers.Force(), rows)
	if err == nil || err.Error() != "line 2: column line: no requirement line l1 is on record; enter it first" {
		t.Errorf("got %v, want the line, the column and what to do", err)
	}
}

func TestWordsThatLookLikeAFormulaSurviveASpreadsheet(t *testing.T) {
	for _, words := range []string{"=1+1", "-cmd", "@x", "+3", "＝1+1", "＠x", "'＋3", "'quoted'", "'=x", "''", "'"} {
		in := []readiness.Record{{Claim: &readiness.Claim{ID: "c", Text: "t", Version: "v", Words: words, Said: sourced.Said{By: words, On: when.Date{Year: 2026, Month: 1, Day: 1}, Grade: sourced.Official}}}}
		var b bytes.Buffer
		if err := registers.Readiness().Write(&b, in); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(b.String(), ","+words+",") {
			t.Errorf("%q is written as it is", words)
		}
		got, err := registers.Readiness().Read(&b)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(in, got); diff != "" {
			t.Errorf("%q: %s", words, diff)
		}
	}
}

// An item of a list is somebody's words as well.
func TestAListThatLooksLikeAFormulaSurvivesASpreadsheet(t *testing.T) {
	want := meeting.Record{Meeting: &meeting.Meeting{
		ID: "m1", Title: "=1+1", First: when.Date{Year: 2026, Month: 1, Day: 6}, Mode: meeting.InPerson, Chairs: []string{"=HYPERLINK(1)", "-2", "'=3", "Ann"},
		Said: sourced.Said{By: "Ministry", On: when.Date{Year: 2026, Month: 1, Day: 6}, Grade: sourced.Official},
	}}
	var b bytes.Buffer
	if err := registers.Meetings().Write(&b, []meeting.Record{want}); err != nil {
		t.Fatal(err)
	}
	if text := b.String(); strings.Contains(text, ",=") || !strings.Contains(text, "'=HYPERLINK(1); '-2; ''=3; Ann") {
		t.Errorf("a cell begins a formula: %s", text)
	}
	got, err := registers.Meetings().Read(&b)
	if err != nil || len(got) != 1 || !slices.Equal(got[0].Meeting.Chairs, want.Meeting.Chairs) {
		t.Errorf("read back: %+v, %v", got, err)
	}
}

// A row that stands twice is a slip: what was said once would be on record twice.
func TestARowThatStandsTwiceIsRefusedWithBothLines(t *testing.T) {
	const header = "record,meeting,title,first,mode,said_by,said_on,grade\n"
	const row = "meeting,summit,The summit,2026-01-06,in-person,desk,2026-01-01,official\n"
	_, err := registers.Meetings().Read(strings.NewReader(header + row + "# in between\n" + row))
	if err == nil || !strings.Contains(err.Error(), "line 4: the same row as line 2") {
		t.Errorf("got %v, want both lines named", err)
	}
	other := strings.Replace(row, "2026-01-01", "2026-01-02", 1)
	if got, err := registers.Meetings().Read(strings.NewReader(header + row + other)); err != nil || len(got) != 2 {
		t.Errorf("what was said again on another day: %d rows, %v", len(got), err)
	}
}
