// SPDX-License-Identifier: Apache-2.0

package scenario_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"truce/scenario"
)

const held = `zone UTC
at "2031-03-05 12:00" submit map.ndjson
at "2031-03-07 12:00" submit other.ndjson
`

const maps = `-- map.ndjson --
{"layer":{"name":"places","kind":"observed","source":"desk","published":"2031-03-05 08:00","valid":"2031-03-01/2031-03-31","marks":[{"name":"Mill","code":"list:x","at":"48.50000, 37.50000","radius":"3 km","holds":[{"from":"2031-03-01","holder":"North"},{"from":"2031-03-04","holder":"South"}]},{"name":"Ford","code":"list:x","at":"48.70000, 37.50000","radius":"3 km","holds":[{"from":"2031-03-01","holder":"North"}]},{"name":"Quay","code":"list:x","at":"48.90000, 37.50000","radius":"3 km","holds":[{"from":"2031-03-01","holder":""}]}]}}
-- other.ndjson --
{"layer":{"name":"claim","kind":"claimed","source":"South","published":"2031-03-07 08:00","valid":"2031-03-01/2031-03-31","marks":[{"name":"Mill","code":"list:x","at":"48.50000, 37.50000","radius":"3 km","holds":[{"from":"2031-03-01","holder":"South"}]}]}}
-- roll.csv --
geonameid,name,latitude,longitude,population,admin1
1,Mill,48.5,37.5,100,05
2,Ford,48.7,37.5,100,05
3,Inn,48.8,37.5,100,05
4,Rock,45.2,34.1,100,11
`

func TestLayersAnswerInACase(t *testing.T) {
	for line, want := range map[string]string{
		`want control "48.50000, 37.50000" layer=places when=2031-03-03 state=held holder=North mark=Mill kind=observed`: "",
		`want control "48.50000, 37.50000" layer=places when=2031-03-05 holder=South`:                                    "",
		`want control "48.90000, 37.50000" layer=places when=2031-03-05 state=contested holder=""`:                       "",
		`want control "48.60000, 37.90000" layer=places when=2031-03-05 state="could not tell" why="~none of its"`:       "",
		`want control "48.50000, 37.50000" as-of=2031-03-06 when=2031-03-03 holder=North`:                                "",
		`want control "48.50000, 37.50000" layer=claim when=2031-03-03 holder=North`:                                     "a-case:4: holder: got South, want North",
		`want control "48.50000, 37.50000" when=2031-03-03 holder=North`:                                                 `means 2 layers`,
		`want control "48.50000, 37.50000" layer=claim as-of=2031-03-06 when=2031-03-03 holder=North`:                    `means 0 layers`,
		`want control "48.50000, 37.50000" layer=places when=2031-03-03`:                                                 `say what is wanted`,
		`want control layer=places state=held`:                                                                           `write: want control POSITION`,
		`want share North layer=places when=2031-03-05 held=1 denominator=3 contested=1 unmatched=0 least-ppm=333333`:    "",
		`want share North layer=places when=2031-03-05 roll=roll.csv held=1 denominator=4 unmatched=2 most-ppm=750000`:   "",
		`want share North layer=places when=2031-03-05 roll=roll.csv crimea=no denominator=3 unmatched=1`:                "",
		`want share North layer=places roll=no.csv held=1`:                                                               `the case has no file "no.csv"`,
		`want share layer=places held=1`:                   `write: want share HOLDER`,
		`want drift sector=a`:                              `write: want drift line=PLACE`,
		`want drift line=road from=desk of=none markers=1`: `means 0 agreements`,
	} {
		c, err := scenario.Parse("a-case", []byte(held+line+"\n"+maps))
		if err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		run, err := scenario.Play(c, fstest.MapFS{}, nil)
		switch {
		case err != nil && (want == "" || !strings.Contains(err.Error(), want)):
			t.Errorf("%s: %v, want %q", line, err, want)
		case err != nil:
		case want == "" && (len(run.Result().Failures) > 0 || run.Result().Passed == 0), want != "" && (len(run.Result().Failures) != 1 || run.Result().Failures[0] != want):
			t.Errorf("%s: got %q, want %q", line, run.Result().Failures, want)
		}
	}
}
