// SPDX-License-Identifier: Apache-2.0

package tiles

import (
	"bytes"
	"errors"
	"io/fs"
	"net/http"
	"strconv"
	"strings"
)

// Handler serves the files of a published log from a folder, to read only, and nothing else that may lie in it. Tiles
// never change and may be kept by caches; the checkpoint may not.
func Handler(fsys fs.FS) http.Handler {
	fetch := FromFolder(fsys)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, "a published log is read only", http.StatusMethodNotAllowed)
			return
		}
		path := strings.TrimPrefix(r.URL.Path, "/")
		_, tile := parsePath(path)
		if !tile && path != checkpointPath {
			http.NotFound(w, r)
			return
		}
		data, err := fetch(r.Context(), path, maxBundle)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			http.NotFound(w, r)
			return
		case err != nil:
			http.Error(w, "the file cannot be read", http.StatusInternalServerError)
			return
		}
		h := w.Header()
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Content-Length", strconv.Itoa(len(data)))
		if tile {
			h.Set("Content-Type", "application/octet-stream")
			h.Set("Cache-Control", "public, max-age=31536000, immutable")
		} else {
			h.Set("Content-Type", "text/plain; charset=utf-8")
			h.Set("Cache-Control", "no-cache")
		}
		if r.Method == http.MethodGet {
			_, _ = bytes.NewReader(data).WriteTo(w) // a client that went away is told nothing
		}
	})
}
