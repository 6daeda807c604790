// SPDX-License-Identifier: Apache-2.0

package serve

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"truce/app"
	"truce/canon"
	"truce/internal/access/reads"
	"truce/internal/api/account"
	"truce/internal/api/mission"
	"truce/internal/people"
	"truce/internal/store/kept"
)

// markEvery is how often the log of reads is told how far the record has come, where it has come on.
const markEvery = 10 * time.Minute

// besideOf is the record's file with what stands beside it and says how far it had come.
func besideOf(path string) (kept.Files, error) {
	files := kept.Files{Journal: path, Store: path + storeEnding}
	log := account.Beside(path)
	seq, commitment, err := reads.Marked(log)
	if err != nil {
		return files, fmt.Errorf("the log of reads: %w", err)
	}
	files.Known = []kept.Known{{By: log, Seq: seq, Commitment: commitment}}
	return files, nil
}

// nothingBeside returns an error where a journal is not there and what only stands beside one is.
func nothingBeside(path string) error {
	for _, beside := range []string{path + storeEnding, account.Beside(path), people.Beside(path)} {
		if _, err := os.Lstat(beside); err == nil {
			return older(path, fmt.Errorf("%w: there is no %s, and %s is there", kept.ErrOlder, path, beside))
		}
	}
	return nil
}

// older says what to do about a journal that is older than what stands beside it.
func older(path string, err error) error {
	if !errors.Is(err, kept.ErrOlder) {
		return err
	}
	return fmt.Errorf(`%w
nothing was started and nothing was changed: what people were told is on record may be missing, and a log that goes on from an older
journal signs a second tree. Put the newest journal back. If it is lost for good, restore a copy under a name of its own, which asks the
cosigners (truce restore COPY NEW.journal), serve that, and tell whoever sent something since the copy. Keep what stands beside
%s as it is: it says what is missing`, err, path)
}

// marks tells the log of reads how far the record has come, from time to time and, by the function that it returns, at the end.
func marks(desk *mission.Desk, log *reads.Log) (job func(context.Context) error, last func() error) {
	told := int64(0)
	mark := func() error {
		var seq int64
		var commitment canon.Digest
		err := desk.Room.Read(func(r *app.Record) error {
			if seq = r.State().Seq(); seq == told {
				return nil
			}
			e, err := r.Journal().Entry(context.Background(), seq)
			if err == nil {
				commitment, err = e.Commitment()
			}
			return err
		})
		if err != nil || seq == told {
			return err
		}
		told = seq
		return log.Mark(desk.Clock(), seq, commitment)
	}
	job = func(ctx context.Context) error {
		next := time.NewTicker(markEvery)
		defer next.Stop()
		for {
			if err := mark(); err != nil { // the log shows nothing to anybody then, and the room goes on
				desk.Log.Error("the log of reads was not told how far the record has come", "error", err)
			}
			select {
			case <-ctx.Done():
				return nil
			case <-next.C:
			}
		}
	}
	return job, mark
}
