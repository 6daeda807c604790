// SPDX-License-Identifier: Apache-2.0

package desk_test

import (
	"encoding/json"
	"html"
	"net/http"
	"strings"
	"testing"

	"truce/internal/access"
	"truce/internal/intake"
	"truce/internal/intake/ndjson"
	"truce/place"
)

// A position that cannot be read is refused in the same words by the form of a report and by a row of a file: what was read, where, what is
// wrong with it, and an example of each form that would do.
func TestAPositionThatCannotBeReadIsRefusedInOneWording(t *testing.T) {
	for name, text := range map[string]string{
		"a row of the grid that there is not": "37U CI 12345 67890",
		"digits of the grid that do not pair": "37U CQ 12345 6789",
		"a square outside its zone":           "37U ZZ 12345 67890",
		"a latitude beyond the pole":          "147.1, 37.5",
		"words":                               "4 the mill",
		"one number":                          "47.0958",
	} {
		t.Run(name, func(t *testing.T) {
			_, err := place.ParsePoint(text)
			if err == nil {
				t.Fatal("it is read")
			}
			for _, want := range []string{text, "is no position: ", "47.0958, 37.5494", `48°00'30"N 37°48'E`, "37U CQ 12345 67890"} {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("%v does not say %q", err, want)
				}
			}
			form := seen()
			form.Set("grid", text)
			w := open(t, week).as(access.Monitor).send("/report", form)
			_, near, _ := strings.Cut(w.Body.String(), `name="grid"`)
			near, _, _ = strings.Cut(near, `<div class="field"`)
			if w.Code != http.StatusUnprocessableEntity || !strings.Contains(html.UnescapeString(near), err.Error()) {
				t.Errorf("the form: %d, and beside its field %.800s", w.Code, html.UnescapeString(near))
			}
			at, fault := json.Marshal(text)
			if fault != nil {
				t.Fatal(fault)
			}
			row := `{"source":"patrol-7","act":"explosion","means":"heard","time":"2031-03-04T00:00Z","where":{"at":` + string(at) + `}}`
			tally, fault := ndjson.Read(t.Context(), strings.NewReader(row), intake.Options{}, intake.Sink{})
			if fault != nil || len(tally.Reasons) != 1 || tally.Reasons[0].Reason != "where: "+err.Error() {
				t.Errorf("the row: %+v, %v", tally.Reasons, fault)
			}
		})
	}
}
