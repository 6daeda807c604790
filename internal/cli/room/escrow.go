// SPDX-License-Identifier: Apache-2.0

package room

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"truce/canon"
	"truce/internal/cli/say"
	"truce/internal/cli/verb"
	"truce/journal"
	"truce/journal/sqlite"
	"truce/watch"
)

// manifest lists what was handed over; its digest, under truce/escrow/1, is in the record and on the receipt.
type manifest struct {
	Origin string `json:"origin"`
	To     string `json:"to"`
	By     string `json:"by"`
	At     int64  `json:"at"`
	// Entries is how many entries the copy has; Checkpoint is the last one signed, with its size, and Cosigned whether it met the
	// quorum; empty and zero where nothing was signed.
	Entries    int64    `json:"entries"`
	Checkpoint string   `json:"checkpoint"`
	Signed     int64    `json:"signed"`
	Cosigned   bool     `json:"cosigned"`
	Files      []copied `json:"files"`
}

// copied is one file of the archive, as it was read back.
type copied struct {
	Name   string       `json:"name"`
	Bytes  int64        `json:"bytes"`
	SHA256 canon.Digest `json:"sha256"`
}

func newEscrow() *cobra.Command {
	var to string
	cmd, a := duty("escrow JOURNAL DIR [FILE...] --to WHOM", "Copy the archive whole, and enter to whom it is handed",
		`Escrow makes the folder DIR with a consistent copy of the journal and copies of each FILE, such as bundles and published folders packed as one file, or
where none is named of every bundle beside the journal; reads all of it back, every entry of the journal and every byte of the files; and writes manifest.json with the last checkpoint and the SHA-256
of each file, and receipt.txt, which whoever takes it signs by hand. The digest of the manifest is entered, so that the record says what was
handed to whom. The copy holds everything, sources and places too; keys are not in it.

Exit codes: 0 copied, read back and entered, 1 refused, 2 could not tell. If the entry is refused the copy stays, and the same command into
another folder tries again.`, nil)
	cmd.RunE = doing(a, func(d *desk, args []string) error {
		if to == "" {
			return say.Misused(d.cmd, "missing: --to WHOM")
		}
		files := args[1:]
		if len(files) == 0 {
			files, _ = filepath.Glob(filepath.Join(filepath.Dir(d.path), "*.bundle")) // its error is of the pattern alone
		}
		m, err := d.archive(args[0], to, files)
		if err != nil {
			return fmt.Errorf("nothing was entered: %w", err)
		}
		sum, err := writeManifest(args[0], m)
		if err != nil {
			return fmt.Errorf("nothing was entered: %w", err)
		}
		words := fmt.Sprintf("%s and %s copied to %s and read back, for %s\nmanifest %s",
			entries(m.Entries), say.Counted(int64(len(m.Files)), "file"), args[0], to, sum)
		if m.Signed == 0 {
			words += "\nno checkpoint was signed: publish first, or whoever takes it has nothing to compare with"
		}
		return d.does(watch.Duty{Escrow: &watch.Escrow{To: to, Entries: m.Entries, Files: int64(len(m.Files)), Manifest: sum}}, "", words)
	})
	cmd.Flags().StringVarP(&to, "to", "t", "", "to whom it is handed, by function")
	cmd.Example = "  truce watch escrow mission.journal archive june.bundle --to \"embassy of a guarantor\" --by head"
	return cmd
}

func entries(n int64) string {
	if n == 1 {
		return "1 entry"
	}
	return fmt.Sprintf("%d entries", n)
}

// archive copies the journal and the files into a new folder, and reads all of it back.
func (d *desk) archive(dir, to string, files []string) (manifest, error) {
	ctx, j := d.cmd.Context(), d.record.Journal()
	m := manifest{Origin: j.First().Origin, To: to, By: d.by, At: int64(d.now)}
	if err := os.Mkdir(dir, 0o700); err != nil {
		return m, err
	}
	for _, name := range []journal.HeadName{journal.LastCosigned, journal.LastSigned} {
		h, err := j.Head(ctx, name)
		if err != nil {
			return m, err
		}
		if h.Size > m.Signed || m.Signed == 0 && h.Size > 0 {
			m.Checkpoint, m.Signed, m.Cosigned = string(h.Note), h.Size, name == journal.LastCosigned
		}
	}
	path := filepath.Join(dir, "record.journal")
	if err := j.Backup(ctx, path); err != nil {
		return m, err
	}
	again, err := sqlite.OpenReadOnly(ctx, path, journal.Mission)
	if err != nil {
		return m, err
	}
	m.Entries, err = again.Size(ctx)
	if err == nil {
		err = again.Recheck(ctx, 1, m.Entries)
	}
	if err = errors.Join(err, again.Close()); err != nil {
		return m, fmt.Errorf("the copy is not good: %w", err)
	}
	all := []string{path}
	for _, file := range files {
		into := filepath.Join(dir, filepath.Base(file))
		if err := copyFile(file, into); err != nil {
			return m, err
		}
		all = append(all, into)
	}
	for _, each := range all {
		f, err := digestOf(each)
		if err != nil {
			return m, err
		}
		m.Files = append(m.Files, f)
	}
	return m, nil
}

// copyFile copies a file to a place where none is, and compares what is there with what was read.
func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return fmt.Errorf("file %w", say.FileFault(from, err, ".bundle"))
	}
	defer in.Close()
	sum := sha256.New()
	if err := verb.NewFile(to, func(w io.Writer) error {
		_, err := io.Copy(io.MultiWriter(w, sum), in)
		return err
	}); err != nil {
		return err
	}
	back, err := digestOf(to)
	if err == nil && back.SHA256 != canon.Digest(sum.Sum(nil)) {
		err = fmt.Errorf("%s reads back as something else than was written", to)
	}
	return err
}

func digestOf(path string) (copied, error) {
	f, err := os.Open(path)
	if err != nil {
		return copied{}, err
	}
	defer f.Close()
	sum := sha256.New()
	n, err := io.Copy(sum, f)
	return copied{filepath.Base(path), n, canon.Digest(sum.Sum(nil))}, err
}

// writeManifest writes the list and the receipt, and returns the digest of the list.
func writeManifest(dir string, m manifest) (canon.Digest, error) {
	data, err := canon.Encode(m)
	if err != nil {
		return canon.Digest{}, err
	}
	sum := canon.SumBytes("truce/escrow/1", data)
	err = verb.NewFile(filepath.Join(dir, "manifest.json"), func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	})
	if err != nil {
		return sum, err
	}
	return sum, verb.NewFile(filepath.Join(dir, "receipt.txt"), func(w io.Writer) error {
		_, err := fmt.Fprintf(w, `Receipt for the archive of %s

Handed over by: %s
To:             %s
At:             %s
Entries:        %d, the last signed checkpoint has %d (cosigned: %t)
Files:          %d, each with its SHA-256 in manifest.json
Manifest:       %s

Whoever takes it compares the digest with the entry in the record, and signs here:


`, m.Origin, m.By, m.To, say.AtMillis(m.At), m.Entries, m.Signed, m.Cosigned, len(m.Files), sum)
		return err
	})
}
