// SPDX-License-Identifier: Apache-2.0

// Package statement turns stories, releases and other texts into records of who said what: each fact with the place in the text where
// it stands, its speaker, and how it was attributed. The text itself stays outside: a source is held by its digest, and whoever
// has the file can look each fact up in it (docs/spec/statement.md).
package statement

import (
	"truce/canon"
	"truce/coalition/sourced"
	"truce/when"
)

// Record is one entry of the register: exactly one member is set.
type Record struct {
	Source *Source `json:"source,omitempty"`
	Fact   *Fact   `json:"fact,omitempty"`
}

// Source is a text that was published or handed over. It is named, measured and described in our own words; none of its own stand
// here but its slug and its count.
type Source struct {
	ID   sourced.Name `json:"id"`
	Kind Kind         `json:"kind"`
	// Title is ours, not the text's.
	Title    string `json:"title"`
	Outlet   string `json:"outlet"`
	Language string `json:"language"`
	// Published is the day on which it came out, zero where the text does not say and nobody else does.
	Published when.Date `json:"published,omitzero"`
	// In is where it can be read, if anywhere.
	In string `json:"in,omitempty"`

	// Digest is the SHA-256 of the file as it came, as sha256sum prints it; Bytes and Runes are its length.
	Digest canon.Digest `json:"digest"`
	Bytes  int64        `json:"bytes"`
	Runes  int64        `json:"runes"`

	// Layout is what the lines above and before the story say of it.
	Layout Layout `json:"layout,omitzero"`
	// Exercise says that it is invented.
	Exercise bool `json:"exercise,omitempty"`
	// By is who entered it.
	By string `json:"by"`
}

// Kind is what a source is.
type Kind string

// The closed list of kinds.
const (
	Wire     Kind = "wire"
	Article  Kind = "article"
	Handout  Kind = "handout"
	Document Kind = "document"
	Speech   Kind = "speech"
	Post     Kind = "post"
)

// Kinds returns the closed list.
func Kinds() []Kind { return []Kind{Wire, Article, Handout, Document, Speech, Post} }

// Fact is one thing that a source says, in our words, with the place where it stands in the text.
type Fact struct {
	ID     sourced.Name `json:"id"`
	Source sourced.Name `json:"source"`
	At     Span         `json:"at"`

	// Nature is what sort of thing is said, and Mode how the text gives it.
	Nature Nature `json:"nature"`
	Mode   Mode   `json:"mode"`
	Grade  Grade  `json:"grade"`
	// Speaker is who said it, by name; empty for who is not named and for the agency's own voice.
	Speaker string `json:"speaker,omitempty"`
	// Role is the office of the speaker, or all that is said of one who is not named.
	Role string `json:"role,omitempty"`
	// For is the state or body that it is said for, if any.
	For sourced.Name `json:"for,omitempty"`
	// Said is when it was said, as far as the text tells; SaidAs is how that follows from the text.
	Said   when.Interval `json:"said,omitzero"`
	SaidAs string        `json:"said_as,omitempty"`

	// About is the matter, in the words of the registers: a meeting, an instrument, a state; Article the article of a text, if it
	// is of one.
	About   []sourced.Name `json:"about,omitempty"`
	Article string         `json:"article,omitempty"`
	// Says is what is said, in our words.
	Says string `json:"says"`
	// Figure is the number in it, if it is one that can be held against a count.
	Figure *Figure `json:"figure,omitempty"`
	// Flags are what a careful reader is told beside it.
	Flags []Flag `json:"flags,omitempty"`

	// Replaces is the fact whose entry was wrong and whose place this one takes.
	Replaces sourced.Name `json:"replaces,omitempty"`
	// By is who entered it.
	By string `json:"by"`
}

// Span is where a fact stands in its source: bytes and runes of the file as it came, both counted from nought, and the SHA-256 of
// the bytes.
type Span struct {
	Offset     int64        `json:"offset"`
	Length     int64        `json:"length"`
	RuneOffset int64        `json:"rune_offset"`
	RuneLength int64        `json:"rune_length"`
	Digest     canon.Digest `json:"digest"`
}

// Nature is what sort of thing is said.
type Nature string

// The closed list of natures. Nothing in this register is a fact of the world: an event is what a source reports as having happened.
const (
	Event       Nature = "event"
	Plan        Nature = "plan"
	Expectation Nature = "expectation"
	Claim       Nature = "claim"
	Judgement   Nature = "judgement"
	Demand      Nature = "demand"
	RedLine     Nature = "red-line"
	Background  Nature = "background"
)

// Natures returns the closed list.
func Natures() []Nature {
	return []Nature{Event, Plan, Expectation, Claim, Judgement, Demand, RedLine, Background}
}

// Mode is how a text gives what was said.
type Mode string

// The closed list of modes.
const (
	Quoted     Mode = "quoted"
	PartQuoted Mode = "part-quoted"
	Indirect   Mode = "indirect"
	Own        Mode = "own"
)

// Modes returns the closed list.
func Modes() []Mode { return []Mode{Quoted, PartQuoted, Indirect, Own} }

// Grade is how what was said is attributed, from whoever can be held to it to nobody.
type Grade string

// The closed list of grades of attribution.
const (
	OnRecord       Grade = "on-record"
	NamedOffice    Grade = "named-office"
	CapitalAlone   Grade = "capital"
	UnnamedAdviser Grade = "unnamed-adviser"
	UnnamedSources Grade = "unnamed-sources"
	AgencyVoice    Grade = "agency"
	NotAttributed  Grade = "not-attributed"
)

// Grades returns the closed list.
func Grades() []Grade {
	return []Grade{OnRecord, NamedOffice, CapitalAlone, UnnamedAdviser, UnnamedSources, AgencyVoice, NotAttributed}
}

// Held returns the grade of a source that the other registers print: whoever is not named is anonymous, and what an agency
// says by itself, or nobody is said to have said, is reported.
func (g Grade) Held() sourced.Grade {
	switch g {
	case OnRecord, NamedOffice:
		return sourced.Attested
	case UnnamedAdviser, UnnamedSources:
		return sourced.Anonymous
	}
	return sourced.Reported
}

// Figure is a number that is said, in a unit of its own: "heads of state", "percent".
type Figure struct {
	Number int64  `json:"number"`
	Unit   string `json:"unit"`
	// About says that the source gives it as a rough one.
	About bool `json:"about,omitempty"`
}

// Flag is a note to a reader, with what it is a note of.
type Flag struct {
	Word FlagWord `json:"word"`
	Says string   `json:"says"`
}

// FlagWord is what a flag is a note of.
type FlagWord string

// The closed list of flags.
const (
	// AsQuoted says that the words are those of the source, and that by other sources they are not exact.
	AsQuoted FlagWord = "as-quoted"
	// OneSided says that one side alone says it of a matter between several.
	OneSided FlagWord = "one-sided"
	// NotStated says that the source leaves out what would be needed to check it.
	NotStated FlagWord = "not-stated"
	// Contradicted says that another source on record says otherwise.
	Contradicted FlagWord = "contradicted"
	// Resolved says that a day or a name was worked out from the context.
	Resolved FlagWord = "resolved"
)

// FlagWords returns the closed list.
func FlagWords() []FlagWord {
	return []FlagWord{AsQuoted, OneSided, NotStated, Contradicted, Resolved}
}
