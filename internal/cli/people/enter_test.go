// SPDX-License-Identifier: Apache-2.0

package people_test

import (
	"bytes"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"truce/app"
	cli "truce/internal/cli/people"
	"truce/internal/people"
	"truce/internal/people/authenticator"
	"truce/keyring"
	"truce/when"
)

const begin when.Instant = 1_700_000_000_000

// runs runs one verb of the package and returns what it prints.
func runs(t *testing.T, args ...string) string {
	t.Helper()
	cmd := cli.Verbs()[0]
	var out bytes.Buffer
	cmd.SetOut(&out)
	cmd.SetErr(&out)
	cmd.SetArgs(args)
	cmd.PersistentFlags().Bool("json", false, "")
	if err := cmd.ExecuteContext(t.Context()); err != nil {
		t.Fatalf("%v: %s", err, out.String())
	}
	return out.String()
}

func TestEnterPutsPasskeysOnRecordOnce(t *testing.T) {
	journal := filepath.Join(t.TempDir(), "mission.journal")
	r, err := app.Found(t.Context(), journal, app.Founder{Origin: "mission.example/2031", At: begin})
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	accounts, err := people.Open(t.Context(), people.Beside(journal))
	if err != nil {
		t.Fatal(err)
	}
	defer accounts.Close()
	code, err := accounts.Invite(t.Context(), people.Invitation{
		Person: people.Person{Name: "anna", Roles: []string{"duty-officer"}}, By: "desk", Expires: begin + 1000,
	}, begin)
	if err != nil {
		t.Fatal(err)
	}
	p, err := authenticator.New("anna", "").Make("mission.example", nil)
	if err != nil {
		t.Fatal(err)
	}
	made := people.Credential{ID: p.ID, COSE: []byte{1}, Point: p.Point(), RelyingParty: "mission.example"}
	if _, err := accounts.Accept(t.Context(), code, made, begin); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"entry 2: the key anna is made\nentry 3: the key anna-release is made\n", "nothing is owed: the record agrees with the accounts\n"} {
		if got := runs(t, "enter", journal, "--by", "desk"); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	runs(t, "disable", journal, "anna", "--by", "desk")
	if got, want := runs(t, "enter", journal, "--by", "desk"), "entry 4: the key anna is revoked\nentry 5: the key anna-release is revoked\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if r, err = app.OpenReadOnly(t.Context(), journal, nil); err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	e, ok := people.KeyOf(r.State().Keys(), made, keyring.ForDuty)
	if !ok || e.Ended != keyring.Revoked || e.Key.Holder != "mission" {
		t.Errorf("%+v, %t", e, ok)
	}
}

func TestAnAccountIsChangedAndEndedWhereTheRecordStands(t *testing.T) {
	journal := filepath.Join(t.TempDir(), "mission.journal")
	r, err := app.Found(t.Context(), journal, app.Founder{Origin: "mission.example/2031", At: begin})
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	accounts, err := people.Open(t.Context(), people.Beside(journal))
	if err != nil {
		t.Fatal(err)
	}
	defer accounts.Close()
	code, err := accounts.Invite(t.Context(), people.Invitation{
		Person: people.Person{Name: "anna", Contact: "by phone", Roles: []string{"duty-officer"}}, By: "desk", Expires: begin + 1000,
	}, begin)
	if err != nil {
		t.Fatal(err)
	}
	p, err := authenticator.New("anna", "").Make("mission.example", nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := accounts.Accept(t.Context(), code, people.Credential{ID: p.ID, COSE: []byte{1}, Point: p.Point(), RelyingParty: "mission.example"}, begin); err != nil {
		t.Fatal(err)
	}
	is := func(want string) {
		t.Helper()
		if got := runs(t, "list", journal); !strings.Contains(strings.Join(strings.Fields(got), " "), want) {
			t.Errorf("got %s, want %q", got, want)
		}
	}
	runs(t, "change", journal, "anna", "--role", "liaison", "--member", "amber", "--until", "2999-12-31", "--by", "desk")
	is("anna liaison amber 1 2999-12-31 may come in")
	if got, err := accounts.Named(t.Context(), "anna"); err != nil || got.Contact != "by phone" {
		t.Errorf("what was not named is changed: %+v, %v", got, err)
	}
	runs(t, "change", journal, "anna", "--until", "never", "--by", "desk")
	runs(t, "disable", journal, "anna", "--by", "desk")
	is("anna liaison amber 1 - disabled")
	runs(t, "enable", journal, "anna", "--by", "desk")
	is("anna liaison amber 1 - may come in")
	runs(t, "end", journal, "anna", "--by", "desk")
	is("anna liaison amber 0 - ended")
}

func TestTheRolesOfTheCoalitionAreThoseOfItsRealm(t *testing.T) {
	record := filepath.Join(t.TempDir(), "coalition.journal")
	for role, want := range map[string]string{"duty-officer": "no role of this realm", "chancellery": "no such file"} {
		cmd := cli.Coalition([]string{"chancellery", "operator"})
		cmd.SetOut(io.Discard)
		cmd.SetErr(io.Discard)
		cmd.SetArgs([]string{"invite", record, "--name", "x", "--role", role, "--member", "Italy", "--by", "desk"})
		if err := cmd.ExecuteContext(t.Context()); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", role, err, want)
		}
	}
}
