// SPDX-License-Identifier: Apache-2.0

package passkey_test

import (
	"context"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"truce/internal/people"
	"truce/internal/people/authenticator"
	"truce/internal/people/passkey"
	"truce/keyring"
	"truce/when"
)

// room is a small server: its people come in, make passkeys and sign, and its ring is the record.
type room struct {
	t     *testing.T
	doors *passkey.Doors
	ring  *keyring.Ring
	home  string

	mu       sync.Mutex
	now      when.Instant
	sessions map[string]map[string]string
	signed   []passkey.Signed
	shown    string // shown in place of what is signed, if not empty
}

type sessionID struct{}

func newRoom(t *testing.T) *room {
	t.Helper()
	accounts, err := people.Open(t.Context(), filepath.Join(t.TempDir(), "accounts.db"))
	if err != nil {
		t.Fatal(err)
	}
	r := &room{t: t, ring: keyring.New(keyring.ForDuty, keyring.ForMember, keyring.ForRelease), now: begin, sessions: map[string]map[string]string{}}
	server := httptest.NewServer(r)
	t.Cleanup(func() {
		server.Close()
		if err := accounts.Close(); err != nil {
			t.Error(err)
		}
	})
	r.home = strings.Replace(server.URL, "127.0.0.1", "localhost", 1)
	site, err := passkey.New(passkey.Options{RelyingParty: "localhost", Origins: []string{r.home}, Name: "The room"})
	if err != nil {
		t.Fatal(err)
	}
	r.doors = &passkey.Doors{
		Site: site, Accounts: accounts, Now: func() when.Instant { return r.now },
		Keep: func(q *http.Request, name, text string) { r.session(q.Context())[name] = text },
		Take: func(q *http.Request, name string) string {
			out := r.session(q.Context())[name]
			delete(r.session(q.Context()), name)
			return out
		},
	}
	return r
}

func (r *room) session(ctx context.Context) map[string]string {
	return r.sessions[ctx.Value(sessionID{}).(string)]
}

// enter puts on record what is owed.
func (r *room) enter() error {
	owed, err := r.doors.Accounts.Owed(context.Background(), "operator", r.ring.All())
	for _, k := range owed {
		apply, err := r.ring.Prepare(&k)
		if err != nil {
			return err
		}
		apply()
	}
	return err
}

var pages = template.Must(template.New("page").Parse(`<!doctype html><html lang="en"><meta charset="utf-8"><title>{{.Title}}</title>
<script type="module" src="/start.js"></script><h1>{{.Title}}</h1>
{{if .Options}}<form method="post" data-passkey="{{.Kind}}" data-passkey-options="{{.Options}}"{{if .Shown}} data-passkey-shows="bytes"{{end}}>
{{if .Shown}}<pre id="bytes">{{.Shown}}</pre>{{end}}
<input type="hidden" name="passkey-answer"><button type="submit" disabled>With your passkey</button>
<p data-passkey-without>This needs script and a passkey. Or sign with a key file: truce vote --key</p>
<p data-passkey-says role="status"></p></form>{{end}}
{{with .Asked}}<form method="post" action="/sign" data-sign data-bytes="{{.Bytes}}" data-challenge="{{.Challenge}}" data-rp="{{.RelyingParty}}"
data-credentials="{{range .Credentials}}{{.}} {{end}}"><input type="hidden" name="signature"><button>Sign</button></form>{{end}}</html>`))

type shownPage struct {
	Title, Kind, Options, Shown string
	Asked                       *passkey.Asked
}

func (r *room) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	r.mu.Lock()
	defer r.mu.Unlock()
	w.Header().Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; form-action 'self'; base-uri 'none'")
	switch q.URL.Path {
	case "/start.js":
		w.Header().Set("Content-Type", "text/javascript")
		fmt.Fprint(w, `import { start } from "/passkey.js"; start(document); document.documentElement.dataset.script = "on";`)
		return
	case "/passkey.js":
		http.ServeFile(w, q, "../../api/web/assets/passkey.js")
		return
	}
	id := strconv.Itoa(len(r.sessions) + 1)
	if c, err := q.Cookie("session"); err == nil && r.sessions[c.Value] != nil {
		id = c.Value
	} else {
		r.sessions[id] = map[string]string{}
		http.SetCookie(w, &http.Cookie{Name: "session", Value: id, HttpOnly: true, SameSite: http.SameSiteLaxMode})
	}
	p, err := r.answer(q.WithContext(context.WithValue(q.Context(), sessionID{}, id)))
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		p = shownPage{Title: "refused: " + err.Error()}
	}
	if err := pages.Execute(w, p); err != nil {
		r.t.Error(err)
	}
}

// who is the person of a session.
func (r *room) who(q *http.Request) (people.Person, error) {
	return r.doors.Accounts.Person(q.Context(), r.session(q.Context())["person"])
}

func (r *room) answer(q *http.Request) (p shownPage, err error) {
	var options []byte
	var who people.Person
	switch q.Method + " " + q.URL.Path {
	case "GET /welcome":
		_, options, err = r.doors.Welcome(q, q.FormValue("code"))
		p = shownPage{Title: "welcome", Kind: "create"}
	case "POST /welcome":
		if who, err = r.doors.Welcomed(q, q.FormValue("code"), "desk"); err == nil {
			err = r.enter()
		}
		p.Title = "made " + who.Name
	case "GET /enter":
		options, err = r.doors.Enter(q)
		p = shownPage{Title: "enter", Kind: "get"}
	case "POST /enter":
		if who, err = r.doors.Entered(q); err == nil {
			r.session(q.Context())["person"] = who.ID
		}
		p.Title = "in: " + who.Name
	case "GET /more":
		if who, err = r.who(q); err == nil {
			options, err = r.doors.Another(q, who)
		}
		p = shownPage{Title: "more", Kind: "create"}
	case "POST /more":
		if who, err = r.who(q); err == nil {
			err = errors.Join(r.doors.AnotherMade(q, who, "phone"), r.enter())
		}
		p.Title = "made another"
	case "GET /sign":
		if who, err = r.who(q); err == nil {
			var asked passkey.Asked
			asked, err = r.doors.Sign(q, passkey.Act{Person: who, Message: []byte(ballot), Use: keyring.ForMember, Keys: r.ring.All()})
			options = asked.Options
		}
		p = shownPage{Title: "sign", Kind: "get", Shown: ballot}
		if r.shown != "" {
			p.Shown = r.shown
		}
	case "GET /parts":
		p = shownPage{Title: "sign", Asked: new(passkey.Asked)}
		if who, err = r.who(q); err == nil {
			*p.Asked, err = r.doors.Sign(q, passkey.Act{Person: who, Message: []byte(ballot), Use: keyring.ForMember, Keys: r.ring.All()})
		}
		if r.shown != "" {
			p.Asked.Bytes = "AAAA"
		}
	case "POST /sign":
		var s passkey.Signed
		if who, err = r.who(q); err == nil {
			s, err = r.doors.Signed(q, passkey.Act{Person: who, Use: keyring.ForMember, Keys: r.ring.All()})
		}
		if err == nil {
			r.signed = append(r.signed, s)
		}
		p.Title = "signed by " + s.Key.Name
	default:
		err = errors.New("no such page")
	}
	p.Options = string(options)
	return p, err
}

// client is a person at a browser in software, with cookies.
type client struct {
	*room
	http    *http.Client
	browser *authenticator.Authenticator
}

func (r *room) client(seed string) client {
	r.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		r.t.Fatal(err)
	}
	return client{r, &http.Client{Jar: jar}, authenticator.New(seed, r.home)}
}

// opens gets a page and returns its title and the options in it.
func (c client) opens(path string) (title, options string) {
	c.t.Helper()
	res, err := c.http.Get(c.home + path)
	if err != nil {
		c.t.Fatal(err)
	}
	return read(c.t, res)
}

func (c client) sends(path string, answer []byte) string {
	c.t.Helper()
	res, err := c.http.PostForm(c.home+path, url.Values{passkey.AnswerField: {string(answer)}})
	if err != nil {
		c.t.Fatal(err)
	}
	title, _ := read(c.t, res)
	return title
}

func read(t *testing.T, res *http.Response) (title, options string) {
	t.Helper()
	defer res.Body.Close()
	var b strings.Builder
	if err := res.Write(&b); err != nil {
		t.Fatal(err)
	}
	between := func(before, after string) string {
		_, rest, _ := strings.Cut(b.String(), before)
		out, _, _ := strings.Cut(rest, after)
		return strings.NewReplacer("&#34;", `"`, "&#43;", "+", "&#39;", "'", "&lt;", "<", "&amp;", "&").Replace(out)
	}
	return between("<h1>", "</h1>"), between(`data-passkey-options="`, `"`)
}

// does runs one ceremony: the page, the passkey, the form.
func (c client) does(path string) string {
	c.t.Helper()
	title, options := c.opens(path)
	if options == "" {
		return title
	}
	answer := c.browser.Get
	if strings.HasPrefix(title, "welcome") || title == "more" {
		answer = c.browser.Create
	}
	data, err := answer([]byte(options))
	if err != nil {
		c.t.Fatal(err)
	}
	return c.sends(path, data)
}

func (r *room) invite(name, role, member string) string {
	r.t.Helper()
	code, err := r.doors.Accounts.Invite(context.Background(), people.Invitation{
		Person: people.Person{Name: name, Roles: []string{role}, Member: member}, By: "operator", Expires: r.now + 3_600_000,
	}, r.now)
	if err != nil {
		r.t.Fatal(err)
	}
	return code
}

func equal(t *testing.T, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func refuses(t *testing.T, got, why string) {
	t.Helper()
	if !strings.HasPrefix(got, "refused") || !strings.Contains(got, why) {
		t.Errorf("got %q, want a refusal with %q", got, why)
	}
}

// holds checks the last signature of a room as anybody with the record would.
func (r *room) holds(name string) {
	r.t.Helper()
	if len(r.signed) == 0 {
		r.t.Fatal("nothing is signed")
	}
	last := r.signed[len(r.signed)-1]
	value, err := keyring.DecodeSignature(last.Text)
	if err != nil {
		r.t.Fatal(err)
	}
	e, ok := r.ring.Get(name)
	if !ok {
		r.t.Fatalf("%s is not on record", name)
	}
	if err := e.Key.Verify([]byte(ballot), value); err != nil {
		r.t.Error(err)
	}
}

func TestADayOfAMemberOverHTTP(t *testing.T) {
	r := newRoom(t)
	c := r.client("jade")
	code := r.invite("jade", "commissioner", "guarantor-jade")
	equal(t, c.does("/welcome?code="+code), "made jade")
	refuses(t, c.does("/welcome?code="+code), "opens nothing")
	refuses(t, c.does("/sign"), "no such account")
	equal(t, c.does("/enter"), "in: jade")
	equal(t, c.does("/sign"), "signed by jade")
	r.holds("jade")

	c.browser = authenticator.New("jade's phone", r.home)
	equal(t, c.does("/more"), "made another")
	equal(t, c.does("/sign"), "signed by jade-2")
	r.holds("jade-2")
}

func TestWhatWasSentOnceOrElsewhereIsRefused(t *testing.T) {
	r := newRoom(t)
	c, thief := r.client("jade"), r.client("thief")
	equal(t, c.does("/welcome?code="+r.invite("jade", "commissioner", "guarantor-jade")), "made jade")
	equal(t, c.does("/enter"), "in: jade")

	_, options := c.opens("/sign")
	answer, err := c.browser.Get([]byte(options))
	if err != nil {
		t.Fatal(err)
	}
	refuses(t, thief.sends("/sign", answer), "no such account")
	refuses(t, thief.sends("/enter", answer), "begin again")
	equal(t, c.sends("/sign", answer), "signed by jade")
	refuses(t, c.sends("/sign", answer), "begin again")
	c.opens("/sign")
	refuses(t, c.sends("/sign", answer), "did not go up") // the same bytes are to be signed, and it is the same answer
	_, options = c.opens("/enter")
	if answer, err = c.browser.Get([]byte(options)); err != nil {
		t.Fatal(err)
	}
	refuses(t, c.sends("/enter", answer), "disabled")
	if err := r.enter(); err != nil {
		t.Fatal(err)
	}
	if e, _ := r.ring.Get("jade"); e.Ended != keyring.Revoked {
		t.Errorf("the key of a copied passkey still signs on record: %+v", e)
	}
}

func TestACeremonyServesOneTryWithinItsTerm(t *testing.T) {
	r := newRoom(t)
	c := r.client("anna")
	equal(t, c.does("/welcome?code="+r.invite("anna", "duty-officer", "")), "made anna")
	_, options := c.opens("/enter")
	refuses(t, c.sends("/enter", nil), "needs script")
	refuses(t, c.sends("/enter", []byte("{}")), "no answer of a passkey")
	stranger := authenticator.New("stranger", r.home)
	if _, err := stranger.Make("localhost", []byte("nobody")); err != nil {
		t.Fatal(err)
	}
	answer, err := stranger.Get([]byte(options))
	if err != nil {
		t.Fatal(err)
	}
	refuses(t, c.sends("/enter", answer), "no such account")
	if answer, err = c.browser.Get([]byte(options)); err != nil {
		t.Fatal(err)
	}
	refuses(t, c.sends("/enter", answer), "begin again") // the stranger used it up
	_, options = c.opens("/enter")
	if answer, err = c.browser.Get([]byte(options)); err != nil {
		t.Fatal(err)
	}
	r.now += when.Instant(passkey.Term.Milliseconds()) + 1
	refuses(t, c.sends("/enter", answer), "begin again")
	equal(t, c.does("/enter"), "in: anna")
}

func TestSeveralPagesMayBeOpen(t *testing.T) {
	r := newRoom(t)
	c := r.client("jade")
	equal(t, c.does("/welcome?code="+r.invite("jade", "commissioner", "guarantor-jade")), "made jade")
	_, first := c.opens("/enter")
	_, second := c.opens("/enter")
	for _, options := range []string{first, second} {
		answer, err := c.browser.Get([]byte(options))
		if err != nil {
			t.Fatal(err)
		}
		equal(t, c.sends("/enter", answer), "in: jade")
	}
}

// What is signed changed between the page and the form, such as the list of a handover: the signature is dropped.
func TestASignatureOfWhatHasChangedIsDropped(t *testing.T) {
	r := newRoom(t)
	c := r.client("anna")
	equal(t, c.does("/welcome?code="+r.invite("anna", "duty-officer", "")), "made anna")
	equal(t, c.does("/enter"), "in: anna")
	ctx := context.WithValue(t.Context(), sessionID{}, "1")
	anna, err := r.doors.Accounts.Named(ctx, "anna")
	if err != nil {
		t.Fatal(err)
	}
	act := passkey.Act{Person: anna, Message: []byte("truce/handover/1\nanna\nben\n00\n"), Use: keyring.ForDuty, Keys: r.ring.All()}
	asked, err := r.doors.Sign(httptest.NewRequest("GET", "/", nil).WithContext(ctx), act)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := c.browser.Get(asked.Options)
	if err != nil {
		t.Fatal(err)
	}
	form := httptest.NewRequest("POST", "/", strings.NewReader(url.Values{passkey.AnswerField: {string(answer)}}.Encode())).WithContext(ctx)
	form.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	act.Message = []byte("truce/handover/1\nanna\nben\n01\n")
	if _, err := r.doors.Signed(form, act); !errors.Is(err, passkey.ErrOver) || !strings.Contains(err.Error(), "to be signed now") {
		t.Errorf("%v", err)
	}
	act.Keys = nil
	if _, err := r.doors.Sign(httptest.NewRequest("GET", "/", nil).WithContext(ctx), act); !errors.Is(err, passkey.ErrNoKey) {
		t.Errorf("without a key on record: %v", err)
	}
}
