// SPDX-License-Identifier: Apache-2.0

package analyse

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"truce/act"
	"truce/agreement"
	"truce/coverage"
	"truce/engine"
	"truce/finding"
	"truce/internal/cli/say"
	"truce/when"
)

// publicCoverage is what the public may see under one agreement.
type publicCoverage struct {
	Exercise  bool             `json:"exercise,omitempty"`
	Agreement string           `json:"agreement"`
	From      when.Date        `json:"from"`
	To        when.Date        `json:"to"`
	Side      int64            `json:"cell_side_e7"`
	Totals    []coverage.Total `json:"totals"`
}

// nothingPublic is said whatever the reason: that too little was watched is itself what must not be told.
const nothingPublic = "nothing is published of coverage: it comes for whole months, after the delay of the agreement, where enough was watched for it to tell nobody where nobody looked"

// publish prints what the public may see of each agreement on record.
func publish(cmd *cobra.Command, state *engine.State) error {
	done, ruled := false, false
	for _, d := range state.Dockets() {
		rule := d.Text().Agreement().Publication
		if rule == nil {
			continue
		}
		ruled = true
		p, err := publicOf(state, d, rule)
		if err != nil {
			return err
		}
		if len(p.Totals) == 0 {
			continue
		}
		done = true
		if say.WantsJSON(cmd) {
			if err := say.PrintJSON(cmd.OutOrStdout(), p); err != nil {
				return err
			}
			continue
		}
		p.print(cmd)
	}
	switch {
	case !ruled:
		return fmt.Errorf("no agreement on record has a rule on publication: nothing of coverage is public")
	case !done:
		return fmt.Errorf("%w: %s", say.ErrUnknown, nothingPublic)
	}
	return nil
}

func publicOf(state *engine.State, d *finding.Docket, rule *agreement.Publication) (publicCoverage, error) {
	p := publicCoverage{Exercise: d.Text().Agreement().Exercise, Agreement: d.Text().Ref()}
	delay, err := rule.Delay.Parse()
	if err != nil {
		return p, err
	}
	cell, err := rule.Cell.Parse()
	if err != nil {
		return p, err
	}
	zone, err := when.LoadZone(cmp.Or(d.Text().Agreement().Counting.Day, "UTC"))
	if err != nil {
		return p, err
	}
	months := coverage.WholeMonths(zone, state.Coverage().Period(), state.Now()-when.Instant(delay))
	if len(months) == 0 {
		return p, nil
	}
	p.From, p.To = zone.DateOf(months[0].From), zone.DateOf(months[len(months)-1].To)
	areas := coverage.Outermost(areasOf(d.Text(), nil))
	request := coverage.Request{Acts: []act.Act{"use-of-force"}, Side: coverage.CellSide}
	for _, large := ofThisSide(areas, request.Side); len(large) > 0; _, large = ofThisSide(areas, request.Side) {
		request.Side *= 2
	}
	p.Side = request.Side
	var counts [][]coverage.AreaCount
	for _, month := range months {
		request.Period = month
		a, err := countUnder(state, d, request, areas)
		if err != nil {
			return p, err
		}
		counts = append(counts, a.Areas)
	}
	p.Totals = coverage.Totals(counts, cell)
	return p, nil
}

func (p publicCoverage) print(cmd *cobra.Command) {
	w := cmd.OutOrStdout()
	mark := exerciseWord(p.Exercise)
	say.Paragraph(w, 2, mark, fmt.Sprintf("coverage under %s, %s to %s, of use-of-force, by cells of %s degrees", p.Agreement, p.From, p.To, sideWords(p.Side)))
	for _, t := range p.Totals {
		say.Paragraph(w, 4, mark+"  ", fmt.Sprintf("%s: about %d hours of watching a cell; seen by who watched: %d; rate in 1,000 h of a cell %s (%s to %s)",
			strings.Join(t.Areas, ", "), t.Hours, t.Seen, microWords(t.Rate.Per1000Hours), microWords(t.Rate.Low), microWords(t.Rate.High)))
	}
}
