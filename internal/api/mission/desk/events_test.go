// SPDX-License-Identifier: Apache-2.0

package desk_test

import (
	"bufio"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"truce/internal/access"
)

// stream opens the stream of changes as a role and returns its first event.
func stream(ctx context.Context, r *room, home string, role access.Role) (version uint64, within int) {
	r.t.Helper()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, home+"/events", nil)
	if err != nil {
		r.t.Fatal(err)
	}
	request.AddCookie(r.as(role).cookie)
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() { answer.Body.Close() })
	lines := bufio.NewScanner(answer.Body)
	for lines.Scan() {
		data, found := strings.CutPrefix(lines.Text(), "data: ")
		if !found {
			continue
		}
		var event struct {
			Version uint64
			Within  int
		}
		if err := json.Unmarshal([]byte(data), &event); err != nil {
			r.t.Fatal(err)
		}
		return event.Version, event.Within
	}
	r.t.Fatalf("the stream ended without an event: %d, %v", answer.StatusCode, lines.Err())
	return 0, 0
}

func TestManyViewersAskAgainOneAfterTheOtherAndTheOperationsRoomAtOnce(t *testing.T) {
	r := serve(t, many(t, 1))
	home := httptest.NewServer(r.server)
	t.Cleanup(home.Close)
	ctx, leave := context.WithCancel(t.Context())
	t.Cleanup(leave)
	version, within := stream(ctx, r, home.URL, access.Liaison)
	if within != 0 {
		t.Errorf("the first viewer waits %d ms", within)
	}
	for range 100 {
		_, within = stream(ctx, r, home.URL, access.Liaison)
	}
	if within < 1000 || within > 3000 {
		t.Errorf("the last of a hundred viewers waits %d ms", within)
	}
	if _, within = stream(ctx, r, home.URL, access.DutyOfficer); within != 0 {
		t.Errorf("the duty officer waits %d ms", within)
	}
	page := r.as(access.Liaison).must("/findings")
	if want := `data-version="`; !strings.Contains(page, want) {
		t.Errorf("the page does not tell its version, of which there were %d", version)
	}
}
