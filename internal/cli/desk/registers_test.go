// SPDX-License-Identifier: Apache-2.0

package desk_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"truce/canon"
	"truce/coalition"
	"truce/coalition/force"
	"truce/coalition/meeting"
	"truce/coalition/readiness"
	"truce/coalition/statement"
	"truce/coalition/undertaking"
	"truce/internal/cli/desk"
	"truce/internal/cli/say"
	"truce/when"
)

// kept is a record that is kept in memory: the registers themselves, entered as a journal's fold enters them.
type kept struct {
	opened desk.Opened
	now    when.Instant
}

func newKept(t *testing.T, at string) *kept {
	t.Helper()
	return &kept{now: instant(t, at), opened: desk.Opened{
		Undertakings: undertaking.New(), Force: force.New(), Meetings: meeting.New(), Readiness: readiness.New(), Statements: statement.New(),
	}}
}

func instant(t *testing.T, text string) when.Instant {
	t.Helper()
	at, err := when.ParseInstant(text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func (k *kept) source() desk.Source {
	return desk.Source{
		Open: func(_ context.Context, path string) (*desk.Opened, error) {
			if path != "coalition.journal" {
				return nil, errors.New("no such record")
			}
			opened := k.opened
			return &opened, nil
		},
		Enter: func(_ context.Context, _ string, at when.Instant, b desk.Batch) error { return k.enter(at, b) },
		Clock: func() when.Instant { return k.now },
	}
}

func (k *kept) enter(at when.Instant, b desk.Batch) error {
	add := func(prepare func(int64) (func(), error)) error {
		apply, err := prepare(k.opened.Seq + 1)
		if err != nil {
			return err
		}
		apply()
		k.opened.Seq, k.opened.Now = k.opened.Seq+1, at
		return nil
	}
	var errs []error
	for i := range b.Undertakings {
		errs = append(errs, add(func(seq int64) (func(), error) { return k.opened.Undertakings.Prepare(at, seq, &b.Undertakings[i]) }))
	}
	for i := range b.Force {
		errs = append(errs, add(func(seq int64) (func(), error) { return k.opened.Force.Prepare(at, seq, &b.Force[i]) }))
	}
	for i := range b.Meetings {
		errs = append(errs, add(func(seq int64) (func(), error) { return k.opened.Meetings.Prepare(at, seq, &b.Meetings[i]) }))
	}
	for i := range b.Readiness {
		errs = append(errs, add(func(seq int64) (func(), error) { return k.opened.Readiness.Prepare(at, seq, &b.Readiness[i]) }))
	}
	for i := range b.Statements {
		errs = append(errs, add(func(seq int64) (func(), error) { return k.opened.Statements.Prepare(at, seq, &b.Statements[i]) }))
	}
	return errors.Join(errs...)
}

// run runs one command line.
func (k *kept) run(args ...string) (string, error) {
	for _, verb := range desk.RegisterVerbs(k.source()) {
		if verb.Name() != args[0] {
			continue
		}
		var out bytes.Buffer
		verb.SilenceUsage, verb.SilenceErrors = true, true
		verb.Flags().Bool("json", false, "")
		verb.SetArgs(args[1:])
		verb.SetOut(&out)
		verb.SetErr(&out)
		err := verb.ExecuteContext(context.Background())
		return out.String(), err
	}
	return "", errors.New("no such verb")
}

// enterTable enters a table by the verb's own --import.
func (k *kept) enterTable(t *testing.T, verb, table string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "table.csv")
	if err := os.WriteFile(path, []byte(table), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := k.run(verb, "coalition.journal", "--import", path); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}

// shows runs a command line and looks for texts in what it prints, and for texts that may not be there after "!".
func (k *kept) shows(t *testing.T, line string, want ...string) {
	t.Helper()
	out, err := k.run(strings.Fields(line)...)
	if err != nil {
		t.Fatalf("%s: %v", line, err)
	}
	flat := strings.Join(strings.Fields(out), " ")
	for _, w := range want {
		if no, ok := strings.CutPrefix(w, "!"); ok == strings.Contains(flat, no) {
			t.Errorf("%s: want %q, got\n%s", line, w, out)
		}
	}
}

const undertakingsTable = `record,instrument,version,kind,title,draft,parties,component,addressee,binding,constitutional,state,what,words,condition,needs,stance,owner,progress,relation,to,role,who,of,figure,hours,start,owed,basis,said_by,said_on,said_in,grade
instrument,paris,draft,declaration,Draft of the declaration,yes,france; us,,,,,,,,,,,,,,,,,,,,,,,Draft as leaked,2026-01-05,paper,reported
component,paris,draft,,Multinational force,,,c3,ukraine,political,,,,,,,,,,,,,,,,,,,,Draft as leaked,2026-01-05,paper,reported
stipulation,paris,draft,,,,,c3,,,,us,assist,support the force if it is attacked,,,,,,,,,,,,,,,,Draft as leaked,2026-01-05,paper,reported
instrument,paris,final,declaration,Declaration of Paris,,france,,,,,,,,,,,,,,,,,,,,,,,Office of the President,2026-01-06,site,official
component,paris,final,,Multinational force,,,c3,ukraine,political,yes,,,,,,,,,,,,,,,,,,,Office of the President,2026-01-06,site,official
stipulation,paris,final,,,,,c3,,,,us,proposed,support that is proposed,,,,,,,,,,,,,,,,Office of the President,2026-01-06,site,official
stipulation,paris,final,,,,,c3,,,,,assist,contribute to the force,,,,,,,,,,,,,,,,Office of the President,2026-01-06,site,official
condition,paris,final,,,,,c3,,,,,,a body has determined it,by-body,determination,,,,,,,,,,,,,,Office of the President,2026-01-06,site,official
position,paris,final,,,,,,,,,france,,,,,signed,,,,,,,,,,,,,Elysee,2026-01-06,site,official
position,paris,final,,,,,,,,,us,,,,,attended,,,,,,,,,,,,,Elysee,2026-01-06,site,official
step,paris,,,,,,,,,,france,,,,,,parliament,owed,,,,,,,,,,,Elysee,2026-01-06,site,official
relation,,,,,,,,,,,us,,,,,,,,represented-at,summit,,,,,,,,,Elysee,2026-01-06,site,official
role,,,,,,,,,,,,,,,,,,,,,broker,us,talks,,,,,,Elysee,2026-01-06,site,official
figure,paris,,,,,,,,,,,,,,,,,,,,,,,first,24,the breach,a warning,reported,Newspaper,2026-01-06,paper,reported
`

func TestUndertakingsAtTheDesk(t *testing.T) {
	k := newKept(t, "2026-01-07T00:00:00Z")
	k.enterTable(t, "undertakings", undertakingsTable)
	id := canon.NewFindingID(canon.Digest{1})
	done := coalition.Released{
		Finding: id, Article: "5", Verdict: "violation", Status: "determined", When: when.Interval{From: instant(t, "2026-02-01T00:00:00Z")}, Severity: "S4",
		Exercise: true, Hold: coalition.InPart, At: instant(t, "2026-01-06T12:00:00Z"), SupersededBy: canon.NewFindingID(canon.Digest{2}),
		Determination: &coalition.Determined{By: "commission", Outcome: "violation"},
	}
	k.opened.Released = func(asOf when.Instant) []coalition.Released {
		if asOf < done.At {
			return nil
		}
		return []coalition.Released{done}
	}
	on := " --on " + id.String()
	k.shows(t, "undertakings coalition.journal", "paris@final: Declaration of Paris", "us the whole attended", "france parliament owed",
		"first 24 h reported", "represented-at (says nothing of the other relations)", "broker us talks")
	k.shows(t, "undertakings coalition.journal --as-of 2026-01-06", "!paris@final")
	k.shows(t, "undertakings coalition.journal --from paris@draft --to paris@final", "us: binds-less; was assist: support the force if it is attacked; is proposed",
		"us: binds-less; was a party to the text; is not a party to the text")
	k.shows(t, "undertakings coalition.journal"+on+" --reader france", "on the text, conditions apparently not met", "parliament: owed",
		"met: a body has determined it", "its own reading: none stated", "!us,", "!triggered")
	k.shows(t, "undertakings coalition.journal"+on+" --reader us", "only proposes", "!france,")
	k.shows(t, "undertakings coalition.journal"+on+" --reader ukraine", "no undertaking that this reader may see")
	k.shows(t, "undertakings coalition.journal"+on+" --reader france", "EXERCISE "+id.String(), "held in-part", "EXERCISE superseded by", "EXERCISE france,")
	k.shows(t, "undertakings coalition.journal"+on+" --reader france --json", `"exercise":true`, `"superseded_by":`, `"hold":"in-part"`)
	if out, err := k.run("undertakings", "coalition.journal", "--on", id.String(), "--reader", "france", "--as-of", "2026-01-05"); err == nil {
		t.Errorf("a release is seen before it was entered: %s", out)
	}
	if _, err := k.run("undertakings", "coalition.journal", "--on", id.String()); err == nil {
		t.Error("nobody in particular is shown how undertakings stand")
	}
}

const readinessTable = `record,text,version,title,parties,article,party,asserted_by,status,authority,claim,share_ppm,within_ppm,words,said_by,said_on,grade
text,plan,december,Plan of 3 points,kyiv; washington; moscow,,,,,,,,,,Kyiv,2025-12-24,named
article,plan,december,Ceasefire,,p1,,,,,,,,,Kyiv,2025-12-24,named
article,plan,december,Territory,,p14,,,,,,,,,Kyiv,2025-12-24,named
cell,plan,december,,,p1,kyiv,kyiv,agreed,head,,,,,Kyiv,2025-12-24,named
cell,plan,december,,,p1,washington,kyiv,agreed,unknown,,,,,Kyiv,2025-12-24,named
cell,plan,december,,,p14,kyiv,kyiv,open,head,,,,,Kyiv,2025-12-24,named
claim,plan,december,,,,,,,,half,500000,5000,half,Kyiv,2025-12-24,named
`

func TestReadinessAtTheDesk(t *testing.T) {
	k := newKept(t, "2026-01-02T00:00:00Z")
	k.enterTable(t, "readiness", readinessTable)
	k.shows(t, "readiness coalition.journal", "p1 Ceasefire agreed [agreed] unknown", "0 of 2 agreed, 1 not, 1 unknown; not agreed: p14; unknown: p1",
		"consistent with, of kyiv and washington: 1 of 2 are agreed, 1 are not, 0 are unknown (whoever says so, counting up to agreed, agreed-ad-referendum, bracketed)", "!confirmed", "!EXERCISE")
	k.shows(t, "readiness coalition.journal --parties kyiv --whole", "nothing agreed until everything is: 0 of 2 agreed")
	k.shows(t, "readiness coalition.journal --parties kyiv --weights p1=3 --json", `"of":4,"yes":3`)
	k.shows(t, "readiness coalition.journal --article p1", "kyiv agreed kyiv itself head", "washington agreed kyiv unknown", "moscow unknown nobody")
	for _, bad := range []string{"--article p99", "--parties rome", "--counts silent", "--weights p1", "--weights p9=2", "--text plan"} {
		if out, err := k.run(append([]string{"readiness", "coalition.journal"}, strings.Fields(bad)...)...); err == nil {
			t.Errorf("%s is taken: %s", bad, out)
		}
	}
}

const forceTable = `record,line,capability,domain,quantity,unit,soil,pledge,state,firmness,caveats,days_known,earliest_days,latest_days,decision,what,owner,choice,pledges,reader,said_by,said_on,grade
line,l1,infantry,land,3,battalion,host,,,,,,,,,,,,,,Headquarters,2026-01-06,official
pledge,l1,,,2,,,f1,france,announced,,yes,30,60,,,,,,,Headquarters,2026-01-06,official
pledge,l1,,,1,,,i1,italy,announced,no-ground-troops,,,,,,,,,,Headquarters,2026-01-06,official
decision,,,,,,,,,,,,,,d1,mandate,parliament,open,f1,,Headquarters,2026-01-06,official
admission,,,,,,,,,,,,,,,,,,,hq,Headquarters,2026-01-06,official
`

func TestForceAtTheDesk(t *testing.T) {
	k := newKept(t, "2026-01-07T00:00:00Z")
	k.enterTable(t, "force", forceTable)
	k.shows(t, "force coalition.journal --reader hq", "RESTRICTED", "announced 2 1 0", "i1 of italy, not counted: its caveat no-ground-troops excludes the line")
	k.shows(t, "force coalition.journal --reader france --line l1", "D+30 0 to 2", "open decisions: d1")
	for _, reader := range [][]string{nil, {"--reader", "ukraine"}, {"--reader", "ukraine", "--export"}, {"--json"}} {
		out, err := k.run(append([]string{"force", "coalition.journal"}, reader...)...)
		if !errors.Is(err, say.ErrUnknown) || out != "" {
			t.Errorf("%v: got %v and %q, want nothing", reader, err, out)
		}
	}
}

const meetingsTable = `record,meeting,title,first,mode,who,whose,stage,rank,name,office,count,what,number,action,owner,due,progress,decision,choice,said_by,said_on,grade
meeting,paris,Summit in Paris,2026-01-06,in-person,,,,,,,,,,,,,,,,French presidency,2026-01-05,official
delegation,paris,,,in-person,germany,state,expected,head-of-government,,,,,,,,,,,,diplomats,2026-01-05,anonymous
person,paris,,,in-person,germany,,expected,head-of-government,A. Head,Chancellor,,,,,,,,,,diplomats,2026-01-05,anonymous
count,paris,,,,,,expected,,,,heads,heads-of-state,27,,,,,,,French presidency,2026-01-05,official
decision,paris,,,,,,,,,,,force deployment,,,,,,d1,being-finalised,French presidency,2026-01-05,official
action,paris,,,,,,,,,,,circulate the text,,a1,france,2026-01-04,open,d1,,French presidency,2026-01-05,official
`

func TestMeetingsAtTheDesk(t *testing.T) {
	k := newKept(t, "2026-01-05T20:00:00Z")
	k.enterTable(t, "meetings", meetingsTable)
	k.shows(t, "meetings coalition.journal", "expected, as named: 1 state", "27 heads of state expected, according to French presidency, 2026-01-05: could not tell from the record (0 of 27 are named on record)",
		"flagged: A. Head of germany is head of government", "force deployment being-finalised", "2026-01-04 OVERDUE", "diplomats, 2026-01-05 (reported)", "!confirmed")
	k.shows(t, "meetings coalition.journal --ics", "BEGIN:VCALENDAR", "SUMMARY:Summit in Paris", "PARTSTAT=TENTATIVE", "END:VTODO")
}

func TestAnExportIsReadBackAsTheSameRegister(t *testing.T) {
	for _, c := range []struct{ verb, table string }{
		{"undertakings", undertakingsTable},
		{"readiness", readinessTable},
		{"meetings", meetingsTable},
		{"force", forceTable},
	} {
		t.Run(c.verb, func(t *testing.T) {
			first, second := newKept(t, "2026-01-07T00:00:00Z"), newKept(t, "2026-01-07T00:00:00Z")
			first.enterTable(t, c.verb, c.table)
			table, err := first.run(c.verb, "coalition.journal", "--export", "--reader", "hq")
			if err != nil {
				t.Fatal(err)
			}
			second.enterTable(t, c.verb, table)
			a, errA := first.run(c.verb, "coalition.journal", "--json", "--reader", "hq")
			b, errB := second.run(c.verb, "coalition.journal", "--json", "--reader", "hq")
			if a != b || errors.Join(errA, errB) != nil || len(a) < 100 {
				t.Errorf("%v\n%v\n%s\n%s", errA, errB, a, b)
			}
		})
	}
}

func TestATableWithAFaultEntersNothing(t *testing.T) {
	k := newKept(t, "2026-01-07T00:00:00Z")
	path := filepath.Join(t.TempDir(), "table.csv")
	table := forceTable + "pledge,l9,,,2,,,f2,france,announced,,,,,,,,,,,Headquarters,2026-01-06,official\n"
	if err := os.WriteFile(path, []byte(table), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := k.run("force", "coalition.journal", "--import", path)
	if err == nil || !strings.Contains(err.Error(), "nothing is entered:\nline 7: column line: no requirement line l9") {
		t.Errorf("got %v, want the line and the column", err)
	}
	if k.opened.Seq != 0 {
		t.Errorf("%d entries, want none", k.opened.Seq)
	}
}

func TestEveryRowOfWhatIsInventedIsMarked(t *testing.T) {
	k := newKept(t, "2026-01-07T00:00:00Z")
	mark := func(table, kind string) string {
		header, rows, _ := strings.Cut(table, "\n")
		out := "exercise," + header + "\n"
		for row := range strings.Lines(rows) {
			if strings.HasPrefix(row, kind+",") {
				out += "yes"
			}
			out += "," + row
		}
		return out
	}
	k.enterTable(t, "force", mark(forceTable, "line"))
	k.enterTable(t, "meetings", mark(meetingsTable, "meeting"))
	k.enterTable(t, "readiness", mark(readinessTable, "text"))
	k.enterTable(t, "undertakings", mark(undertakingsTable, "instrument"))
	for line, rows := range map[string][]string{
		"force coalition.journal --reader hq":                                {"l1: infantry", "announced", "i1 of italy", "f1 "},
		"force coalition.journal --reader hq --line l1":                      {"build-up", "D+30"},
		"meetings coalition.journal":                                         {"paris: Summit", "stated:", "flagged:", "germany ", "A. Head ", "d1 ", "a1 "},
		"readiness coalition.journal":                                        {"plan@december", "p1 ", "counted for", "claim:"},
		"undertakings coalition.journal":                                     {"paris@final", "c3 ", "france ", "first "},
		"meetings coalition.journal --ics":                                   {"Summit in Paris", "circulate the text"},
		"undertakings coalition.journal --from paris@draft --to paris@final": {"c3 stipulation", "us: binds-less"},
	} {
		out, err := k.run(strings.Fields(line)...)
		if err != nil {
			t.Fatal(err)
		}
		for l := range strings.Lines(out) {
			for _, row := range rows {
				if strings.Contains(l, row) && !strings.Contains(l, "EXERCISE ") && !strings.Contains(l, "represented-at") && !strings.HasPrefix(l, "  broker") {
					t.Errorf("%s: row %q is not marked", line, l)
				}
			}
		}
		for _, row := range rows {
			if !strings.Contains(out, row) {
				t.Errorf("%s: no row %q in\n%s", line, row, out)
			}
		}
	}
}
