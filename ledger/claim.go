// SPDX-License-Identifier: Apache-2.0

package ledger

import (
	"fmt"
	"slices"
	"strings"

	"truce/act"
	"truce/when"
)

// Claim is a total that somebody stated: a number and what it is said to count. What was not said is left empty, and no
// part is filled in for anybody.
type Claim struct {
	By    string `json:"by"`
	Least int64  `json:"least"`
	Most  int64  `json:"most"`
	// Unit is what counts as one, in the claimant's words.
	Unit string `json:"unit,omitempty"`
	// Acts are what was counted together.
	Acts   []act.Act     `json:"acts,omitempty"`
	Period when.Interval `json:"period,omitzero"`
	Area   string        `json:"area,omitempty"`
	// Items is how many single items were given with it, 0 where there was a number only.
	Items  int64  `json:"items,omitempty"`
	Source string `json:"source,omitempty"`
}

// Number writes the total.
func (c *Claim) Number() string {
	if c.Least == c.Most {
		return fmt.Sprint(c.Least)
	}
	return fmt.Sprintf("%d-%d", c.Least, c.Most)
}

// Obstacle is why two totals cannot be compared.
type Obstacle string

// The obstacles.
const (
	NoItems         Obstacle = "no-items"
	DifferentPeriod Obstacle = "different-period"
	DifferentUnit   Obstacle = "different-unit"
	DifferentActs   Obstacle = "different-acts"
	MixedActs       Obstacle = "mixed-acts"
	DifferentArea   Obstacle = "different-area"
	NotStated       Obstacle = "not-stated"
)

// Reason is an obstacle with what it rests on.
type Reason struct {
	Obstacle Obstacle `json:"obstacle"`
	Says     string   `json:"says"`
}

// Totals are two claims side by side.
type Totals struct {
	A Claim `json:"a"`
	B Claim `json:"b"`
	// Comparable is true only where nothing at all stands against it. Even then the totals are shown side by side: whether
	// they count the same events, only items tell.
	Comparable bool     `json:"comparable"`
	Reasons    []Reason `json:"reasons,omitempty"`
}

// Compare lays two totals side by side and says why they cannot be compared. It computes nothing from them. Exchanging the
// claims exchanges the sides and changes no reason.
func Compare(a, b Claim) Totals {
	t := Totals{A: a, B: b}
	add := func(o Obstacle, format string, args ...any) {
		t.Reasons = append(t.Reasons, Reason{o, fmt.Sprintf(format, args...)})
	}
	one, other := &t.A, &t.B
	if compareClaims(one, other) > 0 {
		one, other = other, one
	}
	for _, c := range []*Claim{one, other} {
		if c.Items == 0 {
			add(NoItems, "%s gave a number without items", c.By)
		}
	}
	for _, c := range []*Claim{one, other} {
		if missing := c.missing(); len(missing) > 0 {
			add(NotStated, "%s does not say its %s", c.By, strings.Join(missing, ", "))
		}
	}
	for _, c := range []*Claim{one, other} {
		if kinds := c.kinds(); len(kinds) > 1 {
			add(MixedActs, "%s counts %s together", c.By, strings.Join(kinds, ", "))
		}
	}
	for _, each := range []struct {
		obstacle Obstacle
		a, b     string
	}{
		{DifferentPeriod, periodWords(one.Period), periodWords(other.Period)},
		{DifferentUnit, fold(one.Unit), fold(other.Unit)},
		{DifferentActs, strings.Join(one.kinds(), ", "), strings.Join(other.kinds(), ", ")},
		{DifferentArea, fold(one.Area), fold(other.Area)},
	} {
		if each.a != "" && each.b != "" && each.a != each.b {
			add(each.obstacle, "%s: %s; %s: %s", one.By, each.a, other.By, each.b)
		}
	}
	t.Comparable = len(t.Reasons) == 0
	return t
}

// missing are the parts that a claim does not state.
func (c *Claim) missing() []string {
	var out []string
	for _, each := range []struct {
		name string
		no   bool
	}{{"period", c.Period.IsUnknown()}, {"unit", c.Unit == ""}, {"acts", len(c.Acts) == 0}, {"area", c.Area == ""}} {
		if each.no {
			out = append(out, each.name)
		}
	}
	return out
}

// kinds are the acts that were counted, each once, in order.
func (c *Claim) kinds() []string {
	var out []string
	for _, a := range c.Acts {
		out = append(out, string(a))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func periodWords(i when.Interval) string {
	if i.IsUnknown() {
		return ""
	}
	return i.String()
}

func fold(words string) string { return strings.ToLower(strings.Join(strings.Fields(words), " ")) }

// compareClaims orders claims, so that exchanging them changes no words.
func compareClaims(a, b *Claim) int {
	return strings.Compare(fmt.Sprintf("%s %019d %019d %v", a.By, a.Least, a.Most, *a), fmt.Sprintf("%s %019d %019d %v", b.By, b.Least, b.Most, *b))
}
