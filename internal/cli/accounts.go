// SPDX-License-Identifier: Apache-2.0

package cli

import (
	"fmt"
	"io"
	"strings"

	"truce/canon"
	"truce/incident"
	"truce/internal/cli/say"
	"truce/observation"
	"truce/place"
	"truce/report"
	"truce/when"
)

// said is one part of an account: its name, and what the source said, empty where it said nothing.
type said struct{ name, says string }

// accountOf is everything that one observation says and a finding may rest on, as its source gave it. A position is
// told as how far it is good, never in numbers.
func accountOf(m *observation.Observation, zone when.Zone) []said {
	s := m.Sighting
	what := string(s.Act)
	if s.Words != "" && s.Words != what {
		what = strings.TrimPrefix(fmt.Sprintf("%s, %q", what, s.Words), ", ")
	}
	time := ""
	if !m.When().IsUnknown() {
		time = say.Both(m.When(), zone)
	}
	weapon := ""
	if s.Weapon != nil && !s.Weapon.IsUnknown() {
		weapon = s.Weapon.String()
	}
	origin := ""
	if s.Origin != nil {
		origin = regionWords(*s.Origin)
	}
	var flags, harm []string
	for _, d := range s.Describes {
		flags = append(flags, string(d))
	}
	for _, c := range s.Casualties {
		harm = append(harm, casualtiesWords(c))
	}
	return []said{
		{"what", what},
		{"means", string(s.Means)},
		{"when", time},
		{"where", regionWords(s.Where)},
		{"target", string(s.Target)},
		{"number", countWords(s.Count)},
		{"weapon", weapon},
		{"origin", origin},
		{"who", claimWords(s.Actors)},
		{"between", strings.Join(s.Between, " and ")},
		{"harm", strings.Join(harm, "; ")},
		{"in answer to", s.InAnswerTo},
		{"class given", s.Class},
		{"flags", strings.Join(flags, ", ")},
	}
}

// oftenMissing are the parts that a reader looks for, so that it is said where an account lacks them.
func oftenMissing() []string {
	return []string{"means", "when", "where", "number", "weapon", "origin", "who"}
}

// printAccount prints the n-th account of an event, its parts one below the other.
func printAccount(w io.Writer, n int, m *observation.Observation, zone when.Zone) {
	roots := strings.Join(m.Roots, ", ")
	if roots == "" {
		roots = "itself"
	}
	say.Paragraph(w, 5, fmt.Sprintf("  %d. ", n), fmt.Sprintf("%s%s, a %s (%s)", mark(m.Exercise), m.Source, m.Level, m.ID.Short()))
	line := func(name, says string) { say.Paragraph(w, 18, fmt.Sprintf("     %-12s ", name), says) }
	line("roots", roots)
	has := map[string]bool{}
	for _, t := range accountOf(m, zone) {
		if has[t.name] = t.says != ""; has[t.name] {
			line(t.name, t.says)
		}
	}
	has["who"] = has["who"] || has["between"]
	var missing []string
	for _, name := range oftenMissing() {
		if !has[name] {
			missing = append(missing, name)
		}
	}
	if len(missing) > 0 {
		line("does not say", strings.Join(missing, ", "))
	}
	line("came in", say.BothAt(m.Received, zone))
}

// regionWords says what a source called a place and how it is drawn, without a position.
func regionWords(r place.Region) string {
	var forms []string
	if r.Circle != nil {
		forms = append(forms, "within "+r.Circle.Radius.String()+" of a point")
	}
	if n := len(r.Polygons); n > 0 {
		forms = append(forms, say.Counted(int64(n), "area"))
	}
	for _, s := range r.Sectors {
		forms = append(forms, fmt.Sprintf("%s to %s, %s of the observer", s.Distance.Least, s.Distance.Most, bearingWords(s.From, s.To)))
	}
	if r.Path != nil {
		forms = append(forms, "within "+r.Path.Tolerance.String()+" of a line")
	}
	drawn := strings.Join(forms, "; ")
	switch {
	case drawn == "":
		return r.Name
	case r.Name == "":
		return "a place without a name: " + drawn
	default:
		return r.Name + ": " + drawn
	}
}

// bearingWords names the wind of a sector where it is one of the sixteen, and gives its bounds in degrees otherwise.
func bearingWords(from, to place.Bearing) string {
	if from == to {
		return "any direction"
	}
	for _, wind := range strings.Fields("N NNE NE ENE E ESE SE SSE S SSW SW WSW W WNW NW NNW") {
		if f, t, err := place.ParseBearing(wind); err == nil && f == from && t == to {
			return wind
		}
	}
	return fmt.Sprintf("%d to %d degrees", from/1000, (to+999)/1000)
}

// countWords is how many an account gives.
func countWords(c report.Count) string {
	number := ""
	switch c.Kind {
	case report.Exact:
		number = fmt.Sprint(c.Least)
	case report.About:
		number = fmt.Sprintf("%d to %d", c.Least, c.Most)
	case report.Some:
		number = "some, no bounds given"
	case report.UnknownCount:
		return ""
	}
	if c.Unit != "" {
		number += ", counted as " + string(c.Unit)
	}
	return number
}

// claimWords is whom an account names, on what basis and in whose word. More than one means one of them.
func claimWords(claims []report.Claim) string {
	var all []string
	for _, c := range claims {
		basis := c.Basis
		if c.By != "" {
			basis += " by " + c.By
		}
		all = append(all, fmt.Sprintf("%s (%s)", c.Actor, basis))
	}
	return strings.Join(all, " or ")
}

// casualtiesWords is one record of harm as one account gives it.
func casualtiesWords(c report.Casualties) string {
	words := fmt.Sprint(c.Least)
	if c.Most != c.Least {
		words = fmt.Sprintf("%d to %d", c.Least, c.Most)
	}
	words += " " + c.Harm + ", " + c.Of
	if c.Age != "unknown" && c.Age != "" {
		words += ", " + c.Age
	}
	if c.Side != "" {
		words += ", of " + c.Side
	}
	if c.Cause != "" {
		words += ", by " + c.Cause
	}
	return words
}

// joinWords is what was found of two accounts.
func joinWords(j incident.Join) string {
	var parts []string
	for _, r := range j.Reasons {
		if r.Bits == 0 {
			parts = append(parts, r.Name)
			continue
		}
		parts = append(parts, fmt.Sprintf("%s %s", r.Name, bits(r.Bits)))
	}
	return fmt.Sprintf("%s bits: %s", bits(j.Score), strings.Join(parts, ", "))
}

// bits writes hundredths of a bit with their sign.
func bits(n int64) string {
	sign := "+"
	if n < 0 {
		sign, n = "-", -n
	}
	return fmt.Sprintf("%s%d.%02d", sign, n/100, n%100)
}

// possible is an incident that may be the same event, with the pair of accounts that speaks most for it.
type possible struct {
	Incident canon.IncidentID `json:"incident"`
	Best     *incident.Join   `json:"best,omitempty"`

	of *incident.Incident
}

// maxPairs is how many pairs of accounts are compared for one possible same.
const maxPairs = 10_000

// possibleSame compares the accounts of two incidents pair by pair, as the joiner did when it kept them apart.
func possibleSame(own, other *incident.Incident) possible {
	p := possible{Incident: other.ID, of: other}
	pairs := 0
	for _, a := range own.Members {
		for _, b := range other.Members {
			if pairs++; pairs > maxPairs {
				return p
			}
			if j := compared(a, b); j != nil && (p.Best == nil || j.Score > p.Best.Score) {
				p.Best = j
			}
		}
	}
	return p
}

// compared is what the joiner finds of two observations alone, nil where it holds them for two events.
func compared(a, b *observation.Observation) *incident.Join {
	alone := incident.NewJoiner()
	alone.Add([]*observation.Observation{a, b})
	if alone.Of(a.ID) != alone.Of(b.ID) {
		// Joined by decision, the pair shows its score; a pair that nothing speaks for has only the decision.
		if _, err := alone.Decide(a.ID, b.ID, true); err != nil {
			return nil
		}
	}
	inc := alone.Of(a.ID)
	if inc == nil || len(inc.Joins) != 1 || inc.Joins[0].Score == 0 {
		return nil
	}
	j := inc.Joins[0]
	for i, r := range j.Reasons {
		if r.Bits == 0 && i == len(j.Reasons)-1 {
			j.Reasons = j.Reasons[:i]
		}
	}
	return &j
}
