// SPDX-License-Identifier: Apache-2.0

package outward

import (
	"context"
	"fmt"
	"slices"

	"truce/engine"
	"truce/finding"
	"truce/internal/api"
	"truce/internal/api/page"
	"truce/internal/publish/approval"
	"truce/internal/publish/release"
	"truce/place"
	"truce/when"
)

// ticked refuses a rule that no text on record can follow for its tick alone: exercises and texts in force are never in one release.
func (p *pages) ticked(rule approval.Rule) error {
	some, such := false, false
	p.Read(func(s *engine.State) error {
		list := s.Dockets()
		some = len(list) > 0
		such = slices.ContainsFunc(list, func(d *finding.Docket) bool { return d.Text().Agreement().Exercise == rule.Exercise })
		return nil
	})
	switch {
	case !some || such:
		return nil
	case rule.Exercise:
		return api.Refuse("exercise", "No release can be made: no text on record is an exercise. Take away the tick of a release of exercises.")
	default:
		return api.Refuse("exercise", "No release can be made: every text on record is an exercise, and those go out in a release of exercises alone. Tick it.")
	}
}

// cautions say what whoever signs a release must not overlook: what was asked for and is not what was made, and what would no longer be
// shown once it takes the place of the one that is.
func (p *pages) cautions(ctx context.Context, rule approval.Rule, d *release.Draft) []page.Block {
	var out []page.Block
	warn := func(format string, args ...any) {
		out = append(out, page.Note{Kind: page.Warning, Text: fmt.Sprintf(format, args...)})
	}
	r := &d.Release
	if hours := when.Duration(r.DelayHours) * when.Hour; rule.Delay > 0 && rule.Delay < hours {
		warn("A delay of %s was asked for and is less than the agreement's, which stands: %d hours. A release may only be stricter.", rule.Delay, r.DelayHours)
	}
	if asked, least := place.Length(rule.Cell), place.Length(r.CellMetres)*place.Metre; asked > 0 && asked < least {
		warn("A cell of %s was asked for and is smaller than the agreement's, which stands: %s. A release may only be stricter.", asked, least)
	}
	shown, err := p.Current(ctx)
	if err != nil {
		return out // none is shown, so none is replaced
	}
	if last := shown.Draft.Release.To; r.To.Compare(last) < 0 {
		warn("The release that is shown goes up to %s. This one goes up to %s and would take its place: of the %d days after that nothing would be shown any more.", last, r.To, r.To.DaysUntil(last))
	}
	if first := shown.Draft.Release.From; r.From.Compare(first) > 0 {
		warn("The release that is shown begins on %s. This one begins on %s and would take its place: of the days before that nothing would be shown any more.", first, r.From)
	}
	return out
}
