// SPDX-License-Identifier: Apache-2.0

package serve_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"truce/internal/browser"
)

// outside counts what of a selector a reader does not see whole unless they scroll a list sideways.
const outside = `[...document.querySelectorAll("SELECTOR")].filter((e) => {
	const at = e.getBoundingClientRect(), list = e.closest(".scroll").getBoundingClientRect();
	return at.width > 0 && (at.right > list.right + 1 || at.left < list.left - 1);
}).length`

func TestBrowserStatusesAndWhatCanBeDoneWithARowAreInSight(t *testing.T) {
	s := play(t)
	for _, r := range []browser.Reader{browser.Desk(), browser.Phone()} {
		p := s.seat(t, r, s.mission, "duty officer")
		for at, selector := range map[string]string{"/incidents": "main .scroll .status", "/cases": "main .scroll .status", "/queue": "main .scroll .do button"} {
			p.Visit(at)
			p.settles()
			if folder := os.Getenv("TRUCE_LOOK"); folder != "" {
				if err := os.WriteFile(filepath.Join(folder, "sight-"+strings.Trim(at, "/")+"-"+r.Name()+".png"), p.Picture(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			all := strings.ReplaceAll(`document.querySelectorAll("SELECTOR").length`, "SELECTOR", selector)
			if n := browser.Eval[int64](p.Tab, all); n == 0 {
				t.Errorf("%s, %s: nothing to look at", at, r.Name())
			}
			if n := browser.Eval[int64](p.Tab, strings.ReplaceAll(outside, "SELECTOR", selector)); n > 0 {
				t.Errorf("%s, %s: %d out of sight", at, r.Name(), n)
			}
		}
	}
}
