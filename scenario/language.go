// SPDX-License-Identifier: Apache-2.0

package scenario

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"truce/spelling"

	"truce/scenario/aspect"
	"truce/scenario/outward"
	"truce/scenario/reconciled"
	"truce/scenario/reported"
)

// verb is one word of the language: what it does, and the named words that it takes.
type verb struct {
	run  func(*Run, step) error
	keys []string
	// prefixes begin named words that carry a name of their own, such as "day:2019-10-27=".
	prefixes []string
	// open is set where the case names the words itself.
	open bool
}

// verbs is the language; docs/spec/case-file.md has one line for each. It is a function because a verb may run
// another.
func verbs() map[string]verb {
	on := []string{"of", "on", "term"}
	all := map[string]verb{
		"zone":      {run: (*Run).setZone},
		"agreement": {run: (*Run).adopt, open: true},
		"submit":    {run: (*Run).submit, keys: fileKeys()},
		"import":    {run: (*Run).importFile, keys: fileKeys()},
		"rate":      {run: (*Run).rate, keys: []string{"root", "reliability", "report", "credibility", "by"}},
		"confirm":   {run: (*Run).confirm, keys: []string{"on", "harm", "of", "age", "number", "by", "because"}},
		"rule":      {run: (*Run).rule, keys: []string{"of", "question", "reading", "by"}},
		"determine": {run: (*Run).determine, keys: append(slices.Clone(on), "by", "outcome", "ex-parte", "intent", "reasons"), prefixes: []string{"member:"}},
		"opinion":   {run: (*Run).opinion, keys: append(slices.Clone(on), "by", "holds")},
		"answer":    {run: (*Run).answer, keys: append(slices.Clone(on), "exemption", "condition", "met", "by", "says")},
		"advance":   {run: (*Run).advance, keys: append(slices.Clone(on), "to", "by")},
		"join":      {run: (*Run).join, keys: []string{"by", "because"}},
		"split":     {run: (*Run).split, keys: []string{"by", "because"}},
		"refuse":    {run: (*Run).refuse},
		"want":      {run: (*Run).want},
		"todo":      {run: (*Run).todo},
		"duty":      {run: (*Run).onDuty, keys: aspect.DutyWords()},
		"patrol":    {run: (*Run).patrol, keys: aspect.PatrolWords()},
		"notice":    {run: (*Run).notice, keys: aspect.NoticeWords()},
		"mode":      {run: (*Run).mode, keys: []string{"by", "done", "because", "stay"}},
		"look":      {run: (*Run).look, keys: []string{"by", "role", "query"}},
		"reads":     {run: (*Run).countReads, keys: []string{"by"}},
		"issue":     {run: (*Run).issue, keys: reported.By()},
	}
	maps.Copy(all, procedureVerbs())
	return all
}

func fileKeys() []string {
	return []string{"format", "source", "zone", "exercise", "mapping", "refused"}
}

// wants are the things that a want line may ask of.
func wants() map[string]verb {
	on := []string{"of", "on", "term"}
	all := map[string]verb{
		"incidents":  {run: (*Run).wantIncidents},
		"aggregates": {run: (*Run).wantAggregates},
		"findings":   {run: (*Run).wantFindings, keys: append(slices.Clone(on), "verdict", "status")},
		"finding":    {run: (*Run).wantFinding, keys: append(slices.Clone(on), slices.Concat(slices.Sorted(maps.Keys(aspects)), slices.Sorted(maps.Keys(aspect.Of)))...), prefixes: []string{"reading:", "because:", "origin:", "reason:"}},
		"no-finding": {run: (*Run).wantNoFinding, keys: on},
		"versions":   {run: (*Run).wantVersions, keys: append(slices.Clone(on), "status")},
		"outside":    {run: (*Run).wantOutside, keys: []string{"of", "on", "nearest", "status"}},
		"same":       {run: (*Run).wantSame, keys: []string{"because"}},
		"apart":      {run: (*Run).wantApart},
		"possible":   {run: (*Run).wantPossible},
		"counts":     {run: (*Run).wantCounts, keys: append(countNames(), "period")},
		"reconcile":  {run: (*Run).wantReconcile, keys: reconciled.Words(), prefixes: []string{"a:", "b:"}},
		"forbidden":  {run: (*Run).wantForbidden, keys: []string{"target", "day", "by"}},
		"totals":     {run: (*Run).wantTotals, keys: []string{"comparable", "because"}},
		"quiet":      {run: (*Run).wantQuiet, keys: []string{"of", "reading", "reached", "completed", "earliest", "run", "resets", "void"}, prefixes: []string{"day:"}},
		"control":    {run: (*Run).wantControl, keys: []string{"layer", "as-of", "when", "state", "holder", "why", "kind", "mark"}},
		"share":      {run: (*Run).wantShare, keys: []string{"layer", "as-of", "when", "roll", "crimea", "held", "denominator", "least-ppm", "most-ppm", "contested", "mixed", "untold", "unmatched"}},
		"drift":      {run: (*Run).wantDrift, keys: []string{"of", "line", "from", "sectors", "sector", "markers", "farthest", "marked", "spacing", "left", "right"}, prefixes: []string{"marker:"}},
		"room":       {run: (*Run).wantRoom, keys: []string{"on", "mode", "open", "late", "waits", "new", "dark", "owed", "flash", "handover", "escrow"}},
		"item":       {run: (*Run).wantItem, keys: []string{"reached", "said", "promised", "next", "closed", "about", "was", "step", "sites", "lacking", "ended"}, prefixes: []string{"may:"}},
		"sites":      {run: (*Run).wantSites, keys: []string{"on", "is"}},
		"watched":    {run: (*Run).wantWatched, keys: []string{"where", "point", "radius", "from", "until", "is"}},
		"looked":     {run: (*Run).wantOutward, keys: outward.LookedWords()},
		"public":     {run: (*Run).wantOutward, keys: outward.PublicWords()},
		"report":     {run: (*Run).wantReport, keys: append(append(reported.Of(), reported.Aspects()...), "refused"), prefixes: reported.Prefixes()},
	}
	maps.Copy(all, procedureWants())
	return all
}

// check tells, before anything runs, whether a step is in the language: a slip of the pen in a named word would
// otherwise pass for an expectation that is met.
func (s step) check() error {
	v, ok := verbs()[s.verb]
	switch {
	case !ok:
		return unknown("verb", s.verb, verbs())
	case s.verb == "todo":
		return errors.New("a todo stands alone on its line and is not timed: todo: WORDS")
	case s.verb == "want":
		if len(s.words) == 0 {
			return fmt.Errorf("say what is wanted: %s", list(wants()))
		}
		if v, ok = wants()[s.words[0]]; !ok {
			return unknown("want", s.words[0], wants())
		}
		s = s.inner()
	case s.verb == "refuse":
		if len(s.words) == 0 || s.get("error") == "" || slices.Contains([]string{"want", "refuse", "todo"}, s.words[0]) {
			return errors.New("write: refuse VERB ... error=WORDS, with a verb that enters something")
		}
		return s.inner().check()
	}
	for _, p := range s.named {
		if !v.takes(p.key) {
			return fmt.Errorf("%s takes no %s=: %s", s.verb, p.key, v.usage(p.key))
		}
	}
	return nil
}

// inner is the line behind "want" or "refuse": a line of its own, without the words of the outer one.
func (s step) inner() step {
	in := step{line: s.line, verb: s.words[0], words: s.words[1:], named: s.named}
	if s.verb == "refuse" {
		in.named = slices.DeleteFunc(slices.Clone(s.named), func(p pair) bool { return p.key == "error" })
	}
	return in
}

func (v verb) takes(key string) bool {
	return v.open || slices.Contains(v.keys, key) ||
		slices.ContainsFunc(v.prefixes, func(p string) bool { return len(key) > len(p) && strings.HasPrefix(key, p) })
}

func (v verb) usage(key string) string {
	all := append(slices.Clone(v.keys), v.prefixes...)
	if len(all) == 0 {
		return "it takes no named words"
	}
	if near := nearest(key, all); near != "" {
		return "did you mean " + near + "=?"
	}
	return "use " + strings.Join(all, ", ")
}

func unknown(what, word string, known map[string]verb) error {
	if near := nearest(word, slices.Sorted(maps.Keys(known))); near != "" {
		return fmt.Errorf("unknown %s %.*q: did you mean %q?", what, spelling.Longest, word, near)
	}
	return fmt.Errorf("unknown %s %.*q: use %s", what, spelling.Longest, word, list(known))
}

func list(known map[string]verb) string {
	return strings.Join(slices.Sorted(maps.Keys(known)), ", ")
}

// nearest returns the nearest word of a list, or nothing where none is near.
func nearest(word string, words []string) string {
	best, least := "", min(len(word), spelling.Longest)/2+1
	for _, w := range words {
		if d := spelling.Distance(word, w); d < least {
			best, least = w, d
		}
	}
	return best
}
