// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"truce/coalition/readiness"
	"truce/coalition/sourced"
	"truce/internal/cli/say"
	"truce/internal/intake/registers"
	"truce/when"
)

// readinessOptions are the flags of readiness.
type readinessOptions struct {
	asking
	text, article            string
	parties, counts, weights []string
	self, whole              bool
}

func newReadiness(s Source) *cobra.Command {
	var o readinessOptions
	d := desk[readiness.Record]{
		source: s, sheet: registers.Readiness,
		prepare: func(p *Opened) func(when.Instant, int64, *readiness.Record) (func(), error) {
			return p.Readiness.Clone().Prepare
		},
		log:   func(p *Opened, v sourced.View) []sourced.Line[readiness.Record] { return p.Readiness.Log(v) },
		batch: func(r []readiness.Record) Batch { return Batch{Readiness: r} },
	}
	cmd := &cobra.Command{
		Use:   "readiness [RECORD]",
		Short: "Show where each party stands on each article, and set public claims beside the count",
		Long: `Readiness prints a text with a column for each party: what it says of itself, or in brackets what others say of it. Silence
and what nobody says are neither agreement nor refusal. Then it counts: by default all parties have to agree, "agreed" and
"agreed-ad-referendum" count, whoever says so, and every article counts for one; other ways are for the flags, and the way that
was used is printed.

A public claim, such as a percentage, is set beside the count in every way that it may mean: for each party, each pair and
all, by what counts as agreed, and by whose word. It is consistent with a count or not, or it could not be told; it is never confirmed.

Exit codes: 0 done; 1 refused, or a table has faults; 2 interrupted.`,
		Example: `  truce readiness coalition.journal --text plan@december
  truce readiness coalition.journal --text plan@december --parties kyiv,washington --self
  truce readiness coalition.journal --text plan@december --article 14
  truce readiness coalition.journal --text plan@december --whole
  truce readiness coalition.journal --text plan@december --weights 14=5 --json`,
		RunE: func(cmd *cobra.Command, args []string) error {
			return d.run(cmd, args, o.asking, func(p page) error { return o.show(cmd, p) })
		},
	}
	o.flags(cmd)
	f := cmd.Flags()
	f.StringVar(&o.text, "text", "", "only this version of a text, ID@VERSION")
	f.StringVar(&o.article, "article", "", "print every word on this article: who says it, and who stands behind it")
	f.StringSliceVar(&o.parties, "parties", nil, "who has to agree; every party where it is left out")
	f.StringSliceVar(&o.counts, "counts", []string{string(readiness.Agreed), string(readiness.AdReferendum)}, "which statuses count as agreement")
	f.StringSliceVar(&o.weights, "weights", nil, "how much articles count for, ARTICLE=NUMBER; one where it is left out")
	f.BoolVar(&o.self, "self", false, "count only what a party says of itself")
	f.BoolVar(&o.whole, "whole", false, "nothing is agreed until everything is agreed")
	return cmd
}

// readinessPage is a version of a text, whole.
type readinessPage struct {
	Text     sourced.Line[readiness.Text]      `json:"text"`
	Rows     []readiness.Row                   `json:"rows"`
	Count    readiness.Count                   `json:"count"`
	RedLines []sourced.Line[readiness.RedLine] `json:"red_lines"`
	Contacts []sourced.Line[readiness.Contact] `json:"contacts"`
	Claims   []claimPage                       `json:"claims"`
}

// claimPage is a claim beside every count.
type claimPage struct {
	Claim  sourced.Line[readiness.Claim] `json:"claim"`
	Beside []readiness.Beside            `json:"beside"`
}

func (o readinessOptions) way() (readiness.Way, error) {
	w := readiness.Way{SelfOnly: o.self, Whole: o.whole}
	for _, p := range o.parties {
		w.Parties = append(w.Parties, sourced.Name(p))
	}
	for _, c := range o.counts {
		w.Counts = append(w.Counts, readiness.Status(c))
	}
	for _, each := range o.weights {
		article, number, ok := strings.Cut(each, "=")
		n, err := strconv.ParseInt(number, 10, 64)
		if !ok || err != nil {
			return w, fmt.Errorf("--weights: %.80q: write an article and a whole number, 14=5", each)
		}
		w.Weights = append(w.Weights, readiness.Weight{Article: sourced.Name(article), Weight: n})
	}
	return w, nil
}

func (o readinessOptions) show(cmd *cobra.Command, p page) error {
	way, err := o.way()
	if err != nil {
		return err
	}
	var pages []readinessPage
	var names []string
	for _, t := range p.Readiness.Texts(p.view) {
		of := readiness.Version{Text: t.Is.ID, Version: t.Is.Version}
		names = append(names, of.String())
		if o.text != "" && o.text != of.String() {
			continue
		}
		one, err := p.readiness(t, of, way)
		if err != nil {
			return err
		}
		pages = append(pages, one)
	}
	if o.text != "" && len(pages) == 0 {
		return fmt.Errorf("no text %.80q on record as of then: %s", o.text, say.OrOneOf(o.text, names))
	}
	if say.WantsJSON(cmd) {
		return say.PrintJSON(p.w, map[string]any{"as_of": p.view.AsOf, "texts": pages})
	}
	p.head("readiness")
	for _, one := range pages {
		if o.article != "" {
			err = p.printWords(one, o.article)
		} else {
			err = p.printReadiness(one)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (p page) readiness(t sourced.Line[readiness.Text], of readiness.Version, way readiness.Way) (readinessPage, error) {
	g, v := p.Readiness, p.view
	n, err := g.Count(of, way, v)
	if err != nil {
		return readinessPage{}, err
	}
	out := readinessPage{Text: t, Rows: g.Grid(of, way.SelfOnly, v), Count: n, RedLines: g.RedLines(of.Text, v), Contacts: g.Contacts(of.Text, v)}
	for _, c := range g.Claims(of, v) {
		all, err := g.Compare(c.Is, v)
		if err != nil {
			return out, err
		}
		out.Claims = append(out.Claims, claimPage{c, all})
	}
	return out, nil
}

func (p page) printReadiness(one readinessPage) error {
	t := one.Text.Is
	mark := exerciseMark(t.Exercise)
	fmt.Fprintln(p.w)
	say.Paragraph(p.w, 2, mark, fmt.Sprintf("%s@%s: %s (%s)", t.ID, t.Version, t.Title, origin(one.Text.Said)))
	columns := append([]string{"article", "title"}, sourced.Words(t.Parties)...)
	rows := [][]string{columns}
	for _, r := range one.Rows {
		row := []string{string(r.Article.ID), r.Article.Title}
		for _, s := range r.Stands {
			row = append(row, standWords(s))
		}
		rows = append(rows, row)
	}
	if err := say.Fitted(p.w, mark+"  ", rows); err != nil {
		return err
	}
	fmt.Fprintf(p.w, "%s  in brackets: said by others, and not by the party itself\n", mark)
	n := one.Count
	say.Paragraph(p.w, 4, mark+"  counted for ", fmt.Sprintf("%s: %d of %d agreed, %d not, %d unknown%s", n.Way, n.Yes, n.Of, n.No, n.Unknown, named(n)))
	for _, c := range one.Claims {
		p.claim(mark, c)
	}
	for _, r := range one.RedLines {
		say.Paragraph(p.w, 4, fmt.Sprintf("%s  red line of %s: ", mark, r.Is.Party), fmt.Sprintf("%s (%s)", r.Is.Words, origin(r.Said)))
	}
	var contacts [][]string
	for _, l := range one.Contacts {
		contacts = append(contacts, []string{string(l.Is.With), string(l.Is.By), orDash(string(l.Is.Article)), l.Is.Last.String(), orDash(l.Is.Next), dayOrDash(l.Is.Due)})
	}
	return p.table(mark, "contacts", []string{"with", "by", "article", "last", "next step", "due"}, contacts)
}

// standWords is where a party stands; in brackets where others say so.
func standWords(s readiness.Stand) string {
	words := string(s.Status)
	switch {
	case s.Disputed:
		words = "unknown, disputed"
	case len(s.ConditionalOn) > 0:
		words += " if " + list(s.ConditionalOn)
	}
	if !s.Self && len(s.Words) > 0 {
		return "[" + words + "]"
	}
	return words
}

func named(n readiness.Count) string {
	words := ""
	if len(n.Open) > 0 {
		words += "; not agreed: " + list(n.Open)
	}
	if len(n.Untold) > 0 {
		words += "; unknown: " + list(n.Untold)
	}
	return words
}

// claim prints a claim beside every way of counting, those with one answer and one reason together.
func (p page) claim(mark string, c claimPage) {
	share := fmt.Sprintf("%d.%04d", c.Claim.Is.Share/10_000, c.Claim.Is.Share%10_000)
	share = strings.TrimSuffix(strings.TrimRight(share, "0"), ".")
	say.Paragraph(p.w, 4, mark+"  claim: ", fmt.Sprintf("%s (%s percent), according to %s, beside each way of counting:", c.Claim.Is.Words, share, origin(c.Claim.Said)))
	for _, line := range claimLines(c.Beside) {
		say.Paragraph(p.w, 6, mark+"    ", line)
	}
	if !slices.ContainsFunc(c.Beside, func(b readiness.Beside) bool { return b.Verdict == readiness.Consistent }) {
		fmt.Fprintf(p.w, "%s    no way of counting is surely consistent with it\n", mark)
	}
}

// claimLines says of each set of parties what a claim is beside the counts, ways with one outcome together.
func claimLines(all []readiness.Beside) []string {
	type group struct {
		head      string
		any, self []string // what counts, by whoever's word and by each party's own
	}
	var groups []group
	for _, b := range all {
		head := fmt.Sprintf("%s, of %s: %s", b.Verdict, strings.Join(sourced.Words(b.Count.Way.Parties), " and "), b.Reason)
		i := slices.IndexFunc(groups, func(g group) bool { return g.head == head })
		if i < 0 {
			groups = append(groups, group{head: head})
			i = len(groups) - 1
		}
		counts := string(b.Count.Way.Counts[len(b.Count.Way.Counts)-1])
		if b.Count.Way.SelfOnly {
			groups[i].self = append(groups[i].self, counts)
		} else {
			groups[i].any = append(groups[i].any, counts)
		}
	}
	out := make([]string, len(groups))
	for i, g := range groups {
		var ways []string
		switch {
		case slices.Equal(g.any, g.self):
			ways = append(ways, "whoever says so and by each party's own word, counting up to "+strings.Join(g.any, ", "))
		default:
			if g.any != nil {
				ways = append(ways, "whoever says so, counting up to "+strings.Join(g.any, ", "))
			}
			if g.self != nil {
				ways = append(ways, "by each party's own word, counting up to "+strings.Join(g.self, ", "))
			}
		}
		out[i] = fmt.Sprintf("%s (%s)", g.head, strings.Join(ways, "; "))
	}
	return out
}

// printWords prints every word that stands on one article, each with who says it and who stands behind it.
func (p page) printWords(one readinessPage, article string) error {
	mark := exerciseMark(one.Text.Is.Exercise)
	i := slices.IndexFunc(one.Rows, func(r readiness.Row) bool { return string(r.Article.ID) == article })
	if i < 0 {
		return fmt.Errorf("%s@%s has no article %.80q as of then", one.Text.Is.ID, one.Text.Is.Version, article)
	}
	var rows [][]string
	for _, s := range one.Rows[i].Stands {
		for _, l := range s.Words {
			by := string(l.Is.AssertedBy)
			if l.Is.Self() {
				by += " itself"
			}
			rows = append(rows, []string{string(s.Party), string(l.Is.Status), by, string(l.Is.Authority), list(l.Is.ConditionalOn), orDash(l.Is.Words), origin(l.Said)})
		}
		if len(s.Words) == 0 {
			rows = append(rows, []string{string(s.Party), string(readiness.UnknownStatus), "nobody", "-", "-", "-", "-"})
		}
	}
	return p.table(mark, fmt.Sprintf("article %s, %s, of %s@%s", article, one.Rows[i].Article.Title, one.Text.Is.ID, one.Text.Is.Version),
		[]string{"party", "stands", "by the word of", "authority", "if", "in our words", "according to"}, rows)
}
