// SPDX-License-Identifier: Apache-2.0

package readiness

import (
	"fmt"
	"slices"
	"strings"

	"truce/coalition/sourced"
	"truce/when"
)

// Version names one version of a text.
type Version struct {
	Text    sourced.Name `json:"text"`
	Version sourced.Name `json:"version"`
}

// String writes text@version.
func (t Version) String() string { return string(t.Text) + "@" + string(t.Version) }

// The keys of the books: what one history is about.
type (
	articleKey struct {
		of      Version
		article sourced.Name
	}
	cellKey struct {
		of                   Version
		article, party, word sourced.Name
	}
	contactKey struct{ text, article, with, by sourced.Name }
)

// Register is what has been said of how far texts are agreed. It only grows, and every question to it is asked as of a time.
type Register struct {
	log sourced.Ledger[Record]

	texts    sourced.Book[Version, Text]
	articles sourced.Book[articleKey, Article]
	cells    sourced.Book[cellKey, Cell]
	redLines sourced.Book[sourced.Name, RedLine]
	contacts sourced.Book[contactKey, Contact]
	claims   sourced.Book[sourced.Name, Claim]
}

// New returns an empty register.
func New() *Register { return &Register{} }

// Prepare looks at a record whole, by itself and against the register, and returns what enters it. It changes nothing. apply
// is called once, before anything else is prepared, or never. Each fault of a field is a *sourced.Fault; ErrOrder of package
// sourced says that the entry is older than the last.
func (g *Register) Prepare(at when.Instant, seq int64, r *Record) (apply func(), err error) {
	return g.log.Prepare(sourced.Stamp{At: at, Seq: seq}, r, sourced.Rules[Record]{
		Check: (*Record).Check, Said: (*Record).Said, Refers: g.refers, Enter: g.enter,
	})
}

func (g *Register) enter(r *Record, o sourced.Origin) (func(), error) {
	switch {
	case r.Text != nil:
		return g.texts.Prepare(Version{r.Text.ID, r.Text.Version}, sourced.Entered(o, r.Text))
	case r.Article != nil:
		a := r.Article
		return g.articles.Prepare(articleKey{Version{a.Text, a.Version}, a.ID}, sourced.Entered(o, a))
	case r.Cell != nil:
		c := r.Cell
		return g.cells.Prepare(cellKey{Version{c.Text, c.Version}, c.Article, c.Party, c.AssertedBy}, sourced.Entered(o, c))
	case r.RedLine != nil:
		return g.redLines.Prepare(r.RedLine.ID, sourced.Entered(o, r.RedLine))
	case r.Contact != nil:
		c := r.Contact
		return g.contacts.Prepare(contactKey{c.Text, c.Article, c.With, c.By}, sourced.Entered(o, c))
	default:
		return g.claims.Prepare(r.Claim.ID, sourced.Entered(o, r.Claim))
	}
}

// refers adds a fault for everything that the record speaks of and the register does not hold.
func (g *Register) refers(f *sourced.Faults, r *Record, v sourced.View) {
	switch {
	case r.Article != nil:
		g.needText(f, Version{r.Article.Text, r.Article.Version}, v)
	case r.Cell != nil:
		g.needCell(f, r.Cell, v)
	case r.RedLine != nil:
		g.needAny(f, r.RedLine.Text, r.RedLine.Article, v)
	case r.Contact != nil:
		g.needAny(f, r.Contact.Text, r.Contact.Article, v)
	case r.Claim != nil:
		g.needText(f, Version{r.Claim.Text, r.Claim.Version}, v)
	}
}

func (g *Register) needText(f *sourced.Faults, t Version, v sourced.View) (Text, bool) {
	l, ok := g.texts.Last(t, v)
	if !ok {
		f.Add("version", fmt.Errorf("no text %s is on record; enter it first", t))
	}
	return l.Is, ok
}

func (g *Register) needCell(f *sourced.Faults, c *Cell, v sourced.View) {
	of := Version{c.Text, c.Version}
	text, ok := g.needText(f, of, v)
	if !ok {
		return
	}
	if !slices.Contains(text.Parties, c.Party) {
		f.Add("party", fmt.Errorf("%s is no party of %s, whose parties are %s", c.Party, of, strings.Join(sourced.Words(text.Parties), ", ")))
	}
	for _, each := range []struct {
		field string
		names []sourced.Name
	}{{"article", []sourced.Name{c.Article}}, {"conditional_on", c.ConditionalOn}} {
		for _, id := range each.names {
			if _, ok := g.articles.Last(articleKey{of, id}, v); !ok {
				f.Add(each.field, fmt.Errorf("%s has no article %s on record; enter it first", of, id))
			}
		}
	}
}

// needAny asks for any version of a text, and for the article in any of them; nothing where no text is named.
func (g *Register) needAny(f *sourced.Faults, text, article sourced.Name, v sourced.View) {
	if text == "" {
		return
	}
	found := false
	for _, t := range g.texts.All(v) {
		if t.Is.ID != text {
			continue
		}
		found = true
		if _, ok := g.articles.Last(articleKey{Version{text, t.Is.Version}, article}, v); ok || article == "" {
			return
		}
	}
	if !found {
		f.Add("text", fmt.Errorf("no text %s is on record; enter it first", text))
		return
	}
	f.Add("article", fmt.Errorf("no version of %s has an article %s on record; enter it first", text, article))
}

// Log returns every record that a view sees, in the order of entry, corrected ones included: what an export holds.
func (g *Register) Log(v sourced.View) []sourced.Line[Record] {
	return g.log.Seen(v)
}

// Clone returns a register that holds the same, on which records can be tried before any of them is entered.
func (g *Register) Clone() *Register {
	out := New()
	g.log.Replay(out.Prepare)
	return out
}
