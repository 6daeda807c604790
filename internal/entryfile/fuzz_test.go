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

// FuzzEntryFile reads any bytes as a file: it gives entries whose canonical bytes are the lines, or an error, and
// never panics. Run it with: go test ./internal/entryfile -run '^$' -fuzz FuzzEntryFile -fuzztime 30s
func FuzzEntryFile(f *testing.F) {
	var good bytes.Buffer
	for _, e := range entries(2) {
		data, err := canon.Encode(e)
		if err != nil {
			f.Fatal(err)
		}
		good.Write(append(data, '\n'))
	}
	f.Add(good.Bytes())
	f.Add(good.Bytes()[:good.Len()-3])
	f.Add([]byte("\n"))
	f.Add([]byte("{}\n{\"seq\":1}\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, entryfile.Name), data, 0o600); err != nil {
			t.Fatal(err)
		}
		var back bytes.Buffer
		err := entryfile.Read(dir, func(e engine.Entry) error {
			line, err := canon.Encode(e)
			back.Write(append(line, '\n'))
			return err
		})
		if !bytes.HasPrefix(data, back.Bytes()) || err == nil && !bytes.Equal(data, back.Bytes()) {
			t.Errorf("read %q as %q, %v", data, back.Bytes(), err)
		}
	})
}
