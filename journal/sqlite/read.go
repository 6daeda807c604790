// SPDX-License-Identifier: Apache-2.0

package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"strconv"

	"golang.org/x/mod/sumdb/tlog"

	"truce/canon"
	"truce/journal"
)

// columns are those that scan reads, in order.
const columns = `seq, root, header, salt, parts`

const selectHead = `SELECT size, root, note FROM head WHERE name = ?`

func scan(from func(...any) error, r *journal.Row) error {
	var root, salt []byte
	if err := from(&r.Seq, &root, &r.Header, &salt, &r.Frame); err != nil {
		return err
	}
	if len(root) != len(r.PartsRoot) || len(salt) != len(r.Salt) {
		return fmt.Errorf("entry %d: %w: root of %d bytes, salt of %d bytes", r.Seq, journal.ErrDamaged, len(root), len(salt))
	}
	r.PartsRoot, r.Salt = canon.Digest(root), canon.Salt(salt)
	return nil
}

// rows reads entries by a statement, and the hashes of their leaves by another.
type rows struct{ by, hashes *sql.Stmt }

// withLeaves gives rows the hashes of their leaves: nothing in a row itself commits to its header and salt.
func (r rows) withLeaves(ctx context.Context, list []journal.Row) ([]journal.Row, error) {
	indexes := make([]int64, len(list))
	for i := range list {
		indexes[i] = tlog.StoredHashIndex(0, list[i].Seq-1)
	}
	hashes, err := readHashes(ctx, r.hashes, indexes)
	if err != nil {
		return nil, err
	}
	for i := range list {
		list[i].Hashes = hashes[i : i+1]
	}
	return list, nil
}

// read reads rows until so many bytes of parts are read.
func (r rows) read(ctx context.Context, room int, args ...any) ([]journal.Row, error) {
	list, err := r.scanned(ctx, room, args)
	if err != nil {
		return nil, err
	}
	return r.withLeaves(ctx, list)
}

// scanned gives the connection back before the hashes are read: there may be no other.
func (r rows) scanned(ctx context.Context, room int, args []any) ([]journal.Row, error) {
	found, err := r.by.QueryContext(ctx, args...)
	if err != nil {
		return nil, err
	}
	defer found.Close()
	var out []journal.Row
	for size := 0; size < room && found.Next(); {
		var row journal.Row
		if err := scan(found.Scan, &row); err != nil {
			return nil, err
		}
		out = append(out, row)
		size += len(row.Frame)
	}
	return out, found.Err()
}

// reading holds the prepared statements of readers.
type reading struct{ size, some, byRoot, hashes, head *sql.Stmt }

// preparer is a pool or a connection. It is a function, as both have the method.
type preparer func(context.Context, string) (*sql.Stmt, error)

func prepareReading(ctx context.Context, db *sql.DB) (reading, error) {
	var r reading
	err := prepare(ctx, db.PrepareContext, map[string]**sql.Stmt{
		`SELECT coalesce(max(seq), 0) FROM entry`:                                    &r.size,
		`SELECT ` + columns + ` FROM entry WHERE seq >= ? AND seq <= ? ORDER BY seq`: &r.some,
		`SELECT ` + columns + ` FROM entry WHERE root = ? ORDER BY seq`:              &r.byRoot,
		`SELECT idx, hash FROM hash WHERE idx IN (SELECT value FROM json_each(?))`:   &r.hashes,
		selectHead: &r.head,
	})
	return r, err
}

// inOrder reads the rows of a span.
func (r reading) inOrder() rows { return rows{r.some, r.hashes} }

func (r reading) close() error { return closeAll(r.size, r.some, r.byRoot, r.hashes, r.head) }

func prepare(ctx context.Context, with preparer, statements map[string]**sql.Stmt) error {
	for query, to := range statements {
		s, err := with(ctx, query)
		if err != nil {
			return fmt.Errorf("prepare %s: %w", query, err)
		}
		*to = s
	}
	return nil
}

// Leaves returns the leaves of the entries with the numbers from to to, both included, by what is stored of each beside its
// parts. Whoever uses them compares them with the hashes of the tree.
func (j *Journal) Leaves(ctx context.Context, from, to int64) ([][]byte, error) {
	found, err := j.readers.QueryContext(ctx, `SELECT root, header, salt FROM entry WHERE seq >= ? AND seq <= ? ORDER BY seq`, from, to)
	if err != nil {
		return nil, fmt.Errorf("read leaves from %d to %d: %w", from, to, err)
	}
	defer found.Close()
	var leaves [][]byte
	for found.Next() {
		var root, header, salt []byte
		err := found.Scan(&root, &header, &salt)
		if err == nil && (len(root) != len(canon.Digest{}) || len(salt) != len(canon.Salt{})) {
			err = fmt.Errorf("%w: root of %d bytes, salt of %d bytes", journal.ErrDamaged, len(root), len(salt))
		}
		if err != nil {
			return nil, fmt.Errorf("read leaf %d: %w", from+int64(len(leaves)), err)
		}
		head := canon.Part{Label: journal.HeaderLabel, Salt: canon.Salt(salt), Content: header}
		leaves = append(leaves, journal.Leaf(journal.Commitment(head.Hash(), canon.Digest(root))))
	}
	return leaves, found.Err()
}

// Size returns the number of entries.
func (j *Journal) Size(ctx context.Context) (int64, error) {
	var n int64
	if err := j.read.size.QueryRowContext(ctx).Scan(&n); err != nil {
		return 0, fmt.Errorf("size of journal: %w", err)
	}
	return n, nil
}

// Entry returns entry seq. Its error is journal.ErrNoEntry if there is none, journal.ErrDamaged if it is not as it was
// entered.
func (j *Journal) Entry(ctx context.Context, seq int64) (journal.Entry, error) {
	list, err := j.read.inOrder().read(ctx, stepBytes, seq, seq)
	if err == nil && len(list) == 0 {
		err = journal.ErrNoEntry
	}
	if err != nil {
		return journal.Entry{}, fmt.Errorf("entry %d: %w", seq, err)
	}
	return list[0].Entry()
}

// Entries gives the entries with the numbers from to to, both included, to take, in order. It stops at the first error,
// which is that of take, or one of Entry. While take runs nothing is locked.
func (j *Journal) Entries(ctx context.Context, from, to int64, take func(journal.Entry) error) error {
	return eachRow(ctx, j.read.inOrder(), span{from, to}, func(r journal.Row) error {
		e, err := r.Entry()
		if err != nil {
			return err
		}
		return take(e)
	})
}

// span are the numbers of entries from one to another, both included.
type span struct{ from, to int64 }

// Rows are read in steps of about so many bytes and at most so many rows, so that a slow caller neither fills memory
// nor keeps the WAL from shrinking.
const (
	stepBytes = 4 << 20
	stepRows  = 1024
)

func eachRow(ctx context.Context, in rows, s span, take func(journal.Row) error) error {
	for s.from <= s.to {
		list, err := in.read(ctx, stepBytes, s.from, min(s.to, s.from+stepRows-1))
		if err != nil {
			return fmt.Errorf("entries from %d: %w", s.from, err)
		}
		if len(list) == 0 {
			return fmt.Errorf("entry %d: %w", s.from, journal.ErrNoEntry)
		}
		for _, r := range list {
			if r.Seq != s.from {
				return fmt.Errorf("entry %d: %w: it is missing", s.from, journal.ErrDamaged)
			}
			if err := take(r); err != nil {
				return err
			}
			s.from++
		}
	}
	return nil
}

// ByRoot returns the places of the entries with a parts root, first one first; none if there are none. There is more
// than one only if a device signed different headers over the same parts.
func (j *Journal) ByRoot(ctx context.Context, partsRoot canon.Digest) ([]journal.Placed, error) {
	var out []journal.Placed
	err := byRoot(ctx, rows{j.read.byRoot, j.read.hashes}, partsRoot, func(e journal.Entry, p journal.Placed) bool {
		out = append(out, p)
		return true
	})
	if err != nil {
		return nil, fmt.Errorf("entry with the parts root %s: %w", partsRoot, err)
	}
	return out, nil
}

func byRoot(ctx context.Context, in rows, root canon.Digest, take func(journal.Entry, journal.Placed) bool) error {
	list, err := in.read(ctx, math.MaxInt, root[:])
	if err != nil {
		return err
	}
	for _, r := range list {
		e, err := r.Entry()
		if err != nil {
			return err
		}
		if !take(e, journal.Placed{Seq: r.Seq, Time: e.Header.Time, Header: e.Head.Hash(), PartsRoot: r.PartsRoot, Again: true}) {
			return nil
		}
	}
	return nil
}

// ReadHashes returns hashes of the tree by their numbers, as tlog.StoredHashIndex counts them. It is the tlog.HashReader
// from which roots and proofs are made.
func (j *Journal) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	return readHashes(context.Background(), j.read.hashes, indexes)
}

func readHashes(ctx context.Context, by *sql.Stmt, indexes []int64) ([]tlog.Hash, error) {
	list := []byte{'['}
	for i, n := range indexes {
		if i > 0 {
			list = append(list, ',')
		}
		list = strconv.AppendInt(list, n, 10)
	}
	rows, err := by.QueryContext(ctx, string(append(list, ']')))
	if err != nil {
		return nil, fmt.Errorf("read %d hashes: %w", len(indexes), err)
	}
	defer rows.Close()
	found := make(map[int64]tlog.Hash, len(indexes))
	for rows.Next() {
		var n int64
		var hash sql.RawBytes
		if err := rows.Scan(&n, &hash); err != nil {
			return nil, fmt.Errorf("read %d hashes: %w", len(indexes), err)
		}
		if len(hash) != tlog.HashSize {
			return nil, fmt.Errorf("hash %d: %w: it has %d bytes", n, journal.ErrDamaged, len(hash))
		}
		found[n] = tlog.Hash(hash)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read %d hashes: %w", len(indexes), err)
	}
	out := make([]tlog.Hash, len(indexes))
	for i, n := range indexes {
		h, ok := found[n]
		if !ok {
			return nil, fmt.Errorf("hash %d: %w: it is missing", n, journal.ErrDamaged)
		}
		out[i] = h
	}
	return out, nil
}

// hashReader reads hashes by a statement of its own.
type hashReader struct {
	ctx context.Context
	by  *sql.Stmt
}

// ReadHashes returns hashes of the tree by their numbers.
func (h hashReader) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	return readHashes(h.ctx, h.by, indexes)
}

// Recheck reads the entries with the numbers from to to, both included, back from the file by a connection of its own,
// computes their commitments, leaves and the tree above them anew, and returns the first difference as
// journal.ErrDamaged, or as journal.ErrNoEntry where the last ones are missing. It also computes the root at each kept
// head that is not beyond, and looks for each entry by its root. Nothing is signed before it
// returns nil. What it reads may come from memory of the operating system, and not from the disk.
func (j *Journal) Recheck(ctx context.Context, from, to int64) error {
	if from < 1 || to < from {
		return fmt.Errorf("recheck the entries from %d to %d: there are none", from, to)
	}
	db, err := open(j.path, false)
	if err != nil {
		return fmt.Errorf("recheck: %w", err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	read, err := prepareReading(ctx, db)
	defer read.close()
	if err != nil {
		return fmt.Errorf("recheck: %w", err)
	}
	if err := checkHeads(ctx, db); err != nil {
		return fmt.Errorf("recheck: %w", err)
	}
	hashes := hashReader{ctx, read.hashes}
	for _, name := range []journal.HeadName{journal.LastSigned, journal.LastCosigned} {
		h, err := head(ctx, read.head, name)
		if err == nil && h.Size > 0 && h.Size <= to {
			err = h.CheckTree(hashes)
		}
		if err != nil {
			return fmt.Errorf("recheck the %s head: %w", name, err)
		}
	}
	indexed, err := db.PrepareContext(ctx, `SELECT count(*) FROM entry INDEXED BY entry_root WHERE root = ? AND seq = ?`)
	if err != nil {
		return fmt.Errorf("recheck: %w", err)
	}
	defer indexed.Close()
	var before journal.Header
	return eachRow(ctx, read.inOrder(), span{max(1, from-1), to}, func(r journal.Row) error {
		var err error
		if before, err = r.Recheck(before, hashes); err != nil {
			return err
		}
		return checkIndex(ctx, indexed, r)
	})
}

// checkHeads lets SQLite compare the table of heads with its index: a head that is not found would be taken for none.
func checkHeads(ctx context.Context, db *sql.DB) error {
	var says string
	if err := db.QueryRowContext(ctx, `PRAGMA integrity_check('head')`).Scan(&says); err != nil {
		return fmt.Errorf("check the heads: %w", err)
	}
	if says != "ok" {
		return fmt.Errorf("%w: the heads: %s", journal.ErrDamaged, says)
	}
	return nil
}

// checkIndex asks the index of roots for a row. A retry of what the index does not lead to would be entered again.
func checkIndex(ctx context.Context, indexed *sql.Stmt, r journal.Row) error {
	var n int
	if err := indexed.QueryRowContext(ctx, r.PartsRoot[:], r.Seq).Scan(&n); err != nil {
		return fmt.Errorf("entry %d: look for its parts root: %w", r.Seq, err)
	}
	if n != 1 {
		return fmt.Errorf("entry %d: %w: the index of parts roots leads to it %d times", r.Seq, journal.ErrDamaged, n)
	}
	return nil
}
