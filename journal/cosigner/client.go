// SPDX-License-Identifier: Apache-2.0

package cosigner

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"truce/journal"
)

// ErrOlderThanCosigned says that a cosigner has cosigned a larger tree of the log than the log itself has. The log must
// not sign: its disk was put back, or another copy of it runs under its key. The size is the cosigner's word and is not
// signed, so a cosigner that lies can stop a log that believes it alone.
var ErrOlderThanCosigned = errors.New("a cosigner has cosigned a larger tree than the log has")

// ErrOtherTreeCosigned says that a cosigner answers that the checkpoint does not continue the tree that it has cosigned. If it
// is so, the log signed two trees. Like a size, it is the cosigner's word and not signed.
var ErrOtherTreeCosigned = errors.New("a cosigner has cosigned another tree than the log has")

// Reason is why a cosigner is missing.
type Reason string

// The reasons. The zero value is not given.
const (
	// Down says that it was not reached, or did not answer in time.
	Down Reason = "down"
	// Refused says that it answered and did not sign.
	Refused Reason = "refused"
	// Stale says that the size that it said it had did not help: asked with a proof from there, it still did not sign.
	Stale Reason = "stale"
	// Ahead says that it has a larger size than the log.
	Ahead Reason = "ahead"
	// OtherTree says that it answered 422: the checkpoint does not continue the tree that it has cosigned.
	OtherTree Reason = "other tree"
	// BadAnswer says that it answered with no cosignature of its key on the checkpoint.
	BadAnswer Reason = "bad answer"
	// NoAddress says that nothing tells where it is reached.
	NoAddress Reason = "no address"
)

// Missing is a cosigner that did not cosign.
type Missing struct {
	journal.Peer
	Reason Reason
	// Size is what it says that it has, if the reason is Stale or Ahead.
	Size int64
	// Err says more for whoever runs the log.
	Err error
}

// Submission is a checkpoint for which cosignatures are asked.
type Submission struct {
	Checkpoint journal.SignedCheckpoint
	// Prove returns the proof that the log only appended from one size to another, both at least 1. It is safe for
	// concurrent use.
	Prove func(ctx context.Context, from, to int64) ([]tlog.Hash, error)
	// Known are the sizes that cosigners are believed to have, by their names in the policy. One that is not there is asked
	// with 0 and says what it has.
	Known map[string]int64
}

// Collected is what cosigners answered.
type Collected struct {
	// Checkpoint is the one that was submitted, with the cosignatures that came, each verified, in the order of the peers.
	Checkpoint journal.SignedCheckpoint
	// Missing are all others, in the order of the peers.
	Missing []Missing
	// Known are the sizes that the cosigners have now, as far as they said.
	Known map[string]int64
}

// Client asks cosigners.
type Client struct {
	// HTTP is the client to ask with. Nil is one that gives up after ten seconds. Redirections are not followed.
	HTTP *http.Client
	// Now is the clock; nil is that of the machine. A cosignature that is more than journal.ClockTolerance ahead of it is passed over.
	Now func() time.Time
}

// Clock returns the time of the client, in milliseconds since 1970.
func (c Client) Clock() int64 {
	if c.Now == nil {
		return time.Now().UnixMilli()
	}
	return c.Now().UnixMilli()
}

const (
	// maxWait is how long a request may take if the caller has no client of its own.
	maxWait = 10 * time.Second
	// maxAnswer is the largest answer that is read, in bytes.
	maxAnswer = 16 << 10
	// maxTries is how often one cosigner is asked: with the size believed, with the one that it names, and once more if
	// another request came between.
	maxTries = 3
)

// Collect asks all cosigners at once, each until it signs, refuses or the context ends, and returns when all have. Its
// error wraps ErrOlderThanCosigned if one has a larger size than the checkpoint; what was collected is returned even so.
// Cosigners that are missing are no error: a policy says whether the others are enough.
func (c Client) Collect(ctx context.Context, s Submission, peers []journal.Peer) (Collected, error) {
	type result struct {
		lines   []note.Signature
		size    int64
		missing *Missing
	}
	results := make([]result, len(peers))
	var all sync.WaitGroup
	for i, p := range peers {
		all.Go(func() {
			r := &results[i]
			r.lines, r.size, r.missing = c.ask(ctx, s, p)
		})
	}
	all.Wait()
	out := Collected{Checkpoint: s.Checkpoint, Known: map[string]int64{}}
	var err error
	for i, r := range results {
		out.Checkpoint.Note = out.Checkpoint.Note.With(r.lines...)
		if r.size > 0 {
			out.Known[peers[i].Name] = r.size
		}
		if r.missing == nil {
			continue
		}
		out.Missing = append(out.Missing, *r.missing)
		if r.missing.Reason == Ahead {
			err = errors.Join(err, fmt.Errorf("%s has %d leaves of %.80q, the log %d: %w",
				peers[i].Name, r.size, s.Checkpoint.Origin, s.Checkpoint.Size, ErrOlderThanCosigned))
		}
	}
	return out, err
}

// ask asks one cosigner until it signs or there is no sense in asking on. size is what it has, and 0 if it did not say.
func (c Client) ask(ctx context.Context, s Submission, p journal.Peer) (lines []note.Signature, size int64, m *Missing) {
	miss := func(r Reason, size int64, err error) ([]note.Signature, int64, *Missing) {
		return nil, size, &Missing{Peer: p, Reason: r, Size: size, Err: err}
	}
	if p.URL == "" {
		return miss(NoAddress, 0, errors.New("the policy gives no address"))
	}
	want := s.Checkpoint.Size
	old := min(s.Known[p.Name], want)
	for range maxTries {
		req := Request{Old: old, Checkpoint: s.Checkpoint}
		if old > 0 {
			proof, err := s.Prove(ctx, old, want)
			if err != nil {
				return miss(Refused, 0, fmt.Errorf("prove %d to %d leaves: %w", old, want, err))
			}
			req.Proof = proof
		}
		status, body, err := c.post(ctx, p.URL, req.Bytes())
		switch {
		case err != nil:
			return miss(Down, 0, err)
		case status == http.StatusOK:
			if lines, err = c.signaturesOf(s.Checkpoint, p.Key, body); err != nil {
				return miss(BadAnswer, 0, err)
			}
			return lines, want, nil
		case status == http.StatusUnprocessableEntity:
			return miss(OtherTree, 0, fmt.Errorf("it answers %d: %w", status, ErrOtherTreeCosigned))
		case status != http.StatusConflict:
			return miss(Refused, 0, fmt.Errorf("it answers %d: %.200q", status, body))
		}
		text, ended := strings.CutSuffix(string(body), "\n")
		if size, err = parseSize(text); err != nil || !ended {
			return miss(BadAnswer, 0, fmt.Errorf("it answers %d and no size: %.40q", status, body))
		}
		if size > want {
			return miss(Ahead, size, ErrOlderThanCosigned)
		}
		if size == old {
			break
		}
		old = size
	}
	return miss(Stale, size, fmt.Errorf("asked from %d leaves on, it still wants another size", old))
}

// post sends a request and returns the answer, of whatever status.
func (c Client) post(ctx context.Context, base string, body []byte) (status int, answer []byte, err error) {
	u, err := url.Parse(base)
	if err != nil {
		return 0, nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, u.JoinPath(path).String(), bytes.NewReader(body))
	if err != nil {
		return 0, nil, err
	}
	req.Header.Set("Content-Type", "text/plain; charset=utf-8")
	client := http.Client{Timeout: maxWait}
	if c.HTTP != nil {
		client = *c.HTTP
	}
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	resp, err := client.Do(req)
	if err != nil {
		return 0, nil, err
	}
	defer resp.Body.Close()
	answer, err = io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	return resp.StatusCode, answer, err
}

// signaturesOf returns those lines of an answer that are cosignatures of a key on a checkpoint, at no time that is ahead of the
// clock. Others are passed over.
func (c Client) signaturesOf(s journal.SignedCheckpoint, key journal.VerifierKey, answer []byte) ([]note.Signature, error) {
	all, err := journal.ParseSignatureLines(answer)
	if err != nil {
		return nil, err
	}
	var out []note.Signature
	var ahead int64
	for _, l := range all {
		alone := journal.SignedCheckpoint{Checkpoint: s.Checkpoint, Note: journal.Note{Text: s.Note.Text}.With(l)}
		if _, _, err := alone.CosignedUntil(key, c.Clock()); err == nil {
			out = append(out, l)
		} else if at, _, err := alone.CosignedBy(key); err == nil {
			ahead = at
		}
	}
	if len(out) == 0 && ahead > 0 {
		return nil, fmt.Errorf("it signs with the time %s, more than %d s ahead of the clock here: one of the two is wrong",
			time.Unix(ahead, 0).UTC().Format(time.RFC3339), journal.ClockTolerance)
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("%w %s", journal.ErrNotSigned, key)
	}
	return out, nil
}
