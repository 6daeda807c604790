// SPDX-License-Identifier: Apache-2.0

package passkey_test

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"
)

// patience is how long one step may take on a machine that does other things too.
const patience = 60 * time.Second

// tab is a page in a real browser with an authenticator that the browser plays.
type tab struct {
	*room
	ctx           context.Context
	authenticator webauthn.AuthenticatorID
}

// newTab opens chromium, or skips the test and says why.
func newTab(t *testing.T, r *room) tab {
	t.Helper()
	if os.Getenv("TRUCE_BROWSER") != "1" {
		t.Skip("a browser is opened only where TRUCE_BROWSER=1")
	}
	path, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("there is no chromium here (on Debian: apt-get install chromium)")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("no-proxy-server", true), chromedp.Flag("disable-component-update", true))
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil { // the tab lives as long as the context of its first action
		t.Fatal(err)
	}
	b := tab{room: r, ctx: ctx}
	step(b, command(webauthn.Enable, webauthn.EnableParams{}))
	b.authenticator = step(b, command(webauthn.AddVirtualAuthenticator, webauthn.AddVirtualAuthenticatorParams{
		Options: &webauthn.VirtualAuthenticatorOptions{
			Protocol: webauthn.AuthenticatorProtocolCtap2, Transport: webauthn.AuthenticatorTransportInternal, HasResidentKey: true,
			HasUserVerification: true, IsUserVerified: true, AutomaticPresenceSimulation: true,
		},
	})).AuthenticatorID
	return b
}

func command[P, R any](c cdp.Command[P, R], params P) chromedp.Action[R] {
	return func(ctx context.Context, t *chromedp.Target) (R, error) { return cdp.Call(ctx, t, c, params) }
}

func step[T any](b tab, a chromedp.Action[T]) T {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	out, err := chromedp.Run(ctx, a)
	if err != nil {
		b.t.Fatal(err)
	}
	return out
}

func eval[T any](b tab, expression string) (out T) {
	b.t.Helper()
	raw := step(b, chromedp.Evaluate[json.RawMessage](expression, chromedp.EvalAwaitPromise, chromedp.EvalAsValue))
	if err := json.Unmarshal(raw, &out); err != nil {
		b.t.Fatalf("%s: %s: %v", expression, raw, err)
	}
	return out
}

// until waits until an expression holds, and says what the page is if it never does.
func (b tab) until(expression string) {
	b.t.Helper()
	if !eval[bool](b, `new Promise((done) => { const end = performance.now() + 30000;
		const look = () => { let yes = false; try { yes = !!(`+expression+`); } catch {}
			if (yes || performance.now() > end) done(yes); else setTimeout(look, 20); }; look(); })`) {
		b.t.Fatalf("it never came to hold: %s; the page: %s", expression, eval[string](b, "document.body.innerText"))
	}
}

func (b tab) visit(path string) {
	b.t.Helper()
	step(b, chromedp.Navigate(b.home+path))
}

// does opens a page, presses the button when the script has made it live, and returns the title of the page after it.
func (b tab) does(path string) string {
	b.t.Helper()
	b.visit(path)
	title := eval[string](b, "document.title")
	if strings.HasPrefix(title, "refused") {
		return title
	}
	b.until("!document.querySelector('button').disabled && !document.querySelector('[data-passkey-without]:not([hidden])') && document.documentElement.dataset.script")
	step(b, chromedp.Click("button"))
	return b.after(title)
}

func (b tab) after(title string) string {
	b.t.Helper()
	for range 600 {
		var now string
		raw, err := chromedp.Run(b.ctx, chromedp.Evaluate[json.RawMessage](
			`new Promise((done) => setTimeout(() => done(document.title + "\n" + (document.querySelector("[data-passkey-says]")?.textContent ?? "")), 50))`,
			chromedp.EvalAwaitPromise, chromedp.EvalAsValue))
		if err != nil { // the page changed under it
			continue
		}
		if err := json.Unmarshal(raw, &now); err != nil {
			b.t.Fatal(err)
		}
		now, says, _ := strings.Cut(now, "\n")
		if now != "" && now != title { // without a title it is still loading
			return now
		}
		if says != "" {
			return "the page says: " + says
		}
	}
	b.t.Fatalf("the page %q stays", title)
	return ""
}

func (b tab) verified(yes bool) {
	b.t.Helper()
	step(b, command(webauthn.SetUserVerified, webauthn.SetUserVerifiedParams{AuthenticatorID: b.authenticator, IsUserVerified: yes}))
}

// go test with TRUCE_BROWSER=1 runs the ceremonies of passkey.js in Chromium, under the policy that every page has.
func TestAMemberMakesAPasskeyComesInAndSignsInARealBrowser(t *testing.T) {
	r := newRoom(t)
	b := newTab(t, r)
	code := r.invite("jade", "commissioner", "guarantor-jade")
	equal(t, b.does("/welcome?code="+code), "made jade")
	refuses(t, b.does("/welcome?code="+code), "opens nothing")
	equal(t, b.does("/enter"), "in: jade")
	equal(t, b.does("/sign"), "signed by jade")
	r.holds("jade")
	equal(t, b.does("/sign"), "signed by jade")
	r.holds("jade")
	if c := r.signed[1].Used.Counter; c <= r.signed[0].Used.Counter {
		t.Errorf("the browser's authenticator counts %d after %d", c, r.signed[0].Used.Counter)
	}
	equal(t, b.does("/parts"), "signed by jade")
	r.holds("jade")
	equal(t, b.does("/more"), "the page says: Your passkey did not answer. Nothing was sent; you can try again.") // it has one already
}

func TestAPageThatShowsOtherBytesThanItSignsIsNotSigned(t *testing.T) {
	r := newRoom(t)
	b := newTab(t, r)
	equal(t, b.does("/welcome?code="+r.invite("jade", "commissioner", "guarantor-jade")), "made jade")
	equal(t, b.does("/enter"), "in: jade")
	r.mu.Lock()
	r.shown = strings.Replace(ballot, "yes", "no", 1)
	r.mu.Unlock()
	if got := b.does("/sign"); !strings.Contains(got, "is not what it asks you to sign") || len(r.signed) != 0 {
		t.Errorf("%q, %d signed", got, len(r.signed))
	}
	if got := b.does("/parts"); !strings.Contains(got, "is not what it asks you to sign") || len(r.signed) != 0 {
		t.Errorf("%q, %d signed", got, len(r.signed))
	}
}

func TestAPersonWhoIsNotVerifiedSignsNothing(t *testing.T) {
	r := newRoom(t)
	b := newTab(t, r)
	equal(t, b.does("/welcome?code="+r.invite("jade", "commissioner", "guarantor-jade")), "made jade")
	equal(t, b.does("/enter"), "in: jade")
	b.verified(false)
	if got := b.does("/sign"); !strings.Contains(got, "did not answer") || len(r.signed) != 0 {
		t.Errorf("%q, %d signed", got, len(r.signed))
	}
	b.verified(true)
	equal(t, b.does("/sign"), "signed by jade")

	// An authenticator that lies about it is found out by the server.
	step(b, command(webauthn.SetResponseOverrideBits, webauthn.SetResponseOverrideBitsParams{AuthenticatorID: b.authenticator, IsBadUV: new(true)}))
	refuses(t, b.does("/sign"), "did not verify the person")
	step(b, command(webauthn.SetResponseOverrideBits, webauthn.SetResponseOverrideBitsParams{AuthenticatorID: b.authenticator, IsBogusSignature: new(true)}))
	refuses(t, b.does("/sign"), "does not hold")
}

func TestWithoutScriptThePageSaysHowElseToSign(t *testing.T) {
	r := newRoom(t)
	b := newTab(t, r)
	step(b, command(emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}))
	b.visit("/enter")
	text := eval[string](b, "document.body.innerText")
	if !strings.Contains(text, "truce vote --key") || !eval[bool](b, "document.querySelector('button').disabled") {
		t.Errorf("%s", text)
	}
}
