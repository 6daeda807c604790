// SPDX-License-Identifier: Apache-2.0

package outward

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"path"
	"slices"
	"strconv"
	"strings"

	"truce/agreement"
	"truce/engine"
	"truce/internal/access"
	"truce/internal/api"
	"truce/internal/api/mission/desk"
	"truce/internal/api/page"
	"truce/internal/publish/release"
	"truce/place"
)

func (p *pages) publicRoutes() []api.Route {
	return []api.Route{
		{Pattern: "/public", Title: "the public release: what was found, delayed and coarsened", Needs: access.Open, Page: p.public},
		{Pattern: "/public/release/{path...}", Title: "the files of the public release, as they stand in its folder", Needs: access.Open, Raw: p.publicFile},
		{Pattern: archiveAddress, Title: "the public release with its proof, as one archive", Needs: access.Open, Raw: p.archive},
		{Pattern: "/public/feed.atom", Title: "public releases and corrections (Atom)", Needs: access.Open, Raw: p.feed},
		{Pattern: "/public/propose", Title: "makes a public release and proposes it, as the first of two people", Needs: access.Watching, Noted: true, Page: p.proposePage, Act: p.propose},
		{Pattern: "/public/approve", Title: "looks at a proposed release and approves it, as the second of two people", Needs: access.Inside, Noted: true, Page: p.approvePage, Act: p.approve},
	}
}

const publicLead = "What the public sees: which article, which outcome with its status, and in which words, on a day and in a cell of the ground, after the delay of the agreement. No source, and nothing finer."

func (p *pages) public(a *api.Ask) (page.Page, error) {
	_, exercise := p.Site()
	out := page.Page{Title: "Public release", Exercise: exercise, Lead: publicLead}
	shown, err := p.Current(a.Context())
	switch {
	case errors.Is(err, ErrNoneYet):
		out.Blocks = []page.Block{
			page.Note{Kind: page.Info, Text: "Nothing was released yet, so nothing of what was found is shown here. A release is made from the record by the agreement's rule of publication; one person of the mission proposes it, another approves it, and each signs the digest of everything in it."},
			p.findingsOf(nil),
		}
	case errors.Is(err, ErrOther):
		out.Blocks = []page.Block{page.Note{Kind: page.Warning, Text: "The release that was let go is not shown: the record gives another one now, as it does where a person's identity was destroyed since. Copies that were made keep what they were. The mission proposes the release anew."}, p.findingsOf(nil)}
	case err != nil:
		return out, err
	default:
		out.Exercise = shown.Draft.Release.Exercise
		proof, err := p.Proof(a.Context(), shown)
		if err != nil {
			return page.Page{}, err
		}
		out.Blocks = p.released(shown, proof)
	}
	if a.Viewer.May(access.Inside) {
		links := page.Links{Title: "For the mission", Links: []page.Link{{Text: "Look at a release that waits for a second person", To: "/public/approve"}}}
		if a.Viewer.May(access.Watching) {
			links.Links = append(links.Links, page.Link{Text: "Make a release and propose it", To: "/public/propose"})
		}
		out.Blocks = append(out.Blocks, links)
	}
	return out, nil
}

// released lays a release out as a page.
func (p *pages) released(shown *Shown, proof []byte) []page.Block {
	r := &shown.Draft.Release
	period := r.From.String() + " to " + r.To.String() + ", known up to " + r.To.String()
	recorded := "none"
	if len(r.Counts.Observations) > 0 {
		recorded = observations(r.Counts)
	}
	text := func(n int64) string { return strconv.FormatInt(n, 10) }
	return []page.Block{
		page.Facts{Facts: []page.Fact{
			{Name: "Covers", Text: r.From.String() + " to " + r.To.String() + " (" + r.Zone + ")"},
			{Name: "Delay", Text: fmt.Sprintf("%d hours at the least", r.DelayHours)},
			{Name: "Cells", Text: fmt.Sprintf("%s wide at the least; an event was in the cell or in one beside it", place.Length(r.CellMetres)*place.Metre)},
			{Name: "Digest of everything in it", Text: shown.Draft.Manifest.String()},
		}},
		page.Counts{Title: "Four counts, never added", Counts: []page.Count{
			{Name: "Observations as recorded", Number: recorded, Says: text(r.Counts.Unquantified) + " more without a number; " + period},
			{Name: "Incidents", Number: text(r.Counts.Incidents), Says: "physical events; " + period},
			{Name: "Assessed violations", Number: text(r.Counts.Assessed), Says: "incident by term, as the engine assesses it, also where a body determined it since; " + period},
			{Name: "Determined violations", Number: text(r.Counts.Determined), Says: "incident by term, by the competent body; " + period},
		}},
		p.findingsOf(r), daysOf(r), correctionsOf(r), coverageOf(r), filesOf(shown, proof),
		page.Links{Title: "Take it and check it", Links: []page.Link{{Text: "Take the whole release, one archive (zip)", To: archiveAddress}, {Text: "Check a release", To: "/public/release/" + release.VerifyName}, {Text: "Follow releases and corrections (Atom feed)", To: "/public/feed.atom"}}},
		page.Note{Kind: page.Help, Text: "The whole release, with its proof, is a folder that anybody may host: unpack the archive and choose that folder on the page that checks it, in your own browser. The files are here one by one too; those of days belong into the subfolder day."},
	}
}

func observations(c release.Counts) string {
	var out []string
	for _, unit := range sorted(c.Observations) {
		out = append(out, c.Observations[unit].String()+" "+spaced(unit))
	}
	return strings.Join(out, ", ")
}

// scales are what the short words of a list of findings mean.
const scales = "Severity: S1 isolated and of low impact, S2 clear with a material effect, S3 significant, repeated or of high risk, S4 mass casualties, protected objects or deliberate escalation. " +
	"Confidence: C1 one source, C2 partly corroborated, C3 several independent sources and means, each as the agreement's rule on evidence says."

// findingsOf lists what was released, each article by its number and, where its text is on record, its title.
func (p *pages) findingsOf(r *release.Release) page.List {
	l := page.List{ID: "findings", Title: "Findings", Lead: scales, Columns: []page.Column{
		{Key: "finding", Name: "Finding", FileOnly: true},
		{Key: "day", Name: "Day"},
		{Key: "article_title", Name: "Article"},
		{Key: "outcome", Name: "Outcome (status)"},
		{Key: "severity", Name: "Severity, S1 to S4"},
		{Key: "confidence", Name: "Confidence, C1 to C3"},
		{Key: "words", Name: "In words"},
		{Key: "contested_by", Name: "Contested by"},
		{Key: "cell", Name: "Cell"},
		{Key: "agreement", Name: "Under", FileOnly: true},
		{Key: "article", FileOnly: true},
	}, Empty: "No finding was released. That says nothing about what happened: what is younger than the delay, or what no source allowed the public to see, is not here."}
	if r == nil {
		return l
	}
	texts := map[string]*agreement.Agreement{}
	p.Read(func(s *engine.State) error {
		for _, d := range s.Dockets() {
			texts[d.Text().Ref()] = d.Text().Agreement()
		}
		return nil
	})
	title := func(ref, article string) string {
		if a := texts[ref]; a != nil {
			return desk.Article(a, agreement.ArticleID(article))
		}
		return article
	}
	for i := range r.Items {
		item := &r.Items[i]
		row := page.Row{ID: strings.TrimPrefix(item.Finding.String(), "finding:"), Where: CellShape(item.Cell), Cells: []page.Cell{
			{Text: item.Finding.String()},
			{Text: dayWords(item)},
			{Text: title(item.Agreement, item.Article)},
			{Text: spaced(item.Verdict) + " (" + spaced(item.Status) + ")", Status: item.Status},
			{Text: item.Severity},
			{Text: item.Confidence},
			{Text: item.Words},
			{Text: strings.Join(item.Contested, ", ")},
			{Text: cellWords(item)},
			{Text: item.Agreement},
			{Text: item.Article},
		}}
		if item.Exercise {
			row.Mark = "exercise"
		}
		l.Rows = append(l.Rows, row)
	}
	return l
}

func spaced(word string) string { return strings.ReplaceAll(word, "-", " ") }

func dayWords(i *release.Item) string {
	switch {
	case i.Day == "":
		return "not known"
	case i.Until != "":
		return i.Day + " to " + i.Until
	default:
		return i.Day
	}
}

func cellWords(i *release.Item) string {
	if i.Cell != nil {
		return i.Cell.String()
	}
	return spaced(i.Place)
}

// CellShape is a cell as a GeoJSON polygon, nil for none.
func CellShape(c *release.Cell) json.RawMessage {
	if c == nil {
		return nil
	}
	s, w, n, e := degrees(c.South), degrees(c.West), degrees(c.North), degrees(c.East)
	return json.RawMessage(fmt.Sprintf(`{"type":"Polygon","coordinates":[[[%s,%s],[%s,%s],[%s,%s],[%s,%s],[%s,%s]]]}`, w, s, e, s, e, n, w, n, w, s))
}

// degrees writes units of 1e-7 degrees.
func degrees(e7 int64) string {
	sign := ""
	if e7 < 0 {
		sign, e7 = "-", -e7
	}
	return fmt.Sprintf("%s%d.%07d", sign, e7/10_000_000, e7%10_000_000)
}

func daysOf(r *release.Release) page.List {
	l := page.List{ID: "days", Title: "Days of which something is shown", Columns: []page.Column{
		{Key: "day", Name: "Day"}, {Key: "recorded", Name: "Observations as recorded"}, {Key: "incidents", Name: "Incidents", Number: true}, {Key: "assessed", Name: "Assessed violations", Number: true}, {Key: "determined", Name: "Determined violations", Number: true},
	}, Empty: "No day has anything that may be shown."}
	for _, d := range r.Days {
		l.Rows = append(l.Rows, page.Row{ID: d.Day, Cells: []page.Cell{
			{Text: d.Day, Link: "/public/release/day/" + d.Day + ".html"}, {Text: observations(d.Counts)}, number(d.Counts.Incidents), number(d.Counts.Assessed), number(d.Counts.Determined),
		}})
	}
	return l
}

func correctionsOf(r *release.Release) page.List {
	l := page.List{ID: "corrections", Title: "Corrections", Columns: []page.Column{
		{Key: "day", Name: "Day"}, {Key: "finding", Name: "Finding"}, {Key: "by", Name: "By"}, {Key: "cause", Name: "Cause"}, {Key: "extent", Name: "Extent"}, {Key: "told", Name: "Who was told"},
	}, Empty: "Nothing that was released was taken back or put right."}
	for _, c := range r.Corrections {
		cause := c.Cause
		if c.Withheld {
			cause += " (words withheld: they would give something away)"
		}
		l.Rows = append(l.Rows, page.Row{Cells: []page.Cell{{Text: c.Day}, {Text: c.Finding.String()}, {Text: c.By}, {Text: cause}, {Text: c.Extent}, {Text: strings.Join(c.Told, ", ")}}})
	}
	return l
}

func coverageOf(r *release.Release) page.List {
	l := page.List{ID: "coverage", Title: "How much was watched, by region and whole months", Columns: []page.Column{
		{Key: "from", Name: "From"}, {Key: "to", Name: "To"}, {Key: "regions", Name: "Regions"}, {Key: "cell_hours", Name: "Hours watched, over cells", Number: true}, {Key: "seen", Name: "Seen", Number: true},
	}, Empty: "No whole month has passed of which enough was watched to say so without telling where nobody looked. No data is not quiet."}
	for _, c := range r.Coverage {
		for _, t := range c.Totals {
			l.Rows = append(l.Rows, page.Row{Cells: []page.Cell{{Text: c.From.String()}, {Text: c.To.String()}, {Text: strings.Join(t.Areas, ", ")}, number(t.Hours), number(t.Seen)}})
		}
	}
	return l
}

const archiveAddress = "/public/release.zip"

// all are the files of a release with its proof, where there is one.
func (s *Shown) all(proof []byte) []release.File {
	if proof == nil {
		return s.Draft.Files
	}
	return append(slices.Clip(s.Draft.Files), release.File{Name: release.ProofName, Data: proof})
}

// archive answers with the release as one file. The whole of it is made before the first byte goes out.
func (p *pages) archive(a *api.Ask, w http.ResponseWriter) error {
	shown, err := p.Current(a.Context())
	if errors.Is(err, ErrNoneYet) || errors.Is(err, ErrOther) {
		return api.ErrNotFound
	}
	if err != nil {
		return err
	}
	proof, err := p.Proof(a.Context(), shown)
	if err != nil {
		return err
	}
	var out bytes.Buffer
	if err := release.Archive(&out, shown.all(proof)); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/zip")
	w.Header().Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", release.ArchiveFolder+".zip"))
	_, err = w.Write(out.Bytes())
	return err
}

func filesOf(shown *Shown, proof []byte) page.List {
	l := page.List{ID: "files", Title: "Files of the release", Columns: []page.Column{{Key: "file", Name: "File"}, {Key: "bytes", Name: "Bytes", Number: true}}, Empty: "The release has no files."}
	for _, f := range shown.all(proof) {
		l.Rows = append(l.Rows, page.Row{Cells: []page.Cell{{Text: f.Name, Link: "/public/release/" + f.Name}, number(int64(len(f.Data)))}})
	}
	return l
}

// publicFile answers with one file of the release.
func (p *pages) publicFile(a *api.Ask, w http.ResponseWriter) error {
	shown, err := p.Current(a.Context())
	if errors.Is(err, ErrNoneYet) || errors.Is(err, ErrOther) {
		return api.ErrNotFound
	}
	if err != nil {
		return err
	}
	name := a.PathValue("path")
	if name == "" {
		name = "index.html"
	}
	files := shown.Draft.Files
	if name == release.ProofName {
		data, err := p.Proof(a.Context(), shown)
		if err != nil {
			return err
		}
		if data != nil {
			files = []release.File{{Name: name, Data: data}}
		}
	}
	for _, f := range files {
		if f.Name != name {
			continue
		}
		w.Header().Set("Content-Type", mediaOf(name))
		w.Header().Set("Content-Security-Policy", ownPolicy(f.Data))
		_, err := w.Write(f.Data)
		return err
	}
	return api.ErrNotFound
}

func mediaOf(name string) string {
	switch path.Ext(name) {
	case ".geojson":
		return "application/geo+json"
	case ".ndjson":
		return "application/x-ndjson"
	case ".atom":
		return "application/atom+xml"
	case ".csv":
		return "text/csv; charset=utf-8; header=present"
	default:
		if media := mime.TypeByExtension(path.Ext(name)); media != "" {
			return media
		}
		return "application/octet-stream"
	}
}
