// SPDX-License-Identifier: Apache-2.0

package daily_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"io"
	"regexp"
	"strings"
	"testing"

	"truce/internal/publish/daily"
	"truce/internal/publish/daily/geo"
	"truce/internal/publish/daily/html"
	"truce/internal/publish/daily/pdf"
	"truce/internal/publish/daily/plain"
	"truce/internal/publish/daily/sheet"
	"truce/internal/publish/daily/words"
	"truce/place"
)

// form writes a sheet.
type form func(io.Writer, *sheet.Sheet) error

func written(t testing.TB, r *daily.Report, lang string, write form) []byte {
	t.Helper()
	s, err := sheet.Of(r, lang)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := write(&b, s); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestEveryFormInEveryLanguageHasTheSameBytesTwice(t *testing.T) {
	r := mustMake(t, busy(t), daily.Request{Last: day(t, "2026-02-03"), Audience: daily.Mission})
	for name, write := range map[string]form{"html": html.Write, "pdf": pdf.Write, "text": plain.Text} {
		for _, lang := range words.Tags() {
			a, b := written(t, r, lang, write), written(t, r, lang, write)
			if !bytes.Equal(a, b) {
				t.Errorf("%s in %s differs between two runs", name, lang)
			}
			if len(a) < 2000 {
				t.Errorf("%s in %s has %d bytes", name, lang, len(a))
			}
		}
	}
}

// The digests of the forms of one day, as another architecture has to give them too:
// GOARCH=386 go test ./internal/publish/daily -run Digests. That of the PDF rests on Go's compressor too, and moves with it.
func TestTheDigestsOfTheFormsAreThoseOfEveryMachine(t *testing.T) {
	r := mustMake(t, scripted(t, publishedCase("", "2026-02-08 00:00", shot("a", "50.5, 30.5", "10"))), daily.Request{Last: day(t, "2026-02-03"), Audience: daily.Public})
	r.Engine, r.TimeZones = "an engine", "a database" // which another version changes
	data, err := r.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		got  []byte
		want string
	}{
		"data": {data, wantData},
		"pdf":  {written(t, r, "uk", pdf.Write), wantPDF},
		"html": {written(t, r, "fr", html.Write), wantHTML},
	} {
		sum := sha256.Sum256(c.got)
		if got := hex.EncodeToString(sum[:]); got != c.want {
			t.Errorf("%s: got %s, want %s", name, got, c.want)
		}
	}
}

func TestWhatNobodyIssuedSaysSoInEveryForm(t *testing.T) {
	state := busy(t)
	request := daily.Request{Last: day(t, "2026-02-03"), Audience: daily.Parties}
	made := mustMake(t, state, request)
	draft := made.AsDraft()
	if made.Draft || made.Name() != "001/2026" || draft.Name() != daily.Unissued {
		t.Fatalf("the report is %q, its draft %q", made.Name(), draft.Name())
	}
	if _, err := draft.Issue(request, "duty-officer"); err == nil {
		t.Error("a draft is issued")
	}
	for lang, want := range map[string][2]string{
		"en": {"DRAFT, not issued", "Version"}, "uk": {"ЧЕРНЕТКА, не випущено", "Версія"}, "fr": {"PROJET, non publié", "Version"}, "ru": {"ЧЕРНОВИК, не выпущен", "Версия"},
	} {
		for form, write := range map[string]form{"html": html.Write, "text": plain.Text} {
			text := string(written(t, draft, lang, write))
			if strings.Count(text, want[0]) < 2 || strings.Contains(text, "001/2026") || strings.Contains(text, want[1]+" 1") {
				t.Errorf("%s in %s: it does not say %q, or has a number", form, lang, want[0])
			}
			if text := string(written(t, made, lang, write)); strings.Contains(text, want[0]) || !strings.Contains(text, "001/2026") {
				t.Errorf("%s in %s: what is issued says %q, or has no number", form, lang, want[0])
			}
		}
		s, err := sheet.Of(draft, lang)
		if err != nil || !strings.Contains(s.Running, want[0]) {
			t.Errorf("%s: what stands on each page of the PDF is %q: %v", lang, s.Running, err)
		}
		if week, err := sheet.OfWeek(draft, lang); err != nil || !strings.Contains(week.Running, want[0]) {
			t.Errorf("%s: what stands on each page of the weekly table is %q: %v", lang, week.Running, err)
		}
	}
	var table bytes.Buffer
	if err := plain.CSV(&table, draft); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&table).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for i, row := range rows[1:] {
		if row[0] != daily.Unissued || row[1] != "" {
			t.Errorf("row %d of the table is of report %q, version %q", i+1, row[0], row[1])
		}
	}
	early := *draft
	early.Partial = true
	if got := early.Name(); got != "DRAFT, not issued, day not over" {
		t.Errorf("a day that is not over: %q", got)
	}
	data, err := draft.Bytes()
	if err != nil || !bytes.Contains(data, []byte(`"draft":true`)) || !bytes.Contains(data, []byte(`"number":0`)) {
		t.Errorf("the data of a draft: %.200s: %v", data, err)
	}
}

func TestAnExerciseIsMarkedInEveryRow(t *testing.T) {
	r := mustMake(t, busy(t), daily.Request{Last: day(t, "2026-02-03"), Audience: daily.Parties})
	page := string(written(t, r, "ru", html.Write))
	rows, marked := strings.Count(page, "<tr"), strings.Count(page, `<td class="report-exercise">EXERCISE</td>`)
	if heads := strings.Count(page, "<thead>"); rows == 0 || rows != marked+heads {
		t.Errorf("%d rows, %d of them headings, %d marked", rows, heads, marked)
	}
	var b bytes.Buffer
	if err := plain.CSV(&b, r); err != nil {
		t.Fatal(err)
	}
	all, err := csv.NewReader(&b).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for i, row := range all {
		if i > 0 && row[2] != "EXERCISE" {
			t.Errorf("row %d is not marked: %v", i, row)
		}
	}
}

func TestNoVerdictStandsWithoutItsStatus(t *testing.T) {
	r := mustMake(t, busy(t), daily.Request{Last: day(t, "2026-02-03"), Audience: daily.Mission})
	s, err := sheet.Of(r, "en")
	if err != nil {
		t.Fatal(err)
	}
	verdict := regexp.MustCompile(`: (violation|no violation|exempt|undetermined)( \(\w[\w ]*\))?`)
	seen := 0
	for _, section := range s.Sections {
		for _, table := range section.Tables {
			for _, row := range table.Rows {
				for _, cell := range row.Cells {
					for _, m := range verdict.FindAllStringSubmatch(cell.Text, -1) {
						seen++
						if m[2] == "" {
							t.Errorf("%s: %q has no status", section.ID, cell.Text)
						}
					}
				}
			}
		}
	}
	if seen < 5 {
		t.Errorf("only %d verdicts were looked at", seen)
	}
}

func TestWhatASourceWroteIsNoMarkupAndNoFormula(t *testing.T) {
	hostile := `<script>alert(1)</script>`
	state := scripted(t, strings.NewReplacer("canary-reason", hostile, "canary-school", "=1+1").Replace(busyScript("")))
	r := mustMake(t, state, daily.Request{Last: day(t, "2026-02-03"), Audience: daily.Mission})
	page := string(written(t, r, "en", html.Write))
	if strings.Contains(page, "<script") || !strings.Contains(page, "&lt;script&gt;") {
		t.Error("the words of a source are markup")
	}
	if strings.Count(page, "<style>") != 1 || strings.Contains(page, "style=") || strings.Contains(page, "http://") || strings.Contains(page, "https://") {
		t.Error("the file has more than one style, or loads something")
	}
	var b bytes.Buffer
	if err := plain.CSV(&b, r); err != nil {
		t.Fatal(err)
	}
	all, err := csv.NewReader(&b).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range all {
		for _, cell := range row {
			if strings.HasPrefix(cell, "=") {
				t.Errorf("%q is a formula", cell)
			}
		}
	}
}

func TestTheFeaturesAreRegionsAndNothingFiner(t *testing.T) {
	state := busy(t)
	r := mustMake(t, state, daily.Request{Last: day(t, "2026-02-03"), Audience: daily.Mission})
	var b bytes.Buffer
	if err := geo.Write(&b, r, state.Dockets()[0].Text(), nil); err != nil {
		t.Fatal(err)
	}
	features, err := place.ParseGeoJSON(regexp.MustCompile(`(?s),\n\{"type":"Feature","id":"(not-told|elsewhere)".*?\]\}\}`).ReplaceAll(b.Bytes(), nil))
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, f := range features {
		ids = append(ids, f.ID)
		if f.Kind != "polygon" {
			t.Errorf("%s is a %s", f.ID, f.Kind)
		}
	}
	if got := strings.Join(ids, ","); got != "amber-side,cobalt-side" {
		t.Errorf("the features are %s", got)
	}
	if !json.Valid(b.Bytes()) || strings.Contains(b.String(), "canary") {
		t.Error("the collection is no JSON, or names a source")
	}
}

const (
	wantData = "7d28388a89abe81972c448c352d39b114cdfb30ac5acc16f3aa296264b771093"
	wantPDF  = "ecccc1a99f478eee7150c97836f0e582123638777d21f1a9d181dbec877c111d"
	wantHTML = "ce8e7bb6dba76a5d960c1e247ef2be24528bd6333dc6721e74a741c60c7eca46"
)
