// SPDX-License-Identifier: Apache-2.0

package acts_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"flag"
	"os"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"truce/agreement"
	"truce/canon"
	"truce/finding"
	"truce/response/acts"
	"truce/when"
)

var updateVectors = flag.Bool("update", false, "write docs/spec/vectors/move.json anew")

const published = "../../docs/spec/vectors/move.json"

// vector is a motion as it is moved, what its mover signs, and whether the signature in it holds over that.
type vector struct {
	Name      string    `json:"name"`
	Key       string    `json:"key"`
	Agreement string    `json:"agreement"`
	Number    int       `json:"number"`
	Move      acts.Move `json:"move"`
	Bytes     string    `json:"bytes"`
	Holds     bool      `json:"holds"`
}

func vectors(t *testing.T) (out []vector) {
	t.Helper()
	seed := sha256.Sum256([]byte("truce/vectors/move"))
	secret := ed25519.NewKeyFromSeed(seed[:])
	key := canon.VerifierKey{Name: "jade", Algorithm: 1, Public: [32]byte(secret.Public().(ed25519.PublicKey))}
	exact := func(m acts.Move, number int) []byte {
		data, err := m.Bytes("pact@1", number)
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	add := func(name string, number int, m acts.Move, signed []byte) {
		m.Key, m.Signature = key.Name, base64.StdEncoding.EncodeToString(ed25519.Sign(secret, signed))
		data := exact(m, number)
		out = append(out, vector{name, key.String(), "pact@1", number, m, string(data), bytes.Equal(data, signed)})
	}
	plain := acts.Move{Body: "council", By: "jade", Proposes: acts.Proposal{Text: "рада збирається в понеділок"}}
	add("a decision in words", 1, plain, exact(plain, 1))
	add("with the signature of an earlier number", 2, plain, exact(plain, 1))
	other := plain
	other.Proposes.Text += "!"
	add("other words", 1, other, exact(plain, 1))
	whole := acts.Move{
		Body: "council", By: "jade", Thread: acts.Thread{Case: 6}, Closes: 1_800_000_000_000, Silence: true,
		Proposes: acts.Proposal{Determination: &acts.Outcome{Outcome: finding.Violation, Intent: "undetermined", Reasons: "two roots that do not rest on each other"}},
	}
	add("a determination in a case, by silence", 17, whole, exact(whole, 17))
	elsewhere := whole
	elsewhere.Case = 7
	add("in another case", 17, elsewhere, exact(whole, 17))
	later := whole
	later.Closes++
	add("with another end", 17, later, exact(whole, 17))
	remedy := acts.Move{Body: "council", By: "jade", Thread: acts.Thread{Case: 6}, Proposes: acts.Proposal{Remedy: &acts.Order{
		Force: "recommended", Respondent: "north", Says: "withdraw them", Until: 1_800_000_000_000, Check: &acts.Check{What: "howitzers", Count: 6, Away: "5 km", From: "line"},
	}}}
	add("a remedy that can be verified", 3, remedy, exact(remedy, 3))
	return out
}

func TestPublishedVectorsAreWhatThisCodeMakes(t *testing.T) {
	data, err := json.MarshalIndent(vectors(t), "", " ")
	if err != nil {
		t.Fatal(err)
	}
	data = append(data, '\n')
	if *updateVectors {
		if err := os.WriteFile(published, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if kept, err := os.ReadFile(published); err != nil || !bytes.Equal(kept, data) {
		t.Errorf("the published vectors are others, %v: run with -update", err)
	}
}

// Whatever two motions differ in but the signature itself, their movers sign other bytes.
func TestNoTwoMotionsAreSignedAlike(t *testing.T) {
	word := rapid.SampledFrom([]string{"", "a", "b"})
	move := rapid.Custom(func(t *rapid.T) acts.Move {
		m := acts.Move{
			Body: agreement.BodyID(word.Draw(t, "body")), By: word.Draw(t, "by"), Thread: acts.Thread{Case: rapid.IntRange(0, 2).Draw(t, "case")},
			Closes: when.Instant(rapid.IntRange(0, 2).Draw(t, "closes")), Silence: rapid.Bool().Draw(t, "silence"),
		}
		switch rapid.IntRange(0, 3).Draw(t, "kind") {
		case 0:
			m.Proposes.Text = "t" + word.Draw(t, "text")
		case 1:
			m.Proposes.Determination = &acts.Outcome{Outcome: finding.Violation, Reasons: word.Draw(t, "reasons"), Intent: word.Draw(t, "intent")}
		case 2:
			m.Proposes.Ruling = &acts.Ruling{Question: agreement.QuestionID(word.Draw(t, "question")), Reading: agreement.ReadingID(word.Draw(t, "reading"))}
		case 3:
			m.Proposes.Declaration = &acts.Declaration{Word: word.Draw(t, "word"), Reason: word.Draw(t, "reason")}
		}
		return m
	})
	rapid.Check(t, func(t *rapid.T) {
		a, b := move.Draw(t, "one"), move.Draw(t, "other")
		under, number := word.Draw(t, "agreement"), rapid.IntRange(1, 2).Draw(t, "number")
		one, err := a.Bytes("a", 1)
		if err != nil {
			t.Fatal(err)
		}
		other, err := b.Bytes(under, number)
		if err != nil {
			t.Fatal(err)
		}
		same := reflect.DeepEqual(a, b) && under == "a" && number == 1
		if same != bytes.Equal(one, other) {
			t.Fatalf("%s\n%s", one, other)
		}
		a.Key, a.Signature = "jade", "c2lnbmVk"
		if signed, err := a.Bytes("a", 1); err != nil || !bytes.Equal(signed, one) {
			t.Fatalf("the signature is in what it is over: %s", signed)
		}
	})
}
