// SPDX-License-Identifier: Apache-2.0

package app

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"truce/canon"
	"truce/internal/durable"
	"truce/journal"
	"truce/journal/cosigner"
	"truce/journal/sqlite"
	"truce/journal/tiles"
)

// Signer signs what a journal holds and gathers cosignatures.
type Signer struct {
	// Key is the log's. Whoever holds it can sign as the log.
	Key journal.SigningKey
	// Policy names the cosigners, with their addresses, and the quorum under which the operator publishes.
	Policy journal.Policy
	Client cosigner.Client
	// Disbelieved are cosigners, by their names in the policy, of which the operator says that they answer wrongly: that they
	// have a larger tree or another one stops nothing. They are asked all the same, and cosign like the others.
	Disbelieved []string
}

// Published is what came of a signing.
type Published struct {
	Checkpoint journal.SignedCheckpoint
	Acceptance journal.Acceptance
	Missing    []cosigner.Missing
}

// Sign signs the journal as it is and asks for cosignatures. First it shows the cosigners what the log signed last: if
// those without whom there is no quorum say that they have cosigned a larger tree, the log is older than its last cosigned
// checkpoint and nothing is signed (cosigner.ErrOlderThanCosigned). If one says that it has cosigned another tree
// (cosigner.ErrOtherTreeCosigned), nothing is signed, or what was signed already is not accepted. Every entry beyond the last signed checkpoint is read back and computed anew before;
// the new checkpoint is kept before anybody sees it. A quorum that is not met is no error.
func (s Signer) Sign(ctx context.Context, j *sqlite.Journal) (Published, error) {
	if name := s.Key.Verifier().Name(); name != j.First().Origin {
		return Published{}, fmt.Errorf("sign the log %s: the key is that of %s", j.First().Origin, name)
	}
	last, err := j.Head(ctx, journal.LastSigned)
	if err != nil {
		return Published{}, err
	}
	var known map[string]int64
	if last.Size > 0 {
		if known, err = s.show(ctx, j, last); err != nil {
			return Published{}, err
		}
	}
	signed, err := s.sign(ctx, j, last)
	if err != nil {
		return Published{}, err
	}
	got, err := s.collect(ctx, j, signed, known)
	if err != nil {
		return Published{}, err
	}
	before, err := j.Head(ctx, journal.LastCosigned)
	if err != nil {
		return Published{}, err
	}
	all := s.withEarlier(signed, got.Checkpoint, before)
	p := Published{Checkpoint: all, Acceptance: s.Policy.Judge(all), Missing: got.Missing}
	if p.Acceptance.Accepted {
		err = j.SetHead(ctx, journal.LastCosigned, headOf(all))
	}
	return p, err
}

// withEarlier returns a checkpoint that the log signed with two cosignatures of each cosigner, of those that came now and
// those on the head before if it is the same tree: the last, which says until when nothing larger was seen, and then the
// first, which says that the tree stood in time.
func (s Signer) withEarlier(signed, now journal.SignedCheckpoint, before journal.Head) journal.SignedCheckpoint {
	lines := now.Note.Signatures
	if before.Size == signed.Size && before.Root == canon.Digest(signed.Root) {
		if old, err := journal.ParseSignedCheckpoint(before.Note); err == nil {
			lines = slices.Concat(lines, old.Note.Signatures)
		}
	}
	for _, p := range s.Policy.Cosigners() {
		var first, last note.Signature
		var from, to int64
		for _, l := range lines {
			alone := journal.SignedCheckpoint{Checkpoint: signed.Checkpoint, Note: journal.Note{Text: signed.Note.Text}.With(l)}
			at, _, err := alone.CosignedUntil(p.Key, s.Client.Clock())
			if err != nil {
				continue
			}
			if from == 0 || at < from {
				first, from = l, at
			}
			if at > to {
				last, to = l, at
			}
		}
		if from > 0 {
			signed.Note = signed.Note.With(last, first)
		}
	}
	return signed
}

// show gives the cosigners the last signed checkpoint again, and returns what each has.
func (s Signer) show(ctx context.Context, j *sqlite.Journal, last journal.Head) (map[string]int64, error) {
	cosigned, err := j.Head(ctx, journal.LastCosigned)
	if err != nil {
		return nil, err
	}
	if cosigned.Size == last.Size { // with the cosignatures: one who does not know his own was put back, and says so
		last = cosigned
	}
	checkpoint, err := journal.OpenCheckpoint(last.Note, s.Key.Verifier())
	if err != nil {
		return nil, fmt.Errorf("the last signed checkpoint: %w", err)
	}
	got, err := s.collect(ctx, j, checkpoint, nil)
	return got.Known, err
}

// collect asks the cosigners, and returns an error where what they answer stops the log: one that is not disbelieved answers
// that it has another tree, or those without whom there is no quorum that they have a larger one.
func (s Signer) collect(ctx context.Context, j *sqlite.Journal, c journal.SignedCheckpoint, known map[string]int64) (cosigner.Collected, error) {
	got := s.ask(ctx, j, c, known)
	err := s.objections(got, cosigner.OtherTree)
	if ahead := s.objections(got, cosigner.Ahead); ahead != nil && s.mustBelieve(got) {
		err = errors.Join(err, ahead)
	}
	return got, err
}

// ask asks every cosigner that has an address. What it answers is not judged.
func (s Signer) ask(ctx context.Context, j *sqlite.Journal, c journal.SignedCheckpoint, known map[string]int64) cosigner.Collected {
	var peers []journal.Peer
	for _, p := range s.Policy.Cosigners() {
		if p.URL != "" {
			peers = append(peers, p)
		}
	}
	got, _ := s.Client.Collect(ctx, cosigner.Submission{ // its error is in got, cosigner by cosigner
		Checkpoint: c, Known: known,
		Prove: func(_ context.Context, from, to int64) ([]tlog.Hash, error) { return tlog.ProveTree(to, from, j) },
	}, peers)
	return got
}

// objections joins what the cosigners that are not disbelieved answered for a reason; nil if none did.
func (s Signer) objections(got cosigner.Collected, reason cosigner.Reason) (err error) {
	for _, m := range got.Missing {
		switch {
		case m.Reason != reason || slices.Contains(s.Disbelieved, m.Name):
		case reason == cosigner.Ahead:
			err = errors.Join(err, fmt.Errorf("%s has %d leaves of %.80q, the log %d: %w",
				m.Name, m.Size, got.Checkpoint.Origin, got.Checkpoint.Size, m.Err))
		default:
			err = errors.Join(err, fmt.Errorf("%s, of %.80q at %d leaves: %w", m.Name, got.Checkpoint.Origin, got.Checkpoint.Size, m.Err))
		}
	}
	return err
}

// mustBelieve tells whether the quorum cannot be met without those who say that they have cosigned more than the log has.
// That is their word alone: one that the quorum can do without cannot stop the log by it.
func (s Signer) mustBelieve(got cosigner.Collected) bool {
	ahead := map[string]bool{}
	for _, m := range got.Missing {
		ahead[m.Name] = m.Reason == cosigner.Ahead && !slices.Contains(s.Disbelieved, m.Name)
	}
	return !s.Policy.Met(func(name string) bool { return !ahead[name] })
}

// sign makes the checkpoint of all entries, or returns the last one where there is nothing new.
func (s Signer) sign(ctx context.Context, j *sqlite.Journal, last journal.Head) (journal.SignedCheckpoint, error) {
	size, err := j.Size(ctx)
	if err != nil {
		return journal.SignedCheckpoint{}, err
	}
	if err := j.Recheck(ctx, min(last.Size+1, size), size); err != nil {
		return journal.SignedCheckpoint{}, fmt.Errorf("nothing is signed: %w", err)
	}
	root, err := tlog.TreeHash(size, j)
	if err != nil {
		return journal.SignedCheckpoint{}, err
	}
	if size == last.Size && canon.Digest(root) == last.Root {
		return journal.OpenCheckpoint(last.Note, s.Key.Verifier())
	}
	signed, err := journal.SignCheckpoint(journal.Checkpoint{Origin: j.First().Origin, Size: size, Root: root}, s.Key)
	if err != nil {
		return signed, err
	}
	return signed, j.SetHead(ctx, journal.LastSigned, headOf(signed))
}

func headOf(s journal.SignedCheckpoint) journal.Head {
	return journal.Head{Size: s.Size, Root: canon.Digest(s.Root), Note: s.Note.Bytes()}
}

// PublishTiles brings a folder of tiles up to a checkpoint of the journal.
func PublishTiles(ctx context.Context, j *sqlite.Journal, folder *durable.Folder, c journal.SignedCheckpoint) error {
	return tiles.Publish(ctx, folder, tiles.Source{Hashes: j, Leaves: func(ctx context.Context, from, to int64) ([][]byte, error) {
		return j.Leaves(ctx, from+1, to)
	}}, c)
}

// ErrNotYet says that a receipt of a level cannot be given yet: the entry is not under such a checkpoint.
var ErrNotYet = errors.New("the entry is not under such a checkpoint yet")

// Receipt returns what the operator owes for an entry: at a level from durable on. received and deadline are
// milliseconds since 1970. The entry is read back before, as it is before a checkpoint is signed, and so is its place in the
// tree: the error wraps journal.ErrDamaged if it is not what is stored.
func (s Signer) Receipt(ctx context.Context, j *sqlite.Journal, p journal.Placed, promise Promise) ([]byte, error) {
	if err := readBack(ctx, j, p); err != nil {
		return nil, fmt.Errorf("no receipt of entry %d is signed: %w", p.Seq, err)
	}
	r := journal.Receipt{
		Level: promise.Level, Origin: j.First().Origin, Root: p.PartsRoot, Received: promise.Received, Deadline: promise.Deadline,
		Seq: p.Seq, Header: p.Header,
	}
	if promise.Level == journal.Logged || promise.Level == journal.Witnessed {
		name := journal.LastSigned
		if promise.Level == journal.Witnessed {
			name = journal.LastCosigned
		}
		h, err := j.Head(ctx, name)
		if err != nil {
			return nil, err
		}
		if h.Size < p.Seq {
			return nil, fmt.Errorf("receipt of entry %d at level %s: %w", p.Seq, promise.Level, ErrNotYet)
		}
		c, err := journal.OpenCheckpoint(h.Note, s.Key.Verifier())
		if err == nil && (c.Size != h.Size || canon.Digest(c.Root) != h.Root) {
			err = errors.New("it is of another tree")
		}
		if err != nil {
			return nil, fmt.Errorf("no receipt of entry %d is signed: the %s checkpoint: %w: %w", p.Seq, name, journal.ErrDamaged, err)
		}
		proof, err := tlog.ProveRecord(h.Size, p.Seq-1, j)
		if err != nil {
			return nil, err
		}
		if err := tlog.CheckRecord(proof, h.Size, tlog.Hash(h.Root), p.Seq-1, tlog.RecordHash(p.Leaf())); err != nil {
			return nil, fmt.Errorf("no receipt of entry %d is signed: %w: it is not under the %s checkpoint: %w", p.Seq, journal.ErrDamaged, name, err)
		}
		r.Checkpoint, r.Proof = string(h.Note), proof
	}
	return journal.SignReceipt(r, s.Key)
}

// readBack computes an entry anew from what is stored, and compares the place that is to be promised with it.
func readBack(ctx context.Context, j *sqlite.Journal, p journal.Placed) error {
	if err := j.Recheck(ctx, p.Seq, p.Seq); err != nil {
		return err
	}
	stored, err := j.ReadHashes([]int64{tlog.StoredHashIndex(0, p.Seq-1)})
	if err == nil && stored[0] != tlog.RecordHash(p.Leaf()) {
		err = fmt.Errorf("%w: another leaf stands in its place", journal.ErrDamaged)
	}
	return err
}

// Promised returns what the first receipt of an entry promised; ok is false where none was kept. The error wraps
// journal.ErrDamaged if what was kept is no receipt of the entry that the key signed.
func (s Signer) Promised(ctx context.Context, j *sqlite.Journal, seq int64) (p Promise, ok bool, err error) {
	data, err := j.Receipt(ctx, seq)
	if err != nil || data == nil {
		return p, false, err
	}
	r, err := journal.OpenReceipt(data, s.Key.Verifier())
	if err == nil && r.Seq != seq {
		err = fmt.Errorf("it is of entry %d", r.Seq)
	}
	if err != nil {
		return p, false, fmt.Errorf("the first receipt of entry %d: %w: %w", seq, journal.ErrDamaged, err)
	}
	return Promise{Level: r.Level, Received: r.Received, Deadline: r.Deadline}, true, nil
}

// Promise is what a receipt promises besides the place of the entry.
type Promise struct {
	Level              journal.Level
	Received, Deadline int64
}
