// SPDX-License-Identifier: Apache-2.0

package house_test

import (
	"debug/elf"
	"debug/gosym"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// ofCoalition tells whether a package, or the function of one, is of the coalition's realm. The verbs of its desk are too.
func ofCoalition(name string) bool {
	for _, room := range []string{"truce/coalition", "truce/internal/cli/desk", "truce/internal/intake/registers"} {
		if rest, ok := strings.CutPrefix(name, room); ok && (rest == "" || rest[0] == '/' || rest[0] == '.') {
			return true
		}
	}
	return false
}

// The go command names no package of the coalition among all that cmd/truce-mission is made of, and a binary of it holds the code of
// none. Of cmd/truce it names some, so that the test can tell.
func TestTheMissionsProgramHoldsNothingOfTheCoalition(t *testing.T) {
	goCommand, err := exec.LookPath("go")
	if err != nil {
		t.Skipf("there is no go command to build with: %v", err)
	}
	for program, want := range map[string]bool{"truce-mission": false, "truce": true} {
		out, err := exec.CommandContext(t.Context(), goCommand, "list", "-deps", "truce/cmd/"+program).Output()
		if err != nil {
			t.Fatal(err)
		}
		found := ""
		for name := range strings.FieldsSeq(string(out)) {
			if ofCoalition(name) {
				found = name
			}
		}
		if (found != "") != want {
			t.Errorf("%s is made of %q of the coalition, want any: %t", program, found, want)
		}
	}
	if runtime.GOOS != "linux" {
		t.Skipf("the names in a binary are read of ELF files only, and this is %s", runtime.GOOS)
	}
	for program, want := range map[string]bool{"truce-mission": false, "truce": true} {
		path := filepath.Join(t.TempDir(), program)
		if out, err := exec.CommandContext(t.Context(), goCommand, "build", "-o", path, "truce/cmd/"+program).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		names := functions(t, path)
		if len(names) < 1000 {
			t.Fatalf("only %d functions were read of %s", len(names), program)
		}
		found := ""
		for _, name := range names {
			if ofCoalition(name) {
				found = name
			}
		}
		if (found != "") != want {
			t.Errorf("the binary of %s holds %q of the coalition, want any: %t", program, found, want)
		}
	}
}

// functions are the names of all functions in a binary, by the table that its runtime uses.
func functions(t *testing.T, path string) []string {
	t.Helper()
	f, err := elf.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines, text := f.Section(".gopclntab"), f.Section(".text")
	if lines == nil || text == nil {
		t.Fatal("the binary has no table of functions")
	}
	data, err := lines.Data()
	if err != nil {
		t.Fatal(err)
	}
	table, err := gosym.NewTable(nil, gosym.NewLineTable(data, text.Addr))
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, fn := range table.Funcs {
		out = append(out, fn.Name)
	}
	return out
}
