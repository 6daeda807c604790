// SPDX-License-Identifier: Apache-2.0

package scenario

import (
	"slices"
	"strings"

	"truce/engine"
	"truce/finding"
	"truce/observation"
)

// aspects are what a want finding line may ask of a finding that takes the record to answer, in text.
var aspects = map[string]func(*Run, *finding.Finding) string{
	"after":   (*Run).after,
	"ratings": (*Run).ratings,
	"initial": (*Run).initial,
	"number":  (*Run).number,
}

// number is how many the accounts of the event give, held to each other.
func (r *Run) number(f *finding.Finding) string {
	inc := r.state.Incident(f.Released.Incident)
	if inc == nil {
		return ""
	}
	return engine.Numbers(inc.Members).String()
}

// initial names the sources that call their account an initial assessment, each once.
func (r *Run) initial(f *finding.Finding) string {
	var out []string
	for _, o := range r.state.Observations() {
		if slices.Contains(f.Internal.Initial, o.ID) && !slices.Contains(out, o.Source) {
			out = append(out, o.Source)
		}
	}
	return strings.Join(out, ",")
}

// ratings writes the words of raters, axis by axis: "patrol of umber: B by mission", then "report of a camera: 2 by desk".
func (r *Run) ratings(f *finding.Finding) string {
	var out []string
	for _, rating := range r.ratingsOf(f) {
		words := rating.Root + ": " + rating.Reliability
		if rating.Credibility != "" {
			of := slices.IndexFunc(r.state.Observations(), func(o *observation.Observation) bool { return o.Report == rating.Report })
			words = "report of " + r.state.Observations()[of].Source + ": " + rating.Credibility
		}
		out = append(out, words+" by "+rating.By)
	}
	return strings.Join(out, "; ")
}

// ratingsOf asks the docket of a finding's text what raters say.
func (r *Run) ratingsOf(f *finding.Finding) []finding.Rating {
	for _, d := range r.state.Dockets() {
		if d.Text().Ref() == f.Released.Agreement {
			return d.RatingsOf(f.Released.Incident)
		}
	}
	return nil
}

func (r *Run) after(f *finding.Finding) string {
	if f.Released.Sequence == nil {
		return ""
	}
	before := r.state.Incident(f.Released.Sequence.After)
	if before == nil {
		return ""
	}
	return before.Members[0].Source
}
