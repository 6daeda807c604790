// SPDX-License-Identifier: Apache-2.0

package scenario_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"truce/scenario"
)

const lists = `-- a.csv --
id,time,act,lat,lon
a1,2031-03-04 08:15,small-arms-fire,48.05,37.80
-- b.csv --
id,time,act,lat,lon
b1,2031-03-04 08:15,small-arms-fire,48.05,37.80
-- bad.csv --
id,time,act
x,never,fire
-- what.yaml --
definition: 1
name: fire
-- totals.yaml --
totals: [{by: one, total: 3}, {by: two, total: 4}]
-- three.yaml --
totals: [{by: one, total: 3}, {by: two, total: 4}, {by: three, total: 5}]
`

func playLists(t *testing.T, line string) (scenario.Result, error) {
	t.Helper()
	c, err := scenario.Parse("a-case", []byte(begin+line+"\n"+text+shots+lists))
	if err != nil {
		return scenario.Result{}, err
	}
	run, err := scenario.Play(c, fstest.MapFS{}, nil)
	if err != nil {
		return scenario.Result{}, err
	}
	return run.Result(), nil
}

func TestListsTotalsAndTextsAreHeldSideBySide(t *testing.T) {
	for line, want := range map[string]string{
		`want reconcile a.csv b.csv definition=what.yaml events=1 a-items=1 b-only=0 a:a1="matched b1"`: "",
		`want reconcile a.csv b.csv of=text a-matched=1 a:a1=~matched`:                                  "",
		`want reconcile a.csv b.csv definition=what.yaml events=2`:                                      "a-case:4: events: got 1, want 2",
		`want totals totals.yaml comparable=no because=no-items,not-stated`:                             "",
		`want totals totals.yaml comparable=yes`:                                                        "a-case:4: comparable: got no, want yes",
		`want forbidden fire day=2031-03-04 by=text`:                                                    "",
		`want forbidden fire day=2030-03-04 by=text`:                                                    "a-case:4: by: got none, want text",
		`want forbidden assault day=2031-03-04 by=none`:                                                 "",
	} {
		got, err := playLists(t, line)
		switch {
		case err != nil:
			t.Errorf("%s: %v", line, err)
		case want == "" && (len(got.Failures) > 0 || got.Passed == 0), want != "" && (len(got.Failures) != 1 || got.Failures[0] != want):
			t.Errorf("%s: got %q, want %q", line, got.Failures, want)
		}
	}
}

func TestWhatCannotBeHeldSideBySideIsAnErrorWithItsLine(t *testing.T) {
	for line, want := range map[string]string{
		`want reconcile a.csv definition=what.yaml events=1`:           `a-case:4: want: write: want reconcile FILE FILE`,
		`want reconcile a.csv b.csv events=1`:                          `write: want reconcile FILE FILE`,
		`want reconcile a.csv b.csv definition=what.yaml of=text`:      `write: want reconcile FILE FILE`,
		`want reconcile a.csv b.csv definition=what.yaml`:              `say what is wanted of the lists`,
		`want reconcile a.csv b.csv definition=no.yaml events=1`:       `the case has no file "no.yaml" for definition=`,
		`want reconcile a.csv b.csv definition=totals.yaml events=1`:   `totals.yaml: `,
		`want reconcile a.csv no.csv definition=what.yaml events=1`:    `the case has no file "no.csv"`,
		`want reconcile a.csv bad.csv definition=what.yaml events=1`:   `bad.csv: 1 rows refused, the first: row 1: `,
		`want reconcile a.csv b.csv of=other events=1`:                 `of="other" means 0 agreements`,
		`want reconcile a.csv b.csv definition=what.yaml a:zz=matched`: `the list has no item "zz"`,
		`want reconcile a.csv b.csv definition=what.yaml a-mached=1`:   `takes no a-mached=: did you mean a-matched=?`,
		`want totals totals.yaml`:                                      `write: want totals FILE comparable=`,
		`want totals no.yaml comparable=no`:                            `the case has no file "no.yaml"`,
		`want totals three.yaml comparable=no`:                         `three.yaml: 3 totals, want two`,
		`want forbidden fire day=2031-03-04`:                           `write: want forbidden ACT`,
		`want forbidden boom day=2031-03-04 by=text`:                   `boom`,
		`want forbidden fire target=moon day=2031-03-04 by=text`:       `moon`,
		`want forbidden fire day=someday by=text`:                      `someday`,
	} {
		_, err := playLists(t, line)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %s", line, err, want)
		}
	}
}
