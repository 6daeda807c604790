// SPDX-License-Identifier: Apache-2.0

package cosigner_test

import (
	"errors"
	"net/http"
	"testing"

	"truce/internal/durable"
)

// starved is a disk on which reading fails for a while, as it does where a process has no file descriptors left.
type starved struct {
	durable.FS
	now *bool
}

func (s starved) Read(name string, limit int64) ([]byte, error) {
	if *s.now {
		return nil, errors.New("too many open files")
	}
	return s.FS.Read(name, limit)
}

func TestAMomentWithoutFilesStopsNoCosigner(t *testing.T) {
	tr, short := newTree(t, 3, 0), false
	b := start(t, starved{enrolled(t), &short})
	short = true
	if w := post(b.Server, tr.request(t, 0, 2).Bytes()); w.Code != http.StatusInternalServerError {
		t.Errorf("without files: %d", w.Code)
	}
	short = false
	if w := post(b.Server, tr.request(t, 0, 2).Bytes()); w.Code != http.StatusOK {
		t.Errorf("with files again: %d %s", w.Code, w.Body)
	}
}
