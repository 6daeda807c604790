// SPDX-License-Identifier: Apache-2.0

package assertion_test

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"flag"
	"os"
	"testing"

	"truce/internal/people/authenticator"
	"truce/keyring/assertion"
)

var updateVectors = flag.Bool("update", false, "write docs/spec/vectors/passkey.json anew")

const published = "../../docs/spec/vectors/passkey.json"

// vector is one key, one message and one assertion, with whether it holds.
type vector struct {
	Name      string `json:"name"`
	Key       string `json:"key"`
	Message   string `json:"message"`
	Assertion string `json:"assertion"`
	Holds     bool   `json:"holds"`
}

func vectors(t *testing.T) []vector {
	t.Helper()
	p := newPasskey(t)
	var out []vector
	add := func(name string, k assertion.Key, signed []byte, holds bool) {
		out = append(out, vector{name, k.String(), hex.EncodeToString([]byte(ballot)), base64.StdEncoding.EncodeToString(signed), holds})
	}
	add("a ballot", p.key, p.sign(t, ballot), true)
	add("over other bytes", p.key, p.sign(t, ballot+" "), false)
	good, err := assertion.Decode(p.sign(t, ballot))
	if err != nil {
		t.Fatal(err)
	}
	bare := bytes.Replace(good.ClientData, []byte(`,"crossOrigin":false`), nil, 1)
	add("a browser that says nothing of other sites", p.key, p.raw(t, good.AuthenticatorData, bare), true)
	framed := bytes.Replace(good.ClientData, []byte("false"), []byte("true"), 1)
	add("in another site's page", p.key, p.raw(t, good.AuthenticatorData, framed), false)
	p.Flags = authenticator.Present
	add("the person not verified", p.key, p.sign(t, ballot), false)
	lenient := p.key
	lenient.VerifiesPerson = false
	add("the person not verified, and not asked for", lenient, p.sign(t, ballot), true)
	p.Flags |= authenticator.Verified
	p.Origin = "https://evil" + site
	add("a site whose name ends alike", p.key, p.sign(t, ballot), false)
	cut := good.Encode()
	add("cut off", p.key, cut[:len(cut)-1], false)
	other, err := p.Make(site, nil)
	if err != nil {
		t.Fatal(err)
	}
	p.held = other
	p.Origin = "https://" + site
	add("another passkey of the site", p.key, p.sign(t, ballot), false)
	local := assertion.Key{Name: "jade-desk", RelyingParty: "localhost", Point: other.Point()}
	other.RelyingParty, p.Origin = "localhost", "http://localhost:8080"
	add("on this machine", local, p.sign(t, ballot), true)
	return out
}

func TestPublishedVectorsAreWhatThisCodeMakesAndAnswers(t *testing.T) {
	list := vectors(t)
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
		k, err := assertion.ParseKey(v.Key)
		if err != nil {
			t.Fatal(err)
		}
		message, _ := hex.DecodeString(v.Message)
		signed, _ := base64.StdEncoding.DecodeString(v.Assertion)
		if err := k.Verify(message, signed); (err == nil) != v.Holds {
			t.Errorf("%s: %v, want %t", v.Name, err, v.Holds)
		}
	}
}
