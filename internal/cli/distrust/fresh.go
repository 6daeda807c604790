// SPDX-License-Identifier: Apache-2.0

package distrust

import (
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"truce/internal/cli/say"
	"truce/journal"
)

// fresh says until when a quorum knew nothing larger than a checkpoint: whoever shows an old one leaves out what came after.
type fresh struct {
	at     int64 // seconds since 1970; 0 if it cannot be told
	now    time.Time
	maxAge time.Duration
}

// maxAgeHelp is the help of --max-age, of each verb that has it.
const maxAgeHelp = "an older last cosignature of the quorum is could not tell; by default any is taken"

// freshness looks at the cosignatures on a checkpoint. Without a policy, nil, they tell nothing.
func freshness(p *journal.Policy, s journal.SignedCheckpoint, maxAge time.Duration) fresh {
	f := fresh{now: time.Now(), maxAge: maxAge}
	if p != nil {
		f.at = p.JudgeAt(s, f.now.UnixMilli()).FreshAt
	}
	return f
}

// checkMaxAge refuses an age that cannot be asked for.
func checkMaxAge(cmd *cobra.Command, maxAge time.Duration, policy string) error {
	if maxAge < 0 || maxAge > 0 && policy == "" {
		return say.Misused(cmd, "--max-age is not negative, and is told by the cosigners of a --policy")
	}
	return nil
}

// words say when the quorum cosigned last.
func (f fresh) words() string {
	if f.at == 0 {
		return "the last time of a quorum cannot be told"
	}
	return fmt.Sprintf("last by a quorum at %s; what came later is not shown", say.AtSeconds(f.at))
}

// err is nil unless the cosignatures are older than was asked for, or cannot be told to be younger.
func (f fresh) err() error {
	switch age := f.now.Sub(time.Unix(f.at, 0)); {
	case f.maxAge == 0:
		return nil
	case f.at == 0:
		return fmt.Errorf("%w: --max-age %s: %s", say.ErrUnknown, f.maxAge, f.words())
	case age > f.maxAge:
		return fmt.Errorf("%w: a quorum cosigned this last at %s, more than %s ago: there may be more, which is not shown", say.ErrUnknown, say.AtSeconds(f.at), f.maxAge)
	}
	return nil
}
