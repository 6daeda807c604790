// SPDX-License-Identifier: Apache-2.0

package serve

import (
	"context"
	"log/slog"

	"truce/internal/api"
	"truce/internal/api/mission"
	"truce/internal/api/mission/account"
	"truce/internal/people"
)

// House is a server in earnest with its accounts, for tests.
type House struct {
	Server   *api.Server
	Desk     *account.Desk
	Accounts *people.Accounts
	Close    func() error
}

// Open opens what stands beside a journal and makes the server of all.
func Open(ctx context.Context, journal, origin string, d *mission.Desk, log *slog.Logger) (House, error) {
	h, err := serverOptions{origins: []string{origin}, log: log}.open(ctx, journal, d)
	return House{Server: h.server, Desk: h.desk, Accounts: h.accounts, Close: h.close}, err
}
