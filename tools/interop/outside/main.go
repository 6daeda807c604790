// SPDX-License-Identifier: Apache-2.0

// Command outside reads what Truce wrote with code that others wrote: a folder of tiles with Tessera's fsck, a checkpoint
// under a policy with torchwood. It exits with 0 if they accept it. It also enters a log in the database of litewitness, as
// witnessctl would, which needs a module that is not to be had everywhere.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"filippo.io/torchwood"
	"github.com/transparency-dev/merkle/rfc6962"
	"github.com/transparency-dev/tessera/api"
	"github.com/transparency-dev/tessera/client"
	"github.com/transparency-dev/tessera/fsck"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(args []string) error {
	switch {
	case len(args) == 3 && args[0] == "tiles":
		return tiles(args[1], args[2])
	case len(args) == 4 && args[0] == "policy":
		return policy(args[1], args[2], args[3])
	case len(args) == 4 && args[0] == "enrol":
		return enrol(args[1], args[2], args[3])
	default:
		return errors.New("want tiles FOLDER KEY, policy FILE CHECKPOINT ORIGIN, or enrol DATABASE ORIGIN KEY")
	}
}

// tiles checks a folder from its leaves up.
func tiles(folder, key string) error {
	verifier, err := note.NewVerifier(key)
	if err != nil {
		return err
	}
	hashes := func(bundle []byte) ([][]byte, error) {
		var b api.EntryBundle
		if err := b.UnmarshalText(bundle); err != nil {
			return nil, err
		}
		var out [][]byte
		for _, e := range b.Entries {
			out = append(out, rfc6962.DefaultHasher.HashLeaf(e))
		}
		return out, nil
	}
	return fsck.New(verifier.Name(), verifier, &client.FileFetcher{Root: folder}, hashes, fsck.Opts{N: 1}).Check(context.Background())
}

// policy judges a checkpoint.
func policy(file, checkpoint, origin string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	p, err := torchwood.ParsePolicy(text)
	if err != nil {
		return err
	}
	data, err := os.ReadFile(checkpoint)
	if err != nil {
		return err
	}
	c, _, err := torchwood.VerifyCheckpoint(data, p)
	if err != nil {
		return err
	}
	if c.Origin != origin {
		return fmt.Errorf("it is of %s", c.Origin)
	}
	return nil
}

// enrol enters a log of which litewitness has cosigned nothing. litewitness has made the tables.
func enrol(database, origin, key string) error {
	db, err := sqlite.OpenConn(database, sqlite.OpenReadWrite)
	if err != nil {
		return err
	}
	defer db.Close()
	empty, err := tlog.TreeHash(0, nil)
	if err != nil {
		return err
	}
	insert := func(query string, args ...any) error {
		return sqlitex.Execute(db, query, &sqlitex.ExecOptions{Args: args})
	}
	return errors.Join(
		insert("INSERT INTO log (origin, tree_size, tree_hash) VALUES (?, 0, ?)", origin, empty.String()),
		insert("INSERT INTO key (origin, key) VALUES (?, ?)", origin, key),
	)
}
