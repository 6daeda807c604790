// SPDX-License-Identifier: Apache-2.0

package desk_test

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"truce/internal/cli/desk"
)

// serving runs truce coalition serve until the test ends and returns the address that it prints.
func serving(t *testing.T, record string) string {
	t.Helper()
	address, _ := served(t, record)
	return address
}

// served is serving, and how to stop it before.
func served(t *testing.T, record string) (address string, stopped func()) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	r, w := io.Pipe()
	ended := make(chan error, 1)
	for _, v := range desk.Verbs() {
		if v.Name() == "coalition" {
			v.SetOut(w)
			v.SetErr(io.Discard)
			v.SetArgs([]string{"serve", record, "--addr", "127.0.0.1:0"})
			go func() { ended <- v.ExecuteContext(ctx); w.Close() }()
		}
	}
	stopped = sync.OnceFunc(func() {
		stop()
		if err := <-ended; err != nil {
			t.Errorf("it ends with %v", err)
		}
	})
	t.Cleanup(stopped)
	lines := bufio.NewScanner(r)
	said := ""
	for lines.Scan() {
		said += lines.Text() + "\n"
		if _, address, ok := strings.Cut(lines.Text(), "Serving "+record+" at "); ok {
			for _, want := range []string{"no operator yet", address + "/welcome?code=", "within an hour", "the page People"} {
				if !strings.Contains(said, want) {
					t.Errorf("a first start does not say %q: %s", want, said)
				}
			}
			go io.Copy(io.Discard, r)
			return address, stopped
		}
	}
	t.Fatalf("it prints %q", said)
	return "", nil
}

func status(t *testing.T, address string) int {
	t.Helper()
	answer, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	return answer.StatusCode
}

func TestARecordIsServedToThePublicAndItsRegistersToNobody(t *testing.T) {
	record := filepath.Join(t.TempDir(), "c.journal")
	done(t, "", "coalition", "begin", record, "--log", "secretariat.test/2026")
	address := serving(t, record)
	for _, path := range []string{"/", "/help", "/record", "/health/ready", "/sign-in", "/verify"} {
		if code := status(t, address+path); code != http.StatusOK {
			t.Errorf("%s answers %d", path, code)
		}
	}
	for _, path := range []string{"/undertakings", "/force", "/meetings", "/readiness", "/statements", "/brief", "/releases", "/record/bundle", "/people", "/reads", "/demo/role", "/watch", "/queue", "/incidents", "/findings"} {
		if code := status(t, address+path); code != http.StatusNotFound {
			t.Errorf("%s answers %d", path, code)
		}
	}
	// the server only reads, so that the secretariat enters meanwhile
	done(t, "1 row", "undertakings", record, "--import", table(t, "record,relation,state,to,said_by,said_on,grade\nrelation,member-of,Freedonia,coalition,Secretariat,2026-01-06,official\n"))
}

func TestAServerIsRefusedWhereOthersCouldListen(t *testing.T) {
	record := filepath.Join(t.TempDir(), "c.journal")
	done(t, "", "coalition", "begin", record, "--log", "secretariat.test/2026")
	refused(t, "TLS only", "coalition", "serve", record, "--addr", "0.0.0.0:0")
	refused(t, "--origin", "coalition", "serve", record, "--behind-proxy")
	refused(t, "no such file", "coalition", "serve", record+".not")
}

// table writes a table into a file.
func table(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "table.csv")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
