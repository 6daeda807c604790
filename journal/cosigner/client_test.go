// SPDX-License-Identifier: Apache-2.0

package cosigner_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"truce/internal/durable"
	"truce/internal/durable/faulty"
	"truce/journal"
	"truce/journal/cosigner"
)

// named starts an enrolled cosigner of a name.
func named(t testing.TB, name string) (http.Handler, journal.Peer) {
	t.Helper()
	key, disk := keyFor(t, name+".example", journal.Cosigns), faulty.New()
	o, _ := options(t, disk)
	o.Key, o.Folder = key, durable.NewFolder(disk)
	if err := cosigner.Enrol(o.Folder, key.Verifier(), origin); err != nil {
		t.Fatal(err)
	}
	s, err := cosigner.Open(o)
	if err != nil {
		t.Fatal(err)
	}
	return s, journal.Peer{Name: name, Key: key.Verifier(), URL: "https://" + name + ".example/some"}
}

// handlers answers requests by the host that they are for, without a network.
type handlers map[string]http.Handler

func (h handlers) RoundTrip(req *http.Request) (*http.Response, error) {
	to := h[strings.TrimSuffix(req.URL.Host, ".example")]
	if to == nil {
		return nil, errors.New("no route to the host")
	}
	w := httptest.NewRecorder()
	http.StripPrefix("/some", to).ServeHTTP(w, req)
	if err := req.Context().Err(); err != nil {
		return nil, err
	}
	return w.Result(), nil
}

func (tr *tree) submission(t testing.TB, size int64) cosigner.Submission {
	return cosigner.Submission{
		Checkpoint: tr.checkpoint(t, size),
		Prove:      func(_ context.Context, from, to int64) ([]tlog.Hash, error) { return tlog.ProveTree(to, from, tr) },
	}
}

func text(status int, body string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	})
}

func TestEveryCosignerSignsOrIsMissingForAReason(t *testing.T) {
	tr, fork := newTree(t, 40, 40), newTree(t, 40, 3)
	fresh, freshPeer := named(t, "fresh")
	behind, behindPeer := named(t, "behind")
	ahead, aheadPeer := named(t, "ahead")
	forked, forkedPeer := named(t, "forked")
	_, impostorPeer := named(t, "impostor")
	other, _ := named(t, "other")
	for h, r := range map[http.Handler]cosigner.Request{
		behind: tr.request(t, 0, 7), ahead: tr.request(t, 0, 30), forked: fork.request(t, 0, 9),
	} {
		if w := post(h, r.Bytes()); w.Code != 200 {
			t.Fatal(w.Code, w.Body)
		}
	}
	peer := func(name string) journal.Peer {
		_, p := named(t, name)
		return p
	}
	nowhere := peer("nowhere")
	nowhere.URL = ""
	client := cosigner.Client{HTTP: &http.Client{Transport: handlers{
		"fresh": fresh, "behind": behind, "ahead": ahead, "forked": forked,
		"impostor": other, // signs with a key of its own
		"stubborn": text(409, "5\n"), "mute": text(409, ""), "zero": text(409, "0\n"), "vast": text(409, "99999999999999999999\n"),
		"broken": text(500, "no"), "empty": text(200, ""), "talker": text(200, strings.Repeat("x", 1<<20)), "moved": http.RedirectHandler("https://fresh.example/", http.StatusTemporaryRedirect),
	}}}
	sub := tr.submission(t, 20)
	sub.Known = map[string]int64{"behind": 3, "ahead": 25}
	peers := []journal.Peer{
		freshPeer, behindPeer, aheadPeer, forkedPeer, impostorPeer, peer("stubborn"), peer("mute"), peer("zero"), peer("vast"),
		peer("broken"), peer("empty"), peer("talker"), peer("moved"), peer("dead"), nowhere,
	}
	got, err := client.Collect(context.Background(), sub, peers)
	if !errors.Is(err, cosigner.ErrOlderThanCosigned) || !strings.Contains(err.Error(), "ahead has 30 leaves") {
		t.Errorf("error %v, want %v", err, cosigner.ErrOlderThanCosigned)
	}
	for _, p := range peers[:2] {
		if _, _, err := got.Checkpoint.CosignedBy(p.Key); err != nil {
			t.Errorf("%s: %v", p.Name, err)
		}
	}
	if n := len(got.Checkpoint.Note.Signatures); n != 3 {
		t.Errorf("%d signatures, want the log's and two", n)
	}
	want := []cosigner.Missing{
		{Peer: aheadPeer, Reason: cosigner.Ahead, Size: 30},
		{Peer: forkedPeer, Reason: cosigner.OtherTree},
		{Peer: impostorPeer, Reason: cosigner.BadAnswer},
		{Peer: peer("stubborn"), Reason: cosigner.Stale, Size: 5},
		{Peer: peer("mute"), Reason: cosigner.BadAnswer},
		{Peer: peer("zero"), Reason: cosigner.Stale},
		{Peer: peer("vast"), Reason: cosigner.BadAnswer},
		{Peer: peer("broken"), Reason: cosigner.Refused},
		{Peer: peer("empty"), Reason: cosigner.BadAnswer},
		{Peer: peer("talker"), Reason: cosigner.BadAnswer},
		{Peer: peer("moved"), Reason: cosigner.Refused},
		{Peer: peer("dead"), Reason: cosigner.Down},
		{Peer: nowhere, Reason: cosigner.NoAddress},
	}
	if len(got.Missing) != len(want) {
		t.Fatalf("%d missing, want %d: %+v", len(got.Missing), len(want), got.Missing)
	}
	for i, m := range got.Missing {
		if m.Err == nil {
			t.Errorf("%s: nothing more is said", m.Name)
		}
		m.Err = nil
		if m != want[i] {
			t.Errorf("missing %+v, want %+v", m, want[i])
		}
	}
	if got.Known["fresh"] != 20 || got.Known["behind"] != 20 || got.Known["ahead"] != 30 {
		t.Errorf("known sizes %v", got.Known)
	}
}

func TestTheKnownSizeSavesAsking(t *testing.T) {
	tr := newTree(t, 40, 40)
	h, p := named(t, "fresh")
	var mu sync.Mutex
	var asked []string
	client := cosigner.Client{HTTP: &http.Client{Transport: handlers{"fresh": http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		mu.Lock()
		asked = append(asked, string(body[:bytes.IndexByte(body, '\n')]))
		mu.Unlock()
		r.Body = io.NopCloser(bytes.NewReader(body))
		h.ServeHTTP(w, r)
	})}}}
	known := map[string]int64{}
	for _, size := range []int64{10, 20, 20} {
		sub := tr.submission(t, size)
		sub.Known = known
		got, err := client.Collect(context.Background(), sub, []journal.Peer{p})
		if err != nil || len(got.Missing) > 0 {
			t.Fatalf("%+v, %v", got.Missing, err)
		}
		known = got.Known
	}
	if want := []string{"old 0", "old 10", "old 20"}; !slices.Equal(asked, want) {
		t.Errorf("asked %v, want %v", asked, want)
	}
}

func TestOneThatDoesNotAnswerHoldsNobodyUpBeyondTheDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tr := newTree(t, 40, 40)
		fresh, freshPeer := named(t, "fresh")
		_, slowPeer := named(t, "slow")
		client := cosigner.Client{HTTP: &http.Client{Transport: handlers{"fresh": fresh, "slow": http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			<-r.Context().Done()
		})}}}
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
		defer cancel()
		got, err := client.Collect(ctx, tr.submission(t, 20), []journal.Peer{slowPeer, freshPeer})
		if err != nil || len(got.Missing) != 1 || got.Missing[0].Reason != cosigner.Down || got.Missing[0].Name != "slow" {
			t.Errorf("missing %+v, %v", got.Missing, err)
		}
		if _, _, err := got.Checkpoint.CosignedBy(freshPeer.Key); err != nil {
			t.Errorf("the other: %v", err)
		}
	})
}

func TestALogThatCannotProveIsNotCosigned(t *testing.T) {
	tr := newTree(t, 40, 40)
	h, p := named(t, "behind")
	post(h, tr.request(t, 0, 7).Bytes())
	sub := tr.submission(t, 20)
	broken := errors.New("the disk does not give it")
	sub.Prove = func(context.Context, int64, int64) ([]tlog.Hash, error) { return nil, broken }
	client := cosigner.Client{HTTP: &http.Client{Transport: handlers{"behind": h}}}
	got, err := client.Collect(context.Background(), sub, []journal.Peer{p})
	if err != nil || len(got.Missing) != 1 || !errors.Is(got.Missing[0].Err, broken) {
		t.Errorf("missing %+v, %v", got.Missing, err)
	}
}

func TestACosignatureThatIsAheadOfTheClockIsPassedOver(t *testing.T) {
	tr := newTree(t, 40, 40)
	h, p := named(t, "fresh") // signs at second 1000 and 1001
	for now, want := range map[int64]cosigner.Reason{702: "", 699: cosigner.BadAnswer} {
		client := cosigner.Client{HTTP: &http.Client{Transport: handlers{"fresh": h}}, Now: func() time.Time { return time.Unix(now, 999) }}
		sub := tr.submission(t, 20)
		sub.Known = map[string]int64{"fresh": 20}
		got, err := client.Collect(context.Background(), sub, []journal.Peer{p})
		if err != nil {
			t.Fatal(err)
		}
		var reason cosigner.Reason
		if len(got.Missing) > 0 {
			reason = got.Missing[0].Reason
		}
		if reason != want {
			t.Errorf("at %d: missing for the reason %q, want %q: %+v", now, reason, want, got.Missing)
		}
	}
}

func TestClientAndServerOverTheNetwork(t *testing.T) {
	tr := newTree(t, 40, 40)
	h, p := named(t, "fresh")
	server := httptest.NewServer(h)
	defer server.Close()
	p.URL = server.URL + "/"
	got, err := cosigner.Client{}.Collect(context.Background(), tr.submission(t, 20), []journal.Peer{p})
	if err != nil || len(got.Missing) > 0 {
		t.Errorf("missing %+v, %v", got.Missing, err)
	}
}
