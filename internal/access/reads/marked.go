// SPDX-License-Identifier: Apache-2.0

package reads

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"truce/canon"
	"truce/internal/access/reads/trail"
	"truce/when"
)

// The words of a line that is nobody's read: the server's own, which says how far the record had come. No viewer has such a role.
const (
	markRole = "server"
	markKind = "record"
)

// Mark says in the log how far the record has come: its last entry, with that entry's commitment.
func (l *Log) Mark(at when.Instant, seq int64, commitment canon.Digest) error {
	_, err := l.Append(trail.Read{
		At: at, Who: "the server", Role: markRole, Kind: markKind, Object: fmt.Sprintf("%d %s", seq, commitment), Answer: trail.Shown,
	})
	return err
}

// Marked returns the last entry that the log in a folder was told of, 0 for none, be the log open elsewhere or not. It looks for such
// lines alone: whether the log is whole is for Open to say.
func Marked(folder string) (seq int64, commitment canon.Digest, err error) {
	file, err := os.Open(filepath.Join(folder, Name))
	if errors.Is(err, fs.ErrNotExist) {
		return 0, commitment, nil
	}
	if err != nil {
		return 0, commitment, err
	}
	defer file.Close()
	in := bufio.NewReaderSize(file, maxLine)
	sign := fmt.Appendf(nil, `"role":%q`, markRole)
	for {
		data, err := in.ReadSlice('\n')
		if errors.Is(err, io.EOF) { // what has no end was never written
			return seq, commitment, nil
		}
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
			return 0, commitment, err
		}
		var l line
		if !bytes.Contains(data, sign) || canon.Decode(bytes.TrimSuffix(data, []byte("\n")), &l) != nil || l.Read.Role != markRole || l.Read.Kind != markKind {
			continue
		}
		var text string
		if _, err := fmt.Sscanf(l.Read.Object, "%d %s", &seq, &text); err != nil {
			return 0, commitment, fmt.Errorf("%w: line %d marks no entry", ErrDamaged, l.Read.Seq)
		}
		if err := commitment.UnmarshalText([]byte(text)); err != nil {
			return 0, commitment, fmt.Errorf("%w: line %d marks no entry: %w", ErrDamaged, l.Read.Seq, err)
		}
	}
}
