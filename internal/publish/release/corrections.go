// SPDX-License-Identifier: Apache-2.0

package release

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"truce/canon"
	"truce/finding"
	"truce/response"
)

// addCorrections lists what was put right and what was taken back, of findings that the release shows.
func (m *maker) addCorrections() {
	shown := map[canon.FindingID]bool{}
	for _, item := range m.release.Items {
		shown[item.Finding] = true
		if item.Status == string(finding.Withdrawn) {
			m.release.Corrections = append(m.release.Corrections, Correction{
				Exercise: m.rule.Exercise, Day: cmp.Or(item.Until, item.Day), Finding: item.Finding, Supersedes: item.Supersedes, Agreement: item.Agreement,
				Cause: cmp.Or(item.Why, "what is on record changed"), Extent: "the finding is withdrawn",
			})
		}
	}
	for _, r := range m.state.Registers() {
		if r.Text().Agreement().Exercise != m.rule.Exercise {
			continue
		}
		for _, c := range r.Cases() {
			if c.Papers == nil {
				continue
			}
			for _, filed := range c.Papers.Corrections {
				m.addCorrection(r, c, filed, shown)
			}
		}
	}
	slices.SortFunc(m.release.Corrections, func(a, b Correction) int {
		return cmp.Or(cmp.Compare(a.Day, b.Day), strings.Compare(a.Finding.String(), b.Finding.String()), strings.Compare(a.Cause, b.Cause))
	})
}

func (m *maker) addCorrection(r *response.Register, c *response.Case, filed response.Filed[response.Correction], shown map[canon.FindingID]bool) {
	f := c.Finding
	if f == nil || !shown[f.ID] {
		return
	}
	out := Correction{
		Exercise: m.rule.Exercise, Day: m.zone.DateOf(filed.At).String(), Finding: f.ID, Supersedes: f.Supersedes, Agreement: r.Ref(),
		By: addressee(r.Text(), filed.Act.By),
	}
	texts := []*string{&out.Cause, &out.Extent}
	for i, said := range []string{filed.Act.Cause, filed.Act.Extent} {
		clean, why := m.discreet(said)
		if *texts[i] = clean; why != "" {
			out.Withheld = true
			m.notes = append(m.notes, fmt.Sprintf("words of a correction of %s, case %d, are left out: %s", r.Ref(), c.Number, why))
		}
	}
	for _, who := range filed.Act.Told {
		out.Told = append(out.Told, addressee(r.Text(), who))
	}
	slices.Sort(out.Told)
	out.Told = slices.Compact(out.Told)
	m.release.Corrections = append(m.release.Corrections, out)
}
