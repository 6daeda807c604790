// SPDX-License-Identifier: Apache-2.0

package cli

import (
	"fmt"
	"strings"

	"truce/agreement"
	"truce/finding"
	"truce/when"
)

// exerciseMark stands on every row of an invented instrument.
const exerciseMark = "EXERCISE "

// mark returns the mark of an exercise, and nothing for a text in force.
func mark(exercise bool) string {
	if exercise {
		return exerciseMark
	}
	return ""
}

// markTitle puts the mark before a title that does not bear it already.
func markTitle(a *agreement.Agreement) string {
	if strings.HasPrefix(a.Title, strings.TrimSpace(exerciseMark)) {
		return a.Title
	}
	return mark(a.Exercise) + a.Title
}

// verdictWords is a verdict with its status: no output has the one without the other.
func verdictWords(r finding.Released) string {
	return fmt.Sprintf("%s (%s)", r.Verdict, r.Status)
}

func gradeWords(g finding.Grade) string {
	more := map[bool]string{true: "+"}[g.OrMore]
	return fmt.Sprintf("%s/%s/R%d%s", g.Severity, g.Confidence, g.Recurrence, more)
}

// zoneOf is the agreement's own zone: the one whose civil days it counts by.
func zoneOf(a *agreement.Agreement) when.Zone {
	zone, err := when.LoadZone(a.Counting.Day)
	if err != nil {
		return when.Zone{}
	}
	return zone
}

// utc is the zone of the second reading of every time.
func utc() when.Zone {
	zone, err := when.LoadZone("UTC")
	if err != nil {
		panic("cli: the database has no UTC: " + err.Error())
	}
	return zone
}

// harmWords prints a record of harm with how it is known: "30 killed, civilian (reported)".
func harmWords(h finding.Harm) string {
	number := fmt.Sprint(h.Least)
	if h.Most != h.Least {
		number = fmt.Sprintf("%d to %d", h.Least, h.Most)
	}
	age := ""
	if h.Age != "unknown" && h.Age != "" {
		age = ", " + h.Age
	}
	return fmt.Sprintf("%s %s, %s%s (%s)", number, h.Harm, h.Of, age, h.Known)
}
