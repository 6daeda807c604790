// SPDX-License-Identifier: Apache-2.0

package outward

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"

	"truce/app"
	"truce/engine"
	"truce/engine/issue"
	"truce/internal/access"
	"truce/internal/api"
	"truce/internal/api/mission/desk"
	"truce/internal/api/page"
	"truce/internal/publish/daily"
	"truce/internal/publish/daily/geo"
	"truce/internal/publish/daily/html"
	"truce/internal/publish/daily/pdf"
	"truce/internal/publish/daily/plain"
	"truce/internal/publish/daily/sheet"
	"truce/internal/publish/daily/words"
	"truce/internal/store/sqlite"
	"truce/when"
)

func (p *pages) dailyRoutes() []api.Route {
	return []api.Route{
		{Pattern: "/daily", Title: "daily reports: the list of days", Needs: access.Released, Page: p.days},
		{Pattern: "/daily/{day}", Title: "the report of a day, for the viewer's audience", Needs: access.Released, Noted: true, Page: p.day},
		{Pattern: "/daily/{day}/{file}", Title: "the report of a day as a file: report.pdf, .html, .csv, .geojson, .json, .txt", Needs: access.Released, Noted: true, Raw: p.dayFile},
		{Pattern: "/daily/{day}/issue", Title: "enters that the report of a day is issued", Needs: access.Watching, Page: p.issuePage, Act: p.issue},
	}
}

// monthful is how many days the list shows at once.
const monthful = 31

// audienceOf is for whom a report is made: the mission's own for who works inside, unless that of the parties is asked for; that of
// the parties for everybody else.
func audienceOf(a *api.Ask) daily.Audience {
	if a.Viewer.May(access.Inside) && a.URL.Query().Get("audience") != string(daily.Parties) {
		return daily.Mission
	}
	return daily.Parties
}

func (p *pages) days(a *api.Ask) (page.Page, error) {
	_, exercise := p.Site()
	z, audience := p.zoned(), audienceOf(a)
	l := page.List{ID: "days", Title: "Days", Columns: []page.Column{
		{Key: "day", Name: "Day"}, {Key: "state", Name: "State"}, {Key: "number", Name: "Number"}, {Key: "version", Name: "Version", Number: true}, {Key: "issued", Name: "Issued"}, {Key: "digest", Name: "Digest", FileOnly: true},
	}, Empty: "No day is on record yet: a report has the zone and the places of an agreement, so one must be adopted first."}
	begun, err := begins(a.Context(), p.Rows())
	if err != nil {
		return page.Page{}, err
	}
	err = p.Read(func(s *engine.State) error {
		if len(s.Dockets()) == 0 {
			return nil
		}
		z = s.Dockets()[0].Zone()
		last, first := z.DateOf(a.Now), firstDay(s, z, a.Now, begun)
		if text := a.URL.Query().Get("before"); text != "" {
			before, err := when.ParseDate(text)
			if err != nil || before.Compare(first) < 0 {
				return api.NoSuchPage("before")
			}
			if before.Compare(last) < 0 {
				last = before
			}
		}
		for d := last; d.Compare(first) >= 0; d = d.Add(-1) {
			if len(l.Rows) == monthful {
				l.Next = "/daily?before=" + d.String()
				break
			}
			l.Rows = append(l.Rows, dayRow(s, d, a, audience))
		}
		return nil
	})
	lead := "A report that was issued has its digest on record and is shown as it was issued. What was not issued is made from the record when it is asked for, as a draft without a number."
	out := page.Page{Title: "Daily reports", Exercise: exercise, Lead: lead, Blocks: []page.Block{audienceNote(audience)}}
	if fault := desk.Fault(err); fault != nil {
		return a.Unread(out, fault)
	}
	out.Blocks = append(out.Blocks, l)
	return out, err
}

// begins is the first instant of which something is on record, as far as the projections tell; 0 where there are none.
func begins(ctx context.Context, kept *sqlite.Store) (when.Instant, error) {
	if kept == nil {
		return 0, nil
	}
	e, err := kept.Extent(ctx)
	return e.Span.From, err
}

// firstDay is the first day of which something is on record.
func firstDay(s *engine.State, z when.Zone, now, begun when.Instant) when.Date {
	if begun != 0 {
		return z.DateOf(min(begun, now))
	}
	first := now
	for _, inc := range s.Incidents() {
		if !inc.When.IsUnknown() {
			first = min(first, inc.When.From)
		}
	}
	return z.DateOf(first)
}

func dayRow(s *engine.State, d when.Date, a *api.Ask, audience daily.Audience) page.Row {
	docket := s.Dockets()[0]
	state := "not issued"
	if docket.Zone().Whole(d).To > a.Now {
		state = "not over"
	}
	row := page.Row{ID: d.String(), Cells: []page.Cell{{Text: d.String(), Link: "/daily/" + d.String()}, {Text: state}, {}, {}, {}, {}}}
	if i, ok := s.Issued().Last(issue.Key{Agreement: docket.Text().Ref(), First: d, Last: d, Audience: string(audience)}); ok {
		row.Cells[1].Text = "issued"
		row.Cells[2].Text, row.Cells[3].Text = fmt.Sprintf("%03d/%d", i.Number, i.Year), strconv.FormatInt(i.Version, 10)
		row.Cells[4].Text, row.Cells[5].Text = api.Clock(i.At, docket.Zone()), i.Digest.String()
	}
	return row
}

func audienceNote(audience daily.Audience) page.Note {
	if audience == daily.Mission {
		return page.Note{Kind: page.Inside, Text: "This is the mission's own report: it tells where nobody looked. That for the parties names no source, patrol, gap or coverage.", Link: page.Link{Text: "See it as the parties do", To: "?audience=parties"}}
	}
	return page.Note{Kind: page.Info, Text: "This is the report for the parties: each assessment with its status, and the four counts, which are never added."}
}

// request reads which report is asked for.
func request(a *api.Ask) (daily.Request, error) {
	day, err := when.ParseDate(a.PathValue("day"))
	if err != nil {
		return daily.Request{}, api.ErrNotFound
	}
	return daily.Request{Last: day, Audience: audienceOf(a)}, nil
}

// language is the language that is asked for, English where there is no table for it.
func language(a *api.Ask) string {
	if lang := a.URL.Query().Get("lang"); slices.Contains(words.Tags(), lang) {
		return lang
	}
	return "en"
}

// reports are the last few that were made, each of one version of the record: making one cuts the ground into cells, which takes
// its time, and its page and files are asked for one after the other. One for the parties is of a minute instead: its cut-off would
// tell when something was entered last, of whatever kind.
type reports struct {
	mu   sync.Mutex // held for what follows, while a report is made too: it is made once
	made []madeReport
}

type madeReport struct {
	of     edition
	report *daily.Report
}

// edition is what a report depends on that is made for a page.
type edition struct {
	day       when.Date
	audience  daily.Audience
	version   uint64 // of the record, or for the parties the minute
	issued    int64  // versions of it so far
	destroyed int
}

// edition is that of the report which is asked for.
func (p *pages) edition(a *api.Ask, r daily.Request) (edition, error) {
	out := edition{day: r.Last, audience: r.Audience}
	if out.version, _ = p.Room.Version(); r.Audience != daily.Mission {
		out.version = uint64(a.Now / when.Instant(when.Minute))
	}
	return out, p.Room.Read(func(x *app.Record) error {
		out.destroyed = x.Destroyed()
		for _, d := range x.State().Dockets() {
			last, _ := x.State().Issued().Last(issue.Key{Agreement: d.Text().Ref(), First: r.Last, Last: r.Last, Audience: string(r.Audience)})
			out.issued += last.Version
		}
		return nil
	})
}

// mostReports is how many of the mission's are kept.
const mostReports = 8

// keep keeps a report. Those for others stay as long as their minute, however many are asked for: one that is made anew within it would
// tell that something was entered.
func (r *reports) keep(m madeReport) {
	inside := 0
	for i, x := range slices.Backward(r.made) {
		old := x.of.version < m.of.version
		if x.of.audience == daily.Mission {
			inside++
			old = m.of.audience == daily.Mission && inside >= mostReports
		} else if m.of.audience == daily.Mission {
			old = false
		}
		if old {
			r.made = slices.Delete(r.made, i, i+1)
		}
	}
	r.made = append(r.made, m)
}

// mayDraft tells whether somebody is shown what the record gives now where a report was issued: who works inside.
func mayDraft(a *api.Ask) bool { return a.Viewer.May(access.Inside) }

func asksDraft(a *api.Ask) bool { return mayDraft(a) && a.URL.Query().Get("draft") == "yes" }

// made returns the report that is asked for as it was issued last, and where none was, or a draft is asked for, one of the record as it
// stands, as a draft. For the parties journal time passes before, so that it is cut off when it was asked for.
func (p *pages) made(a *api.Ask) (*daily.Report, error) {
	r, err := request(a)
	if err != nil {
		return nil, err
	}
	if !asksDraft(a) {
		if report, err := p.lastIssued(a.Context(), r); report != nil || err != nil {
			return report, err
		}
	}
	p.reports.mu.Lock()
	defer p.reports.mu.Unlock()
	of, err := p.edition(a, r)
	if err != nil {
		return nil, err
	}
	for _, m := range p.reports.made {
		if m.of == of {
			return m.report, nil
		}
	}
	if r.Audience != daily.Mission {
		if err := p.Tick(); err != nil {
			return nil, err
		}
	}
	begun, err := begins(a.Context(), p.Rows())
	if err != nil {
		return nil, err
	}
	var report *daily.Report
	err = p.Read(func(s *engine.State) error {
		if len(s.Dockets()) == 0 {
			return api.ErrNotFound
		}
		z := s.Dockets()[0].Zone()
		if r.Last.Compare(z.DateOf(a.Now)) > 0 || r.Last.Compare(firstDay(s, z, a.Now, begun).Add(-1)) < 0 {
			return api.ErrNotFound
		}
		if report, err = daily.Make(s, r); err == nil {
			report = report.AsDraft() // made as of now, which is what nobody issued
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	p.reports.keep(madeReport{of, report})
	return report, nil
}

func (p *pages) day(a *api.Ask) (page.Page, error) {
	lang := language(a)
	r, err := p.made(a)
	if err != nil {
		return page.Page{}, err
	}
	s, err := sheet.Of(r, lang)
	if err != nil {
		return page.Page{}, err
	}
	out := page.Page{Title: s.Title, Exercise: r.Exercise, Blocks: append(standing(a, r), choices(a, lang, r))}
	if r.Audience == daily.Mission {
		out.Blocks = append(out.Blocks, audienceNote(r.Audience))
	}
	out.Blocks = append(out.Blocks, sheetBlocks(s, r.Audience == daily.Mission)...)
	if a.Viewer.May(access.Watching) {
		out.Blocks = append(out.Blocks, page.Links{Title: "For the duty officer", Links: []page.Link{{Text: "Issue this report", To: "/daily/" + a.PathValue("day") + "/issue"}}})
	}
	return out, nil
}

// choices are the languages and the files of a report.
func choices(a *api.Ask, lang string, r *daily.Report) page.Links {
	names := map[string]string{"en": "English", "uk": "Українська", "fr": "Français", "ru": "Русский"}
	address := "/daily/" + a.PathValue("day")
	suffix := "?lang=" + lang
	audience := ""
	if a.Viewer.May(access.Inside) && r.Audience == daily.Parties {
		audience = "&audience=parties"
	}
	if asksDraft(a) {
		audience += "&draft=yes"
	}
	l := page.Links{Title: "Language and files"}
	authoritative := sheet.Authoritative(r.Languages)
	for _, tag := range words.Tags() {
		text := names[tag]
		if text == "" {
			text = tag
		}
		if tag == authoritative {
			text += " (the agreement's authoritative language)"
		}
		l.Links = append(l.Links, page.Link{Text: text, To: address + "?lang=" + tag + audience})
	}
	for _, f := range []struct{ name, file string }{{"PDF", "pdf"}, {"HTML, one file", "html"}, {"CSV", "csv"}, {"GeoJSON", "geojson"}, {"The data itself, JSON", "json"}, {"Text", "txt"}} {
		l.Links = append(l.Links, page.Link{Text: f.name, To: address + "/report." + f.file + suffix + audience})
	}
	return l
}

// sheetBlocks lays a report out as a page of the server. Inside marks the tables of a report that is the mission's own.
func sheetBlocks(s *sheet.Sheet, inside bool) []page.Block {
	var out []page.Block
	for _, mark := range s.Marks {
		out = append(out, page.Note{Kind: page.Warning, Text: mark})
	}
	out = append(out, page.Prose{Paragraphs: s.Lead, Lang: s.Lang})
	for _, section := range s.Sections {
		out = append(out, page.Prose{ID: section.ID, Title: section.Heading, Paragraphs: section.Notes, Lang: s.Lang})
		for _, t := range section.Tables {
			l := tableOf(s, t)
			l.Inside = inside
			out = append(out, l)
		}
		if len(section.After) > 0 {
			out = append(out, page.Prose{Paragraphs: section.After, Lang: s.Lang})
		}
	}
	return out
}

func tableOf(s *sheet.Sheet, t sheet.Table) page.List {
	l := page.List{ID: t.ID, Title: t.Caption, Lang: s.Lang, Empty: "—"}
	for i, c := range t.Columns {
		l.Columns = append(l.Columns, page.Column{Key: "column_" + strconv.Itoa(i+1), Name: c.Heading, Number: c.Number})
	}
	for _, r := range t.Rows {
		row := page.Row{Cells: make([]page.Cell, len(t.Columns))}
		for i, c := range r.Cells[:min(len(r.Cells), len(row.Cells))] {
			row.Cells[i].Text = c.Text
		}
		l.Rows = append(l.Rows, row)
	}
	return l
}

// dayFile writes the report as a file. The whole of it is made before the first byte goes out.
func (p *pages) dayFile(a *api.Ask, w http.ResponseWriter) error {
	kind, found := strings.CutPrefix(a.PathValue("file"), "report.")
	media := map[string]string{
		"pdf": "application/pdf", "html": "text/html; charset=utf-8", "csv": "text/csv; charset=utf-8; header=present", "geojson": "application/geo+json",
		"json": "application/json", "txt": "text/plain; charset=utf-8",
	}[kind]
	if !found || media == "" {
		return api.ErrNotFound
	}
	var out bytes.Buffer
	name := "report-" + a.PathValue("day") + "-" + string(audienceOf(a)) + "-" + language(a) + "." + kind
	r, err := p.made(a)
	if err == nil {
		err = p.writeReport(&out, r, kind, language(a))
	}
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", media)
	if kind == "html" {
		w.Header().Set("Content-Security-Policy", ownPolicy(out.Bytes()))
	} else {
		w.Header().Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", name))
	}
	_, err = w.Write(out.Bytes())
	return err
}

func (p *pages) writeReport(out *bytes.Buffer, r *daily.Report, kind, lang string) error {
	switch kind {
	case "json":
		data, err := r.Bytes()
		out.Write(data)
		return err
	case "csv":
		return plain.CSV(out, r)
	case "geojson":
		return p.Read(func(s *engine.State) error {
			for _, d := range s.Dockets() {
				if d.Text().Ref() == r.Agreement {
					return geo.Write(out, r, d.Text(), nil)
				}
			}
			return api.ErrNotFound
		})
	}
	s, err := sheet.Of(r, lang)
	if err != nil {
		return err
	}
	switch kind {
	case "html":
		return html.Write(out, s)
	case "pdf":
		return pdf.Write(out, s)
	default:
		return plain.Text(out, s)
	}
}

// ownPolicy is the policy that a file states for itself, for the header: a page that stands alone has its style within. What states
// none gets none of anything.
func ownPolicy(file []byte) string {
	const meta = `http-equiv="Content-Security-Policy" content="`
	_, rest, _ := bytes.Cut(file, []byte(meta))
	policy, _, found := bytes.Cut(rest, []byte(`"`))
	if !found {
		return "default-src 'none'; frame-ancestors 'none'"
	}
	return strings.NewReplacer("&#39;", "'", "&#43;", "+", "&#34;", `"`, "&amp;", "&").Replace(string(policy)) + "; frame-ancestors 'none'"
}

func (p *pages) issuePage(a *api.Ask) (page.Page, error) {
	_, exercise := p.Site()
	day, err := when.ParseDate(a.PathValue("day"))
	if err != nil {
		return page.Page{}, api.ErrNotFound
	}
	return page.Page{
		Title: "Issue the report of " + day.String(), Exercise: exercise, Lead: "It is made as of now, and its days, audience, number, version and digest are entered. The report itself is not kept: the record gives it again.",
		Blocks: []page.Block{page.Form{ID: "issue", Action: "/daily/" + day.String() + "/issue", Submit: "Issue it", Fields: []page.Field{
			{Name: "audience", Label: "For whom", Kind: "choice", Value: a.Value("audience", string(daily.Mission)), Error: a.Fault("audience"), Options: []page.Option{
				{Value: string(daily.Mission), Text: "the mission"}, {Value: string(daily.Parties), Text: "the parties"}, {Value: string(daily.Public), Text: "the public, after the delay"},
			}},
			{Name: "by", Label: "By whom, by function", Value: a.Value("by", desk.By(a)), Required: true, Max: issue.MaxName, Error: a.Fault("by")},
			{Name: "because", Label: "Why there is another version", Kind: "area", Value: a.Value("because", ""), Max: issue.MaxBecause, Error: a.Fault("because"), Help: "Left empty for the first."},
		}}},
	}, nil
}

// issue enters that the report is issued, made as of the entry's own time.
func (p *pages) issue(a *api.Ask) (api.Done, error) {
	day, err := when.ParseDate(a.PathValue("day"))
	if err != nil {
		return api.Done{}, api.ErrNotFound
	}
	r := daily.Request{Last: day, Audience: daily.Audience(a.Sent.Get("audience")), Because: strings.TrimSpace(a.Sent.Get("because"))}
	if !slices.Contains(daily.Audiences(), r.Audience) {
		return api.Done{}, api.Refuse("audience", "choose for whom the report is")
	}
	if err := p.Own(a, "by", strings.TrimSpace(a.Sent.Get("by"))); err != nil {
		return api.Done{}, err
	}
	var report *daily.Report
	var act *issue.Issue
	destroyed := 0 // as far as the room had seen before the report was made
	p.Room.Read(func(record *app.Record) error {
		destroyed = record.Destroyed()
		return nil
	})
	_, err = p.EnterMade(a.Context(), func(state *engine.State) (_ engine.Entry, err error) {
		report, err = daily.Make(state, r)
		if err != nil {
			return engine.Entry{}, &api.Refused{Reason: "Nothing was issued: " + err.Error() + "."}
		}
		if report.Partial {
			return engine.Entry{}, &api.Refused{Reason: "The day is not over: issue its report when it is."}
		}
		act, err = report.Issue(r, strings.TrimSpace(a.Sent.Get("by")))
		if err != nil {
			return engine.Entry{}, api.Refuse("because", "Nothing was issued: %v.", err)
		}
		return engine.Entry{Issue: act}, nil
	})
	if errors.Is(err, engine.ErrEntry) {
		err = &api.Refused{Reason: "Nothing was issued: " + err.Error() + "."}
	}
	if err != nil {
		return api.Done{}, err
	}
	p.issued.keep(act.Digest, report, destroyed)
	return api.Done{To: "/daily", Message: "Report " + report.Name() + " is issued for " + string(r.Audience) + ". Its digest is on record."}, nil
}
