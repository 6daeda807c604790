// SPDX-License-Identifier: Apache-2.0

package web_test

import (
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"truce/internal/api/web"
)

func assets(t *testing.T) *web.Assets {
	t.Helper()
	a, err := web.New()
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// vendored is assets/vendor/vendor.json.
type vendored struct {
	Vendored []struct {
		Name, Version, Licence, Package, Why string
		Files                                []struct{ File, SHA256, From string }
	}
}

func readVendored(t *testing.T) vendored {
	t.Helper()
	data, err := os.ReadFile("assets/vendor/vendor.json")
	if err != nil {
		t.Fatal(err)
	}
	var v vendored
	if err := json.Unmarshal(data, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

func TestEveryVendoredFileIsTheOneInTheTable(t *testing.T) {
	listed := map[string]bool{"vendor.json": true}
	for _, v := range readVendored(t).Vendored {
		if v.Name == "" || v.Version == "" || v.Licence == "" || v.Package == "" || v.Why == "" {
			t.Errorf("%+v: want name, version, licence, package and why", v)
		}
		for _, f := range v.Files {
			listed[f.File] = true
			data, err := os.ReadFile(filepath.Join("assets/vendor", f.File))
			if err != nil {
				t.Error(err)
				continue
			}
			sum := sha256.Sum256(data)
			if got := hex.EncodeToString(sum[:]); got != f.SHA256 {
				t.Errorf("%s: digest %s, want %s", f.File, got, f.SHA256)
			}
			if f.From == "" {
				t.Errorf("%s: want which file of its package it is", f.File)
			}
		}
	}
	found, err := os.ReadDir("assets/vendor")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range found {
		if !listed[f.Name()] {
			t.Errorf("%s stands in no row of vendor.json", f.Name())
		}
	}
}

func TestAnAssetIsServedForEverUnderTheDigestOfAll(t *testing.T) {
	a := assets(t)
	got := get(a, a.Address("truce.css"), "")
	if got.Code != http.StatusOK || got.Header().Get("Content-Type") != "text/css; charset=utf-8" {
		t.Fatalf("%d %s", got.Code, got.Header().Get("Content-Type"))
	}
	if c := got.Header().Get("Cache-Control"); !strings.Contains(c, "immutable") {
		t.Errorf("Cache-Control %q, want immutable", c)
	}
	want, err := os.ReadFile("assets/truce.css")
	if err != nil {
		t.Fatal(err)
	}
	if got.Body.String() != string(want) {
		t.Error("what is served is not what is committed")
	}
}

func TestAnAssetIsPackedForWhoAcceptsIt(t *testing.T) {
	a := assets(t)
	tests := []struct {
		name, file, accept string
		packed             bool
	}{
		{"a browser", "truce.css", "gzip, deflate, br", true},
		{"with a weight", "truce.css", "br;q=1.0, gzip;q=0.8", true},
		{"refused by weight", "truce.css", "gzip;q=0", false},
		{"nothing said", "truce.css", "", false},
		{"a font is packed already", "vendor/noto-sans-latin.woff2", "gzip", false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			plain, got := get(a, a.Address(test.file), "").Body.String(), get(a, a.Address(test.file), test.accept)
			if packed := got.Header().Get("Content-Encoding") == "gzip"; packed != test.packed {
				t.Fatalf("packed %v, want %v", packed, test.packed)
			}
			body := io.Reader(got.Body)
			if test.packed {
				r, err := gzip.NewReader(got.Body)
				if err != nil {
					t.Fatal(err)
				}
				body = r
			}
			text, err := io.ReadAll(body)
			if err != nil || string(text) != plain {
				t.Errorf("%d bytes, %v, want the %d of the file", len(text), err, len(plain))
			}
		})
	}
}

func TestWhatIsNoAssetIsNotFound(t *testing.T) {
	a := assets(t)
	for _, address := range []string{
		"/assets/", "/assets/truce.css", "/assets/0000000000000000/truce.css", a.Address("truce.css") + "x",
		strings.TrimSuffix(a.Address("truce.css"), "truce.css"), strings.Replace(a.Address("truce.css"), "truce.css", "../web.go", 1),
	} {
		if got := get(a, address, ""); got.Code != http.StatusNotFound {
			t.Errorf("%s: %d, want 404", address, got.Code)
		}
	}
	r := httptest.NewRequest(http.MethodPost, a.Address("truce.css"), nil)
	w := httptest.NewRecorder()
	if a.ServeHTTP(w, r); w.Code != http.StatusMethodNotAllowed {
		t.Errorf("POST: %d, want 405", w.Code)
	}
}

// elsewhere is an address that a browser would fetch from another host.
var elsewhere = regexp.MustCompile(`(?i)(?:import|from|fetch\(|url\(|src=|href=)\s*["'(]?\s*(?:https?:)?//[a-z0-9]`)

func TestOurAssetsNameNoOtherHost(t *testing.T) {
	for _, pattern := range []string{"assets/*.js", "assets/*.css"} {
		names, err := filepath.Glob(pattern)
		if err != nil || len(names) == 0 {
			t.Fatalf("%s: %v, %v", pattern, names, err)
		}
		for _, name := range names {
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if m := elsewhere.Find(data); m != nil {
				t.Errorf("%s fetches from elsewhere: %s", name, m)
			}
			if !strings.HasPrefix(string(data), "// SPDX-License-Identifier: Apache-2.0\n") &&
				!strings.HasPrefix(string(data), "/* SPDX-License-Identifier: Apache-2.0 */\n") {
				t.Errorf("%s: want its licence in the first line", name)
			}
		}
	}
	if !elsewhere.MatchString(`@import url("https://fonts.example.org/x.css")`) {
		t.Error("the pattern finds nothing")
	}
}

func get(h http.Handler, address, accept string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, address, nil)
	if accept != "" {
		r.Header.Set("Accept-Encoding", accept)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}
