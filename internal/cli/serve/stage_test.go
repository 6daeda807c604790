// SPDX-License-Identifier: Apache-2.0

package serve_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"truce/cases"
	"truce/internal/browser"
	"truce/internal/cli/desk"
	"truce/internal/cli/serve"
)

// stage is a demonstration that runs in this process, and a browser in front of it.
type stage struct {
	t                  *testing.T
	browser            *browser.Browser
	mission, coalition string
}

// first is the demonstration's case up to its second motion, before which its members have not all voted.
func first(t *testing.T) []byte {
	t.Helper()
	data, err := cases.Files.ReadFile("paris-exercise-first-week.txtar")
	if err != nil {
		t.Fatal(err)
	}
	const last = "vote motion=2 by=guarantor-slate choice=yes\n"
	begin, rest, found := strings.Cut(string(data), last)
	_, files, has := strings.Cut(rest, "\n-- ")
	if !found || !has {
		t.Fatal("the case of the demonstration has no second motion or no files any more")
	}
	return []byte(begin + last + "-- " + files)
}

// play runs the demonstration on ports of its own; its replay is over at once.
func play(t *testing.T) *stage {
	t.Helper()
	s := &stage{t: t, browser: browser.Start(t)}
	d := &serve.Demo{Beside: serve.Beside{Name: desk.Realm, Demo: desk.ServeDemo}, Pace: time.Millisecond}
	cmd := d.Command("first-week.txtar", first(t))
	cmd.SetArgs([]string{"--addr", "127.0.0.1:0", "--no-open"})
	read, write := io.Pipe()
	cmd.SetOut(write)
	cmd.SetErr(t.Output())
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() {
		err := cmd.ExecuteContext(ctx)
		write.CloseWithError(io.EOF)
		done <- err
	}()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Errorf("the demonstration ended with: %v", err)
		}
	})
	lines := bufio.NewScanner(read)
	for s.coalition == "" && lines.Scan() {
		if _, at, ok := strings.Cut(lines.Text(), "mission's realm: "); ok {
			s.mission = at
		} else if _, at, ok := strings.Cut(lines.Text(), "coalition's realm: "); ok {
			s.coalition = at
		}
	}
	if s.mission == "" || s.coalition == "" {
		t.Fatal("the demonstration did not say where it is")
	}
	go io.Copy(io.Discard, read)
	return s
}

// person is somebody at a browser.
type person struct {
	*browser.Tab
	t    *testing.T
	home string
}

// seat opens a browser for somebody who is seen as a role.
func (s *stage) seat(t *testing.T, r browser.Reader, home, role string) *person {
	t.Helper()
	p := &person{s.browser.Open(t, r, home), t, home}
	p.Visit("/")
	if role != "public" {
		p.Fill("form.roles", map[string]string{"role": role})
		p.Send("form.roles button")
	}
	p.says(role)
	return p
}

// text is what is read within the first element of a selector.
func (p *person) text(selector string) string {
	p.t.Helper()
	quoted, err := json.Marshal(selector)
	if err != nil {
		p.t.Fatal(err)
	}
	return browser.Eval[string](p.Tab, `(document.querySelector(`+string(quoted)+`) || {textContent: ""}).textContent.replace(/\s+/g, " ")`)
}

// says wants words on the page.
func (p *person) says(words string) {
	p.t.Helper()
	if body := p.text("body"); !strings.Contains(body, words) {
		p.t.Fatalf("%s does not say %q: %.1500s", browser.Eval[string](p.Tab, "location.pathname"), words, p.text("main"))
	}
}

// keepsQuiet wants words to be nowhere on the page.
func (p *person) keepsQuiet(words string) {
	p.t.Helper()
	if strings.Contains(p.text("main"), words) {
		p.t.Errorf("%s says %q", browser.Eval[string](p.Tab, "location.pathname"), words)
	}
}

// fills opens a form, fills it in, sends it, and wants words on the page that answers.
func (p *person) fills(at, form string, values map[string]string, want string) {
	p.t.Helper()
	if at != "" {
		p.Visit(at)
	}
	p.Fill("#"+form, values)
	p.Send("#" + form + " p.send button")
	p.says(want)
}

// clean wants nothing to have gone wrong in the browser.
func (p *person) clean() {
	p.t.Helper()
	for _, fault := range p.Faults() {
		p.t.Error(fault)
	}
}

// picture keeps what the window shows for a guide, where TRUCE_PICTURES names a folder:
//
//	TRUCE_BROWSER=1 TRUCE_PICTURES=docs/guide/img go test -run Browser ./internal/cli/serve
func (p *person) picture(name string) {
	p.t.Helper()
	folder := os.Getenv("TRUCE_PICTURES")
	if folder == "" {
		return
	}
	if !filepath.IsAbs(folder) {
		folder = filepath.Join("..", "..", "..", folder)
	}
	p.settles()
	shot, err := png.Decode(bytes.NewReader(p.Picture()))
	if err != nil {
		p.t.Fatal(err)
	}
	var out bytes.Buffer
	e := png.Encoder{CompressionLevel: png.BestCompression}
	if err := e.Encode(&out, few(shot)); err != nil {
		p.t.Fatal(err)
	}
	if out.Len() > 120<<10 {
		p.t.Errorf("the picture %s has %d bytes, want at most 120 KiB", name, out.Len())
	}
	if err := os.WriteFile(filepath.Join(folder, name+".png"), out.Bytes(), 0o644); err != nil {
		p.t.Fatal(err)
	}
}

// few returns a picture with the 256 colours that it has most of; each other pixel gets the nearest of them.
func few(shot image.Image) image.Image {
	counts := map[color.RGBA]int{}
	b := shot.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			counts[color.RGBAModel.Convert(shot.At(x, y)).(color.RGBA)]++
		}
	}
	order := slices.SortedFunc(maps.Keys(counts), func(a, b color.RGBA) int { return counts[b] - counts[a] })
	palette := color.Palette{}
	for _, c := range order[:min(len(order), 256)] {
		palette = append(palette, c)
	}
	out := image.NewPaletted(b, palette)
	draw.Draw(out, b, shot, b.Min, draw.Src)
	return out
}

// votes opens a motion, chooses, and signs the exact bytes that are shown.
func (p *person) votes(at, choice, says string) {
	p.t.Helper()
	p.fills(at, "vote", map[string]string{"choice": choice, "says": says}, "These are the exact bytes")
	p.fills("", "vote", nil, "The vote is on record")
}
