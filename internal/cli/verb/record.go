// SPDX-License-Identifier: Apache-2.0

package verb

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"time"

	"github.com/spf13/cobra"

	"truce/app"
	"truce/internal/cli/say"
	"truce/journal"
	"truce/when"
)

// OpenRecord opens a record to enter something, and says on a terminal how far its entries are folded.
func OpenRecord(cmd *cobra.Command, path string) (*app.Record, error) {
	return opened(cmd, path, app.Open)
}

// ReadRecord opens a record to look at it, while another program may write to it.
func ReadRecord(cmd *cobra.Command, path string) (*app.Record, error) {
	return opened(cmd, path, app.OpenReadOnly)
}

type openRecordBy func(context.Context, string, func(done, of int64)) (*app.Record, error)

func opened(cmd *cobra.Command, path string, by openRecordBy) (*app.Record, error) {
	p := say.NewProgress(cmd, "fold the entries")
	defer p.Finish()
	r, err := by(cmd.Context(), path, p.Set)
	return r, JournalFault(path, err)
}

// JournalFault says of a journal that is not there which file may have been meant.
func JournalFault(path string, err error) error {
	if err == nil {
		return nil
	}
	if _, failed := os.Stat(path); failed != nil {
		return fmt.Errorf("journal %w", say.FileFault(path, failed, ".journal"))
	}
	return err
}

// Now is the time of the clock.
func Now() when.Instant { return when.Instant(time.Now().UnixMilli()) }

// clock is the key of a clock in a context.
type clock struct{}

// WithClock gives the verbs of the operations room another clock than that of the machine: tests play a night by it.
func WithClock(ctx context.Context, now when.Instant) context.Context {
	return context.WithValue(ctx, clock{}, now)
}

// Clock is the time of the clock that the context has, or else of the machine's.
func Clock(ctx context.Context) when.Instant {
	if t, ok := ctx.Value(clock{}).(when.Instant); ok {
		return t
	}
	return Now()
}

// maxKeyFile is the largest file of a key, in bytes.
const maxKeyFile = 4096

// ReadKey reads a secret key for an algorithm from a file that nobody but its owner may read.
func ReadKey(path string, a journal.Algorithm) (journal.SigningKey, error) {
	info, err := os.Stat(path)
	if err != nil {
		return journal.SigningKey{}, fmt.Errorf("key %w", say.FileFault(path, err, ".key"))
	}
	if runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		return journal.SigningKey{}, fmt.Errorf("key %s: others than its owner may read it (mode %04o): make it yours alone with chmod 600, and rotate it if somebody may have", path, info.Mode().Perm())
	}
	data, err := say.ReadLimited(path, maxKeyFile)
	if err != nil {
		return journal.SigningKey{}, fmt.Errorf("key %w", err)
	}
	k, err := journal.ParseSigningKey(string(data))
	if err != nil {
		return k, fmt.Errorf("key %s: %w", path, err)
	}
	if got := k.Verifier().Algorithm(); got != a {
		return k, fmt.Errorf("key %s: it is %s, want %s", path, kindOfKey(got), kindOfKey(a))
	}
	return k, nil
}

func kindOfKey(a journal.Algorithm) string {
	if a == journal.Cosigns {
		return "a cosigner's key"
	}
	return "a key of a log, a device or an officer"
}
