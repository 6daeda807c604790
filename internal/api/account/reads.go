// SPDX-License-Identifier: Apache-2.0

package account

import (
	"context"
	"errors"
	"fmt"
	"path"
	"strconv"
	"strings"

	"truce/internal/access/reads"
	"truce/internal/access/reads/trail"
	"truce/internal/api"
	"truce/internal/api/page"
	"truce/when"
)

// most is how many reads a page shows.
const most = 200

// Beside returns the folder of the log of reads of a journal.
func Beside(journal string) string { return journal + ".reads" }

// Note returns what writes a read into a log, for api.Options.
func Note(l *reads.Log) func(api.Read) error {
	return func(r api.Read) error {
		line := trail.Read{At: r.At, Who: r.Viewer.Person, Member: r.Viewer.Member, Role: string(r.Viewer.Role), Query: cut(r.Path, trail.MaxText), Answer: trail.Shown}
		if line.Who == "" {
			line.Who = "anonymous"
		}
		if line.Role == "" {
			line.Role = "public"
		}
		if r.Refused {
			line.Answer = trail.Refused
		}
		asked, _, _ := strings.Cut(r.Path, "?")
		_, object, _ := strings.Cut(strings.TrimPrefix(path.Clean(asked), "/"), "/")
		line.Kind, line.Object = kindOf(r.Pattern), cut(object, trail.MaxName)
		_, err := l.Append(line)
		return err
	}
}

// kindOf is what sort of thing a route shows: the first part of its pattern, since an address may be written in many ways.
func kindOf(pattern string) string {
	kind, _, _ := strings.Cut(strings.TrimPrefix(pattern, "/"), "/")
	if kind == "{$}" { // its address names no kind of thing
		return "start"
	}
	return kind
}

// cut cuts a text to so many bytes, between two letters.
func cut(text string, most int) string { return strings.ToValidUTF8(text[:min(len(text), most)], "") }

// EnterHead puts on record where the log stood at the end of the last day of journal time that is over, once.
func (d *Desk) EnterHead(ctx context.Context) error {
	utc, err := when.LoadZone("UTC")
	if err != nil {
		return err
	}
	day := utc.DateOf(d.Record.Clock()).Add(-1)
	heads, err := d.Record.Heads()
	if err != nil || len(heads) > 0 && heads[len(heads)-1].Day.Compare(day) >= 0 {
		return err
	}
	head, err := d.Log.Head("the server", day)
	if err != nil || head.Count == 0 {
		return err // a log without a line has no head to enter
	}
	return d.Record.EnterHead(ctx, head)
}

func (d *Desk) readsPage(a *api.Ask) (page.Page, error) {
	q := a.URL.Query()
	f := reads.Filter{Who: q.Get("who"), Role: q.Get("role"), Kind: q.Get("kind"), Object: q.Get("object"), Answer: trail.Answer(q.Get("answer"))}
	l := page.List{ID: "reads", Title: "Reads", Inside: true, Empty: "Nobody read anything of that kind. Leave the filter empty for all.", Columns: []page.Column{
		{Key: "number", Name: "No.", Number: true},
		{Key: "at", Name: "When"},
		{Key: "who", Name: "Who"},
		{Key: "member", Name: "For"},
		{Key: "role", Name: "As"},
		{Key: "kind", Name: "Kind"},
		{Key: "object", Name: "Which"},
		{Key: "query", Name: "As it was asked"},
		{Key: "answer", Name: "Answer"},
	}}
	p := page.Page{Title: "Log of reads", Lead: "Who asked what, as whom, and what they got to see. It is about people: it leaves this page for nobody, and no bundle or release holds it."}
	p.Blocks = []page.Block{d.verified(), readsForm(a)}
	if f.Answer != "" && f.Answer != trail.Shown && f.Answer != trail.Refused {
		return a.Unread(p, api.Refuse("answer", "%.40q is no answer: choose one of the list", f.Answer))
	}
	if after := q.Get("after"); after != "" {
		var err error
		if f.After, err = strconv.ParseInt(after, 10, 64); err != nil || f.After < 0 || f.After > d.Log.Count() {
			return a.Unread(p, api.NoSuchPage("after"))
		}
		l.Empty = api.NothingFollows
	}
	f.Most = most + 1
	if f.After == 0 && f == (reads.Filter{Most: f.Most}) {
		f.After = max(0, d.Log.Count()-most) // the latest
	}
	list, err := d.Log.List(f)
	if err != nil && !errors.Is(err, reads.ErrDamaged) {
		return page.Page{}, err
	}
	if len(list) > most {
		list = list[:most]
		q.Set("after", strconv.FormatInt(list[most-1].Seq, 10))
		l.Next = "/reads?" + q.Encode()
	}
	for _, r := range list {
		l.Rows = append(l.Rows, page.Row{Cells: []page.Cell{
			{Text: strconv.FormatInt(r.Seq, 10)}, {Text: d.clock(r.At)}, {Text: r.Who}, {Text: r.Member}, {Text: r.Role}, {Text: r.Kind}, {Text: r.Object}, {Text: r.Query}, {Text: string(r.Answer)},
		}})
	}
	p.Blocks = append(p.Blocks, l)
	return p, nil
}

// verified holds the log to the heads on record and says what came of it.
func (d *Desk) verified() page.Block {
	heads, err := d.Record.Heads()
	if err == nil {
		err = d.Log.Verify(heads)
	}
	switch {
	case err != nil:
		return page.Note{Kind: page.Warning, Text: "The log does not hold: " + err.Error() + ". Keep the file as it is: it is evidence."}
	case len(heads) == 0:
		return page.Note{Kind: page.Info, Text: "No head of the log is on record yet: the server enters the first when a day in UTC is over. Until then nothing but the file binds its lines."}
	default:
		last := heads[len(heads)-1]
		return page.Note{Kind: page.Info, Text: fmt.Sprintf("The log holds: the first %d of %d lines are bound by the head of %s on record.", last.Count, d.Log.Count(), last.Day)}
	}
}

func readsForm(a *api.Ask) page.Form {
	q := a.URL.Query()
	f := page.Form{ID: "filter", Title: "Show only", Action: "/reads", Submit: "Show", Filter: true}
	for _, each := range [][2]string{{"who", "Who"}, {"role", "As"}, {"kind", "Kind"}, {"object", "Which"}} {
		f.Fields = append(f.Fields, page.Field{Name: each[0], Label: each[1], Value: q.Get(each[0])})
	}
	f.Fields = append(f.Fields, page.Field{Name: "answer", Label: "Answer", Kind: "choice", Value: q.Get("answer"), Options: []page.Option{
		{Text: "any"}, {Value: string(trail.Shown), Text: "shown"}, {Value: string(trail.Refused), Text: "refused"},
	}})
	return f
}
