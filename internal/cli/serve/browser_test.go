// SPDX-License-Identifier: Apache-2.0

package serve_test

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"

	"truce/internal/people"
)

// go test with TRUCE_BROWSER=1 opens Chromium with an authenticator that the browser plays.
func TestTheFirstOperatorComesInWithARealBrowser(t *testing.T) {
	if os.Getenv("TRUCE_BROWSER") != "1" {
		t.Skip("a browser is opened only where TRUCE_BROWSER=1")
	}
	path, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("there is no chromium here (on Debian: apt-get install chromium)")
	}
	for realm, h := range halls(t) {
		t.Run(realm, func(t *testing.T) { comesInWithABrowser(t, h, path) })
	}
}

// comesInWithABrowser sets a server up in a browser of its own, and comes in again.
func comesInWithABrowser(t *testing.T, h *hall, path string) {
	t.Helper()
	code, err := h.Accounts.Setup(t.Context(), h.Desk.Doors.Now())
	if err != nil {
		t.Fatal(err)
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.Flag("no-proxy-server", true))
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewExecAllocator(ctx, options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(chromedp.Do(ctx))
	_, err = chromedp.Run(ctx, command(webauthn.Enable, webauthn.EnableParams{}))
	must(err)
	_, err = chromedp.Run(ctx, command(webauthn.AddVirtualAuthenticator, webauthn.AddVirtualAuthenticatorParams{Options: &webauthn.VirtualAuthenticatorOptions{
		Protocol: webauthn.AuthenticatorProtocolCtap2, Transport: webauthn.AuthenticatorTransportInternal, HasResidentKey: true,
		HasUserVerification: true, IsUserVerified: true, AutomaticPresenceSimulation: true,
	}}))
	must(err)
	for _, each := range []struct{ path, form, then string }{
		{people.Welcome(code), "#passkey", "your account is made, and you are in"},
		{"/sign-in", "#enter", "you are in as operator"},
	} {
		_, err = chromedp.Run(ctx, chromedp.Navigate(h.home+each.path))
		must(err)
		pressed, said := false, ""
		for range 400 {
			raw, err := chromedp.Run(ctx, chromedp.Evaluate[json.RawMessage](`new Promise((done) => setTimeout(() => done(document.body.innerText), 50))`, chromedp.EvalAwaitPromise, chromedp.EvalAsValue))
			if err != nil { // the page changed under it
				continue
			}
			must(json.Unmarshal(raw, &said))
			if strings.Contains(strings.ToLower(said), each.then) {
				break
			}
			if !pressed {
				raw, err := chromedp.Run(ctx, chromedp.Evaluate[json.RawMessage](`(() => { const b = document.querySelector("`+each.form+` button"); if (!b || b.disabled) return false; b.click(); return true; })()`, chromedp.EvalAsValue))
				if err == nil {
					must(json.Unmarshal(raw, &pressed))
				}
			}
		}
		if !strings.Contains(strings.ToLower(said), each.then) {
			t.Fatalf("%s: pressed %t; the page says: %s", each.path, pressed, said)
		}
	}
}

func command[P, R any](c cdp.Command[P, R], params P) chromedp.Action[R] {
	return func(ctx context.Context, t *chromedp.Target) (R, error) { return cdp.Call(ctx, t, c, params) }
}
