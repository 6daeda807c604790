// SPDX-License-Identifier: Apache-2.0

package serve_test

import (
	"strings"
	"sync"
	"testing"

	"truce/app"
)

// A page that reads the record within its own reading of it waits for good where a writer comes between. Here one always does.
func TestEveryPageAnswersWhileTheRecordChanges(t *testing.T) {
	h := demonstrated(t)
	h.release(t)
	stop := make(chan struct{})
	var writers sync.WaitGroup
	for range 2 {
		writers.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
					h.desk.Room.Change(func(*app.Record) error { return nil })
				}
			}
		})
	}
	for _, role := range []string{"duty officer", "liaison of Party Cobalt", "commissioner amber-member", "public"} {
		v := h.as(t, role)
		for _, r := range h.server.Routes() {
			if r.Pattern == "/events" || strings.HasPrefix(r.Pattern, "/assets/") {
				continue
			}
			var readers sync.WaitGroup
			list := h.addresses(t, strings.TrimPrefix(r.Pattern, "GET "))
			for _, path := range list[:min(len(list), 6)] {
				for range 2 {
					readers.Go(func() { v.get(path) })
				}
			}
			readers.Wait()
		}
	}
	close(stop)
	writers.Wait()
}
