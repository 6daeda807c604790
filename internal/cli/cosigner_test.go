// SPDX-License-Identifier: Apache-2.0

package cli_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"truce/internal/cli"
	"truce/internal/durable"
	"truce/journal"
	"truce/journal/cosigner"
)

// cosigners are those that run for one script, by name.
type cosigners map[string]*httptest.Server

type cosignersKey struct{}

func (r *runner) cosigners(ts *testscript.TestScript) cosigners {
	return ts.Value(cosignersKey{}).(cosigners)
}

// due signs a receipt anew, as if it had been given a minute before a deadline: due FILE SECONDS.
func (r *runner) due(ts *testscript.TestScript, _ bool, args []string) {
	key, err := journal.ParseSigningKey(ts.ReadFile("log.key"))
	ts.Check(err)
	receipt, err := journal.OpenReceipt([]byte(ts.ReadFile(args[0])), key.Verifier())
	ts.Check(err)
	receipt.Deadline = secondOf(ts, args[1]) * 1000
	receipt.Received = receipt.Deadline - 60_000
	data, err := journal.SignReceipt(receipt, key)
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), data, 0o600))
}

// secondOf reads a second since 1970.
func secondOf(ts *testscript.TestScript, arg string) int64 {
	second, err := strconv.ParseInt(arg, 10, 64)
	ts.Check(err)
	return second
}

// liar runs a cosigner that signs whatever it is asked, at each of the times: liar NAME SECONDS...
func (r *runner) liar(ts *testscript.TestScript, _ bool, args []string) {
	key, err := journal.ParseSigningKey(ts.ReadFile(args[0] + ".key"))
	ts.Check(err)
	var times []int64
	for _, arg := range args[1:] {
		times = append(times, secondOf(ts, arg))
	}
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, asked *http.Request) {
		body, _ := io.ReadAll(asked.Body)
		req, err := cosigner.ParseRequest(body)
		if err != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		for _, at := range times {
			if line, err := journal.Cosign(req.Checkpoint.Checkpoint, key, at); err == nil {
				_, _ = io.WriteString(w, journal.SignatureLine(line))
			}
		}
	}))
	r.cosigners(ts)[args[0]] = web
	ts.Defer(web.Close)
}

// cosigner runs a real cosigner until the script ends: cosigner NAME [SECONDS]. Its key stands in NAME.key, the verifier key
// of the log in log.pub; its clock begins at a second since 1970 and goes on by one a look.
func (r *runner) cosigner(ts *testscript.TestScript, _ bool, args []string) {
	second := int64(1_700_000_000)
	if len(args) > 1 {
		second = secondOf(ts, args[1])
	}
	key, err := journal.ParseSigningKey(ts.ReadFile(args[0] + ".key"))
	ts.Check(err)
	log, err := journal.ParseVerifierKey(strings.TrimSpace(ts.ReadFile("log.pub")))
	ts.Check(err)
	disk, err := durable.Open(ts.MkAbs(args[0] + ".state"))
	ts.Check(err)
	folder := durable.NewFolder(disk)
	ts.Check(cosigner.Enrol(folder, key.Verifier(), log.Name()))
	var mu sync.Mutex
	server, err := cosigner.Open(cosigner.Options{Key: key, Logs: []journal.VerifierKey{log}, Folder: folder, Now: func() time.Time {
		mu.Lock()
		defer mu.Unlock()
		second++
		return time.Unix(second, 0)
	}})
	ts.Check(err)
	web := httptest.NewServer(server)
	r.cosigners(ts)[args[0]] = web
	ts.Defer(web.Close)
}

// down stops a cosigner: down NAME.
func (r *runner) down(ts *testscript.TestScript, _ bool, args []string) {
	r.cosigners(ts)[args[0]].Close()
}

// up starts a cosigner again that was stopped, at another address: up NAME.
func (r *runner) up(ts *testscript.TestScript, _ bool, args []string) {
	web := httptest.NewServer(r.cosigners(ts)[args[0]].Config.Handler)
	r.cosigners(ts)[args[0]] = web
	ts.Defer(web.Close)
}

// policy writes a policy: policy FILE NEED NAME... asks for so many of the cosigners that run; 0 asks for none.
func (r *runner) policy(ts *testscript.TestScript, _ bool, args []string) {
	text := "log " + ts.ReadFile("log.pub")
	for _, name := range args[2:] {
		text += fmt.Sprintf("witness %s %s %s\n", name, strings.TrimSpace(ts.ReadFile(name+".pub")), r.cosigners(ts)[name].URL)
	}
	quorum := "none"
	if args[1] != "0" {
		quorum = "enough"
		text += fmt.Sprintf("group enough %s %s\n", args[1], strings.Join(args[2:], " "))
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text+"quorum "+quorum+"\n"), 0o600))
}

// keep runs truce, which must exit with 0, and keeps what it printed: keep FILE truce VERB...
func (r *runner) keep(ts *testscript.TestScript, _ bool, args []string) {
	code, printed := r.truce(ts, args[2:])
	if code != 0 {
		ts.Fatalf("exit code %d, want 0", code)
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(printed), 0o600))
}

// keys makes the keys of cosigners, and of a log where there is none: keys NAME... writes NAME.key and NAME.pub, log.key and
// log.pub.
func (r *runner) keys(ts *testscript.TestScript, _ bool, args []string) {
	if _, err := os.Stat(ts.MkAbs("log.pub")); err != nil {
		r.keep(ts, false, strings.Fields("log.pub truce keys make mission.example/2031 --for log --out log.key"))
	}
	for _, name := range args {
		r.keep(ts, false, strings.Fields(fmt.Sprintf("%s.pub truce keys make %s --for cosigner --out %s.key", name, name, name)))
	}
}

// readkey sets a variable to the verifier key in a file: readkey NAME FILE.
func readkey(ts *testscript.TestScript, _ bool, args []string) {
	ts.Setenv(args[0], strings.TrimSpace(ts.ReadFile(args[1])))
}

// listener is standard error of a command that listens, and tells the address once it is there.
type listener struct {
	mu   sync.Mutex
	text bytes.Buffer
	at   chan string
}

var listening = regexp.MustCompile(`(?m)^listening on (\S+)$`)

func (l *listener) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	n, err := l.text.Write(p)
	if m := listening.FindSubmatch(l.text.Bytes()); m != nil && l.at != nil {
		l.at <- string(m[1])
		close(l.at)
		l.at = nil
	}
	return n, err
}

// run runs a line of the command and returns what it printed.
func run(t *testing.T, want int, args ...string) string {
	t.Helper()
	var stdout, stderr bytes.Buffer
	if got := cli.Execute(t.Context(), args, &stdout, &stderr); got != want {
		t.Fatalf("truce %s: exit code %d, want %d: %s%s", strings.Join(args, " "), got, want, &stdout, &stderr)
	}
	return stdout.String()
}

func TestACosignerListensAnswersAndStopsInOrder(t *testing.T) {
	dir := t.TempDir()
	file := func(name string) string { return filepath.Join(dir, name) }
	log := strings.TrimSpace(run(t, 0, "keys", "make", "mission.example/2031", "--for", "log", "--out", file("log.key")))
	run(t, 0, "keys", "make", "neutral", "--for", "cosigner", "--out", file("neutral.key"))
	args := []string{"cosign", "--key", file("neutral.key"), "--state", file("state"), "--log", log, "--listen", "127.0.0.1:0"}
	run(t, 1, args...) // the log is not enrolled
	serveOnce(t, append(args, "--enrol"))
	serveOnce(t, args)
}

// listen starts a command that listens and returns its address, and a function that interrupts it and returns its exit code.
// It is interrupted when the test ends.
func listen(t *testing.T, args []string) (url string, stop func() int) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	at, ended := make(chan string, 1), make(chan int, 1)
	stderr := &listener{at: at}
	go func() {
		defer close(ended)
		ended <- cli.Execute(ctx, args, &bytes.Buffer{}, stderr)
	}()
	stop = func() int { cancel(); return <-ended }
	t.Cleanup(func() { stop() })
	select {
	case url = <-at:
	case code := <-ended:
		t.Fatalf("ended with %d before it listened: %s", code, &stderr.text)
	}
	return url, stop
}

// serveOnce starts a cosigner, asks it something that is no request, and interrupts it.
func serveOnce(t *testing.T, args []string) {
	t.Helper()
	url, stop := listen(t, args)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url+"/add-checkpoint", strings.NewReader("nonsense"))
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusBadRequest {
		t.Errorf("it answers nonsense with %d", resp.StatusCode)
	}
	if code := stop(); code != 0 {
		t.Errorf("interrupted: exit code %d", code)
	}
}

func TestACosignerIsNotReachedFromBeyondTheMachineByMistake(t *testing.T) {
	dir := t.TempDir()
	key := filepath.Join(dir, "neutral.key")
	log := strings.TrimSpace(run(t, 0, "keys", "make", "mission.example/2031", "--for", "log", "--out", filepath.Join(dir, "log.key")))
	run(t, 0, "keys", "make", "neutral", "--for", "cosigner", "--out", key)
	args := []string{"cosign", "--key", key, "--state", filepath.Join(dir, "state"), "--log", log, "--enrol", "--listen"}
	for _, address := range []string{":0", "0.0.0.0:0", "[::]:0"} {
		var stdout, stderr bytes.Buffer
		if got := cli.Execute(t.Context(), append(args, address), &stdout, &stderr); got != 1 || !strings.Contains(stderr.String(), "--behind-proxy") {
			t.Errorf("%s: exit code %d: %s", address, got, &stderr)
		}
	}
	serveOnce(t, append(args, "127.0.0.1:0"))
}

// until cancels a context when a text has been written to it so many times.
type until struct {
	bytes.Buffer
	text   string
	times  int
	cancel context.CancelFunc
}

func (u *until) Write(p []byte) (int, error) {
	n, err := u.Buffer.Write(p)
	if strings.Count(u.String(), u.text) >= u.times {
		u.cancel()
	}
	return n, err
}

func TestAHeartbeatPublishesUntilItIsInterrupted(t *testing.T) {
	t.Parallel() // it waits for seconds
	dir := t.TempDir()
	file := func(name string) string { return filepath.Join(dir, name) }
	common := filepath.Join("testdata", "common")
	log := strings.TrimSpace(run(t, 0, "keys", "make", "mission.example/2031", "--for", "log", "--out", file("log.key")))
	key := strings.TrimSpace(run(t, 0, "keys", "make", "neutral", "--for", "cosigner", "--out", file("neutral.key")))
	url, _ := listen(t, []string{"cosign", "--key", file("neutral.key"), "--state", file("neutral"), "--log", log, "--listen", "127.0.0.1:0", "--enrol"})
	policy := fmt.Sprintf("log %s\nwitness neutral %s %s\nquorum neutral\n", log, key, url)
	if err := os.WriteFile(file("policy"), []byte(policy), 0o600); err != nil {
		t.Fatal(err)
	}
	run(t, 0, "judge", "-a", filepath.Join(common, "draft.yaml"), "--state", file("record"), filepath.Join(common, "monday.ndjson"))
	run(t, 0, "seal", file("record"), file("journal"), "--origin", "mission.example/2031")
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	out := &until{text: "published   yes", times: 3, cancel: cancel}
	var stderr bytes.Buffer
	args := []string{"publish", file("journal"), "--key", file("log.key"), "--policy", file("policy"), "--to", file("public"), "--every", "1s"}
	if got := cli.Execute(ctx, args, out, &stderr); got != 0 {
		t.Fatalf("exit code %d: %s%s", got, out, &stderr)
	}
	if n := strings.Count(out.String(), "published   yes"); n != 3 {
		t.Errorf("published %d times: %s%s", n, out, &stderr)
	}
	run(t, 0, "mirror", "--from", file("public"), "--to", file("mirror"), "--policy", file("policy"))
}

func TestVerbsOfTheRecordAreInterruptedInOrder(t *testing.T) {
	dir := t.TempDir()
	file := func(name string) string { return filepath.Join(dir, name) }
	common := filepath.Join("testdata", "common")
	run(t, 0, "judge", "-a", filepath.Join(common, "draft.yaml"), "--state", file("record"), filepath.Join(common, "monday.ndjson"))
	run(t, 0, "keys", "make", "mission.example/2031", "--for", "log", "--out", file("log.key"))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for name, args := range map[string][]string{
		"before the journal is made": {"seal", file("record"), file("new"), "--origin", "mission.example/2031"},
		"while a bundle is verified": {"verify", filepath.Join(common, "monday.ndjson")},
	} {
		var stdout, stderr bytes.Buffer
		if got := cli.Execute(ctx, args, &stdout, &stderr); got != 2 || stdout.Len() > 0 || !strings.Contains(stderr.String(), "interrupted") {
			t.Errorf("%s: exit code %d, %s%s", name, got, &stdout, &stderr)
		}
	}
	if _, err := os.Stat(file("new")); err == nil {
		t.Error("an interrupted run made a journal")
	}
}
