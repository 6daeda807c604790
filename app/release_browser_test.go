// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"context"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"truce/internal/publish/release/proof"
)

// browser is a real browser, or the test is skipped and says why.
func browser(t testing.TB) context.Context {
	t.Helper()
	if os.Getenv("TRUCE_BROWSER") != "1" {
		t.Skip("no browser is run: set TRUCE_BROWSER=1 where chromium is installed")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.DisableGPU, chromedp.Flag("disable-background-networking", true))
	all, stop := chromedp.NewExecAllocator(t.Context(), options...)
	ctx, end := chromedp.NewContext(all)
	t.Cleanup(func() { end(); stop() })
	return ctx
}

// TestThePageOfAReleaseChecksItFromTheDisk opens the release from file:// in a browser, gives the page its folder and the reader's
// policy, and reads what it answers, of the release as it was written and of one that somebody changed.
func TestThePageOfAReleaseChecksItFromTheDisk(t *testing.T) {
	ctx := browser(t)
	r := newReleased(t)
	whole := r.folder()
	changed := maps.Clone(whole)
	changed["counts.csv"] = append([]byte("x"), changed["counts.csv"]...)
	policy := filepath.Join(t.TempDir(), "my.policy")
	if err := os.WriteFile(policy, r.policy(), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, each := range []struct {
		name, policy string
		folder       proof.Folder
		title, says  string
	}{
		{"the release with a policy", policy, whole, "Yes: everything that was asked holds", "EXERCISE: everything in this release is invented."},
		{"the release without a policy", "", whole, "Could not tell", "no policy says whom to trust"},
		{"a release that somebody changed", policy, changed, "No: something does not hold", "counts.csv was changed"},
	} {
		folder := filepath.Join(t.TempDir(), "public-release")
		writeAll(t, folder, each.folder)
		index, err := read(ctx, "body", chromedp.Navigate("file://"+filepath.Join(folder, "index.html")))
		if err != nil {
			t.Fatalf("%s: %v", each.name, err)
		}
		steps := []chromedp.Action[chromedp.Void]{
			chromedp.Click(chromedp.CSS(`a[href="verify.html"]`)),
			chromedp.WaitVisible(chromedp.CSS("#folder")),
			chromedp.SetUploadFiles(chromedp.CSS("#folder"), []string{folder}),
		}
		if each.policy != "" {
			steps = append(steps, chromedp.SetUploadFiles(chromedp.CSS("#policy"), []string{each.policy}))
		}
		steps = append(steps, chromedp.Click(chromedp.CSS("button")), chromedp.WaitVisible(chromedp.CSS("#result")))
		title, err := read(ctx, "#result-title", steps...)
		if err != nil {
			t.Fatalf("%s: %v", each.name, err)
		}
		all, err := read(ctx, "#result")
		if err != nil {
			t.Fatalf("%s: %v", each.name, err)
		}
		if title != each.title || !strings.Contains(all, each.says) {
			t.Errorf("%s: %q\n%s", each.name, title, all)
		}
		if !strings.Contains(index, "EXERCISE") {
			t.Errorf("the first page does not say that it is an exercise")
		}
	}
	asked, err := chromedp.Run(ctx, chromedp.Evaluate[int](`performance.getEntriesByType("resource").length`))
	if err != nil || asked > 0 {
		t.Errorf("the page asked for %d things, %v", asked, err)
	}
}

// TestNoPageOfAReleaseIsWiderThanAScreen opens each page at the width of a telephone and of a desk.
func TestNoPageOfAReleaseIsWiderThanAScreen(t *testing.T) {
	ctx := browser(t)
	folder := filepath.Join(t.TempDir(), "public-release")
	writeAll(t, folder, newReleased(t).folder())
	for _, width := range []int64{390, 1440} {
		for _, name := range []string{"index.html", "day/2026-02-03.html", "corrections.html", "verify.html"} {
			err := chromedp.Do(ctx, chromedp.EmulateViewport(width, 900), chromedp.Navigate("file://"+filepath.Join(folder, name)))
			if err != nil {
				t.Fatal(err)
			}
			wide, err := chromedp.Run(ctx, chromedp.Evaluate[int64]("document.documentElement.scrollWidth"))
			if err != nil || wide > width {
				t.Errorf("%s at %d: %d wide, %v", name, width, wide, err)
			}
		}
	}
}

// read runs steps and returns the text of what they lead to.
func read(ctx context.Context, selector string, steps ...chromedp.Action[chromedp.Void]) (string, error) {
	if err := chromedp.Do(ctx, steps...); err != nil {
		return "", err
	}
	return chromedp.Run(ctx, chromedp.Text(chromedp.CSS(selector)))
}
