// SPDX-License-Identifier: Apache-2.0

package coalition_test

import (
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"truce/internal/browser"
)

// TestEveryPageIsReadableByEverybody looks at every page of the realm. TRUCE_LOOK names a folder for the pictures:
//
//	TRUCE_BROWSER=1 TRUCE_LOOK=pictures go test -run TestEveryPageIsReadableByEverybody ./internal/api/coalition
func TestEveryPageIsReadableByEverybody(t *testing.T) {
	b := browser.Start(t)
	axe, err := os.ReadFile("../web/testdata/axe.min.js")
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(open(t, "paris-2026").server)
	t.Cleanup(s.Close)
	t.Cleanup(s.CloseClientConnections)
	paths := append(addresses(), "/", "/help", "/record", "/force", "/force/land")
	for _, r := range []browser.Reader{browser.Desk(), browser.Desk().InTheDark(), browser.Phone(), browser.Phone().InTheDark()} {
		tab := b.Open(t, r, s.URL)
		tab.Visit("/")
		if !browser.Eval[bool](tab, `fetch("/demo/role", {method: "POST", body: new URLSearchParams({role: "France", back: "/"})}).then((a) => a.ok)`) {
			t.Fatal("no session for France")
		}
		for _, path := range paths {
			tab.Visit(path)
			tab.Until(`document.fonts.status === "loaded" && document.documentElement.dataset.script === "on"`)
			name := strings.NewReplacer("/", "_", "?", "_", "%", "", "&", "_", "=", "_").Replace(path) + "-" + r.Name()
			if folder := os.Getenv("TRUCE_LOOK"); folder != "" {
				if err := os.WriteFile(filepath.Join(folder, name+".png"), tab.Whole(), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if wide := browser.Eval[int](tab, "document.documentElement.scrollWidth"); int64(wide) > r.Width {
				t.Errorf("%s: the page is %d pixels wide, want at most %d", name, wide, r.Width)
			}
			for _, v := range tab.Axe(string(axe)) {
				t.Errorf("%s: %s", name, v)
			}
		}
		for _, fault := range tab.Faults() {
			t.Errorf("%s: %s", r.Name(), fault)
		}
	}
}
