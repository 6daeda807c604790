// SPDX-License-Identifier: Apache-2.0

package coalition

import (
	"cmp"
	"fmt"
	"strings"

	"truce/coalition"
	"truce/coalition/readiness"
	"truce/coalition/sourced"
	"truce/internal/access"
	"truce/internal/api"
	"truce/internal/api/page"
)

func (d *Desk) readiness() []api.Route {
	return []api.Route{
		{Pattern: "/readiness", Title: "how far a text is agreed, article by party, and the claim beside the count", Needs: access.Registers, Noted: true, Page: d.readinessPage},
		{Pattern: "/readiness/{text}/{article}", Title: "every word on one article: who says it and who stands behind it", Needs: access.Registers, Noted: true, Page: d.articlePage},
	}
}

func (d *Desk) readinessPage(a *api.Ask) (page.Page, error) {
	v := view(a)
	p := page.Page{Title: "Readiness", Lead: "Who says what of each article. A public claim stands beside the count as consistent with it or not, and is never confirmed by it."}
	err := d.read(func(s *coalition.State) error {
		g := s.Readiness()
		texts := g.Texts(v)
		if len(texts) == 0 {
			p.Blocks = []page.Block{page.Note{Kind: page.Help, Text: "No text is on record. The secretariat prints an empty table with truce readiness --template and enters it with truce readiness RECORD --import FILE."}}
			return nil
		}
		invented := map[sourced.Name]bool{}
		for i, t := range texts {
			invented[t.Is.ID] = invented[t.Is.ID] || t.Is.Exercise
			one := tally{g, t, readiness.Version{Text: t.Is.ID, Version: t.Is.Version}, fmt.Sprint("-", i+1), v}
			count, err := one.counts()
			if err != nil {
				return err
			}
			claims, err := one.claims()
			if err != nil {
				return err
			}
			p.Blocks = append(p.Blocks, one.grid(), count, claims)
		}
		p.Blocks = append(p.Blocks, redLineList(g, invented, v), contactList(g, invented, v))
		return nil
	})
	return told(p), err
}

// tally is one version of a text, and how its lists end in their names.
type tally struct {
	register *readiness.Register
	text     sourced.Line[readiness.Text]
	of       readiness.Version
	suffix   string
	view     sourced.View
}

func (t tally) grid() page.List {
	l := page.List{
		ID: "grid" + t.suffix, Title: t.text.Is.Title, Lead: t.of.String() + ", according to " + by(t.text.Said) + ". In brackets: said by others, and not by the party itself. Silence is neither agreement nor refusal.",
		Empty: "No article of it is on record. Articles are entered as rows of the kind article in the table of readiness.", Columns: columns("Article", "Title"),
	}
	for _, party := range t.text.Is.Parties {
		l.Columns = append(l.Columns, page.Column{Name: string(party), Key: "party_" + keyOf(string(party))})
	}
	for _, r := range t.register.Grid(t.of, false, t.view) {
		texts := []string{string(r.Article.ID), r.Article.Title}
		for _, party := range t.text.Is.Parties {
			texts = append(texts, standOf(r, party))
		}
		row := add(&l, t.text.Is.Exercise, texts...)
		row.Cells[0].Link = address("readiness", t.of.String(), string(r.Article.ID))
	}
	return l
}

// standOf is where a party stands on the article of a row, in brackets where only others say so.
func standOf(r readiness.Row, party sourced.Name) string {
	for _, s := range r.Stands {
		if s.Party != party {
			continue
		}
		text := standing(s.Status, s.Disputed, s.ConditionalOn)
		if !s.Self && len(s.Words) > 0 {
			return "[" + text + "]"
		}
		return text
	}
	return words(readiness.UnknownStatus)
}

// standing is how a party stands on an article, in the words of every page.
func standing(status readiness.Status, disputed bool, conditional []sourced.Name) string {
	switch {
	case disputed:
		return "unknown, others differ"
	case len(conditional) > 0:
		return words(status) + ", if " + joined(conditional)
	}
	return words(status)
}

// counts are the ways that people ask for first. Nothing is weighted.
func (t tally) counts() (page.List, error) {
	l := page.List{
		ID: "count" + t.suffix, Title: "Counted, for " + t.of.String(), Lead: "Every article counts for one. Agreed and agreed ad referendum count.", Empty: "It names no party, so there is nothing to count.",
		Columns: columns("For whom|parties", "By whose word|word", "Rule", "Agreed#", "Not agreed#|not", "Unknown#", "Of#", "Not agreed, which|open", "Unknown, which|untold"),
	}
	counts := []readiness.Status{readiness.Agreed, readiness.AdReferendum}
	sets := [][]sourced.Name{t.text.Is.Parties}
	for i, a := range t.text.Is.Parties {
		for _, b := range t.text.Is.Parties[i+1:] {
			if len(t.text.Is.Parties) > 2 {
				sets = append(sets, []sourced.Name{a, b})
			}
		}
	}
	for _, parties := range sets {
		for _, way := range []readiness.Way{{}, {SelfOnly: true}, {Whole: true}} {
			way.Parties, way.Counts = parties, counts
			if len(parties) == 0 {
				continue
			}
			n, err := t.register.Count(t.of, way, t.view)
			if err != nil {
				return l, err
			}
			word, rule := "whoever says so", "article by article"
			if way.SelfOnly {
				word = "each party's own"
			}
			if way.Whole {
				rule = "nothing agreed until everything is"
			}
			add(&l, t.text.Is.Exercise, andOf(parties), word, rule, fmt.Sprint(n.Yes), fmt.Sprint(n.No), fmt.Sprint(n.Unknown), fmt.Sprint(n.Of), joined(n.Open), joined(n.Untold))
		}
	}
	return l, nil
}

// claims sets each public claim beside the counts that it may mean, ways with one outcome and one reason in one row.
func (t tally) claims() (page.List, error) {
	l := page.List{
		ID: "claims" + t.suffix, Title: "Public claims about it, beside the counts", Empty: "No public claim about it is on record.",
		Columns: columns("Claim", "Share", "According to", "Beside the count|verdict", "For whom|parties", "Reason", "Ways of counting that give it|ways"),
	}
	for _, c := range t.register.Claims(t.of, t.view) {
		all, err := t.register.Compare(c.Is, t.view)
		if err != nil {
			return l, err
		}
		at := map[string]int{}
		for _, b := range all {
			parties := andOf(b.Count.Way.Parties)
			key := string(b.Verdict) + "|" + parties + "|" + b.Reason
			i, seen := at[key]
			if !seen {
				i = len(l.Rows)
				at[key] = i
				add(&l, t.text.Is.Exercise, c.Is.Words, percent(c.Is.Share), by(c.Said), words(b.Verdict), parties, b.Reason, "")
			}
			l.Rows[i].Cells[6].Text = strings.TrimPrefix(l.Rows[i].Cells[6].Text+"; "+wayOf(b.Count.Way), "; ")
		}
	}
	return l, nil
}

// wayOf says in a few words whose word a way takes and up to what it counts as agreement.
func wayOf(w readiness.Way) string {
	text := "whoever says so"
	if w.SelfOnly {
		text = "own word"
	}
	return text + ", up to " + words(w.Counts[len(w.Counts)-1])
}

// percent writes parts per million as percent, exactly.
func percent(ppm int64) string {
	text := fmt.Sprintf("%d.%04d", ppm/10_000, ppm%10_000)
	return strings.TrimSuffix(strings.TrimRight(text, "0"), ".") + " percent"
}

func andOf(parties []sourced.Name) string { return strings.Join(sourced.Words(parties), " and ") }

func redLineList(g *readiness.Register, invented map[sourced.Name]bool, v sourced.View) page.List {
	l := page.List{
		ID: "red-lines", Title: "Red lines", Empty: "No red line is on record. What a party says that it will not accept is entered as a row of the kind red-line.",
		Columns: columns("Party", "Text", "Article", "In our words|words", "According to"),
	}
	seen := map[sourced.Name]bool{}
	for _, text := range append([]sourced.Name{""}, textsOf(g, v)...) {
		for _, x := range g.RedLines(text, v) {
			if !seen[x.Is.ID] {
				seen[x.Is.ID] = true
				add(&l, invented[x.Is.Text], string(x.Is.Party), cmp.Or(string(x.Is.Text), "the whole"), string(x.Is.Article), x.Is.Words, by(x.Said))
			}
		}
	}
	return l
}

func textsOf(g *readiness.Register, v sourced.View) []sourced.Name {
	var out []sourced.Name
	seen := map[sourced.Name]bool{}
	for _, t := range g.Texts(v) {
		if !seen[t.Is.ID] {
			seen[t.Is.ID] = true
			out = append(out, t.Is.ID)
		}
	}
	return out
}

func contactList(g *readiness.Register, invented map[sourced.Name]bool, v sourced.View) page.List {
	l := page.List{
		ID: "contacts", Title: "Last contacts and next steps", Empty: "No contact is on record. The last contact with a party, and what comes next, are entered as rows of the kind contact.",
		Columns: columns("Text", "With", "By", "Article", "Last", "Next step", "Due", "According to"),
	}
	for _, text := range textsOf(g, v) {
		for _, x := range g.Contacts(text, v) {
			add(&l, invented[text], string(text), string(x.Is.With), string(x.Is.By), string(x.Is.Article), day(x.Is.Last), x.Is.Next, day(x.Is.Due), by(x.Said))
		}
	}
	return l
}

// articlePage prints every word that stands on one article, each with who says it and who stands behind it.
func (d *Desk) articlePage(a *api.Ask) (page.Page, error) {
	v := view(a)
	p := page.Page{Lead: "A party's own word stands over what others say of it."}
	err := d.read(func(s *coalition.State) error {
		g := s.Readiness()
		for _, t := range g.Texts(v) {
			of := readiness.Version{Text: t.Is.ID, Version: t.Is.Version}
			if of.String() != a.PathValue("text") {
				continue
			}
			for _, r := range g.Grid(of, false, v) {
				if string(r.Article.ID) == a.PathValue("article") {
					p.Title, p.Exercise = "Article "+string(r.Article.ID)+" of "+of.String()+": "+r.Article.Title, t.Is.Exercise
					p.Blocks = []page.Block{wordList(r), page.Links{Links: []page.Link{{Text: "All articles", To: "/readiness"}}}}
					return nil
				}
			}
		}
		return api.ErrNotFound
	})
	return told(p), err
}

func wordList(r readiness.Row) page.List {
	l := page.List{ID: "words", Title: "Every word on it", Empty: "The text names no party.", Columns: columns("Party", "Stands as|status", "By the word of|asserted_by", "Authority", "If|conditional_on", "In our words|words", "According to")}
	for _, s := range r.Stands {
		for _, w := range s.Words {
			who := string(w.Is.AssertedBy)
			if w.Is.Self() {
				who += " itself"
			}
			add(&l, false, string(s.Party), words(w.Is.Status), who, words(w.Is.Authority), joined(w.Is.ConditionalOn), w.Is.Words, by(w.Said))
		}
		if len(s.Words) == 0 {
			add(&l, false, string(s.Party), words(readiness.UnknownStatus), "nobody", "", "", "", "")
		}
	}
	return l
}
