// SPDX-License-Identifier: Apache-2.0

package daily_test

import (
	"fmt"
	"io/fs"
	"strings"

	"truce/agreements"
	"truce/cases"
	"truce/engine"
	"truce/internal/publish/daily"
	"truce/scenario"
	"truce/when"
)

// fataler is a test, or one run of a property.
type fataler interface {
	Helper()
	Fatal(args ...any)
}

// day reads a date.
func day(t fataler, text string) when.Date {
	t.Helper()
	d, err := when.ParseDate(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// played plays a case of the corpus to its end.
func played(t fataler, name string) *engine.State {
	t.Helper()
	data, err := fs.ReadFile(cases.Files, name+".txtar")
	if err != nil {
		t.Fatal(err)
	}
	return scripted(t, string(data))
}

// scripted plays a case to its end.
func scripted(t fataler, script string) *engine.State {
	t.Helper()
	c, err := scenario.Parse("case", []byte(script))
	if err != nil {
		t.Fatal(err)
	}
	run, err := scenario.Play(c, agreements.Files, nil)
	if err != nil {
		t.Fatal(err)
	}
	return run.State()
}

// busy is a day with something in every section: harm, damage, an attack on the mission, a crossing, restrictions as reports and
// from the room, a weapon against a withdrawal line, and sources whose names stand nowhere else.
func busy(t fataler) *engine.State {
	t.Helper()
	return scripted(t, busyScript(""))
}

// busyScript is the case of that day, with more lines before the reports.
func busyScript(more string) string {
	row := func(source, act, at, time, rest string) string {
		return fmt.Sprintf(`{"source":%q,"sightings":[{"act":%q,"means":"seen","time":"2026-02-03 %s","where":{"name":"secret corner","at":%q,"radius":"200 m"}%s}]}`, source, act, time, at, rest)
	}
	rows := []string{
		row("canary-patrol", "mortar-fire", "50.1, 30.2", "09:10", `,"target":"school","count":4,"casualties":[{"harm":"killed","of":"civilian","age":"child","number":"1"},{"harm":"injured","of":"combatant","number":"2"}]`),
		row("canary-camera", "artillery-fire", "49.9, 33.1", "10:10", `,"count":2`),
		row("canary-patrol", "small-arms-fire", "50.3, 31.0", "12:15", `,"target":"monitor-patrol","count":6`),
		row("canary-patrol", "monitor-denial", "49.5, 32.5", "13:00", ""),
		row("canary-patrol", "aid-obstruction", "50.0, 30.6", "15:30", `,"target":"crossing-point"`),
		row("canary-patrol", "weapon-presence", "49.9, 31.2", "16:00", `,"weapon":"D-20 artillery 152 mm","count":3,"class":"in violation of the withdrawal lines","actors":[{"actor":"Party Amber","basis":"said"}]`),
	}
	return `# EXERCISE: a busy day
zone Europe/Kyiv
at "2026-01-10 00:00" agreement paris-exercise d="2026-01-11 00:00 Europe/Kyiv"
` + more + `
at "2026-02-04 01:00" submit busy.ndjson exercise=yes
patrol requested task-1 by=duty every="2 h" source="canary-patrol" what="canary-task" where="canary-school" point="50.1, 30.2" radius=500 done="2026-02-03 09:20"
patrol cleared task-1 by=duty done="2026-02-03 09:25"
patrol out task-1 by=duty done="2026-02-03 09:30"
patrol denied task-1 by=duty says="canary-reason" done="2026-02-03 10:40"
want incidents 6
-- busy.ndjson --
` + strings.Join(rows, "\n") + "\n"
}

func mustMake(t fataler, s *engine.State, r daily.Request) *daily.Report {
	t.Helper()
	report, err := daily.Make(s, r)
	if err != nil {
		t.Fatal(err)
	}
	return report
}
