// SPDX-License-Identifier: Apache-2.0

package assertion_test

import (
	"bytes"
	"encoding/asn1"
	"encoding/base64"
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"truce/internal/people/authenticator"
	"truce/keyring/assertion"
)

const site = "mission.example"

// passkey is a passkey at the site, with its key as it is enrolled.
type passkey struct {
	*authenticator.Authenticator
	held *authenticator.Passkey
	key  assertion.Key
}

func newPasskey(t testing.TB) passkey {
	t.Helper()
	a := authenticator.New("seed", "https://room."+site)
	p, err := a.Make(site, nil)
	if err != nil {
		t.Fatal(err)
	}
	return passkey{a, p, assertion.Key{Name: "jade", RelyingParty: site, VerifiesPerson: true, Point: p.Point()}}
}

// raw is an assertion over any data, as a browser hands it over.
func (p passkey) raw(t testing.TB, data, client []byte) []byte {
	t.Helper()
	der, err := p.held.SignRaw(data, client)
	if err != nil {
		t.Fatal(err)
	}
	a, err := assertion.New(data, client, der)
	if err != nil {
		t.Fatal(err)
	}
	return a.Encode()
}

func (p passkey) sign(t testing.TB, message string) []byte {
	t.Helper()
	challenge := assertion.Challenge([]byte(message))
	data, client, der, err := p.Sign(p.held, challenge[:])
	if err != nil {
		t.Fatal(err)
	}
	a, err := assertion.New(data, client, der)
	if err != nil {
		t.Fatal(err)
	}
	return a.Encode()
}

const ballot = "truce/ballot/1\nyes\nguarantor-jade\n{}"

// Of every change to an honest signature that a server, a thief or another site can make none is taken, and each is refused for
// its own reason.
func TestWhatIsNotSignedAsItShouldBeIsRefused(t *testing.T) {
	p := newPasskey(t)
	good, err := assertion.Decode(p.sign(t, ballot))
	if err != nil {
		t.Fatal(err)
	}
	data := func(change func(d []byte) []byte) []byte { return change(bytes.Clone(good.AuthenticatorData)) }
	client := func(old, new string) []byte {
		out := strings.Replace(string(good.ClientData), old, new, 1)
		if out == string(good.ClientData) {
			t.Fatalf("%q is not in %s", old, good.ClientData)
		}
		return []byte(out)
	}
	flags := func(f byte) []byte { return data(func(d []byte) []byte { d[32] = f; return d }) }
	for _, c := range []struct {
		name         string
		data, client []byte
		want         string
	}{
		{"nobody was present", flags(authenticator.Verified), nil, "present"},
		{"the person was not verified", flags(authenticator.Present), nil, "did not verify the person"},
		{"the answer of a passkey that was made", flags(0x45), nil, "made, not of one that signed"},
		{"extensions that are not there", flags(0x85), nil, "extensions"},
		{"extensions that are not named", data(func(d []byte) []byte { return append(d, 0xa0) }), nil, "extensions"},
		{"another site's passkey", data(func(d []byte) []byte { d[0] ^= 1; return d }), nil, "another site"},
		{"a passkey that was made", nil, client("webauthn.get", "webauthn.create"), "does not begin"},
		{"a payment", nil, client("webauthn.get", "payment.get"), "does not begin"},
		{"members in another order", nil, client(`"type":"webauthn.get",`, ""), "does not begin"},
		{"a site whose name ends alike", nil, client("room."+site, "evil"+site), "is not of the site"},
		{"a site whose name begins alike", nil, client("room."+site, site+".evil.example"), "is not of the site"},
		{"a page without TLS", nil, client("https:", "http:"), "is not of the site"},
		{"a name before the host", nil, client("room.", "room@"), "is not of the site"},
		{"a port that is no number", nil, client(site, site+":44e"), "is not of the site"},
		{"a port that is missing", nil, client(site, site+":"), "is not of the site"},
		{"a path behind the host", nil, client(site, site+"/x"), "is not of the site"},
		{"a quote in the origin", nil, client(site, site+`\"`), "is not of the site"},
		{"an app", nil, client("https://room."+site, "android:apk-key-hash:AAAA"), "is not of the site"},
		{"a page inside another", nil, client(`"crossOrigin":false`, `"crossOrigin":true`), "inside another"},
		{"a page inside a named one", nil, client(`false}`, `false,"topOrigin":"https://evil.example"}`), "inside another"},
		{"a word that only begins so", nil, client(`false}`, `falsely}`), "does not end"},
		{"a tail", nil, client(`false}`, `false}{}`), "does not end"},
		{"a cut tail", nil, client(`false}`, `false`), "does not end"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.data == nil {
				c.data = good.AuthenticatorData
			}
			if c.client == nil {
				c.client = good.ClientData
			}
			err := p.key.Verify([]byte(ballot), p.raw(t, c.data, c.client))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v, want %q", err, c.want)
			}
		})
	}
}

func TestASignatureIsOfOneMessageAndOneKey(t *testing.T) {
	p := newPasskey(t)
	signed := p.sign(t, ballot)
	if err := p.key.Verify([]byte(ballot), signed); err != nil {
		t.Fatal(err)
	}
	if err := p.key.Verify([]byte(strings.Replace(ballot, "yes", "no", 1)), signed); err == nil || !strings.Contains(err.Error(), "other bytes") {
		t.Errorf("of other bytes: %v", err)
	}
	other, err := p.Make(site, nil)
	if err != nil {
		t.Fatal(err)
	}
	stranger := p.key
	stranger.Point = other.Point()
	if err := stranger.Verify([]byte(ballot), signed); err == nil || !strings.Contains(err.Error(), "does not verify") {
		t.Errorf("by another key: %v", err)
	}
}

// What honest browsers write beyond what they must is taken: extra members, no crossOrigin, a port, the site's own host.
func TestWhatHonestBrowsersWriteIsTaken(t *testing.T) {
	p := newPasskey(t)
	good, _ := assertion.Decode(p.sign(t, ballot))
	for _, c := range []struct{ name, old, new string }{
		{"nothing else", ",", ","},
		{"no word on other sites", `,"crossOrigin":false`, ""},
		{"more members", `false}`, `false,"other_keys_can_be_added_here":"do not compare"}`},
		{"more members and no word", `,"crossOrigin":false`, `,"androidPackageName":"org.example"`},
		{"a port", "room." + site, site + ":8443"},
		{"the site itself", "room." + site, site},
	} {
		client := []byte(strings.Replace(string(good.ClientData), c.old, c.new, 1))
		if err := p.key.Verify([]byte(ballot), p.raw(t, good.AuthenticatorData, client)); err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	local := p.key
	local.RelyingParty = "localhost"
	p.Origin = "http://localhost:8080"
	p.held.RelyingParty = "localhost"
	if err := local.Verify([]byte(ballot), p.sign(t, ballot)); err != nil {
		t.Errorf("on this machine: %v", err)
	}
	p.Flags = authenticator.Present
	local.VerifiesPerson = false
	if err := local.Verify([]byte(ballot), p.sign(t, ballot)); err != nil {
		t.Errorf("by a key that does not ask who it is: %v", err)
	}
	if err := local.Verify([]byte(ballot), p.raw(t, append(good.AuthenticatorData[:0:0], append(mustData(t, p, 0x81), 0xa0)...), mustClient(t, p))); err != nil {
		t.Errorf("with extensions: %v", err)
	}
}

func mustData(t *testing.T, p passkey, flags byte) []byte {
	t.Helper()
	a, err := assertion.Decode(p.sign(t, ballot))
	if err != nil {
		t.Fatal(err)
	}
	a.AuthenticatorData[32] = flags
	return a.AuthenticatorData
}

func mustClient(t *testing.T, p passkey) []byte {
	t.Helper()
	a, err := assertion.Decode(p.sign(t, ballot))
	if err != nil {
		t.Fatal(err)
	}
	return a.ClientData
}

// The higher s verifies by the mathematics as well; it is another spelling of the same signature, and none here.
func TestOneSignatureHasOneSpelling(t *testing.T) {
	p := newPasskey(t)
	signed := p.sign(t, ballot)
	a, _ := assertion.Decode(signed)
	n, _ := new(big.Int).SetString("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16)
	r, s := new(big.Int).SetBytes(a.Signature[:32]), new(big.Int).SetBytes(a.Signature[32:])
	high := new(big.Int).Sub(n, s)
	twisted := a
	high.FillBytes(twisted.Signature[32:])
	if _, err := assertion.Decode(twisted.Encode()); err == nil || !strings.Contains(err.Error(), "lower") {
		t.Errorf("the higher s: %v", err)
	}
	der, err := asn1.Marshal(struct{ R, S *big.Int }{r, high})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := assertion.New(a.AuthenticatorData, a.ClientData, der); err != nil || !bytes.Equal(got.Encode(), signed) {
		t.Errorf("an authenticator's higher s comes to %x, %v", got, err)
	}
	for name, der := range map[string][]byte{
		"an empty one": {}, "a tail": append(der, 0), "zero": {0x30, 6, 2, 1, 0, 2, 1, 1}, "a negative": {0x30, 6, 2, 1, 0xff, 2, 1, 1},
		"a long one": make([]byte, 81), "the order": must(asn1.Marshal(struct{ R, S *big.Int }{n, s})),
	} {
		if _, err := assertion.New(a.AuthenticatorData, a.ClientData, der); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
}

func must(data []byte, err error) []byte {
	if err != nil {
		panic("assertion_test: " + err.Error())
	}
	return data
}

// TestNoByteCanBeChanged changes, drops or adds one byte of an honest signature.
func TestNoByteCanBeChanged(t *testing.T) {
	p := newPasskey(t)
	signed := p.sign(t, ballot)
	rapid.Check(t, func(rt *rapid.T) {
		changed := bytes.Clone(signed)
		i := rapid.IntRange(0, len(signed)-1).Draw(rt, "at")
		switch rapid.IntRange(0, 2).Draw(rt, "how") {
		case 0:
			changed[i] ^= rapid.ByteRange(1, 255).Draw(rt, "by")
		case 1:
			changed = changed[:i]
		case 2:
			changed = append(changed, signed[:rapid.IntRange(1, 9).Draw(rt, "more")]...)
		}
		if p.key.Verify([]byte(ballot), changed) == nil {
			rt.Errorf("taken: %x", changed)
		}
	})
}

func TestSizesAreBoundedBeforeAnythingIsRead(t *testing.T) {
	p := newPasskey(t)
	if _, err := assertion.Decode(make([]byte, assertion.MaxSize+1)); err == nil || !strings.Contains(err.Error(), "at most") {
		t.Error(err)
	}
	der, _ := p.held.SignRaw(nil, nil)
	for _, sizes := range [][2]int{{36, 100}, {129, 100}, {37, 0}, {37, 1025}} {
		if _, err := assertion.New(make([]byte, sizes[0]), make([]byte, sizes[1]), der); err == nil {
			t.Errorf("%v is taken", sizes)
		}
	}
	if a, err := assertion.New(make([]byte, 128), make([]byte, 1024), der); err != nil || len(a.Encode()) != assertion.MaxSize {
		t.Errorf("the longest: %v", err)
	}
}

func TestAKeyHasOneSpelling(t *testing.T) {
	k := newPasskey(t).key
	text := k.String()
	if got, err := assertion.ParseKey(text); err != nil || got != k || !assertion.IsKey(text) {
		t.Fatalf("%+v, %v", got, err)
	}
	change := func(f func(*assertion.Key)) string { o := k; f(&o); return o.String() }
	for name, text := range map[string]string{
		"another hash":            strings.Replace(text, "+", "+0", 1),
		"a tail":                  text + "A",
		"a line feed":             text[:len(text)-4] + "\n" + text[len(text)-4:],
		"a point off the curve":   change(func(k *assertion.Key) { k.Point[64] ^= 1 }),
		"a compressed point":      change(func(k *assertion.Key) { k.Point[0] = 2 }),
		"no point":                change(func(k *assertion.Key) { k.Point = [65]byte{} }),
		"no name":                 change(func(k *assertion.Key) { k.Name = "" }),
		"a name with a plus sign": change(func(k *assertion.Key) { k.Name = "a+b" }),
		"no relying party":        change(func(k *assertion.Key) { k.RelyingParty = "" }),
		"capitals":                change(func(k *assertion.Key) { k.RelyingParty = "Mission.example" }),
		"an address":              change(func(k *assertion.Key) { k.RelyingParty = "127.0.0.1" }),
		"an empty label":          change(func(k *assertion.Key) { k.RelyingParty = "mission..example" }),
		"a hyphen at the end":     change(func(k *assertion.Key) { k.RelyingParty = "mission-.example" }),
		"a long name":             change(func(k *assertion.Key) { k.RelyingParty = strings.Repeat("a.", 127) }),
		"an Ed25519 key":          "jade+00000000+" + base64.StdEncoding.EncodeToString(make([]byte, 33)),
	} {
		if k, err := assertion.ParseKey(text); err == nil {
			t.Errorf("%s is taken: %+v", name, k)
		}
	}
}

// go test ./keyring/assertion -run '^$' -fuzz FuzzDecode -fuzztime 30s
func FuzzDecode(f *testing.F) {
	p := newPasskey(f)
	f.Add(p.sign(f, ballot))
	f.Add([]byte{1, 37})
	f.Fuzz(func(t *testing.T, data []byte) {
		a, err := assertion.Decode(data)
		if err != nil {
			return
		}
		if !bytes.Equal(a.Encode(), data) {
			t.Errorf("%x has another spelling: %x", data, a.Encode())
		}
		if p.key.Verify([]byte("another message"), data) == nil {
			t.Errorf("it verifies over what nobody signed: %x", data)
		}
	})
}

// go test ./keyring/assertion -run '^$' -fuzz FuzzParseKey -fuzztime 30s
func FuzzParseKey(f *testing.F) {
	f.Add(newPasskey(f).key.String())
	f.Add("a+0+/3RydWNl")
	f.Fuzz(func(t *testing.T, text string) {
		k, err := assertion.ParseKey(text)
		if err == nil && (k.String() != text || !assertion.IsKey(text)) {
			t.Errorf("%q has another spelling: %q", text, k.String())
		}
	})
}
