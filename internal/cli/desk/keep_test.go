// SPDX-License-Identifier: Apache-2.0

package desk_test

import (
	"errors"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"truce/internal/cli/say"
	"truce/internal/cli/verb"
	"truce/internal/durable"
	"truce/journal"
	"truce/journal/cosigner"
)

// cosigns runs a cosigner of a log by a key in a file, and returns its address.
func cosigns(t *testing.T, keyFile, log string) string {
	t.Helper()
	k, err := verb.ReadKey(keyFile, journal.Cosigns)
	if err != nil {
		t.Fatal(err)
	}
	v, err := journal.ParseVerifierKey(log)
	if err != nil {
		t.Fatal(err)
	}
	disk, err := durable.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	folder := durable.NewFolder(disk)
	if err := cosigner.Enrol(folder, k.Verifier(), v.Name()); err != nil {
		t.Fatal(err)
	}
	server, err := cosigner.Open(cosigner.Options{Key: k, Logs: []journal.VerifierKey{v}, Folder: folder, Now: func() time.Time { return time.Unix(1_767_600_000, 0) }, MaxGrowth: cosigner.DefaultGrowth, Notice: func(err error) { t.Error(err) }})
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(server)
	t.Cleanup(func() {
		s.Close()
		if err := disk.Close(); err != nil {
			t.Error(err)
		}
	})
	return s.URL
}

func printed(t *testing.T, args ...string) string {
	t.Helper()
	out, err := truce(t, args...)
	if err != nil {
		t.Fatalf("truce %s: %v", strings.Join(args, " "), err)
	}
	return strings.TrimSpace(out)
}

func TestTheLogOfACoalitionIsPublishedCosignedPackedAndVerifiedByCommand(t *testing.T) {
	dir := t.TempDir()
	in := func(name string) string { return filepath.Join(dir, name) }
	record, policy := in("coalition.journal"), in("our.policy")
	done(t, "", "coalition", "begin", record, "--log", "secretariat.example/2026")
	log := printed(t, "coalition", "keys", "make", "secretariat.example/2026", "--for", "log", "--out", in("log.key"))
	next := printed(t, "coalition", "keys", "make", "secretariat.example/2027", "--for", "log", "--out", in("next.key"))
	neutral := printed(t, "coalition", "keys", "make", "neutral", "--for", "cosigner", "--out", in("neutral.key"))

	done(t, "entry 2: the key secretariat.example/2026 is made", "coalition", "keys", "enrol", record, log, "--holder", "secretariat", "--by", "secretariat")
	done(t, "entry 3: the key neutral is made", "coalition", "keys", "enrol", record, neutral, "--for", "cosigner", "--holder", "Northland", "--by", "secretariat")
	refused(t, "nothing was entered", "coalition", "keys", "enrol", record, log, "--holder", "secretariat", "--by", "secretariat")
	refused(t, "use cosigner or log", "coalition", "keys", "enrol", record, next, "--for", "device", "--holder", "secretariat", "--by", "secretariat")
	done(t, "entry 4: the key secretariat.example/2027 is rotated", "coalition", "keys", "rotate", record, next, "--replaces", "secretariat.example/2026", "--holder", "secretariat", "--by", "secretariat")
	done(t, "entry 5: the key neutral is revoked", "coalition", "keys", "revoke", record, "neutral", "--by", "secretariat")
	done(t, "secretariat.example/2026 log secretariat rotated, replaced by secretariat.example/2027", "coalition", "keys", "list", record)

	if _, err := truce(t, "coalition", "bundle", record, "--for", "public", "--out", in("early.bundle")); !errors.Is(err, say.ErrUnknown) {
		t.Errorf("packed before anything was signed: %v", err)
	}
	text := "log " + log + "\nwitness neutral " + neutral + " " + cosigns(t, in("neutral.key"), log) + "\nquorum neutral\n"
	if err := os.WriteFile(policy, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	done(t, "published yes: the quorum is met", "coalition", "publish", record, "--key", in("log.key"), "--policy", policy, "--to", in("public"))
	if _, err := os.Stat(filepath.Join(in("public"), "checkpoint")); err != nil {
		t.Error(err)
	}
	for audience, without := range map[string]string{"coalition": "succession", "party": "recomputed,headers", "public": "recomputed,headers"} {
		file := in(audience + ".bundle")
		done(t, "for "+audience+", 5 entries", "coalition", "bundle", record, "--for", audience, "--key", in("log.key"), "--out", file)
		done(t, "whole yes", "coalition", "verify", "--policy", policy, "--without", without, file)
		if _, err := truce(t, "coalition", "verify", file); !errors.Is(err, say.ErrUnknown) {
			t.Errorf("%s without a policy: %v", audience, err)
		}
	}
	refused(t, "bundles for the coalition, a party or the public", "coalition", "bundle", record, "--for", "mission", "--out", in("other.bundle"))
	done(t, "read back", "coalition", "backup", record, in("copy.journal"))
	done(t, "none of the 1 cosigners that answered", "coalition", "restore", in("copy.journal"), in("again.journal"), "--key", in("log.key"), "--policy", policy)
	refused(t, "the key is that of another log", "coalition", "publish", record, "--key", in("next.key"), "--policy", func() string {
		other := in("next.policy")
		if err := os.WriteFile(other, []byte("log "+next+"\nquorum none\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		return other
	}(), "--to", in("elsewhere"))
}
