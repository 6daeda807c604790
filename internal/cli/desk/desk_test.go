// SPDX-License-Identifier: Apache-2.0

package desk_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"truce/internal/cli/desk"
	"truce/internal/cli/say"
)

// truce runs a verb of the desk and returns what it printed.
func truce(t *testing.T, args ...string) (string, error) {
	t.Helper()
	var out strings.Builder
	for _, v := range desk.Verbs() {
		if v.Name() != args[0] {
			continue
		}
		v.SilenceUsage, v.SilenceErrors = true, true
		v.PersistentFlags().Bool("json", false, "")
		v.SetOut(&out)
		v.SetErr(&out)
		v.SetArgs(args[1:])
		err := v.ExecuteContext(t.Context())
		return out.String(), err
	}
	t.Fatalf("no verb %s", args[0])
	return "", nil
}

// done runs a verb that must end well, and say some words.
func done(t *testing.T, words string, args ...string) {
	t.Helper()
	out, err := truce(t, args...)
	if err != nil || !strings.Contains(strings.Join(strings.Fields(out), " "), words) {
		t.Errorf("truce %s: %v, want %q in %s", strings.Join(args, " "), err, words, out)
	}
}

// refused runs a verb that must not end well, for some reason.
func refused(t *testing.T, reason string, args ...string) {
	t.Helper()
	if out, err := truce(t, args...); err == nil || !strings.Contains(err.Error(), reason) {
		t.Errorf("truce %s: got %v, want %q; it printed %s", strings.Join(args, " "), err, reason, out)
	}
}

const story = "Envoys to meet\n\nW12\n\nHARBOUR CITY, Jan 5 (Agency) -- The deal is “nearly” done, said one envoy.\n"

func TestAStoryIsEnteredByItsDigestAndFoundAgain(t *testing.T) {
	dir := t.TempDir()
	record, text, later, other := filepath.Join(dir, "a.journal"), filepath.Join(dir, "story.txt"), filepath.Join(dir, "later.txt"), filepath.Join(dir, "other.txt")
	for name, data := range map[string]string{text: story, later: "Update\n" + story, other: "Nothing of it.\n"} {
		if err := os.WriteFile(name, []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	done(t, "", "coalition", "begin", record, "--log", "secretariat.example/2026")
	refused(t, "already exists", "coalition", "begin", record, "--log", "secretariat.example/2026")
	done(t, "s1 entered", "statement", "source", record, "--story", text, "--id", "s1", "--outlet", "Agency", "--title", "Ours", "--by", "desk", "--exercise")
	add := []string{
		"statement", "add", record, "--story", text, "--id", "nearly", "--source", "s1", "--words", "is “nearly” done", "--nature", "claim", "--mode", "part-quoted",
		"--grade", "unnamed-adviser", "--role", "envoy", "--says", "An envoy puts it close.", "--figure", "about 90 percent", "--flag", "one-sided: one envoy of two", "--by", "desk",
	}
	done(t, "nearly entered", add...)
	refused(t, "on record by entry", add...)
	refused(t, "do not stand in the text", append(add[:len(add):len(add)], "--words", "never said")...)
	for _, figure := range []string{"20,000 troops", "90.5 percent", "1e3 troops", "troops", "12"} {
		if _, err := truce(
			t, "statement", "add", record, "--story", text, "--id", "wrong", "--source", "s1", "--words", "is “nearly” done", "--nature", "claim",
			"--mode", "own", "--grade", "agency", "--says", "A figure.", "--figure", figure, "--by", "desk",
		); err == nil || !strings.Contains(err.Error(), "--figure") {
			t.Errorf("--figure %q: got %v, want it refused: no other number is taken for it", figure, err)
		}
	}
	done(t, "nearly: stands", "statement", "check", record, "--story", text)
	done(t, "nearly: moved", "statement", "check", record, "--story", later, "--of", "s1")
	if _, err := truce(t, "statement", "check", record, "--story", other, "--of", "s1"); !errors.Is(err, say.ErrQuiet) {
		t.Errorf("a text without the words: got %v, want the answer no", err)
	}
	if _, err := truce(t, "statement", "check", record, "--story", other); !errors.Is(err, say.ErrUnknown) {
		t.Errorf("a text of no source: got %v, want that nobody could tell", err)
	}
	done(t, "EXERCISE s1: Ours", "statement", "list", record)
	done(t, `"number":90`, "statement", "list", record, "--json")
	done(t, "each as it was entered", "coalition", "check", record)
	data, err := os.ReadFile(record)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(data), "nearly” done") {
		t.Error("the record holds words of the story")
	}
}

func TestABriefIsAPageForOneState(t *testing.T) {
	done(t, "Brief for Italy", "brief", "Italy", "--record", "paris-2026")
	done(t, "italy to land: announced, quantity not stated; no ground troops", "brief", "Italy", "--record", "paris-2026")
	done(t, "open in ratification: parliament, owed", "brief", "Netherlands", "--record", "paris-2026")
	done(t, "2026-01-06, Meeting of the coalition in Paris: expected, in person", "brief", "Canada", "--record", "paris-2026", "--as-of", "2026-01-06")
	done(t, "EXERCISE Brief for Northland", "brief", "Northland", "--record", "ladder-exercise")
	done(t, `"state":"Italy"`, "brief", "Italy", "--record", "paris-2026", "--json")
	out, err := truce(t, "brief", "Russia", "--record", "paris-2026")
	if err != nil || strings.Contains(out, "no ground troops") || strings.Contains(out, "italy to land") {
		t.Errorf("a state that contributes nothing sees the force: %v, %s", err, out)
	}
	refused(t, "nobody on record as of then is named Itally: did you mean Italy?", "brief", "Itally", "--record", "paris-2026")
	refused(t, "nobody on record as of then is named Atlantis: they are ", "brief", "Atlantis", "--record", "paris-2026", "--json")
	refused(t, "--record", "brief", "Italy")
	refused(t, "no such file", "brief", "Italy", "--record", "nowhere")
	refused(t, "no name", "brief", "two words", "--record", "paris-2026")
}

func TestACaseIsShownAndPlayed(t *testing.T) {
	data, err := fs.ReadFile(desk.Cases(), desk.DemoCase+".txtar")
	if err != nil {
		t.Fatal(err)
	}
	if r, err := desk.Play("paris-2026.txtar", data); err != nil || len(r.Failures) > 0 || r.Passed == 0 {
		t.Errorf("%d met, failures %q, %v", r.Passed, r.Failures, err)
	}
	cmd := desk.Verbs()[0]
	cmd.Flags().Bool("json", false, "")
	var out strings.Builder
	cmd.SetOut(&out)
	if err := desk.Demo(cmd, "paris-2026.txtar", data); err != nil || !strings.Contains(out.String(), "The coalition's realm") || !strings.Contains(out.String(), "27 heads of state as quoted: could not tell") {
		t.Errorf("%v, it printed %s", err, out.String())
	}
	if err := desk.Demo(cmd, "broken.txtar", []byte("# x\nrealm coalition\nwant nothing\n")); err == nil {
		t.Error("a case that is none is played")
	}
}
