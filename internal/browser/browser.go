// SPDX-License-Identifier: Apache-2.0

// Package browser opens pages in Debian's chromium for tests, at a width and a scheme of the reader's choice, with script or
// without, and notes what went wrong in them: errors, requests to elsewhere, what the security policy refused.
package browser

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// patience is how long one step may take before the test fails, on a machine that does other things too.
const patience = 60 * time.Second

// settled is how long a page gets to follow a change of the window.
const settled = 800 * time.Millisecond

// Reader is who looks: the width and height of the window in CSS pixels, whether the scheme is dark, and whether
// the browser runs no script.
type Reader struct {
	Width, Height int64
	Dark          bool
	NoScript      bool
}

// Desk and Phone are the two widths at which every page is looked at.
func Desk() Reader { return Reader{Width: 1440, Height: 900} }

// Phone is a narrow window.
func Phone() Reader { return Reader{Width: 390, Height: 844} }

// InTheDark is the same reader with a dark scheme.
func (r Reader) InTheDark() Reader {
	r.Dark = true
	return r
}

// WithoutScript is the same reader in a browser that runs no script.
func (r Reader) WithoutScript() Reader {
	r.NoScript = true
	return r
}

// Name is a short name for files and subtests, such as "1440-dark".
func (r Reader) Name() string {
	name := fmt.Sprintf("%d-light", r.Width)
	if r.Dark {
		name = fmt.Sprintf("%d-dark", r.Width)
	}
	if r.NoScript {
		name += "-no-script"
	}
	return name
}

// Browser is one chromium with a profile of its own, shared by the tabs of a test.
type Browser struct {
	t   testing.TB
	ctx context.Context
}

// Tab is one page in it.
type Tab struct {
	t      testing.TB
	ctx    context.Context
	reader Reader
	home   string
	mu     sync.Mutex
	faults []string
}

// Start opens a browser for the length of a test. It skips the test, with the reason, unless TRUCE_BROWSER is 1 and a
// chromium is there.
func Start(t testing.TB) *Browser {
	t.Helper()
	if os.Getenv("TRUCE_BROWSER") != "1" {
		t.Skip("a browser is opened only where TRUCE_BROWSER=1")
	}
	path, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("there is no chromium here (on Debian: apt-get install chromium)")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.Flag("enable-unsafe-swiftshader", true),
		chromedp.Flag("no-proxy-server", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-domain-reliability", true))
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("start %s: %v", path, err)
	}
	return &Browser{t: t, ctx: ctx}
}

// Open opens a tab with storage of its own, as if on a machine of its own, for a reader. Home is the server's address:
// requests to any other are faults.
func (b *Browser) Open(t testing.TB, r Reader, home string) *Tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(b.ctx, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	tab := &Tab{t: t, ctx: ctx, reader: r, home: home}
	if err := chromedp.Do(ctx); err != nil { // the tab lives as long as the context of its first action
		t.Fatalf("open a tab: %v", err)
	}
	scheme := "light"
	if r.Dark {
		scheme = "dark"
	}
	tab.do(
		chromedp.EmulateViewport(r.Width, r.Height),
		call(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}}),
		call(emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: r.NoScript}),
		call(network.Enable, network.EnableParams{}),
		call(log.Enable, cdp.Empty{}),
	)
	if err := chromedp.Listen(ctx, tab.note); err != nil {
		t.Fatalf("listen to the tab: %v", err)
	}
	return tab
}

// call makes an action of a command whose answer nobody needs.
func call[P, R any](command cdp.Command[P, R], params P) chromedp.Action[chromedp.Void] {
	return func(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
		_, err := cdp.Call(ctx, t, command, params)
		return chromedp.Void{}, err
	}
}

// note keeps what a test would want to know.
func (t *Tab) note(event any) {
	fault := ""
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		fault = "exception: " + e.ExceptionDetails.Text
		if e.ExceptionDetails.Exception != nil {
			fault += " " + e.ExceptionDetails.Exception.Description
		}
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError || e.Type == runtime.ConsoleAPICalledTypeWarning {
			fault = "console:"
			for _, arg := range e.Args {
				fault += " " + string(arg.Value) + arg.Description
			}
		}
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError {
			fault = fmt.Sprintf("log: %s %s", e.Entry.Text, e.Entry.URL)
		}
	case *network.EventRequestWillBeSent:
		u := e.Request.URL
		if !strings.HasPrefix(u, t.home) && !strings.HasPrefix(u, "data:") && !strings.HasPrefix(u, "blob:") {
			fault = "a request went elsewhere: " + u
		}
	}
	if fault != "" {
		t.mu.Lock()
		t.faults = append(t.faults, fault)
		t.mu.Unlock()
	}
}

// Faults returns what went wrong since the last call, and forgets it.
func (t *Tab) Faults() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	out := t.faults
	t.faults = nil
	return out
}

func (t *Tab) do(steps ...chromedp.Action[chromedp.Void]) {
	t.t.Helper()
	ctx, cancel := context.WithTimeout(t.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		t.t.Fatalf("%v; faults: %q", err, t.Faults())
	}
}

func run[T any](t *Tab, a chromedp.Action[T]) (T, error) {
	ctx, cancel := context.WithTimeout(t.ctx, patience)
	defer cancel()
	return chromedp.Run(ctx, a)
}

// Visit goes to an address, relative to home if it begins with a slash, and waits until it is loaded.
func (t *Tab) Visit(address string) {
	t.t.Helper()
	if strings.HasPrefix(address, "/") {
		address = t.home + address
	}
	t.do(chromedp.Navigate(address))
}

// Eval runs an expression of JavaScript in the page, waits for a promise, and reads its value as T.
func Eval[T any](t *Tab, expression string) T {
	t.t.Helper()
	raw, err := run(t, chromedp.Evaluate[json.RawMessage](expression, chromedp.EvalAwaitPromise, chromedp.EvalAsValue))
	if err != nil {
		t.t.Fatalf("evaluate %.120s: %v", expression, err)
	}
	var out T
	if len(raw) == 0 {
		return out
	}
	if err := json.Unmarshal(raw, &out); err != nil {
		t.t.Fatalf("evaluate %.120s: read %.200s: %v", expression, raw, err)
	}
	return out
}

// Until waits until an expression holds, looked at with each frame that the browser draws.
func (t *Tab) Until(expression string) {
	t.t.Helper()
	held := Eval[bool](t, `new Promise((done) => {
		const end = performance.now() + 45000;
		const look = () => { let yes = false; try { yes = !!(`+expression+`); } catch {}
			if (yes || performance.now() > end) done(yes); else setTimeout(look, 20); };
		look(); })`)
	if !held {
		t.t.Fatalf("it never came to hold: %s; faults: %q", expression, t.Faults())
	}
}

// Click presses the first element that matches a CSS selector. What a live list replaces between the look and the press is looked
// for again.
func (t *Tab) Click(selector string) {
	t.t.Helper()
	for tries := 1; ; tries++ {
		_, err := run(t, chromedp.Click(selector))
		if err == nil {
			return
		}
		if tries == 5 || !strings.Contains(err.Error(), "Could not find node") {
			t.t.Fatalf("press %s: %v; faults: %q", selector, err, t.Faults())
		}
	}
}

// Send clicks on what leads to another page, such as the button of a form, and waits until that page is loaded. It works
// without script too.
func (t *Tab) Send(selector string) {
	t.t.Helper()
	t.Leave(func() { t.Click(selector) })
}

// Leave does what leads to another page and waits until that page is loaded.
func (t *Tab) Leave(act func()) {
	t.t.Helper()
	Eval[any](t, "window.left = false; 0")
	act()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		raw, err := run(t, chromedp.Evaluate[json.RawMessage](`window.left === undefined && document.readyState === "complete"`, chromedp.EvalAsValue))
		if err == nil && string(raw) == "true" { // an error is the page that goes
			return
		}
	}
	t.t.Fatalf("no other page came; faults: %q", t.Faults())
}

// Fill gives fields of a form their values, by their names, as somebody does who types.
func (t *Tab) Fill(form string, values map[string]string) {
	t.t.Helper()
	for name, value := range values {
		at, err := json.Marshal([]string{form + ` [name="` + name + `"]`, value})
		if err != nil {
			t.t.Fatal(err)
		}
		missing := Eval[string](t, `(([at, value]) => { const f = document.querySelector(at); if (!f) return at;
			if (f.type === "checkbox") f.checked = value === f.value; else f.value = value;
			if (f.value !== value) return at + " does not take " + value;
			f.dispatchEvent(new Event("input", {bubbles: true})); f.dispatchEvent(new Event("change", {bubbles: true})); return ""; })(`+string(at)+`)`)
		if missing != "" {
			t.t.Fatalf("fill in %s", missing)
		}
	}
}

// Keys that are no letters, for [Tab.Keys].
const (
	Enter      = kb.Enter
	Escape     = kb.Escape
	TabKey     = kb.Tab
	ArrowRight = kb.ArrowRight
	ArrowDown  = kb.ArrowDown
)

// Keys types into whatever has the focus.
func (t *Tab) Keys(keys string) {
	t.t.Helper()
	t.do(chromedp.KeyEvent(keys))
}

// Picture is the window as a PNG.
func (t *Tab) Picture() []byte {
	t.t.Helper()
	out, err := run(t, chromedp.CaptureScreenshot())
	if err != nil {
		t.t.Fatalf("take a picture: %v", err)
	}
	return out
}

// Whole is the whole page as a PNG, however long. The window is as high as the page while it is taken, and what is drawn by
// script gets time to follow.
func (t *Tab) Whole() []byte {
	t.t.Helper()
	high := Eval[int64](t, "document.documentElement.scrollHeight")
	t.do(chromedp.EmulateViewport(t.reader.Width, max(high, t.reader.Height)))
	select { // without script there is nothing to ask
	case <-t.ctx.Done():
	case <-time.After(settled):
	}
	out := t.Picture()
	t.do(chromedp.EmulateViewport(t.reader.Width, t.reader.Height))
	return out
}

// Violation is one rule of axe that a page breaks, and where.
type Violation struct {
	ID, Impact, Help string
	Nodes            []struct {
		HTML           string
		FailureSummary string
	}
}

// String says the rule and its first places.
func (v Violation) String() string {
	out := fmt.Sprintf("%s (%s): %s", v.ID, v.Impact, v.Help)
	for i, n := range v.Nodes {
		if i == 4 {
			out += fmt.Sprintf("\n  and %d more", len(v.Nodes)-i)
			break
		}
		out += fmt.Sprintf("\n  %.200s\n    %.300s", n.HTML, strings.ReplaceAll(n.FailureSummary, "\n", " "))
	}
	return out
}

// Axe runs axe-core, whose source is handed in, over the page: the rules of WCAG 2.2 at levels A and AA and its best practices.
func (t *Tab) Axe(source string) []Violation {
	t.t.Helper()
	Eval[json.RawMessage](t, source+"; 0")
	return Eval[[]Violation](t, `axe.run(document, {resultTypes: ["violations"]}).then((r) => r.violations.map(
		(v) => ({ID: v.id, Impact: v.impact, Help: v.help, Nodes: v.nodes.map((n) => ({HTML: n.html, FailureSummary: n.failureSummary}))})))`)
}
