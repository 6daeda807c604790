// SPDX-License-Identifier: Apache-2.0

package gazetteer

import (
	"errors"
	"fmt"
	"io"
	"io/fs"

	"truce/place"
)

// ReadFeatures reads the features of a GeoJSON file of at most so many bytes beside a document. files may be nil where there
// are none.
func ReadFeatures(files fs.FS, name string, most int64) ([]place.Feature, error) {
	if files == nil {
		return nil, fmt.Errorf("geometry in file %q, and no files are at hand: read the document together with its files", name)
	}
	if !fs.ValidPath(name) || name == "." {
		return nil, fmt.Errorf("file %q is not beside the document: use a relative path without \"..\"", name)
	}
	file, err := files.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("there is no file %q beside the document", name)
	}
	if err != nil {
		return nil, fmt.Errorf("read geometry: %w", err)
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, most+1))
	if err != nil {
		return nil, fmt.Errorf("read geometry: %w", err)
	}
	if int64(len(data)) > most {
		return nil, fmt.Errorf("read geometry: file %q has more than %d bytes: split it", name, most)
	}
	features, err := place.ParseGeoJSON(data)
	if err != nil {
		return nil, fmt.Errorf("read geometry: file %q: %w", name, err)
	}
	return features, nil
}
