// SPDX-License-Identifier: Apache-2.0

package ballot_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"flag"
	"os"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"truce/canon"
	"truce/response/ballot"
)

var updateVectors = flag.Bool("update", false, "write docs/spec/vectors/ballot.json anew")

const published = "../../docs/spec/vectors/ballot.json"

// vector is a vote with what it signs, and whether a signature holds over its bytes with words or over those of before.
type vector struct {
	Name      string        `json:"name"`
	Key       string        `json:"key"`
	Choice    ballot.Choice `json:"choice"`
	Member    string        `json:"member"`
	Nth       int           `json:"nth"`
	Says      string        `json:"says"`
	Motion    string        `json:"motion"`
	Bytes     string        `json:"bytes"`
	Signature string        `json:"signature"`
	// Holds is "with words", "without words" or "no".
	Holds string `json:"holds"`
}

func vectors() (out []vector) {
	seed := sha256.Sum256([]byte("truce/vectors/ballot"))
	secret := ed25519.NewKeyFromSeed(seed[:])
	key := canon.VerifierKey{Name: "jade", Algorithm: 1, Public: [32]byte(secret.Public().(ed25519.PublicKey))}
	add := func(name string, p ballot.Paper, signed []byte, holds string) {
		out = append(out, vector{name, key.String(), p.Choice, p.Member, p.Nth, p.Says, p.Motion, string(p.Bytes()), base64.StdEncoding.EncodeToString(ed25519.Sign(secret, signed)), holds})
	}
	const motion = `{"agreement":"pact@1","body":"council","by":"jade","moved":1000,"number":1,"proposes":{"text":"it meets on Monday"}}`
	p := ballot.Paper{Choice: ballot.Yes, Member: "jade", Nth: 1, Motion: motion}
	add("the first vote of a member, without words", p, p.Bytes(), "with words")
	worded := p
	worded.Says = "for the second reading alone: друге читання"
	add("with words", worded, worded.Bytes(), "with words")
	other := worded
	other.Says = "without any condition"
	add("other words beside the signature", other, worded.Bytes(), "no")
	add("words beside a signature without any", worded, p.Bytes(), "no")
	add("a vote of before, whose words are not signed", worded, worded.Wordless(), "without words")
	second := worded
	second.Nth = 2
	add("a second vote", second, second.Bytes(), "with words")
	add("a first vote entered again", second, worded.Bytes(), "no")
	add("a second vote of before", second, second.Wordless(), "without words")
	return out
}

func TestPublishedVectorsAreWhatThisCodeMakesAndAnswers(t *testing.T) {
	list := vectors()
	data, err := json.MarshalIndent(list, "", " ")
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
	for _, v := range list {
		p := ballot.Paper{Choice: v.Choice, Member: v.Member, Nth: v.Nth, Says: v.Says, Motion: v.Motion}
		key, err := canon.ParseVerifierKey(v.Key)
		if err != nil {
			t.Fatal(err)
		}
		signature, err := base64.StdEncoding.DecodeString(v.Signature)
		if err != nil {
			t.Fatal(err)
		}
		got := "no"
		switch {
		case ed25519.Verify(key.Public[:], p.Bytes(), signature):
			got = "with words"
		case ed25519.Verify(key.Public[:], p.Wordless(), signature):
			got = "without words"
		}
		if got != v.Holds {
			t.Errorf("%s: %s, want %s", v.Name, got, v.Holds)
		}
	}
}

// No two votes sign the same bytes, in whatever form: a signature over one never holds over another.
func TestNoTwoVotesSignTheSameBytes(t *testing.T) {
	line := rapid.StringMatching(`[a-z0-9 /{}":]{0,12}`)
	paper := rapid.Custom(func(t *rapid.T) ballot.Paper {
		return ballot.Paper{
			Choice: rapid.SampledFrom([]ballot.Choice{ballot.Yes, ballot.No}).Draw(t, "choice"), Member: line.Draw(t, "member"),
			Nth: rapid.IntRange(1, 3).Draw(t, "nth"), Says: line.Draw(t, "says"), Motion: line.Draw(t, "motion"),
		}
	})
	rapid.Check(t, func(t *rapid.T) {
		a, b := paper.Draw(t, "one"), paper.Draw(t, "other")
		if (a == b) != bytes.Equal(a.Bytes(), b.Bytes()) {
			t.Fatalf("%+v and %+v", a, b)
		}
		if bytes.Equal(a.Bytes(), b.Wordless()) || !strings.HasPrefix(string(a.Bytes()), "truce/ballot/3\n") {
			t.Fatalf("with words and without: %+v and %+v", a, b)
		}
	})
}
