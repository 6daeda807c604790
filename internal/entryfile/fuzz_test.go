// SPDX-License-Identifier: Apache-2.0

package entryfile_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"truce/canon"
	"truce/engine"
	"truce/internal/entryfile"
)

// FuzzEntryFile reads any bytes as a file: it gives entries whose canonical bytes the lines hold, or an error, and
// never panics. Run it with: go test ./internal/entryfile -run '^$' -fuzz FuzzEntryFile -fuzztime 30s
func FuzzEntryFile(f *testing.F) {
	var good bytes.Buffer
	dir := f.TempDir()
	if err := entryfile.Append(dir, entries(2)); err != nil {
		f.Fatal(err)
	}
	data, err := os.ReadFile(filepath.Join(dir, entryfile.Name))
	if err != nil {
		f.Fatal(err)
	}
	good.Write(data)
	f.Add(good.Bytes())
	f.Add(good.Bytes()[:good.Len()-3])
	f.Add([]byte("\n"))
	f.Add([]byte("{}\n{\"seq\":1}\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, entryfile.Name), data, 0o600); err != nil {
			t.Fatal(err)
		}
		rest := data
		err := entryfile.Read(dir, func(e engine.Entry) error {
			line, err := canon.Encode(e)
			first, after, _ := bytes.Cut(rest, []byte("\n"))
			if !bytes.HasSuffix(first, append(line, '}')) {
				t.Errorf("read %q as %q", first, line)
			}
			rest = after
			return err
		})
		if err == nil && len(rest) > 0 {
			t.Errorf("%q was left unread", rest)
		}
	})
}
