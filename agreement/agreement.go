// SPDX-License-Identifier: Apache-2.0

// Package agreement turns a ceasefire text, written down as one YAML document, into compiled terms that a
// finding can be judged against. It is the sole reader of the agreement file, whose format is
// docs/spec/agreement.md, and holds what the format means; the form of a document, the time points, the places and
// the expressions of one are each a package below it (ADR 15).
package agreement

import (
	"truce/act"
	"truce/place"
)

// Format is the version of the document format that this package reads.
const Format = 1

// Identifiers within a document: lower-case letters, digits and hyphens, unique per kind.
type (
	// ID names an instrument, such as "minsk-package-2015".
	ID string
	// PartyID names a party or another armed actor.
	PartyID string
	// ArticleID names an article as the text numbers it, such as "2" or "1.b".
	ArticleID string
	// PlaceID names a zone, line, site or named point.
	PlaceID string
	// TimeID names a start event or a window.
	TimeID string
	// TermID names a term.
	TermID string
	// QuestionID names a question to which the text gives more than one answer.
	QuestionID string
	// ReadingID names one answer to a question; "" is the plain text of a term that no question touches.
	ReadingID string
	// BodyID names a body of people: a commission, a mission, a secretariat.
	BodyID string
)

// Kind says what sort of instrument a document is, which decides whom it can bind.
type Kind string

// The kinds of instrument. A unilateral declaration binds its declarant only, whatever it asks of others;
// parallel undertakings bind each declarant to its own text.
const (
	Treaty      Kind = "treaty"
	Accord      Kind = "agreement"
	Decision    Kind = "decision"
	Parallel    Kind = "parallel-undertakings"
	Declaration Kind = "unilateral-declaration"
)

// Agreement is one instrument in one version. Figures that are press-reported or unpublished carry Reported.
type Agreement struct {
	Format  int    `json:"truce"`
	ID      ID     `json:"id"`
	Version int    `json:"version"`
	Title   string `json:"title"`
	Kind    Kind   `json:"kind"`
	// Exercise marks an invented instrument between fictional parties. Every row and page made under it says
	// EXERCISE, and it never enters a public release.
	Exercise bool `json:"exercise,omitempty"`
	// Languages lists the languages of the text; Authoritative marks the ones that decide.
	Languages []Language `json:"languages,omitempty"`
	Sources   []Source   `json:"sources"`
	// Declarant is who binds itself by a unilateral declaration or by a parallel undertaking.
	Declarant PartyID `json:"declarant,omitempty"`
	// Addressee is to whom the instrument is addressed, in words.
	Addressee string  `json:"addressee,omitempty"`
	Parties   []Party `json:"parties"`
	// Others are armed actors in the area who are not bound. An empty list says that there are none.
	Others []Party `json:"others,omitempty"`
	Force  Force   `json:"force"`
	// LateWindow is how long after an event a report still counts as in time; 30 days unless given.
	LateWindow Duration `json:"late_window,omitempty"`
	// Amends names the instrument that this one supplements or replaces, if any.
	Amends   []ID      `json:"amends,omitempty"`
	Articles []Article `json:"articles"`
	Places   []Place   `json:"places,omitempty"`
	// Control says which party holds which place by agreement, for the words of an attribution.
	Control   []Control  `json:"control,omitempty"`
	Times     []Time     `json:"times,omitempty"`
	Terms     []Term     `json:"terms"`
	Quiet     []Quiet    `json:"quiet,omitempty"`
	Questions []Question `json:"questions,omitempty"`
	Counting  Counting   `json:"counting"`
	Evidence  Evidence   `json:"evidence"`
	Severity  []Raise    `json:"severity,omitempty"`
	Bodies    []Body     `json:"bodies,omitempty"`
	Procedure *Procedure `json:"procedure,omitempty"`
	Ladder    []Rung     `json:"ladder,omitempty"`
	Gates     []Gate     `json:"gates,omitempty"`
	// Publication is the rule of what the public sees and when.
	Publication *Publication `json:"publication,omitempty"`
	// Definitions explain words of the text that the linter would otherwise call undefined.
	Definitions map[string]string `json:"definitions,omitempty"`
}

// Language is a language of the text.
type Language struct {
	Tag           string `json:"tag"` // BCP 47
	Authoritative bool   `json:"authoritative,omitempty"`
}

// Source is where the terms were read: a publication, never copied, always cited.
type Source struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	URL   string `json:"url,omitempty"`
	// Standing says what the source is: "text" (the instrument itself), "official" (a party's or mission's
	// account), "reported" (press), "invented" (exercise).
	Standing string `json:"standing"`
}

// Party is a party, or another armed actor, under a status-neutral name.
type Party struct {
	ID   PartyID `json:"id"`
	Name string  `json:"name"`
	// Aliases are names under which sources mean this party; they are matched whole and without case.
	Aliases []string `json:"aliases,omitempty"`
	// From and Until are accession and end; not given means the instrument's own.
	From  TimePoint `json:"from,omitempty"`
	Until TimePoint `json:"until,omitempty"`
}

// Force is when the instrument binds. Outside it nothing is judged; where its end is contested, nothing is
// decided.
type Force struct {
	From  TimePoint `json:"from"`
	Until TimePoint `json:"until,omitempty"`
	// Contested are spans for which it is disputed whether the instrument binds.
	Contested []Contest `json:"contested,omitempty"`
	// Area is where the instrument as a whole applies; no places mean wherever its terms say.
	Area []PlaceID `json:"area,omitempty"`
}

// Contest is a span in which some hold that the instrument binds and some that it does not.
type Contest struct {
	From   TimePoint `json:"from"`
	Until  TimePoint `json:"until,omitempty"`
	By     []string  `json:"by"`
	About  string    `json:"about"`
	Source string    `json:"source"`
}

// Article is an article of the text: a paraphrase in our words and its citation, never a copied sentence.
type Article struct {
	ID      ArticleID `json:"id"`
	Title   string    `json:"title"`
	Says    string    `json:"says"`
	Cite    string    `json:"cite"`
	Source  string    `json:"source"`
	Context bool      `json:"context,omitempty"` // an article that makes no term of its own
}

// PlaceKind says what a place is.
type PlaceKind string

// The kinds of place.
const (
	ZonePlace  PlaceKind = "zone"
	LinePlace  PlaceKind = "line"
	SitePlace  PlaceKind = "site" // a notified storage site
	NamedPlace PlaceKind = "named"
)

// Place is a zone, line, site or named place of the text, or a place that reports name. It may have no
// geometry: then only Within is known of it.
type Place struct {
	ID   PlaceID   `json:"id"`
	Name string    `json:"name"`
	Kind PlaceKind `json:"kind"`
	// Aliases are other names under which reports mean the place.
	Aliases []string `json:"aliases,omitempty"`
	// Within are places that contain this one by the text or by the cited source.
	Within []PlaceID `json:"within,omitempty"`
	// Outside are places that this one is known to lie outside of.
	Outside   []PlaceID       `json:"outside,omitempty"`
	Geometry  *Geometry       `json:"geometry,omitempty"`
	Edges     place.EdgeModel `json:"edges,omitempty"` // straight unless given
	Tolerance Metres          `json:"tolerance,omitempty"`
	Source    string          `json:"source"`
	// Reported marks a geometry that no published map of the text supports.
	Reported bool `json:"reported,omitempty"`
}

// Geometry is how a document writes a place on the ground: exactly one of Polygon, MultiPolygon, Line, Point and
// GeoJSON is given. Positions are [longitude, latitude] in decimal degrees, WGS 84, as in GeoJSON. A ring may
// repeat its first position at its end.
type Geometry struct {
	Polygon      [][2]Degrees   `json:"polygon,omitempty"`
	Holes        [][][2]Degrees `json:"holes,omitempty"` // of Polygon
	MultiPolygon [][][2]Degrees `json:"multipolygon,omitempty"`
	Line         [][2]Degrees   `json:"line,omitempty"`
	Point        *[2]Degrees    `json:"point,omitempty"`
	Radius       Metres         `json:"radius,omitempty"` // with Point
	// GeoJSON names a file beside the document and, after "#", the id of a feature in it.
	GeoJSON string `json:"geojson,omitempty"`
}

// Control says that a party holds a place by agreement.
type Control struct {
	Party  PartyID   `json:"party"`
	Place  PlaceID   `json:"place"`
	From   TimePoint `json:"from,omitempty"`
	Until  TimePoint `json:"until,omitempty"`
	Source string    `json:"source"`
}

// Time is a start event, whose date is fixed or still open, or a recurring window.
type Time struct {
	ID      TimeID    `json:"id"`
	Article ArticleID `json:"article"`
	// Event is when the start event happens; an event without one is open until an entry sets it.
	Event TimePoint `json:"event,omitempty"`
	// Open marks a start event whose date is not yet known.
	Open bool `json:"open,omitempty"`
	// From and To of each day make a recurring window in Zone; Days restricts it to weekdays 1 (Monday) to 7.
	From Clock  `json:"from,omitempty"`
	To   Clock  `json:"to,omitempty"`
	Zone string `json:"zone,omitempty"`
	Days []int  `json:"days,omitempty"`
	// Span is a single span of time, such as a truce of 30 hours, from one time point to another.
	Span     *TimeSpan `json:"span,omitempty"`
	Reported bool      `json:"reported,omitempty"`
}

// TimeSpan runs from one time point to another.
type TimeSpan struct {
	From  TimePoint `json:"from"`
	Until TimePoint `json:"until"`
}

// Sense says what a term does with an act.
type Sense string

// The senses of a term.
const (
	Prohibits Sense = "prohibits"
	Permits   Sense = "permits"
	Requires  Sense = "requires"
)

// Term says who is bound to do or not to do what, with which weapons, against what, where and when. An empty
// list means "any" for Acts' companions (Targets, Where, When) and "all parties" for Binds.
type Term struct {
	ID      TermID    `json:"id"`
	Article ArticleID `json:"article"`
	Sense   Sense     `json:"sense"`
	Binds   []PartyID `json:"binds,omitempty"`
	Acts    []act.Act `json:"acts"`
	// Targets narrows the term to acts against these.
	Targets []act.Target `json:"targets,omitempty"`
	Weapons *Weapons     `json:"weapons,omitempty"`
	Where   []PlaceID    `json:"where,omitempty"`
	// NotWhere excludes places.
	NotWhere []PlaceID `json:"not_where,omitempty"`
	// KeepBack asks the acts (weapon-presence) to stay at least so far from a line.
	KeepBack *KeepBack `json:"keep_back,omitempty"`
	// Beyond narrows the term to what is farther than so much from a line.
	Beyond *Beyond  `json:"beyond,omitempty"`
	When   []TimeID `json:"when,omitempty"`
	// From and Until narrow the term within the instrument's force, as phased dates do.
	From       TimePoint   `json:"from,omitempty"`
	Until      TimePoint   `json:"until,omitempty"`
	Exemptions []Exemption `json:"exemptions,omitempty"`
	// Severity is the default, S1 to S4.
	Severity Severity `json:"severity"`
	// Narrow is an optional CEL expression over the incident's integers, strings and booleans; it runs only
	// where the typed conditions hold, and narrows the term where it is false.
	Narrow   string `json:"narrow,omitempty"`
	Reported bool   `json:"reported,omitempty"`
}

// Weapons is how a document writes a rule on weapons; Calibre bounds are inclusive millimetres with at most one
// decimal.
type Weapons struct {
	Classes      []act.Class `json:"classes,omitempty"`
	AtLeast      Calibre     `json:"at_least,omitempty"`
	AtMost       Calibre     `json:"at_most,omitempty"`
	Models       []string    `json:"models,omitempty"`
	ExceptModels []string    `json:"except_models,omitempty"`
}

// Beyond is a distance that a line may be off by, on either side of it.
type Beyond struct {
	Line PlaceID `json:"line"`
	By   Metres  `json:"by"`
}

// KeepBack is a distance from a line, which may differ by party.
type KeepBack struct {
	AtLeast Metres `json:"at_least"`
	// From is the line for every party that PerParty does not name.
	From     PlaceID             `json:"from,omitempty"`
	PerParty map[PartyID]PlaceID `json:"per_party,omitempty"`
	// Storage are the notified sites to which the weapons go; beyond the line but not in one of them is the
	// missions' second class.
	Storage []PlaceID `json:"storage,omitempty"`
}

// Exemption excuses an act that a term prohibits when every condition is met.
type Exemption struct {
	ID         string      `json:"id"`
	Article    ArticleID   `json:"article"`
	Conditions []Condition `json:"conditions"`
	// Within is how long whoever claims the exemption has to answer; a condition that is unknown then has not
	// been shown.
	Within   Duration `json:"within,omitempty"`
	Reported bool     `json:"reported,omitempty"`
}

// Condition is one condition of an exemption: met, not met or unknown. Exactly one of Acts, PrecededBy and
// Answered says how it is known.
type Condition struct {
	ID   string `json:"id"`
	Says string `json:"says"`
	// Acts is met by an observed act of these.
	Acts []act.Act `json:"acts,omitempty"`
	// PrecededBy is met by an incident of these acts in Where (or the same place) at most Within earlier.
	PrecededBy []act.Act `json:"preceded_by,omitempty"`
	Within     Duration  `json:"within,omitempty"`
	// Answered is met, or not, by an answer on record.
	Answered bool `json:"answered,omitempty"`
	// Exclusive says that the agreement makes a log the only proof: then no record of it means not met.
	Exclusive bool `json:"exclusive,omitempty"`
	// ShownBy are those whose answer settles it beside the bodies that may determine: bodies, parties, "claimant" and
	// "mission".
	ShownBy []string `json:"shown_by,omitempty"`
}

// Quiet is an N-day clock of silence in an area.
type Quiet struct {
	ID      string    `json:"id"`
	Article ArticleID `json:"article"`
	Place   PlaceID   `json:"place"`
	Days    int       `json:"days"`
	Zone    string    `json:"zone"`
	From    TimePoint `json:"from,omitempty"`
	// Resets are the acts that break the silence.
	Resets []act.Act `json:"resets"`
	// Near, if given, lets acts within this distance outside the place break the silence too.
	Near Metres `json:"near,omitempty"`
	// Hours is how many hours of a day must be covered for the day to be proven quiet; 24 unless given.
	Hours    int  `json:"hours,omitempty"`
	Reported bool `json:"reported,omitempty"`
}

// Question is a point on which the text bears more than one meaning.
type Question struct {
	ID       QuestionID `json:"id"`
	Article  ArticleID  `json:"article"`
	Asks     string     `json:"asks"`
	Readings []Reading  `json:"readings"` // two or more
	// RuledBy is the body competent to rule; none means nobody is.
	RuledBy BodyID `json:"ruled_by,omitempty"`
}

// Reading is one answer to a question: what it sets in the terms and clocks it touches.
type Reading struct {
	ID     ReadingID              `json:"id"`
	Means  string                 `json:"means"`
	HeldBy []string               `json:"held_by,omitempty"`
	Terms  map[TermID]Change      `json:"terms,omitempty"`
	Quiet  map[string]QuietChange `json:"quiet,omitempty"`
}

// Change is what a reading sets in a term; what is not given stays.
type Change struct {
	Void     bool         `json:"void,omitempty"` // under this reading the term does not exist
	Acts     []act.Act    `json:"acts,omitempty"`
	Targets  []act.Target `json:"targets,omitempty"`
	Weapons  *Weapons     `json:"weapons,omitempty"`
	Where    []PlaceID    `json:"where,omitempty"`
	KeepBack *KeepBack    `json:"keep_back,omitempty"`
	When     []TimeID     `json:"when,omitempty"`
	From     TimePoint    `json:"from,omitempty"`
	Until    TimePoint    `json:"until,omitempty"`
}

// QuietChange is what a reading sets in a quiet clock; what is not given stays.
type QuietChange struct {
	Void  bool      `json:"void,omitempty"`
	Days  int       `json:"days,omitempty"`
	From  TimePoint `json:"from,omitempty"`
	Near  Metres    `json:"near,omitempty"`
	Hours int       `json:"hours,omitempty"`
	Place PlaceID   `json:"place,omitempty"`
}
