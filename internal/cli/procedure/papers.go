// SPDX-License-Identifier: Apache-2.0

package procedure

import (
	"fmt"
	"io"
	"strings"

	"truce/internal/cli/say"
	"truce/response"
)

// printPapers writes what was entered in a case, the words of a notice and of each reply among it: nothing that somebody says in a
// case is left out of the page that shows it whole.
func printPapers(w io.Writer, complaints []*response.Lodged, c *response.Case) {
	for _, l := range complaints {
		fmt.Fprintf(w, "  %s complaint %d of %s by article %s: %s\n", l.At, l.Number, say.OneLine(l.Complaint.Complainant), l.Complaint.Article, say.OneLine(l.Complaint.Says))
		if a := l.Admission; a != nil {
			fmt.Fprintf(w, "  %s complaint %d is %s by %s%s\n", a.At, l.Number, a.Act.Outcome, say.OneLine(a.Act.By), because(a.Act.Reason))
		}
	}
	if c.Papers == nil {
		return
	}
	for i := range c.Papers.Steps {
		printStep(w, &c.Papers.Steps[i])
	}
	for _, v := range c.Papers.Verifications {
		fmt.Fprintf(w, "  %s %s: %s %s %s\n", v.At, say.OneLine(v.Act.Site), v.Act.State, v.Act.Remnants, say.OneLine(v.Act.Says))
	}
	for _, d := range c.Papers.Declarations {
		fmt.Fprintf(w, "  %s %s declares %s: %s\n", d.At, say.OneLine(d.Act.By), say.OneLine(d.Act.Word), say.OneLine(d.Act.Reason))
	}
	for _, k := range c.Papers.Claims {
		fmt.Fprintf(w, "  %s %s claims by article %s: %s\n", k.At, say.OneLine(k.Act.By), k.Act.Article, say.OneLine(k.Act.Says))
	}
	for _, a := range c.Papers.Appeals {
		fmt.Fprintf(w, "  %s appeal of %s: %s\n", a.At, say.OneLine(a.Act.By), say.OneLine(a.Act.Ground))
	}
	for _, a := range c.Papers.Appealed {
		fmt.Fprintf(w, "  %s appeal %s by %s%s\n", a.At, a.Act.Outcome, say.OneLine(a.Act.By), because(a.Act.Reason))
	}
	for _, v := range c.Papers.Revisions {
		fmt.Fprintf(w, "  %s revision sought by %s: %s\n", v.At, say.OneLine(v.Act.By), say.OneLine(v.Act.Facts))
	}
	for _, d := range c.Papers.Decided {
		what := "divided"
		if !d.Act.None {
			what = "determines " + string(d.Act.Outcome)
		}
		fmt.Fprintf(w, "  %s %s %s%s\n", d.At, say.OneLine(d.Act.By), what, because(d.Act.Reason))
	}
	for _, k := range c.Papers.Corrections {
		fmt.Fprintf(w, "  %s correction by %s: %s; %s; told %s\n", k.At, say.OneLine(k.Act.By), say.OneLine(k.Act.Cause), say.OneLine(k.Act.Extent), say.OneLine(strings.Join(k.Act.Told, ", ")))
	}
}

// printStep writes a step of which something was said, or whom it reached; a step dated back says when it was entered.
func printStep(w io.Writer, f *response.Filed[response.Done]) {
	d := f.Act
	words := fmt.Sprintf("%s %s of %s", d.At, say.OneLine(d.Step+d.Rung), say.OneLine(d.By))
	if len(d.To) > 0 {
		words += " to " + say.OneLine(strings.Join(d.To, ", "))
	}
	if f.At > d.At {
		words += fmt.Sprintf(", entered %s", f.At)
	}
	if said := strings.TrimSpace(d.Summary + " " + d.Says); said != "" {
		words += ": " + say.OneLine(said)
	}
	fmt.Fprintf(w, "  %s\n", words)
}

// because is a reason behind what was done, nothing where none was given.
func because(reason string) string {
	if reason == "" {
		return ""
	}
	return ": " + say.OneLine(reason)
}
