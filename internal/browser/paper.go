// SPDX-License-Identifier: Apache-2.0

package browser

import (
	"context"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// Upload chooses files or folders of this machine in a field for them, as somebody does in the window that the browser opens for it.
func (t *Tab) Upload(selector string, paths ...string) {
	t.t.Helper()
	t.do(chromedp.SetUploadFiles(chromedp.CSS(selector), paths))
}

// OnPaper calls look while the page is laid out as it is printed.
func (t *Tab) OnPaper(look func()) {
	t.t.Helper()
	t.do(call(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"}))
	look()
	t.do(call(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: ""}))
}

// Printed is the page as the browser prints it into a PDF.
func (t *Tab) Printed() []byte {
	t.t.Helper()
	out, err := run(t, func(ctx context.Context, target *chromedp.Target) (page.PrintToPDFResult, error) {
		return cdp.Call(ctx, target, page.PrintToPDF, page.PrintToPDFParams{})
	})
	if err != nil {
		t.t.Fatalf("print the page: %v", err)
	}
	return out.Data
}

// WithoutScript has the pages that come from now on run no script.
func (t *Tab) WithoutScript() {
	t.t.Helper()
	t.do(call(emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}))
}
