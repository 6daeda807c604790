// SPDX-License-Identifier: Apache-2.0

package procedure

import (
	"fmt"
	"io"
	"strings"

	"truce/internal/cli/say"
)

// template is a filled example of an act.
type template struct{ name, text string }

// templates are examples of every act. Each is in order under the text of internal/cli/testdata/common/commission.yaml, at the
// right point of a case: the scripts enter them.
func templates() []template {
	return []template{
		{"complaint", `{"complaint": {"complainant": "north", "respondent": "south", "article": "1", "says": "Shots at the mill in the morning.", "seeks": "that those who fired are named to us"}}`},
		{"admission", `{"admission": {"complaint": 1, "outcome": "admitted", "by": "commission", "reason": "it is of the valley"}}`},
		{"done", `{"done": {"case": 1, "step": "notice", "by": "cell", "at": "2031-03-04 09:00", "summary": "Mortar fire at the mill, seen and heard.", "says": "by letter to the liaison officers"}}`},
		{"verification", `{"verification": {"case": 1, "site": "the mill", "state": "visited", "remnants": "found", "by": "cell", "says": "three craters"}}`},
		{"motion", `{"motion": {"body": "commission", "by": "jade", "case": 1, "closes": "2031-03-20 12:00", "proposes": {"determination": {"outcome": "violation", "intent": "undetermined", "reasons": "Two patrols report it, and craters were found."}}}}`},
		{"vote", `{"vote": {"motion": "0000000000000000000000000000000000000000000000000000000000000000", "by": "jade", "choice": "yes", "says": "for the reasons given", "key": "jade-2031", "signature": "BASE64"}}`},
		{"recusal", `{"recusal": {"body": "commission", "member": "ochre", "case": 1, "by": "ochre", "reason": "a relative serves there"}}`},
		{"proxy", `{"proxy": {"body": "commission", "member": "ochre", "holder": "jade", "by": "ochre"}}`},
		{"pause", `{"pause": {"case": 1, "of": "determine", "by": "commission", "reason": "the road to the mill is closed"}}`},
		{"resume", `{"resume": {"case": 1, "of": "determine", "by": "commission", "reason": "the road is open"}}`},
		{"appeal", `{"appeal": {"case": 1, "by": "south", "ground": "new facts"}}`},
		{"appealed", `{"appealed": {"case": 1, "by": "panel", "outcome": "remanded", "reason": "the new facts were not heard"}}`},
		{"revision", `{"revision": {"case": 1, "by": "south", "facts": "a log of our battery that was found since"}}`},
		{"remedy", `{"remedy": {"case": 1, "by": "cell", "force": "recommended", "respondent": "south", "says": "the mortars leave the valley", "until": "2031-03-30 12:00", "check": {"what": "mortars", "count": 2, "away": "5 km", "from": "valley"}}}`},
		{"follow_up", `{"follow_up": {"remedy": 1, "by": "cell", "state": "not-known", "says": "nobody could look yet"}}`},
		{"correction", `{"correction": {"case": 1, "by": "cell", "cause": "the place was misread", "extent": "the map of 3 March", "told": ["north", "south"]}}`},
		{"decided", `{"decided": {"case": 2, "by": "panel", "outcome": "undetermined", "reason": "nobody saw who fired"}}`},
		{"declaration", `{"declaration": {"case": 1, "by": "panel", "word": "expanded-attack", "reason": "three places in one night"}}`},
		{"claim", `{"claim": {"case": 1, "by": "south", "article": "1", "says": "we are no longer bound in the valley"}}`},
		{"log", `{"log": {"body": "cell", "at": "2031-03-03 19:30", "caller": "liaison north", "says": "asks what was heard at the mill"}}`},
	}
}

// printTemplate prints the example of an act.
func printTemplate(w io.Writer, name string) error {
	var names []string
	for _, t := range templates() {
		if t.name == strings.ReplaceAll(name, "-", "_") {
			_, err := fmt.Fprintln(w, t.text)
			return err
		}
		names = append(names, t.name)
	}
	return fmt.Errorf("there is no act %.60q: %s", name, say.OrOneOf(name, names))
}
