// SPDX-License-Identifier: Apache-2.0

package serve_test

import (
	"bytes"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"truce/agreement"
	"truce/agreements"
	"truce/internal/cli/keep"
)

func TestARecordThatServeBeganGetsItsAgreementByAdopt(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new.journal")
	if said, err := adopt(t, path); err == nil || !strings.Contains(err.Error(), "begin it with truce serve "+path) {
		t.Errorf("of a journal that is not there: %q, %v", said, err)
	}
	s := start(t, path)
	if _, body := get(t, s.address+"/agreement"); !strings.Contains(body, "truce adopt") {
		t.Error("the page without an agreement does not say truce adopt")
	}
	said, err := adopt(t, path)
	if err == nil || !strings.Contains(err.Error(), "a server has it open") {
		t.Errorf("beside a running server: %q, %v", said, err)
	}
	if err := s.stop(); err != nil {
		t.Fatal(err)
	}
	if said, err := adopt(t, path); err != nil || !strings.Contains(said, "entry 2: EXERCISE paris-exercise") {
		t.Fatalf("%q, %v", said, err)
	}
	s = start(t, path)
	if code, body := get(t, s.address+"/agreement"); code != http.StatusOK || !strings.Contains(body, "paris-exercise") {
		t.Errorf("%d: the agreement is not on its page", code)
	}
}

// adopt runs the verb with an exercise.
func adopt(t *testing.T, path string) (string, error) {
	t.Helper()
	cmd := keep.NewAdopt(func(name string) (*agreement.Compiled, error) {
		data, err := agreements.Files.ReadFile(name + ".yaml")
		if err != nil {
			return nil, err
		}
		a, err := agreement.Parse(name+".yaml", data, agreements.Files)
		if err != nil {
			return nil, err
		}
		return agreement.Compile(a, nil)
	})
	var out bytes.Buffer
	cmd.SetOut(&out)
	cmd.SetErr(&out)
	cmd.SilenceUsage = true
	cmd.SetArgs([]string{path, "paris-exercise"})
	err := cmd.ExecuteContext(t.Context())
	return out.String(), err
}
