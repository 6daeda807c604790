// SPDX-License-Identifier: Apache-2.0

// Package web turns the files that a page needs (one stylesheet, plain ES modules, two fonts, a coastline and one
// vendored library) into addresses that a browser may keep for ever. What is served is what is committed: there is
// no build step. assets/vendor/vendor.json says where each file of others comes from and what its digest is.
package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"
)

//go:embed assets
var embedded embed.FS

// Prefix is where the assets live. Below it comes the digest of all of them together, then the name: a change of one
// file moves them all, so that modules may import each other by their plain names and never meet another version.
const Prefix = "/assets/"

// Policy is the Content-Security-Policy under which every page works: nothing from elsewhere, nothing inline. The
// images that are data or blobs are made by the map.
const Policy = "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; img-src 'self' data: blob:; " +
	"font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// PermissionsPolicy lets a page ask for the position of the device, which the form of a report may use, and for
// passkeys; it refuses the rest.
const PermissionsPolicy = "geolocation=(self), publickey-credentials-get=(self), publickey-credentials-create=(self), " +
	"camera=(), microphone=(), payment=(), usb=(), browsing-topics=()"

// Assets are the embedded files under their addresses. They are read-only and serve many requests at once.
type Assets struct {
	files  map[string]*file
	digest string
}

// file is one asset; its packed form is made when somebody first asks for it.
type file struct {
	body   []byte
	kind   string
	packed func() []byte
}

// New reads the embedded files. It fails only if one is of a kind that has no content type here, which is a fault of
// the build.
func New() (*Assets, error) {
	a := &Assets{files: map[string]*file{}}
	sum := sha256.New()
	err := fs.WalkDir(embedded, "assets", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		body, err := embedded.ReadFile(name)
		if err != nil {
			return err
		}
		kind, err := contentType(name)
		if err != nil {
			return err
		}
		name = strings.TrimPrefix(name, "assets/")
		fmt.Fprintf(sum, "%s %x\n", name, sha256.Sum256(body))
		a.files[name] = &file{body: body, kind: kind, packed: sync.OnceValue(func() []byte { return pack(body) })}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read the assets of the pages: %w", err)
	}
	a.digest = hex.EncodeToString(sum.Sum(nil))[:16]
	return a, nil
}

// contentType names the kinds that are served, whatever the host's own table of types says.
func contentType(name string) (string, error) {
	switch ext := path.Ext(name); ext {
	case ".css":
		return "text/css; charset=utf-8", nil
	case ".js":
		return "text/javascript; charset=utf-8", nil
	case ".json":
		return "application/json", nil
	case ".txt":
		return "text/plain; charset=utf-8", nil
	case ".svg":
		return "image/svg+xml", nil
	case ".woff2":
		return "font/woff2", nil
	case ".bin":
		return "application/octet-stream", nil
	default:
		return "", fmt.Errorf("%s: no content type for %q", name, ext)
	}
}

// Address returns where a browser finds an asset, such as "truce.css" or "vendor/maplibre-gl.css". It panics if there
// is none of that name, since templates name their assets in the source.
func (a *Assets) Address(name string) string {
	if a.files[name] == nil {
		panic("web: no asset " + name)
	}
	return Prefix + a.digest + "/" + name
}

// ServeHTTP answers GET and HEAD below [Prefix]. An address of another version than this one's is answered 404, so
// that no cache keeps a file under a digest that is not its own.
func (a *Assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "this address is read only", http.StatusMethodNotAllowed)
		return
	}
	rest, ok := strings.CutPrefix(r.URL.Path, Prefix+a.digest+"/")
	f := a.files[rest]
	if !ok || f == nil {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", f.kind)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Vary", "Accept-Encoding")
	body := f.body
	if f.compressible() && acceptsGzip(r.Header.Get("Accept-Encoding")) {
		h.Set("Content-Encoding", "gzip")
		body = f.packed()
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method == http.MethodGet {
		_, _ = w.Write(body) // the reader has gone, and nobody is left to tell
	}
}

// compressible tells whether packing a file is worth it: fonts are packed already.
func (f *file) compressible() bool { return !strings.HasPrefix(f.kind, "font/") }

// acceptsGzip tells whether a header lists gzip without forbidding it.
func acceptsGzip(header string) bool {
	for each := range strings.SplitSeq(header, ",") {
		name, params, err := mime.ParseMediaType("x/" + strings.TrimSpace(each))
		if err != nil || name != "x/gzip" {
			continue
		}
		weight, err := strconv.ParseFloat(params["q"], 64)
		return params["q"] == "" || err == nil && weight > 0
	}
	return false
}

func pack(body []byte) []byte {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	_, err := w.Write(body)
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		panic("web: pack into memory: " + err.Error())
	}
	return out.Bytes()
}
