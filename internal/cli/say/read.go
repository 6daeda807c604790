// SPDX-License-Identifier: Apache-2.0

package say

import (
	"fmt"
	"io"
	"os"
)

// ReadLimited reads a whole file that may not be larger than most bytes.
func ReadLimited(name string, most int64) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return ReadAtMost(f, name, most)
}

// ReadAtMost reads all of what has a name and may not be larger than most bytes.
func ReadAtMost(r io.Reader, name string, most int64) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, most+1))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if int64(len(data)) > most {
		return nil, fmt.Errorf("%s: larger than %d bytes", name, most)
	}
	return data, nil
}
