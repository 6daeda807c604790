// SPDX-License-Identifier: Apache-2.0

package agreement

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"sync"

	"truce/agreement/document"
	"truce/canon"
)

//go:embed agreement.schema.json
var schemaText []byte

// compiledSchema is the schema, compiled once: to compile it takes longer than to read most documents.
var compiledSchema = sync.OnceValues(func() (*document.Schema, error) { return document.NewSchema(schemaText) })

// Schema returns the JSON Schema (draft 2020-12) of the document format: what Parse checks before everything else.
func Schema() []byte { return bytes.Clone(schemaText) }

// maxCanonical is the largest canonical form that Decode reads, in bytes: a document with all its geometry.
const maxCanonical = 16 << 20

// Parse reads a document of the format in docs/spec/agreement.md. name is what faults call the file; files holds
// the GeoJSON files beside the document and may be nil where it names none. The result is self-contained: geometry
// from files is written into it, so that its canonical bytes need nothing else. An error is Faults, sorted by
// line, with as much as could be found in one reading.
func Parse(name string, data []byte, files fs.FS) (*Agreement, error) {
	d, ok := document.Parse(data)
	f := &findings{name, d}
	if !ok {
		return nil, f.err()
	}
	a, err := decode(f)
	if err != nil {
		return nil, err
	}
	if a != nil {
		inline(a, files, f)
		check(a, f)
	}
	if err := f.err(); err != nil {
		return nil, err
	}
	return a, nil
}

// Decode reads the canonical bytes of an agreement, as an entry carries them, under the same checks as Parse. Bytes
// that are not canonical are canon.ErrNotCanonical; any other fault of the value is Faults without lines.
func Decode(data []byte) (*Agreement, error) {
	if len(data) > maxCanonical {
		return nil, fmt.Errorf("decode agreement: %d bytes, more than %d", len(data), maxCanonical)
	}
	var exact Agreement
	if err := canon.Decode(data, &exact); err != nil {
		return nil, fmt.Errorf("decode agreement: %w", err)
	}
	d, err := document.Decode(data)
	if err != nil {
		return nil, fmt.Errorf("decode agreement: %w", err)
	}
	f := &findings{"", d}
	a, err := decode(f)
	if err != nil {
		return nil, err
	}
	if a != nil {
		inline(a, nil, f)
		check(a, f)
	}
	if err := f.err(); err != nil {
		return nil, err
	}
	return a, nil
}

// decode brings a document through the schema into the model; nil means that it found no way to, and said why.
func decode(f *findings) (*Agreement, error) {
	schema, err := compiledSchema()
	if err != nil {
		return nil, fmt.Errorf("check against the embedded schema: %w", err)
	}
	data, err := json.Marshal(f.Check(schema))
	if err != nil {
		return nil, fmt.Errorf("decode agreement: %w", err)
	}
	a := new(Agreement)
	if err := canon.DecodeLoose(data, a); err != nil {
		f.Add("", "cannot be decoded", err.Error())
		return nil, nil
	}
	return a, nil
}
