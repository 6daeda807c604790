// SPDX-License-Identifier: Apache-2.0

package tiles

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"time"
)

// Fetch returns what stands at a path of a published log, if it has at most limit bytes. The error of a path where
// nothing stands wraps fs.ErrNotExist. What it returns is not trusted.
type Fetch func(ctx context.Context, path string, limit int64) ([]byte, error)

// errTooLarge says that a file is larger than any of its kind may be.
var errTooLarge = errors.New("larger than any such file may be")

// FromFolder fetches from a folder, such as os.DirFS gives.
func FromFolder(fsys fs.FS) Fetch {
	return func(_ context.Context, path string, limit int64) ([]byte, error) {
		f, err := fsys.Open(path)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		return readAll(f, path, limit)
	}
}

// maxWait is how long a request may take with the client that FromHTTP makes.
const maxWait = 30 * time.Second

// FromHTTP fetches below a base address, such as https://log.example/. A nil client is one that gives up after half a
// minute; a client of the caller's has its own limits of time. The limit of bytes holds after decompression.
func FromHTTP(client *http.Client, base string) (Fetch, error) {
	u, err := url.Parse(base)
	if err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Host == "" {
		return nil, fmt.Errorf("address %.200q: want one such as https://log.example/", base)
	}
	if client == nil {
		client = &http.Client{Timeout: maxWait}
	}
	return func(ctx context.Context, path string, limit int64) ([]byte, error) {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.JoinPath(path).String(), nil)
		if err != nil {
			return nil, err
		}
		resp, err := client.Do(req)
		if err != nil {
			return nil, err
		}
		defer resp.Body.Close()
		switch resp.StatusCode {
		case http.StatusOK:
			return readAll(resp.Body, path, limit)
		case http.StatusNotFound, http.StatusGone:
			return nil, fmt.Errorf("%s: %w", path, fs.ErrNotExist)
		default:
			return nil, fmt.Errorf("%s: the server answers %d", path, resp.StatusCode)
		}
	}, nil
}

func readAll(r io.Reader, path string, limit int64) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if int64(len(data)) > limit {
		return nil, fmt.Errorf("%s: %w: above %d bytes", path, errTooLarge, limit)
	}
	return data, nil
}
