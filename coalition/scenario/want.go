// SPDX-License-Identifier: Apache-2.0

package scenario

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"truce/coalition/sourced"
	"truce/internal/casefile"
)

// asked is one thing that a want line may ask of: so many words name it, asks narrow it, and tells are what it can tell, each in text.
type asked struct {
	words int
	asks  []string
	tells []string
	run   func(*Run, casefile.Step, sourced.View) (map[string]string, error)
}

// wants are the things that a want line may ask of; docs/spec/coalition.md has a line for each.
func wants() map[string]asked {
	return map[string]asked{
		"source":      {1, nil, []string{"outlet", "kind", "bytes", "letters", "claimed", "words", "count", "slug", "dateline"}, (*Run).source},
		"facts":       {0, []string{"of", "nature", "grade", "flag", "about"}, []string{"number"}, (*Run).facts},
		"fact":        {1, nil, []string{"nature", "mode", "grade", "held", "speaker", "role", "for", "article", "figure", "flags", "at", "says", "replaced"}, (*Run).fact},
		"text":        {1, nil, []string{"kind", "draft", "parties", "components", "exercise", "in-force"}, (*Run).text},
		"component":   {2, nil, []string{"binding", "addressee", "constitutional", "from", "expires", "conditions", "figures"}, (*Run).component},
		"stipulation": {2, []string{"state"}, []string{"what", "words"}, (*Run).stipulation},
		"position":    {2, []string{"component"}, []string{"is", "reservation", "by", "grade"}, (*Run).position},
		"positions":   {1, []string{"component", "is"}, []string{"number", "states"}, (*Run).positions},
		"tie":         {2, nil, []string{"number", "states"}, (*Run).tie},
		"roles":       {1, nil, []string{"broker", "co-chair", "founder", "host", "observer", "depositary"}, (*Run).roles},
		"owing":       {1, []string{"state"}, []string{"number", "steps"}, (*Run).owing},
		"figure":      {2, nil, []string{"hours", "basis", "start", "owed"}, (*Run).figure},
		"difference":  {2, []string{"state"}, []string{"number", "effects"}, (*Run).difference},
		"stand":       {2, []string{"on"}, []string{"seen", "conditions", "clauses", "what", "reading", "act", "owing", "reservation", "outcome"}, (*Run).stand},
		"releases":    {0, nil, []string{"number"}, (*Run).releases},
		"released":    {1, nil, []string{"status", "verdict", "article", "hold", "exercise", "superseded", "determined", "severity"}, (*Run).wantReleased},
		"meeting":     {1, nil, []string{"chairs", "prepares", "mode", "first", "last"}, (*Run).meeting},
		"attendance":  {2, nil, []string{"stages", "mode", "rank", "whose"}, (*Run).attendance},
		"tally":       {2, nil, []string{"states", "organisations", "persons", "by-video"}, (*Run).tally},
		"count":       {2, nil, []string{"number", "named", "verdict", "flags"}, (*Run).quoted},
		"decision":    {2, nil, []string{"is", "owner", "due"}, (*Run).decision},
		"action":      {2, nil, []string{"owner", "due", "progress", "overdue"}, (*Run).action},
		"line":        {1, []string{"firmness"}, []string{"least", "most", "unstated", "gap", "aside", "consent"}, (*Run).line},
		"pledges":     {0, []string{"firmness", "caveat", "state"}, []string{"number", "seen"}, (*Run).pledges},
		"pledge":      {1, nil, []string{"state", "firmness", "caveats", "quantity", "command", "grade", "elsewhere"}, (*Run).pledge},
		"cell":        {3, nil, []string{"is", "self", "authority", "disputed"}, (*Run).cell},
		"agreed":      {1, []string{"parties", "counting", "self", "whole"}, []string{"of", "yes", "no", "unknown", "open", "untold"}, (*Run).agreed},
		"claim":       {2, []string{"parties", "counting", "self"}, []string{"verdict", "reason", "consistent", "not-consistent", "could-not-tell"}, (*Run).claim},
		"red-lines":   {1, []string{"party"}, []string{"number", "words"}, (*Run).redLines},
		"brief":       {1, nil, []string{"says", "not"}, (*Run).brief},
	}
}

// longest is how many bytes of what was got a failure says.
const longest = 400

// want compares what a thing tells with every named word of the line. A value that begins with ~ need only be contained.
func (r *Run) want(s casefile.Step) error {
	w := wants()[s.Words[0]]
	v, err := r.view(s)
	if err != nil {
		return err
	}
	got, err := w.run(r, s, v)
	if err != nil {
		return err
	}
	told := false
	for _, p := range s.Named {
		if !slices.Contains(w.tells, p.Key) {
			continue
		}
		told = true
		value, part := got[p.Key], false
		if words, ok := strings.CutPrefix(p.Value, "~"); ok {
			part = words != "" && strings.Contains(value, words)
		}
		if !part && value != p.Value && !(value == "" && p.Value == "none") {
			if len(value) > longest {
				value = fmt.Sprintf("a text of %d bytes", len(value))
			}
			r.fail(s, "%s: got %s, want %s", p.Key, orNone(value), p.Value)
			continue
		}
		r.result.Passed++
	}
	if !told {
		return fmt.Errorf("say what is wanted of it: %s", strings.Join(w.tells, ", "))
	}
	return nil
}

func orNone(text string) string {
	if text == "" {
		return "none"
	}
	return text
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

func number[T int | int64](n T) string { return strconv.FormatInt(int64(n), 10) }

// joined is a list in one text.
func joined[T ~string](list []T) string { return strings.Join(sourced.Words(list), ",") }

// cut takes a text and its version apart.
func cut(text string) (id, version sourced.Name, err error) {
	a, b, ok := strings.Cut(text, "@")
	if !ok || a == "" || b == "" {
		return "", "", fmt.Errorf("%.60q: write a text and its version, ID@VERSION", text)
	}
	return sourced.Name(a), sourced.Name(b), nil
}

// missing is the error of a thing that is not on record: it would otherwise pass for one that has nothing.
func missing(what, name string) error { return fmt.Errorf("no %s %.60q is on record", what, name) }
