// SPDX-License-Identifier: Apache-2.0

package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// receipts is made with the first receipt that is kept.
const receipts = `CREATE TABLE IF NOT EXISTS receipt (
	seq  INTEGER PRIMARY KEY,
	note BLOB NOT NULL
) STRICT`

// KeepReceipt keeps the receipt that was signed first of an entry, on disk before it returns. Where one is kept it stays, and
// is no error. journal.ErrUnsure means what it means for Append.
func (j *Journal) KeepReceipt(ctx context.Context, seq int64, note []byte) error {
	if j.w == nil {
		return ErrReadOnly
	}
	err := j.w.take(ctx, func(ctx context.Context) error {
		return j.w.transact(ctx, func() error {
			if _, err := j.w.conn.ExecContext(ctx, receipts); err != nil {
				return err
			}
			_, err := j.w.conn.ExecContext(ctx, `INSERT INTO receipt (seq, note) VALUES (?, ?) ON CONFLICT DO NOTHING`, seq, note)
			return err
		})
	})
	if err != nil {
		return fmt.Errorf("keep the receipt of entry %d: %w", seq, err)
	}
	return nil
}

// Receipt returns the receipt that was signed first of an entry, nil if none was kept. Whoever uses it opens it with the
// key of the log: that shows whether it is damaged.
func (j *Journal) Receipt(ctx context.Context, seq int64) ([]byte, error) {
	var tables int
	var note []byte
	err := j.readers.QueryRowContext(ctx, `SELECT count(*) FROM sqlite_schema WHERE name = 'receipt'`).Scan(&tables)
	if err == nil && tables > 0 {
		err = j.readers.QueryRowContext(ctx, `SELECT note FROM receipt WHERE seq = ?`, seq).Scan(&note)
	}
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return nil, fmt.Errorf("read the receipt of entry %d: %w", seq, err)
	}
	return note, nil
}
