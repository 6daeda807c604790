// SPDX-License-Identifier: Apache-2.0

package crash

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"truce/internal/sim/load"
	"truce/internal/sim/tally"
)

// Tampered asks journals for what was acknowledged after statements were run on their files: what a store would have left that
// has the bug. It is for planted bugs alone.
func Tampered(ctx context.Context, job tally.Job, statements string) error {
	for n := range uint64(3) {
		dir := filepath.Join(job.Dir, fmt.Sprint("tampered-", n))
		if err := os.Mkdir(dir, 0o700); err != nil {
			return err
		}
		c, err := load.Command(ctx, job.Self, load.Task{Program: load.Session, Dir: dir, Seed: job.Seed + n, Acts: 30, Name: "t"})
		if err != nil {
			return err
		}
		out, err := c.StdoutPipe()
		if err != nil {
			return err
		}
		if err := c.Start(); err != nil {
			return err
		}
		ledger := load.NewLedger()
		ledger.Read(out, func() {})
		if err := c.Wait(); err != nil {
			return fmt.Errorf("a session without faults: %w", err)
		}
		if err := ledger.Check(ctx, dir, load.Read); err != nil {
			return fmt.Errorf("before the bug is planted: %w", err)
		}
		db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, load.File)+"?mode=rw")
		if err != nil {
			return err
		}
		_, err = db.ExecContext(ctx, statements)
		if err = errors.Join(err, db.Close()); err != nil {
			return err
		}
		if err := ledger.Check(ctx, dir, load.Read); err != nil {
			job.Out.Fail("%v", err)
		}
	}
	return nil
}
