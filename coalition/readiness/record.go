// SPDX-License-Identifier: Apache-2.0

// Package readiness turns what is said of the articles of a text into where each party stands on each, and counts it in every way
// that somebody may mean. A public claim is set beside the counts; it is consistent with them or not, and never more.
package readiness

import (
	"errors"
	"fmt"
	"slices"

	"truce/coalition/sourced"
	"truce/when"
)

// Million is the whole, in parts per million.
const Million = 1_000_000

// Record is one dated statement for the register. Exactly one member is set.
type Record struct {
	Text    *Text    `json:"text,omitempty"`
	Article *Article `json:"article,omitempty"`
	Cell    *Cell    `json:"cell,omitempty"`
	RedLine *RedLine `json:"red_line,omitempty"`
	Contact *Contact `json:"contact,omitempty"`
	Claim   *Claim   `json:"claim,omitempty"`
}

// Text is one version of a text that is being agreed.
type Text struct {
	ID      sourced.Name `json:"text"`
	Version sourced.Name `json:"version"`
	Title   string       `json:"title"`
	// Parties are those whose agreement it takes.
	Parties []sourced.Name `json:"parties"`
	// Exercise marks an invented text.
	Exercise bool         `json:"exercise,omitempty"`
	Said     sourced.Said `json:"said"`
}

// Article is one article, or point, of a version of a text.
type Article struct {
	Text    sourced.Name `json:"text"`
	Version sourced.Name `json:"version"`
	ID      sourced.Name `json:"article"`
	Title   string       `json:"title"`
	// Dropped says that this version does not have it any more.
	Dropped bool         `json:"dropped,omitempty"`
	Said    sourced.Said `json:"said"`
}

// Cell is where a party stands on an article, as somebody asserts.
type Cell struct {
	Text    sourced.Name `json:"text"`
	Version sourced.Name `json:"version"`
	Article sourced.Name `json:"article"`
	Party   sourced.Name `json:"party"`
	// AssertedBy is who says so: the party itself, or another.
	AssertedBy sourced.Name `json:"asserted_by"`
	Status     Status       `json:"status"`
	Authority  Authority    `json:"authority"`
	// ConditionalOn are the articles without which the party does not agree to this one.
	ConditionalOn []sourced.Name `json:"conditional_on,omitempty"`
	Words         string         `json:"words,omitempty"`
	Said          sourced.Said   `json:"said"`
}

// Self tells whether the party itself says so.
func (c Cell) Self() bool { return c.AssertedBy == c.Party }

// RedLine is what a party says that it will not accept.
type RedLine struct {
	ID    sourced.Name `json:"red_line"`
	Party sourced.Name `json:"party"`
	// Text and Article are what it is about, empty where it is about the whole.
	Text    sourced.Name `json:"text,omitempty"`
	Article sourced.Name `json:"article,omitempty"`
	Words   string       `json:"words"`
	Lifted  bool         `json:"lifted,omitempty"`
	Said    sourced.Said `json:"said"`
}

// Contact is the last contact with a party on a text or one of its articles, and what comes next.
type Contact struct {
	Text    sourced.Name `json:"text"`
	Article sourced.Name `json:"article,omitempty"`
	With    sourced.Name `json:"with"`
	By      sourced.Name `json:"contact_by"`
	Last    when.Date    `json:"last"`
	Next    string       `json:"next_step,omitempty"`
	Due     when.Date    `json:"due,omitzero"`
	Said    sourced.Said `json:"said"`
}

// Claim is a share that somebody says publicly is agreed.
type Claim struct {
	ID      sourced.Name `json:"claim"`
	Text    sourced.Name `json:"text"`
	Version sourced.Name `json:"version"`
	// Share is what is claimed in parts per million, and Within how far off still counts as the same: half of the last digit
	// that was stated, or more where the claim itself is rough.
	Share  int64 `json:"share_ppm"`
	Within int64 `json:"within_ppm,omitempty"`
	// Words are the words of the claim, in short.
	Words string       `json:"words"`
	Said  sourced.Said `json:"said"`
}

// Check returns what is wrong with the record by itself, each fault a *sourced.Fault; nil where nothing is.
func (r *Record) Check() error {
	var f sourced.Faults
	switch f.Union([]sourced.One{
		{Kind: "text", Set: r.Text != nil},
		{Kind: "article", Set: r.Article != nil},
		{Kind: "cell", Set: r.Cell != nil},
		{Kind: "red_line", Set: r.RedLine != nil},
		{Kind: "contact", Set: r.Contact != nil},
		{Kind: "claim", Set: r.Claim != nil},
	}) {
	case "text":
		r.Text.check(&f)
	case "article":
		f.Name("text", r.Article.Text)
		f.Name("version", r.Article.Version)
		f.Name("article", r.Article.ID)
		f.Title("title", r.Article.Title)
		r.Article.Said.Check(&f)
	case "cell":
		r.Cell.check(&f)
	case "red_line":
		r.RedLine.check(&f)
	case "contact":
		r.Contact.check(&f)
	case "claim":
		r.Claim.check(&f)
	}
	return f.Err()
}

// Said returns the source of the record, the zero Said where nothing is set.
func (r *Record) Said() sourced.Said {
	switch {
	case r.Text != nil:
		return r.Text.Said
	case r.Article != nil:
		return r.Article.Said
	case r.Cell != nil:
		return r.Cell.Said
	case r.RedLine != nil:
		return r.RedLine.Said
	case r.Contact != nil:
		return r.Contact.Said
	case r.Claim != nil:
		return r.Claim.Said
	}
	return sourced.Said{}
}

func (t *Text) check(f *sourced.Faults) {
	f.Name("text", t.ID)
	f.Name("version", t.Version)
	f.Title("title", t.Title)
	f.Names("parties", t.Parties)
	if len(t.Parties) == 0 {
		f.Add("parties", errors.New("is missing; say whose agreement it takes"))
	}
	if len(t.Parties) > maxParties {
		f.Add("parties", fmt.Errorf("%d parties; at most %d", len(t.Parties), maxParties))
	}
	t.Said.Check(f)
}

// maxParties is the most parties of a text: its claims are counted for every pair of them.
const maxParties = 24

func (c *Cell) check(f *sourced.Faults) {
	f.Name("text", c.Text)
	f.Name("version", c.Version)
	f.Name("article", c.Article)
	f.Name("party", c.Party)
	f.Name("asserted_by", c.AssertedBy)
	sourced.Pick(f, "status", c.Status, Statuses())
	sourced.Pick(f, "authority", c.Authority, Authorities())
	f.Names("conditional_on", c.ConditionalOn)
	if slices.Contains(c.ConditionalOn, c.Article) {
		f.Add("conditional_on", errors.New("names the article itself"))
	}
	f.Words("words", c.Words)
	c.Said.Check(f)
}

func (r *RedLine) check(f *sourced.Faults) {
	f.Name("red_line", r.ID)
	f.Name("party", r.Party)
	f.Maybe("text", r.Text)
	f.Maybe("article", r.Article)
	if r.Article != "" && r.Text == "" {
		f.Add("text", errors.New("is missing; say of which text the article is"))
	}
	f.Title("words", r.Words)
	r.Said.Check(f)
}

func (c *Contact) check(f *sourced.Faults) {
	f.Name("text", c.Text)
	f.Maybe("article", c.Article)
	f.Name("with", c.With)
	f.Name("contact_by", c.By)
	f.Day("last", c.Last)
	f.Note("next_step", c.Next)
	f.MaybeDay("due", c.Due)
	c.Said.Check(f)
}

func (c *Claim) check(f *sourced.Faults) {
	f.Name("claim", c.ID)
	f.Name("text", c.Text)
	f.Name("version", c.Version)
	f.Within("share_ppm", c.Share, Million)
	f.Within("within_ppm", c.Within, Million)
	f.Title("words", c.Words)
	c.Said.Check(f)
}
