// SPDX-License-Identifier: Apache-2.0

package finding

import (
	"fmt"
	"slices"
	"strings"

	"truce/agreement"
	"truce/incident"
	"truce/known"
	"truce/observation"
)

// stage orders the conditions of a term: the further an incident gets, the nearer the term came to it.
type stage int

const (
	unfit stage = iota // an exercise under a text in force, or the reverse
	inForce
	inArea
	inTime
	ofAct
	onTarget
	withWeapon
	narrowed
	applies // every condition of scope holds or may hold
)

// ruled is the outcome of one rule: a term under one reading. Where stage is below applies the term does not
// apply and there is no verdict.
type ruled struct {
	verdict Verdict
	stage   stage
	because string
	reasons []Reason
	class   string
	// pending are the exemptions that hang on other incidents or on answers, which the docket settles.
	pending []agreement.CompiledExemption
}

// bench is what one incident is judged with.
type bench struct {
	text     *agreement.Compiled
	incident *incident.Incident
	actors   []actor
	permits  []*agreement.Rule
}

// rule judges the incident against one rule, exemptions apart.
func (b *bench) rule(r *agreement.Rule) ruled {
	out := ruled{stage: applies}
	inc := b.incident
	if inc.Exercise != b.text.Agreement().Exercise {
		out.stage, out.because = unfit, "an exercise and a text in force never meet: "+b.text.Ref()
		return out
	}
	force, words := b.text.InForce(inc.When)
	scope := []struct {
		stage stage
		name  string
		holds known.Answer
		says  string
	}{
		{inForce, "in force", force, words},
		{inArea, "in the area", r.Area(inc.Where), b.placeWords(r)},
		{inTime, "at the time", r.Time(inc.When), timeWords(r)},
		{ofAct, "the act", inc.Is(r.Acts...), listed(r.Acts)},
		{onTarget, "the target", b.target(r), listed(r.Targets)},
		{withWeapon, "the weapon", inc.Used(r.Weapons), weaponWords(r)},
	}
	open := ""
	for _, s := range scope {
		out.reasons = append(out.reasons, Reason{r.Reading, s.name, s.holds, s.says})
		switch s.holds {
		case known.No:
			out.stage, out.because = s.stage, notSo(s.name, s.says)
			return out
		case known.Unknown:
			if open == "" {
				open = "not known: " + s.name + " (" + s.says + ")"
			}
		case known.Yes:
		}
	}
	b.narrow(r, &out, &open)
	if out.stage < applies {
		return out
	}
	b.conclude(r, &out, open)
	return out
}

// target asks for a target only where the term names any.
func (b *bench) target(r *agreement.Rule) known.Answer {
	if len(r.Targets) == 0 {
		return known.Yes
	}
	return b.incident.Hit(r.Targets...)
}

// narrow runs the term's expression, only where every typed condition holds.
func (b *bench) narrow(r *agreement.Rule, out *ruled, open *string) {
	if r.Term.Narrow == "" || *open != "" {
		return
	}
	holds, err := r.Narrowed(facts(b.incident))
	says := r.Term.Narrow
	if err != nil {
		holds, says = known.Unknown, says+": "+err.Error()
	}
	out.reasons = append(out.reasons, Reason{r.Reading, "the expression", holds, says})
	switch holds {
	case known.No:
		out.stage, out.because = narrowed, notSo("the expression", says)
	case known.Unknown:
		*open = "not known: the expression (" + says + ")"
	case known.Yes:
	}
}

// conclude asks who is bound and, of a withdrawal term, how far off the weapon stood, in each possible world: one
// for each actor who may have done it.
func (b *bench) conclude(r *agreement.Rule, out *ruled, open string) {
	if r.Term.Sense == agreement.Permits {
		out.verdict, out.because = NoViolation, "permitted by article "+string(r.Term.Article)
		return
	}
	worlds := make([]known.Answer, 0, len(b.actors))
	for _, a := range b.actors {
		bound := known.No
		if a.id != "" {
			bound = r.Binds(a.id, b.incident.When)
		}
		says := a.name + " is bound"
		world := bound
		if r.HasKeepBack() {
			near, distance, line := r.TooClose(a.id, b.incident.Where)
			world = known.And(bound, near)
			says += fmt.Sprintf("; %s from %s: nearer than allowed", distanceWords(distance), line)
			out.class = withdrawalClass(near)
		}
		out.reasons = append(out.reasons, Reason{r.Reading, "the actor", world, says})
		worlds = append(worlds, world)
	}
	if class := givenClass(b.incident); class != "" && r.HasKeepBack() {
		out.class = class
		out.reasons = append(out.reasons, Reason{r.Reading, "class", known.Unknown, class + ": as the source gave it, not recomputed"})
	}
	permitted, by := b.permitted()
	switch world := known.All(worlds...); {
	case world == known.No:
		out.verdict, out.because = NoViolation, "no possible actor breaks it"
	case permitted == known.Yes:
		out.verdict, out.because = NoViolation, "permitted by article "+by
	case open != "":
		out.verdict, out.because = Undetermined, open
	case world == known.Unknown:
		out.verdict, out.because = Undetermined, "not known: whether whoever did it is bound, or how far off it was"
	case permitted == known.Unknown:
		out.verdict, out.because = Undetermined, "not known: whether article "+by+" permits it"
	default:
		out.verdict, out.because = Violation, "every condition of the term holds"
		out.pending = r.Exemptions
	}
}

// permitted tells whether a term that permits something covers the incident, and by which article.
func (b *bench) permitted() (known.Answer, string) {
	best, by := known.No, ""
	for _, r := range b.permits {
		if r.Void {
			continue
		}
		force, _ := b.text.InForce(b.incident.When)
		holds := known.And(force, r.Area(b.incident.Where), r.Time(b.incident.When), b.incident.Is(r.Acts...),
			b.target(r), b.incident.Used(r.Weapons))
		if holds == known.Yes && !b.expressly(r) {
			continue
		}
		if holds > best {
			best, by = holds, string(r.Term.Article)
		}
	}
	return best, by
}

// expressly tells whether somebody saw the permitted act itself: a permission covers only what was reported as
// such, so that an unnamed explosion is not taken for permitted demining.
func (b *bench) expressly(r *agreement.Rule) bool {
	for _, m := range b.incident.Members {
		if m.Sighting.Act.Is(r.Acts...) == known.Yes {
			return true
		}
	}
	return false
}

// facts are the variables of a term's expression; what is not known is left out.
func facts(inc *incident.Incident) map[string]any {
	vars := map[string]any{}
	for _, m := range inc.Members {
		s := m.Sighting
		put(vars, "act", string(s.Act))
		put(vars, "target", string(s.Target))
		if s.Weapon != nil {
			put(vars, "weapon_class", string(s.Weapon.Class))
			if s.Weapon.Calibre != 0 {
				vars["calibre_tenths"] = int64(s.Weapon.Calibre)
			}
		}
		if s.Count.Most > 0 && s.Count.Least == s.Count.Most {
			vars["count"] = s.Count.Least
		}
		if len(s.Describes) > 0 {
			put(vars, "description", string(s.Describes[0]))
		}
	}
	harm(vars, inc.Members)
	return vars
}

func put(vars map[string]any, name, value string) {
	if value != "" {
		vars[name] = value
	}
}

// harm gives a number only where its bounds meet.
func harm(vars map[string]any, members []*observation.Observation) {
	for _, h := range []struct{ name, harm, of string }{
		{"killed", "killed", ""}, {"injured", "injured", ""}, {"civilian_killed", "killed", "civilian"},
	} {
		if least, most := worst(members, h.harm, h.of); least == most {
			vars[h.name] = least
		}
	}
}

// worst is the highest figure that any one member gives, never a sum over members: they speak of one event.
func worst(members []*observation.Observation, harm, of string) (least, most int64) {
	for _, m := range members {
		l, u := incident.Harmed(m.Sighting.Casualties, harm, of)
		least, most = max(least, l), max(most, u)
	}
	return least, most
}

func givenClass(inc *incident.Incident) string {
	for _, m := range inc.Members {
		if m.Sighting.Class != "" {
			return m.Sighting.Class
		}
	}
	return ""
}

// The classes of a weapon under a withdrawal term, in the words of monitoring missions.
const (
	InViolation = "in violation of the withdrawal line"
	BeyondLines = "beyond the withdrawal line"
)

func withdrawalClass(near known.Answer) string {
	switch near {
	case known.Yes:
		return InViolation
	case known.No:
		return BeyondLines
	default:
		return ""
	}
}

func listed[T ~string](words []T) string {
	if len(words) == 0 {
		return "any"
	}
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = string(w)
	}
	return strings.Join(out, ", ")
}

func notSo(name, says string) string {
	if name == "in force" {
		return says
	}
	return "not " + name + ": " + says
}

func (b *bench) placeWords(r *agreement.Rule) string {
	where := listed(append(slices.Clone(b.text.Agreement().Force.Area), r.Where...))
	if len(r.NotWhere) > 0 {
		where += ", not " + listed(r.NotWhere)
	}
	return where
}

// timeWords says when the term applies within the force of the instrument.
func timeWords(r *agreement.Rule) string {
	var words []string
	if from := r.Term.From; from != "" {
		words = append(words, "from "+string(from))
	}
	if until := r.Term.Until; until != "" {
		words = append(words, "until "+string(until))
	}
	if len(r.When) > 0 {
		words = append(words, "in "+listed(r.When))
	}
	if len(words) == 0 {
		return "always, while in force"
	}
	return strings.Join(words, " ")
}

func weaponWords(r *agreement.Rule) string {
	w := r.Weapons
	words := listed(w.Classes)
	if w.AtLeast > 0 {
		words += ", at least " + w.AtLeast.String()
	}
	if w.AtMost > 0 {
		words += ", at most " + w.AtMost.String()
	}
	if len(w.Models) > 0 {
		words += ", " + strings.Join(w.Models, ", ")
	}
	return words
}

// fold makes one outcome of the readings: the ruled one, or the one on which all agree, or undetermined.
func fold(verdicts []ReadingVerdict, isRuled func(reading string) bool) (Verdict, []string) {
	var open []Verdict
	var ruledFor []string
	for _, v := range verdicts {
		if v.Reading != "" && isRuled(v.Reading) {
			ruledFor = append(ruledFor, v.Reading)
		}
	}
	for _, v := range verdicts {
		if len(ruledFor) == 0 || isRuled(v.Reading) {
			open = append(open, v.Verdict)
		}
	}
	for _, v := range open[1:] {
		if v != open[0] {
			return Undetermined, ruledFor
		}
	}
	return open[0], ruledFor
}
