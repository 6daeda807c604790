// SPDX-License-Identifier: Apache-2.0

package desk_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const sourceTable = "record,id,kind,title,outlet,language,exercise,by\nsource,s1,wire,Ours,Agency,en,yes,desk\n"

const factsTable = `record,id,source,at_offset,at_length,words,nature,mode,grade,role,says,by
fact,nearly,s1,,,is “nearly” done,claim,part-quoted,unnamed-adviser,envoy,An envoy puts it close.,desk
fact,one,s1,16,12,,background,own,not-attributed,,It is of a city.,desk
`

func TestAListOfFactsIsEnteredWholeOrNotAtAll(t *testing.T) {
	dir := t.TempDir()
	file := func(name, data string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	record, text, other := filepath.Join(dir, "a.journal"), file("story.txt", story), file("other.txt", "Of something else.\n")
	sources, facts := file("sources.csv", sourceTable), file("facts.csv", factsTable)
	done(t, "", "coalition", "begin", record, "--log", "secretariat.example/2026")
	refused(t, "line 2: column source: no source \"s1\" is on record", "statement", record, "--import", facts, "--story", text)
	done(t, "1 row of", "statement", record, "--import", sources, "--story", text)
	refused(t, "line 2: column digest: the same text is on record as s1", "statement", record, "--story", text, "--import", file("again.csv", strings.Replace(sourceTable, "s1", "s2", 1)))
	refused(t, "line 2: column words: are looked up", "statement", record, "--import", facts)
	refused(t, "do not stand in the text", "statement", record, "--import", facts, "--story", other)
	placed := file("placed.csv", strings.Replace(factsTable, ",,,is “nearly” done", ",0,4,", 1))
	refused(t, "line 3: column at_offset: 12 bytes from 16", "statement", record, "--import", placed, "--story", file("short.txt", "Short.\n"))
	refused(t, "line 2: column source: the file of --story is not the text of s1", "statement", record, "--import", placed, "--story", file("long.txt", strings.Repeat("Long. ", 20)))
	bad := file("bad.csv", factsTable+"fact,nearly,s1,0,4,,background,own,agency,,Again.,desk\nfact,two,s1,0,4,,background,own,agency,envoy,Again.,desk\n")
	refused(t, "nothing is entered:\nline 5: column speaker: what has a speaker", "statement", record, "--import", bad, "--story", text)
	bad = file("bad.csv", factsTable+"fact,nearly,s1,0,4,,background,own,agency,,Again.,desk\n")
	refused(t, "nothing is entered:\nline 4: column id: the fact nearly is on record", "statement", record, "--import", bad, "--story", text)
	if out, err := truce(t, "statement", record); err != nil || strings.Contains(out, "nearly,") {
		t.Fatalf("%v: a fact of a table with a fault was entered: %s", err, out)
	}
	done(t, "2 rows of", "statement", record, "--import", facts, "--story", text)
	done(t, "nearly: stands at byte 62 one: stands at byte 16", "statement", "check", record, "--story", text)
	done(t, "EXERCISE nearly, s1 at", "statement", record)
	refused(t, "--story goes with --import", "statement", record, "--story", text)
	refused(t, "missing: the file of the record", "statement")
	done(t, "# statements: who said what", "statement", "--template")
}

func TestStatementsThatAreExportedAreReadBackAsTheSame(t *testing.T) {
	dir := t.TempDir()
	record, table := filepath.Join(dir, "a.journal"), filepath.Join(dir, "table.csv")
	first, err := truce(t, "statement", "paris-2026", "--export")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(table, []byte(first), 0o600); err != nil {
		t.Fatal(err)
	}
	done(t, "", "coalition", "begin", record, "--log", "secretariat.example/2026")
	done(t, "rows of", "statement", record, "--import", table)
	second, err := truce(t, "statement", record, "--export")
	if err != nil || second != first || strings.Count(first, "\n") < 20 {
		t.Errorf("%v: got\n%s\nwant\n%s", err, second, first)
	}
	before, err := truce(t, "statement", record, "--export", "--as-of", "2026-01-01")
	if err != nil || strings.Count(before, "\n") != 1 {
		t.Errorf("%v: before anything was entered there is\n%s", err, before)
	}
}
