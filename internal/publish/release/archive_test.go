// SPDX-License-Identifier: Apache-2.0

package release_test

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"testing"

	"truce/internal/publish/release"
)

func TestAnArchiveHasEveryFileInItsSubfolderAndTheSameBytesInAnyOrder(t *testing.T) {
	files := []release.File{{Name: "manifest.json", Data: []byte("{}\n")}, {Name: "day/2026-02-02.html", Data: []byte("a day")}, {Name: "index.html", Data: bytes.Repeat([]byte("a page "), 1000)}}
	var one, two bytes.Buffer
	if err := release.Archive(&one, files); err != nil {
		t.Fatal(err)
	}
	files[0], files[2] = files[2], files[0]
	if err := release.Archive(&two, files); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(one.Bytes(), two.Bytes()) {
		t.Error("another order of the files gives another archive")
	}
	const want = "041341bf65f79b71266b5cc0b4bf1c7587c39948f0bedc5e155d55c9ab24864b"
	if got := fmt.Sprintf("%x", sha256.Sum256(one.Bytes())); got != want {
		t.Errorf("the archive is %s, want %s as on every machine", got, want)
	}
	z, err := zip.NewReader(bytes.NewReader(one.Bytes()), int64(one.Len()))
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		got[f.Name] = string(data)
	}
	for _, f := range files {
		if got[release.ArchiveFolder+"/"+f.Name] != string(f.Data) {
			t.Errorf("%s is not in the archive as it is", f.Name)
		}
	}
	if len(got) != len(files) {
		t.Errorf("the archive has %d files, want %d", len(got), len(files))
	}
}
