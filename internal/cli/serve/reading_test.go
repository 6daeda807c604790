// SPDX-License-Identifier: Apache-2.0

package serve_test

import (
	"bytes"
	"compress/zlib"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"pgregory.net/rapid"

	"truce/app"
	"truce/internal/access"
	"truce/internal/api"
	"truce/when"
)

// readable is what a reader of an answer reads in it: the text of a PDF, and every text within the lines of a bundle.
func readable(t *testing.T, path, body string) string {
	t.Helper()
	switch {
	case strings.HasPrefix(body, "%PDF-"):
		text := pdfText(t, body)
		if !strings.Contains(text, "2026") {
			t.Errorf("%s: nothing is read in the PDF: %.80q", path, text)
		}
		return text
	case strings.HasPrefix(path, "/record/bundle") && strings.HasPrefix(body, "{"):
		var b strings.Builder
		for line := range strings.Lines(body) {
			texts(&b, line)
		}
		return b.String()
	}
	return body
}

// pdfText is the text of a PDF whose fonts have the numbers of Unicode.
func pdfText(t *testing.T, file string) string {
	t.Helper()
	var out strings.Builder
	for rest := file; ; {
		head, after, found := strings.Cut(rest, "\nstream\n")
		if !found {
			return out.String()
		}
		data, next, found := strings.Cut(after, "\nendstream")
		if !found {
			t.Fatal("a stream has no end")
		}
		rest = next
		if strings.Contains(head[strings.LastIndex(head, " obj"):], "/FlateDecode") {
			z, err := zlib.NewReader(strings.NewReader(data))
			if err != nil {
				t.Fatal(err)
			}
			plain, err := io.ReadAll(z)
			if err != nil {
				t.Fatal(err)
			}
			data = string(plain)
		}
		if strings.Contains(data, " Tf ET\n") || strings.Contains(data, "BT ") { // else it is a font
			out.WriteString(shownText(data))
		}
	}
}

// shownText are the texts in the operators of a page, which stand in brackets, two bytes to a letter.
func shownText(content string) string {
	var out strings.Builder
	var text []byte
	depth := 0
	for i := 0; i < len(content); i++ {
		c := content[i]
		switch {
		case c == '\\' && depth > 0 && i+1 < len(content):
			i++
			text = append(text, map[byte]byte{'n': '\n', 'r': '\r', 't': '\t', 'b': '\b', 'f': '\f'}[content[i]])
			if last := len(text) - 1; text[last] == 0 {
				text[last] = content[i]
			}
		case c == '(' && depth == 0:
			depth, text = 1, text[:0]
		case c == ')' && depth == 1:
			depth = 0
			units := make([]uint16, len(text)/2)
			for j := range units {
				units[j] = uint16(text[2*j])<<8 | uint16(text[2*j+1])
			}
			out.WriteString(string(utf16.Decode(units)))
			if !strings.HasPrefix(content[i+1:], "]") && !strings.HasPrefix(strings.TrimLeft(content[i+1:], "-0123456789."), "(") {
				out.WriteByte('\n')
			}
		case depth > 0:
			text = append(text, c)
		}
	}
	return out.String()
}

// texts writes every text in a JSON value, and in the texts that are JSON themselves.
func texts(b *strings.Builder, text string) {
	var v any
	if len(text) < 2 || text[0] != '{' && text[0] != '[' || json.Unmarshal([]byte(text), &v) != nil {
		b.WriteString(text + "\n")
		return
	}
	var walk func(any)
	walk = func(v any) {
		switch x := v.(type) {
		case string:
			texts(b, x)
		case []any:
			for _, each := range x {
				walk(each)
			}
		case map[string]any:
			for _, key := range slices.Sorted(maps.Keys(x)) {
				b.WriteString(key + " ")
				walk(x[key])
			}
		default:
			fmt.Fprintln(b, x)
		}
	}
	walk(v)
}

// unsaid are the headers of an answer that say nothing of the record: the clock of the machine and the program's own.
func unsaid() []string {
	return []string{"Date", "Content-Length", "Content-Security-Policy", "Permissions-Policy", "Set-Cookie", "Vary", "Expires", "Last-Modified"}
}

// ask asks in a way of one's own and returns the status, the headers that may say something, and the body.
func (v *visitor) ask(method, path, accept string) (int, string, string) {
	v.t.Helper()
	r, err := http.NewRequestWithContext(v.t.Context(), method, v.base+path, nil)
	if err != nil {
		v.t.Fatal(err)
	}
	r.Header.Set("Accept", accept)
	answer, err := v.client.Do(r)
	if err != nil {
		v.t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	for _, name := range unsaid() {
		answer.Header.Del(name)
	}
	var header bytes.Buffer
	if err := answer.Header.Write(&header); err != nil {
		v.t.Fatal(err)
	}
	return answer.StatusCode, header.String(), string(body)
}

// accepts are what programs and browsers say that they take.
func accepts() []string {
	return []string{"application/json", "application/geo+json", "text/csv", "application/atom+xml", "application/cbor", "text/event-stream", "*/*"}
}

func TestWhatAViewerMayNotSeeAnswersEachMethodLikeWhatIsNotThere(t *testing.T) {
	h := demonstrated(t)
	h.release(t)
	methods := []string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"}
	for role, viewer := range map[string]string{"public": "public", "liaison of Party Cobalt": "liaison", "operator": "operator"} {
		v := h.as(t, role)
		asked := 0
		for _, r := range h.server.Routes() {
			if h.may(role, r.Needs) {
				continue
			}
			path := strings.NewReplacer("{$}", "", "{", "", "}", "", "...", "").Replace(r.Pattern)
			absent := path + "x/is/nowhere" // beside it, so that the navigation is the same
			for _, method := range methods {
				for _, accept := range []string{"text/html", "application/json"} {
					status, head, body := v.ask(method, path, accept)
					status2, head2, body2 := v.ask(method, absent, accept)
					asked++
					body, body2 = header.ReplaceAllString(body, ""), header.ReplaceAllString(body2, "") // the clock
					if status != status2 || head != head2 || strings.ReplaceAll(body, path, "") != strings.ReplaceAll(body2, absent, "") {
						t.Errorf("%s, %s %s as %s: %d, and what is not there %d", viewer, method, path, accept, status, status2)
					}
				}
			}
		}
		if asked < 100 {
			t.Errorf("%s: only %d askings", role, asked)
		}
	}
}

// drawnFeature is a released feature as anybody reads it.
type drawnFeature struct {
	ID         string
	Geometry   *struct{ Coordinates [][][2]float64 }
	Properties struct{ Day, Until string }
}

// TestTheFiltersOfTheReleaseTellNoMoreThanItsFeatures asks for places and times drawn at random, at the edges of what is shown and
// around what is hidden: what comes back is what follows from the cells and days that are shown.
func TestTheFiltersOfTheReleaseTellNoMoreThanItsFeatures(t *testing.T) {
	h := demonstrated(t)
	h.release(t)
	v := h.as(t, "public")
	list := func(path string) (out struct {
		NumberMatched int
		Features      []drawnFeature
	},
	) {
		_, body := v.get(path)
		if err := json.Unmarshal([]byte(body), &out); err != nil {
			t.Fatalf("%s: %v %s", path, err, body)
		}
		return out
	}
	const items = "/features/collections/released/items?limit=5000"
	all := list(items).Features
	edges := []float64{-180, 0, 31, 49, 180}
	var times []when.Instant
	placed := 0
	zone := h.desk.Zone()
	for _, f := range all {
		if f.Geometry != nil {
			placed++
			for _, p := range f.Geometry.Coordinates[0] {
				edges = append(edges, p[0], p[1])
			}
		}
		if d, err := when.ParseDate(f.Properties.Day); err == nil {
			times = append(times, zone.Whole(d).From, zone.Whole(d).To)
		}
	}
	if placed == 0 || len(times) == 0 {
		t.Fatal("no released feature has a cell and a day")
	}
	h.desk.Room.Read(timesHidden(&times))
	rapid.Check(t, func(t *rapid.T) {
		number := rapid.Custom(func(t *rapid.T) float64 {
			x := rapid.SampledFrom(edges).Draw(t, "edge") + float64(rapid.SampledFrom([]int{-2_000_000, -100_000, -1, 0, 1, 1234, 450_000}).Draw(t, "off"))/1e7
			return math.Round(max(-180, min(180, x))*1e7) / 1e7 // as it is written into the address
		})
		clamp := func(x float64) float64 { return max(-90, min(90, x)) }
		w, e := number.Draw(t, "west"), number.Draw(t, "east")
		s, n := clamp(number.Draw(t, "south")), clamp(number.Draw(t, "north"))
		w, e, s, n = min(w, e), max(w, e), min(s, n), max(s, n)
		instant := rapid.Custom(func(t *rapid.T) when.Instant {
			at := rapid.SampledFrom(times).Draw(t, "time") + when.Instant(rapid.SampledFrom([]int64{-3_600_000, -1000, 0, 1000, 3_600_000, 40_000_000}).Draw(t, "off"))
			return at / 1000 * 1000
		})
		from, to := instant.Draw(t, "from"), instant.Draw(t, "to")
		from, to = min(from, to), max(from, to)
		want := map[string]bool{}
		for _, f := range all {
			if f.Geometry == nil {
				continue
			}
			fw, fe, fs, fn := 180.0, -180.0, 90.0, -90.0
			for _, p := range f.Geometry.Coordinates[0] {
				fw, fe, fs, fn = min(fw, p[0]), max(fe, p[0]), min(fs, p[1]), max(fn, p[1])
			}
			first, err := when.ParseDate(f.Properties.Day)
			timed := err == nil
			span := zone.Whole(first)
			if last, err := when.ParseDate(f.Properties.Until); err == nil {
				span = span.Hull(zone.Whole(last))
			}
			if fw <= e && fe >= w && fs <= n && fn >= s && (!timed || span.From <= to && span.To >= from) {
				want[f.ID] = true
			}
		}
		got := list(fmt.Sprintf("%s&bbox=%.7f,%.7f,%.7f,%.7f&datetime=%s/%s", items, w, s, e, n, stamp(from), stamp(to)))
		if got.NumberMatched != len(want) || len(got.Features) != len(want) {
			t.Fatalf("%d features, want the %d whose cells and days are asked for", got.NumberMatched, len(want))
		}
		for _, f := range got.Features {
			if !want[f.ID] {
				t.Fatalf("%s is not within what is asked for", f.ID)
			}
		}
	})
}

// timesHidden adds the times of every incident on record, as the mission knows them.
func timesHidden(times *[]when.Instant) func(*app.Record) error {
	return func(r *app.Record) error {
		for _, inc := range r.State().Incidents() {
			if !inc.When.IsUnknown() {
				*times = append(*times, inc.When.From, inc.When.To)
			}
		}
		return nil
	}
}

func stamp(t when.Instant) string { return url.QueryEscape(api.RFC3339(t)) }

// may asks the table about a role by its name in the demonstration.
func (h *house) may(role string, c access.Compartment) bool {
	switch {
	case role == "public":
		return (access.Viewer{}).May(c)
	case strings.HasPrefix(role, "liaison"):
		return (access.Viewer{Role: access.Liaison}).May(c)
	default:
		return (access.Viewer{Role: access.Role(strings.ReplaceAll(role, " ", "-"))}).May(c)
	}
}
