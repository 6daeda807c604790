// SPDX-License-Identifier: Apache-2.0

package release

import (
	"archive/zip"
	"io"
	"slices"
	"strings"
	"time"
)

// ArchiveFolder is the folder in which every file of an archive lies, so that what is unpacked is the folder of a release.
const ArchiveFolder = "public-release"

// Archive writes files of a release as one zip archive, in their subfolders. The same files give the same bytes on any machine: they are
// in the order of their names, bear the first day that the format knows as their time, and are not compressed, which would rest on the
// version of the compressor.
func Archive(w io.Writer, files []File) error {
	sorted := slices.SortedFunc(slices.Values(files), func(a, b File) int { return strings.Compare(a.Name, b.Name) })
	z := zip.NewWriter(w)
	for _, f := range sorted {
		h := &zip.FileHeader{Name: ArchiveFolder + "/" + f.Name, Method: zip.Store, Modified: time.Date(1980, time.January, 1, 0, 0, 0, 0, time.UTC)}
		h.SetMode(0o644)
		to, err := z.CreateHeader(h)
		if err == nil {
			_, err = to.Write(f.Data)
		}
		if err != nil {
			return err
		}
	}
	return z.Close()
}
