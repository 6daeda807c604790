// SPDX-License-Identifier: Apache-2.0

package journal_test

import (
	"fmt"
	"math/bits"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"truce/journal"
)

func logLine(t testing.TB, origin string) string {
	return "log " + keyFor(t, origin, journal.SignsNotes).Verifier().String() + "\n"
}

func cosignerLine(t testing.TB, name string) string {
	return "witness " + name + " " + keyFor(t, name+".example", journal.Cosigns).Verifier().String() + "\n"
}

// parsePolicy returns a policy of one log, cosigners a to e, and further lines.
func parsePolicy(t testing.TB, lines string) journal.Policy {
	t.Helper()
	text := logLine(t, "log.example")
	for _, name := range strings.Split("abcde", "") {
		text += cosignerLine(t, name)
	}
	p, err := journal.ParsePolicy([]byte(text + lines))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestPoliciesSayWhoIsMissing(t *testing.T) {
	type at map[string]int64
	for _, c := range []struct {
		name, lines string
		cosigned    at
		accepted    bool
		metAt       int64
	}{
		{"nobody is asked for", "quorum none\n", at{}, true, 0},
		{"nobody is asked for and some have cosigned", "quorum none\n", at{"a": 9}, true, 0},
		{"one is asked for and has cosigned", "quorum a\n", at{"a": 9, "b": 3}, true, 9},
		{"one is asked for and another has cosigned", "quorum a\n", at{"b": 3}, false, 0},
		{"any of two", "group g any a b\nquorum g\n", at{"a": 9, "b": 3}, true, 3},
		{"all of two, one missing", "group g all a b\nquorum g\n", at{"a": 9}, false, 0},
		{"all of two", "group g all a b\nquorum g\n", at{"a": 9, "b": 3}, true, 9},
		{"two of three, by the earliest two", "group g 2 a b c\nquorum g\n", at{"a": 9, "b": 3, "c": 5}, true, 5},
		{"groups of groups", "group g 2 a b c\ngroup h any d e\ngroup q all g h\nquorum q\n", at{"a": 1, "b": 2, "e": 7}, true, 7},
		{"groups of groups, one not met", "group g 2 a b c\ngroup h any d e\ngroup q all g h\nquorum q\n", at{"a": 1, "b": 2, "c": 3}, false, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := parsePolicy(t, c.lines)
			s := signedCheckpoint(t, "log.example", 7)
			for name, seconds := range c.cosigned {
				cosign(t, &s, name+".example", seconds)
			}
			a := p.Judge(s)
			if a.Accepted != c.accepted || a.Quorum != c.accepted || a.MetAt != c.metAt || a.Log.Name != "log.example" {
				t.Errorf("Judge = %+v, want accepted %v at %d", a, c.accepted, c.metAt)
			}
			var missing, want []string
			for _, m := range a.Missing {
				missing = append(missing, m.Name)
			}
			for _, name := range strings.Split("abcde", "") {
				if c.cosigned[name] == 0 {
					want = append(want, name)
				}
			}
			if diff := cmp.Diff(missing, want); diff != "" {
				t.Errorf("missing, got before want:\n%s", diff)
			}
		})
	}
}

func TestAQuorumSaysUntilWhenACheckpointWasTheNewest(t *testing.T) {
	for _, c := range []struct {
		name, lines string
		at          []int64 // times of cosigners a to c, 0 for none; each cosigned at second 1 too
		now         int64
		want        int64
	}{
		{"nobody is asked for", "quorum none\n", []int64{9, 9, 9}, 0, 0},
		{"one is asked for", "quorum a\n", []int64{9, 20, 20}, 0, 9},
		{"all of two: the later alone is not enough", "group g all a b\nquorum g\n", []int64{9, 5, 0}, 0, 5},
		{"two of three", "group g 2 a b c\nquorum g\n", []int64{9, 5, 7}, 0, 7},
		{"two of three, one missing", "group g 2 a b c\nquorum g\n", []int64{9, 5, 0}, 0, 5},
		{"two of three, two missing", "group g 2 a b c\nquorum g\n", []int64{9, 0, 0}, 0, 0},
		{"one that is ahead of the clock counts by its earlier time", "group g any a b\nquorum g\n", []int64{1000, 5, 0}, 1_000, 5},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := signedCheckpoint(t, "log.example", 7)
			for i, seconds := range c.at {
				if seconds > 0 {
					cosign(t, &s, string(rune('a'+i))+".example", 1)
					cosign(t, &s, string(rune('a'+i))+".example", seconds)
				}
			}
			if got := parsePolicy(t, c.lines).JudgeAt(s, c.now).FreshAt; got != c.want {
				t.Errorf("FreshAt = %d, want %d", got, c.want)
			}
		})
	}
}

func TestACheckpointOfAnotherLogIsNotAccepted(t *testing.T) {
	p := parsePolicy(t, "quorum a\n")
	s := signedCheckpoint(t, "other.example", 7)
	cosign(t, &s, "a.example", 5)
	if a := p.Judge(s); a.Accepted || !a.Quorum || a.Log != (journal.Peer{}) {
		t.Errorf("Judge = %+v", a)
	}
	var nobody journal.Policy
	if a := nobody.Judge(s); a.Accepted || a.Quorum || nobody.Blocks(a, 0) {
		t.Errorf("the zero policy: %+v", a)
	}
}

func TestALineThatDoesNotVerifyIsMissingAndSaidToBe(t *testing.T) {
	p := parsePolicy(t, "quorum a\n")
	other := signedCheckpoint(t, "log.example", 8)
	cosign(t, &other, "a.example", 5)
	s := signedCheckpoint(t, "log.example", 7)
	s.Note = s.Note.With(other.Note.Signatures[1])
	a := p.Judge(s)
	if a.Accepted || len(a.Missing) != 5 || !a.Missing[0].Invalid || a.Missing[1].Invalid {
		t.Errorf("Judge = %+v", a)
	}
}

func TestCosignaturesAfterADeadlineBlockItOnlyIfEveryQuorumNeedsOne(t *testing.T) {
	for _, c := range []struct {
		name, lines string
		at          string // times of cosigners a to e in seconds, 0 for none
		want        bool
	}{
		{"two of three, two late", "group g 2 a b c\nquorum g\n", "3 11 11 0 0", true},
		{"two of three, one late: the others may have met it with a larger tree", "group g 2 a b c\nquorum g\n", "3 3 11 0 0", false},
		{"two of three, one late and one never seen", "group g 2 a b c\nquorum g\n", "3 11 0 0 0", false},
		{"all of three, one late: one alone could say so", "group g all a b c\nquorum g\n", "3 3 11 0 0", false},
		{"all of three, two late", "group g all a b c\nquorum g\n", "3 11 11 0 0", false},
		{"all of three, all late", "group g all a b c\nquorum g\n", "11 11 11 0 0", true},
		{"two of four, two late: the others could have met it", "group g 2 a b c d\nquorum g\n", "11 11 3 3 0", false},
		{"three of four, three late", "group g 3 a b c d\nquorum g\n", "11 11 11 3 0", true},
		{"three of four, two late", "group g 3 a b c d\nquorum g\n", "11 11 3 3 0", false},
		{"a group and one more, both late", "group g 2 a b c\ngroup h all g d\nquorum h\n", "11 3 11 11 0", true},
		{"a group and one more, the one late", "group g 2 a b c\ngroup h all g d\nquorum h\n", "3 3 3 11 0", false},
		{"any of three, two late", "group g any a b c\nquorum g\n", "0 11 11 0 0", false},
		{"any of three, all late", "group g any a b c\nquorum g\n", "11 11 11 0 0", true},
		{"late ones outside of the quorum", "group g 2 a b c\nquorum g\n", "3 3 0 11 11", false},
		{"at the deadline is not after it", "quorum a\n", "10 0 0 0 0", false},
		{"cosigned before and again after", "quorum a\n", "-11 0 0 0 0", true},
		{"a quorum of none", "quorum none\n", "11 11 11 11 11", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := parsePolicy(t, c.lines)
			s := signedCheckpoint(t, "log.example", 7)
			for i, word := range strings.Fields(c.at) {
				var seconds int64
				fmt.Sscan(word, &seconds)
				name := string(rune('a'+i)) + ".example"
				if seconds < 0 {
					cosign(t, &s, name, 1)
					seconds = -seconds
				}
				if seconds > 0 {
					cosign(t, &s, name, seconds)
				}
			}
			for _, millis := range []int64{10_000, 10_999} {
				if got := p.Blocks(p.Judge(s), millis); got != c.want {
					t.Errorf("Blocks at %d ms = %v, want %v", millis, got, c.want)
				}
			}
		})
	}
}

func TestPoliciesAreRefusedByLine(t *testing.T) {
	log, a, b := logLine(t, "log.example"), cosignerLine(t, "a"), cosignerLine(t, "b")
	words := strings.Fields(a)
	for _, c := range []struct{ name, text, want string }{
		{"nothing", "", "quorum"},
		{"no quorum", log + a, "quorum"},
		{"two quorums", a + "quorum a\nquorum a\n", "line 3"},
		{"a quorum of a name below", "quorum a\n" + a, "line 1"},
		{"a quorum of two names", a + b + "quorum a b\n", "line 3"},
		{"an unknown word", "# fine\n\nlogs x\n", "line 3"},
		{"a log's key as a cosigner's", "witness x " + strings.Fields(log)[1] + "\nquorum x\n", "line 1: the key of"},
		{"a cosigner's key as a log's", "log " + words[2] + "\nquorum none\n", "line 1: the key of"},
		{"a log named for receipts", logLine(t, "truce/receipt/1") + "quorum none\n", "line 1: origin"},
		{"a name twice", a + "witness a " + strings.Fields(b)[2] + "\n", "line 2: name"},
		{"a key twice", a + "witness b " + words[2] + "\n", "line 2"},
		{"a log twice", log + log, "line 2"},
		{"the name none", "witness none " + words[2] + "\n", "line 1: name"},
		{"a group named none", a + "group none any a\n", "line 2: name"},
		{"a group of nobody", a + "group g any\n", "line 2: want group"},
		{"a group of a name below", a + "group g any b\n" + b, "line 2: name \"b\" is not defined"},
		{"a group of itself", a + "group g any a g\n", "line 2: name \"g\" is not defined"},
		{"a group of none", a + "group g any none\n", "line 2"},
		{"a member twice", a + "group g 2 a a\n", "line 2: name \"a\" is a member already"},
		{"a member of two groups", a + "group g any a\ngroup h any a\n", "line 3: name \"a\" is a member already"},
		{"a number of 0", a + "group g 0 a\n", "line 2: \"0\" of 1"},
		{"a number above the members", a + b + "group g 3 a b\n", "line 3: \"3\" of 2"},
		{"a number with a sign", a + b + "group g +1 a b\n", "line 3"},
		{"a carriage return", a + "quorum a\r\n", "line 2: a control character"},
		{"too many words", "log x y z\n", "line 1: want log"},
		{"a verifier key cut short", log[:len(log)-9] + "\n", "line 1: verifier key"},
		{"too large", strings.Repeat("#\n", 1<<18), "bytes"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := journal.ParsePolicy([]byte(c.text))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want an error with %q", err, c.want)
			}
		})
	}
	good := "\t# for the mission\n \n " + strings.TrimSpace(log) + "\thttps://log.example/ \n" + strings.TrimSpace(a) + " https://a.example/\nquorum a"
	p, err := journal.ParsePolicy([]byte(good))
	if err != nil || p.Logs()[0].URL != "https://log.example/" || p.Cosigners()[0].URL != "https://a.example/" {
		t.Errorf("a policy with addresses, blanks and a comment: %+v, %v", p, err)
	}
}

// TestQuorumsExcludeTwoTreesExactlyAboveHalf tries every way to divide up to six cosigners: the honest cosign one tree at
// the most, the faulty ones both.
func TestQuorumsExcludeTwoTreesExactlyAboveHalf(t *testing.T) {
	names := strings.Split("abcdef", "")
	for n := 1; n <= len(names); n++ {
		for q := 1; q <= n; q++ {
			text := ""
			for _, name := range names[:n] {
				text += cosignerLine(t, name)
			}
			p, err := journal.ParsePolicy(fmt.Appendf(nil, "%sgroup g %d %s\nquorum g\n", text, q, strings.Join(names[:n], " ")))
			if err != nil {
				t.Fatal(err)
			}
			met := func(set int) bool {
				return p.Met(func(name string) bool { return set>>strings.Index("abcdef", name)&1 == 1 })
			}
			for f := 0; f <= n; f++ {
				split := false
				for faulty := range 1 << n {
					if bits.OnesCount(uint(faulty)) != f {
						continue
					}
					for one := range 1 << n { // the honest of one side; the rest are of the other
						split = split || met(one|faulty) && met(^one&(1<<n-1)|faulty)
					}
				}
				if want := 2*q <= n+f; split != want {
					t.Errorf("n %d, q %d, f %d: two trees accepted %v, want %v", n, q, f, split, want)
				}
			}
		}
	}
}
