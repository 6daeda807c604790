// SPDX-License-Identifier: Apache-2.0

package desk_test

import (
	"net/http"
	"net/url"
	"testing"

	"truce/app"
	"truce/internal/access"
)

func TestARecordThatKeepsNothingIsNotReady(t *testing.T) {
	r := open(t, week)
	anybody, officer := r.as(access.Public), r.as(access.DutyOfficer)
	if status, body := anybody.get("/health/ready"); status != http.StatusOK {
		t.Fatalf("%d %s", status, body)
	}
	if w := officer.send("/watch/close", url.Values{"item": {"nothing-of-the-kind"}, "reason": {"done"}}); w.Code == http.StatusSeeOther {
		t.Fatal("a refusal of the record is what is asked for here")
	}
	if status, body := anybody.get("/health/ready"); status != http.StatusOK {
		t.Errorf("after a refusal: %d %s", status, body)
	}
	if err := r.desk.Room.Change(func(r *app.Record) error { return r.Journal().Close() }); err != nil {
		t.Fatal(err)
	}
	if w := officer.send("/watch/duty", url.Values{}); w.Code != http.StatusInternalServerError {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	if status, body := anybody.get("/health/ready"); status != http.StatusServiceUnavailable {
		t.Errorf("%d %s", status, body)
	}
	if status, _ := anybody.get("/health/live"); status != http.StatusOK {
		t.Error("it answers, and says that it does not")
	}
}
