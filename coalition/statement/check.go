// SPDX-License-Identifier: Apache-2.0

package statement

import (
	"errors"
	"fmt"

	"truce/coalition/sourced"
)

// MaxText is the largest text that is measured, in bytes.
const MaxText = 1 << 20

// maxFlags is how many flags a fact has.
const maxFlags = 16

// Check returns what is wrong with the record by itself, each fault a *sourced.Fault; nil where nothing is.
func (r *Record) Check() error {
	var f sourced.Faults
	switch f.Union([]sourced.One{{Kind: "source", Set: r.Source != nil}, {Kind: "fact", Set: r.Fact != nil}}) {
	case "source":
		r.Source.check(&f)
	case "fact":
		r.Fact.check(&f)
	}
	return f.Err()
}

func (s *Source) check(f *sourced.Faults) {
	f.Name("id", s.ID)
	sourced.Pick(f, "kind", s.Kind, Kinds())
	f.Title("title", s.Title)
	f.Title("outlet", s.Outlet)
	f.Title("language", s.Language)
	f.MaybeDay("published", s.Published)
	f.Note("in", s.In)
	f.Title("by", s.By)
	if s.Digest.IsZero() {
		f.Add("digest", errors.New("is missing; give the SHA-256 of the file"))
	}
	f.Within("bytes", s.Bytes, MaxText)
	if s.Bytes < 1 || s.Runes < 1 || s.Runes > s.Bytes {
		f.Add("runes", fmt.Errorf("%d bytes cannot have %d letters", s.Bytes, s.Runes))
	}
	s.Layout.check(f)
}

func (x *Fact) check(f *sourced.Faults) {
	f.Name("id", x.ID)
	f.Name("source", x.Source)
	f.Maybe("replaces", x.Replaces)
	f.Maybe("for", x.For)
	f.Names("about", x.About)
	f.Note("article", x.Article)
	f.Note("speaker", x.Speaker)
	f.Note("role", x.Role)
	f.Note("said_as", x.SaidAs)
	if x.Says == "" {
		f.Add("says", errors.New("is missing; say it in your own words"))
	}
	f.Words("says", x.Says)
	f.Title("by", x.By)
	sourced.Pick(f, "nature", x.Nature, Natures())
	sourced.Pick(f, "mode", x.Mode, Modes())
	sourced.Pick(f, "grade", x.Grade, Grades())
	x.attribution(f)
	x.At.check(f)
	x.noted(f)
	if x.Replaces == x.ID {
		f.Add("replaces", errors.New("a fact does not take its own place"))
	}
}

// attribution checks that the grade is what speaker and role say.
func (x *Fact) attribution(f *sourced.Faults) {
	own := x.Grade == AgencyVoice || x.Grade == NotAttributed
	switch {
	case x.Grade == OnRecord && x.Speaker == "":
		f.Add("speaker", errors.New("is missing; who speaks on record is named"))
	case x.Grade == NamedOffice && x.Role == "":
		f.Add("role", errors.New("is missing; name the office"))
	case x.Grade == CapitalAlone && x.For == "":
		f.Add("for", errors.New("is missing; name the state whose capital is said to have said it"))
	case (x.Grade == UnnamedAdviser || x.Grade == UnnamedSources) && x.Speaker != "":
		f.Add("speaker", fmt.Errorf("is %.40q, and the grade says that nobody is named", x.Speaker))
	case (x.Grade == UnnamedAdviser || x.Grade == UnnamedSources) && x.Role == "":
		f.Add("role", errors.New("is missing; of who is not named, say all that the source says"))
	case own && (x.Speaker != "" || x.Role != ""):
		f.Add("speaker", errors.New("what has a speaker is not of the agency's own voice"))
	}
	if (x.Mode == Own) != own {
		f.Add("mode", errors.New("is own if and only if the agency says it by itself or attributes it to nobody"))
	}
}

func (s Span) check(f *sourced.Faults) {
	switch {
	case s.Offset < 0 || s.Length < 1 || s.Offset+s.Length > MaxText:
		f.Add("at", fmt.Errorf("%d bytes from %d are no place in a text", s.Length, s.Offset))
	case s.RuneOffset < 0 || s.RuneOffset > s.Offset || s.RuneLength < 1 || s.RuneLength > s.Length:
		f.Add("at", fmt.Errorf("%d letters from %d cannot be %d bytes from %d", s.RuneLength, s.RuneOffset, s.Length, s.Offset))
	case s.Digest.IsZero():
		f.Add("at", errors.New("has no digest; give the SHA-256 of the words"))
	}
}

// noted checks time, figure and flags.
func (x *Fact) noted(f *sourced.Faults) {
	if !x.Said.IsUnknown() {
		f.Add("said", x.Said.Check())
		if x.SaidAs == "" {
			f.Add("said_as", errors.New("is missing; say how the time follows from the text"))
		}
	}
	if g := x.Figure; g != nil {
		f.Within("figure", g.Number, sourced.MaxNumber)
		f.Title("figure", g.Unit)
	}
	if len(x.Flags) > maxFlags {
		f.Add("flags", fmt.Errorf("%d flags; at most %d", len(x.Flags), maxFlags))
		return
	}
	for _, flag := range x.Flags {
		sourced.Pick(f, "flags", flag.Word, FlagWords())
		f.Title("flags", flag.Says)
	}
}
