// SPDX-License-Identifier: Apache-2.0

package serve_test

import (
	"bufio"
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"truce/agreement"
	"truce/agreements"
	"truce/app"
	"truce/engine"
	"truce/internal/access"
	"truce/internal/api"
	"truce/internal/api/mission"
	"truce/internal/cli/serve"
	"truce/internal/live"
	"truce/internal/store/kept"
	"truce/journal"
	"truce/report"
	"truce/when"
)

const march when.Instant = 1772323200000 // 2026-03-01

// record makes a record with a text in force in a folder of its own.
func record(t testing.TB) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "mission.journal")
	r, err := app.Found(t.Context(), path, app.Founder{Origin: "truce.test/serve", At: march})
	if err != nil {
		t.Fatal(err)
	}
	data, err := agreements.Files.ReadFile("paris-exercise.yaml")
	if err != nil {
		t.Fatal(err)
	}
	text, err := agreement.Parse("paris-exercise.yaml", data, agreements.Files)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Enter(t.Context(), []app.Incoming{{Entry: engine.Entry{Time: march, Adoption: &engine.Adoption{Agreement: text}}}, {Entry: reported()}}); err != nil {
		t.Fatal(err)
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// reported is a report of an event of the exercise.
func reported() engine.Entry {
	return engine.Entry{Time: march, Submission: &engine.Submission{Reports: []report.Report{{
		Identity: report.Identity{Door: "test", Person: "one"}, Original: report.Original{Text: "a call"},
		Extract: report.Extract{Level: report.Plain, Source: "post-1", Received: march, Exercise: true, Sightings: []report.Sighting{{
			Act: "mortar-fire", Time: when.Span{Interval: when.Interval{From: march - 1000, To: march}}, Means: report.Heard,
		}}},
	}}}}
}

// running is a server that runs in this process.
type running struct {
	address string
	stop    func() error // interrupts it, waits for it and returns its error
	said    func() string
}

// start starts the verb and waits for its address.
func start(t testing.TB, args ...string) running {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	out, in := io.Pipe()
	var log lines
	cmd := serve.Verb()
	cmd.SetArgs(append(args, "--addr", "127.0.0.1:0"))
	cmd.SetOut(in)
	cmd.SetErr(&log)
	cmd.SilenceUsage = true
	done := make(chan error, 1)
	go func() {
		err := cmd.ExecuteContext(ctx)
		in.CloseWithError(io.EOF)
		done <- err
	}()
	r := running{said: log.String, stop: sync.OnceValue(func() error { cancel(); return <-done })}
	t.Cleanup(func() { r.stop() })
	printed := bufio.NewScanner(out)
	for r.address == "" && printed.Scan() {
		if line := printed.Text(); strings.HasPrefix(line, "Serving ") {
			_, r.address, _ = strings.Cut(line, " at ")
		}
	}
	if r.address == "" {
		t.Fatalf("it does not serve: %v", r.stop())
	}
	go io.Copy(io.Discard, out)
	return r
}

// lines take what is written at any time.
type lines struct {
	mu   sync.Mutex // held for text
	text strings.Builder
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

func get(t testing.TB, address string) (int, string) {
	t.Helper()
	answer, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(body)
}

func TestServingBeginsARecordAndGoesOnWithIt(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new.journal")
	for range 2 {
		s := start(t, path)
		if code, _ := get(t, s.address+"/health/ready"); code != http.StatusOK {
			t.Errorf("ready: %d", code)
		}
		if err := s.stop(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestTheStoreIsMadeAgainWhereItIsMissingOrForAnotherRecord(t *testing.T) {
	path := record(t)
	rows := func() int {
		t.Helper()
		k, err := kept.Open(t.Context(), kept.Files{Journal: path, Store: path + ".store"}, nil)
		if err != nil {
			t.Fatal(err)
		}
		defer k.Close()
		return len(k.Record().State().Incidents())
	}
	serveOnce := func() {
		t.Helper()
		s := start(t, path)
		if code, _ := get(t, s.address+"/health/ready"); code != http.StatusOK {
			t.Errorf("ready: %d", code)
		}
		if err := s.stop(); err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stat(path + ".store"); err != nil {
			t.Fatal(err)
		}
	}
	serveOnce()
	want := rows()
	if err := os.Remove(path + ".store"); err != nil {
		t.Fatal(err)
	}
	serveOnce()
	if got := rows(); got != want || want == 0 {
		t.Errorf("%d incidents, want %d", got, want)
	}
	other := filepath.Join(t.TempDir(), "other.journal")
	start(t, other).stop() // its log has another name
	data, err := os.ReadFile(other + ".store")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path+".store", data, 0o600); err != nil {
		t.Fatal(err)
	}
	serveOnce()
}

func TestAnInterruptLosesNothing(t *testing.T) {
	path := record(t)
	acked := map[string]bool{}
	for round := range 3 {
		ctx, cancel := context.WithCancel(context.Background())
		k, err := kept.Open(t.Context(), kept.Files{Journal: path, Store: path + ".store"}, nil)
		if err != nil {
			t.Fatal(err)
		}
		officer := api.Guise{Name: "duty officer", Viewer: access.Viewer{Role: access.DutyOfficer, Person: "test"}}
		d := &mission.Desk{Room: live.New(k.Record()), Clock: func() when.Instant { return march }, Kept: k}
		address, done, err := serve.Desk(ctx, d, officer)
		if err != nil {
			t.Fatal(err)
		}
		incident := k.Record().State().Incidents()[0].ID.String()
		var mu sync.Mutex // held for acked
		var all sync.WaitGroup
		entered := make(chan bool, 1000)
		for n := range 4 {
			all.Go(func() {
				c := signedIn(t, address)
				for i := 0; i < 250; i++ {
					name := fmt.Sprintf("r%d-%d-%d", round, n, i)
					answer, err := c.PostForm(address+"/queue", url.Values{"incident": {incident}, "as": {name}})
					if err != nil {
						return // it was interrupted before this one was taken
					}
					answer.Body.Close()
					if answer.StatusCode == http.StatusSeeOther {
						mu.Lock()
						acked[name] = true
						mu.Unlock()
						entered <- true
					}
				}
			})
		}
		for range 8 {
			<-entered
		}
		cancel()
		if err := <-done; err != nil {
			t.Fatal(err)
		}
		all.Wait()
		if err := k.Close(); err != nil {
			t.Fatal(err)
		}
	}
	r, err := app.Open(t.Context(), path, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	for _, k := range r.State().Room().Acks() {
		delete(acked, k.By)
	}
	if len(acked) > 0 {
		t.Errorf("%d acts were confirmed and are not on record: %v", len(acked), acked)
	}
}

// signedIn is a browser of the officer on duty, which follows no redirection.
func signedIn(t testing.TB, address string) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	c := &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	answer, err := c.PostForm(address+"/demo/role", url.Values{"role": {"duty officer"}, "back": {"/"}})
	if err != nil {
		t.Error(err)
		return c
	}
	answer.Body.Close()
	return c
}

func TestAServerSignsAndTellsMeasuresWhileItRuns(t *testing.T) {
	path := record(t)
	dir := t.TempDir()
	key, err := journal.GenerateKey(rand.Reader, "truce.test/serve", journal.SignsNotes)
	if err != nil {
		t.Fatal(err)
	}
	keyFile, policy := filepath.Join(dir, "log.key"), filepath.Join(dir, "policy")
	for name, text := range map[string]string{keyFile: key.Secret() + "\n", policy: "log " + key.Verifier().String() + "\nquorum none\n"} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	measures := free.Addr().String()
	free.Close()
	s := start(t, path, "--key", keyFile, "--policy", policy, "--every", "1s", "--metrics", measures)
	for {
		if _, body := get(t, "http://"+measures+"/metrics"); strings.Contains(body, "truce_journal_unsigned_entries 0\n") {
			for _, want := range []string{"truce_journal_entries 3\n", "truce_projections_lag_entries 0\n", "truce_journal_bytes ", "truce_journal_last_entry_seconds 1.7723232e+09\n"} {
				if !strings.Contains(body, want) {
					t.Errorf("the measures lack %q", want)
				}
			}
			break
		}
		if t.Context().Err() != nil {
			t.Fatal(s.said())
		}
	}
	if code, body := get(t, s.address+"/record/checkpoint"); code != http.StatusOK || !strings.HasPrefix(body, "truce.test/serve\n3\n") {
		t.Errorf("checkpoint: %d %q", code, body)
	}
}

func TestServingRefusesWhatIsNotMeant(t *testing.T) {
	for _, c := range []struct{ args, want string }{
		{"--metrics 0.0.0.0:9470", "--metrics-beyond"},
		{"--metrics nowhere", "want HOST:PORT"},
		{"--key some.key", "go together"},
		{"--every 1ms", "at least 1s"},
		{"--addr 0.0.0.0:80", "TLS"},
	} {
		path := filepath.Join(t.TempDir(), "new.journal")
		cmd := serve.Verb()
		cmd.SetArgs(append([]string{path}, strings.Fields(c.args)...))
		cmd.SetOut(io.Discard)
		cmd.SetErr(io.Discard)
		if err := cmd.ExecuteContext(t.Context()); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %s", c.args, err, c.want)
		}
		if _, err := os.Stat(path); err == nil {
			t.Errorf("%s: a record was begun", c.args)
		}
	}
}

func TestWhatIsTooMuchIsRefusedAndOthersAreServed(t *testing.T) {
	s := start(t, record(t))
	for range 200 { // connections that say nothing
		c, err := net.Dial("tcp", strings.TrimPrefix(strings.Replace(s.address, "localhost", "127.0.0.1", 1), "http://"))
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		fmt.Fprint(c, "GET / HTTP/1.1\r\nHost: slow\r\n") // and no end
	}
	if code, _ := get(t, s.address+"/agreement"); code != http.StatusOK {
		t.Errorf("beside slow clients: %d", code)
	}
	if code, _ := get(t, s.address+"/"+strings.Repeat("x", 5000)); code != http.StatusBadRequest {
		t.Errorf("a long address: %d", code)
	}
	answer, err := http.Post(s.address+"/report", "application/x-www-form-urlencoded", strings.NewReader("words="+strings.Repeat("x", 12<<20)))
	if err == nil {
		answer.Body.Close()
		if answer.StatusCode < 400 {
			t.Errorf("a huge form: %d", answer.StatusCode)
		}
	}
	if err := s.stop(); err != nil {
		t.Errorf("stopping beside slow clients: %v", err)
	}
}

func TestARecordThatIsBegunWithoutAKeySaysThatItsNameIsProvisional(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "my.journal")
	told := func(args ...string) string {
		t.Helper()
		s := start(t, args...)
		if err := s.stop(); err != nil {
			t.Fatal(err)
		}
		return s.said()
	}
	const name = "begun as the log unnamed/my.journal"
	if said := told(path); !strings.Contains(said, name) || !strings.Contains(said, "truce keys make NAME --for log") || !strings.Contains(said, "--policy") {
		t.Errorf("a new record without a key: %s", said)
	}
	if said := told(path); strings.Contains(said, name) {
		t.Errorf("a record that is there: %s", said)
	}
	key, err := journal.GenerateKey(rand.Reader, "truce.test/mine", journal.SignsNotes)
	if err != nil {
		t.Fatal(err)
	}
	keyFile, policy := filepath.Join(dir, "log.key"), filepath.Join(dir, "policy")
	for file, text := range map[string]string{keyFile: key.Secret() + "\n", policy: "log " + key.Verifier().String() + "\nquorum none\n"} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if said := told(filepath.Join(dir, "named.journal"), "--key", keyFile, "--policy", policy); strings.Contains(said, "begun as the log") {
		t.Errorf("a new record with a key: %s", said)
	}
}

func TestARecordAheadOfTheClockOfItsMachineSaysSo(t *testing.T) {
	for name, ahead := range map[string]time.Duration{"is ahead": 24 * time.Hour, "is not": -time.Hour} {
		path := filepath.Join(t.TempDir(), "mission.journal")
		r, err := app.Found(t.Context(), path, app.Founder{Origin: "truce.test/serve", At: when.Instant(serve.MachineClock() + ahead.Milliseconds())})
		if err != nil {
			t.Fatal(err)
		}
		if err := r.Close(); err != nil {
			t.Fatal(err)
		}
		s := start(t, path)
		if err := s.stop(); err != nil {
			t.Fatal(err)
		}
		if said := s.said(); strings.Contains(said, "ahead of the clock of this machine") != (ahead > 0) {
			t.Errorf("a record that %s: %s", name, said)
		}
	}
}
