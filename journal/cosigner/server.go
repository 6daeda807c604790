// SPDX-License-Identifier: Apache-2.0

package cosigner

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"sync"
	"time"

	"golang.org/x/mod/sumdb/note"

	"truce/internal/durable"
	"truce/journal"
)

// Options are what a cosigner is started with.
type Options struct {
	// Key is the cosigner's own; its algorithm is journal.Cosigns. Whoever holds it can sign for the cosigner.
	Key journal.SigningKey
	// Logs are the keys of the logs that it cosigns; a log may have several, of one name. Each log is enrolled.
	Logs []journal.VerifierKey
	// Folder keeps the state and the evidence. Nobody else writes to it. Whoever can change it can make the cosigner sign
	// two trees.
	Folder *durable.Folder
	// MaxGrowth is how many leaves more than it has cosigned it lets a log have at once; 0 is DefaultGrowth.
	MaxGrowth int64
	// Now is the clock.
	Now func() time.Time
	// Notice is told what whoever runs the cosigner has to know; it is called by one goroutine at a time for each log. Nil
	// tells nobody.
	Notice func(error)
}

// DefaultGrowth is how many leaves a log may grow by between two cosignatures, if nothing else is said: more than any log enters
// between two publications, as 10,000 a second are five days of them. A cosigner sees no leaf, so a log can have one vouch for a
// tree that nobody has; this makes that take millions of requests where one would do.
const DefaultGrowth = 1 << 32

// Server is a cosigner. It is an http.Handler, and safe for concurrent use. Whoever serves it sets the limits of time.
type Server struct {
	options Options
	logs    map[string]*cosigned
}

// cosigned is one log. All that is done for it is done under its lock, from the look at its state to the answer.
type cosigned struct {
	keys []journal.VerifierKey

	mu      sync.Mutex
	state   state
	stopped error
	// kept are the checkpoints that were kept as evidence of which nothing but their proof is wrong, by their texts.
	kept map[string]bool
}

// Open starts a cosigner. It refuses to start if the state of any log is lost or damaged (ErrLost, ErrDamaged), or if
// its secret is that of a log as well (journal.ErrKeyReuse).
//
// What it cannot notice is that the whole folder was put back to how it once was, with the cosigner stopped, until a
// checkpoint with a later cosignature of its own comes back to it. A backup of the folder is never restored.
func Open(o Options) (*Server, error) {
	key := o.Key.Verifier()
	if key.Algorithm() != journal.Cosigns {
		return nil, fmt.Errorf("start the cosigner %.80q: the key is not a cosigner's", key.Name())
	}
	if err := journal.CheckKeys(append([]journal.VerifierKey{key}, o.Logs...)...); err != nil {
		return nil, fmt.Errorf("start the cosigner %.80q: %w", key.Name(), err)
	}
	s := &Server{options: o, logs: map[string]*cosigned{}}
	for _, k := range o.Logs {
		if k.Algorithm() != journal.SignsNotes {
			return nil, fmt.Errorf("start the cosigner %.80q: the key of %.80q is not a log's", key.Name(), k.Name())
		}
		l := s.logs[k.Name()]
		if l == nil {
			st, err := readState(o.Folder, key, k.Name())
			if err != nil {
				return nil, fmt.Errorf("start the cosigner %.80q for %.80q: %w", key.Name(), k.Name(), err)
			}
			l = &cosigned{state: st, kept: map[string]bool{}}
			s.logs[k.Name()] = l
		}
		l.keys = append(l.keys, k)
	}
	return s, nil
}

// answer is what a cosigner answers a request with.
type answer struct {
	status int
	text   string
	size   bool
}

func refuse(status int, text string) answer { return answer{status: status, text: text + "\n"} }

// ServeHTTP answers POST add-checkpoint.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var a answer
	switch {
	case r.URL.Path != path:
		a = refuse(http.StatusNotFound, "ask at add-checkpoint")
	case r.Method != http.MethodPost:
		w.Header().Set("Allow", http.MethodPost)
		a = refuse(http.StatusMethodNotAllowed, "post a checkpoint")
	default:
		data, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxRequest))
		if err != nil {
			a = refuse(http.StatusBadRequest, "the request is cut short or too large")
			break
		}
		a = s.add(data)
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	if a.size {
		w.Header().Set("Content-Type", sizeType)
	}
	w.WriteHeader(a.status)
	_, _ = io.WriteString(w, a.text) // whoever asked and went away asks again
}

func (s *Server) add(data []byte) answer {
	req, err := ParseRequest(data)
	if err != nil {
		return refuse(http.StatusBadRequest, err.Error())
	}
	l := s.logs[req.Checkpoint.Origin]
	if l == nil {
		return refuse(http.StatusNotFound, "this log is not known here")
	}
	if !l.signed(req.Checkpoint) {
		return refuse(http.StatusForbidden, "no key that is trusted for this log signed the checkpoint")
	}
	if req.Old > req.Checkpoint.Size {
		return refuse(http.StatusBadRequest, "the old size is above the size")
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	return s.addTo(l, req)
}

// signed tells whether a key that is trusted for a log signed a checkpoint.
func (l *cosigned) signed(c journal.SignedCheckpoint) bool {
	for _, k := range l.keys {
		if c.Note.SignedBy(k) == nil {
			return true
		}
	}
	return false
}

// signatures returns the lines by which the log signed a checkpoint. Without them what the cosigner kept of a log that signs two
// trees would be the cosigner's word alone.
func (l *cosigned) signatures(c journal.SignedCheckpoint) []note.Signature {
	var out []note.Signature
	for _, line := range c.Note.Signatures {
		alone := journal.SignedCheckpoint{Note: journal.Note{Text: c.Note.Text}.With(line)}
		if l.signed(alone) {
			out = append(out, line)
		}
	}
	return out
}

// addTo answers a request whose checkpoint its log signed. The log is locked.
func (s *Server) addTo(l *cosigned, req Request) answer {
	if l.stopped == nil {
		err := s.rolledBack(l, req)
		s.notice(err)
		if err != nil && !errors.Is(err, ErrRolledBack) && !errors.Is(err, fs.ErrNotExist) {
			return refuse(http.StatusInternalServerError, "the cosigner cannot read its state now")
		}
		l.stopped = err
	}
	if l.stopped != nil {
		return refuse(http.StatusInternalServerError, "this cosigner has stopped signing for the log")
	}
	if have := l.state.last.Size; req.Old != have {
		return answer{http.StatusConflict, fmt.Sprintf("%d\n", have), true}
	}
	if err := journal.CheckConsistency(l.state.last.Checkpoint, req.Checkpoint.Checkpoint, req.Proof); err != nil {
		s.notice(s.keepEvidence(l, req))
		return refuse(http.StatusUnprocessableEntity, "the checkpoint does not continue the tree that was cosigned before")
	}
	if most := s.maxGrowth(); req.Checkpoint.Size-l.state.last.Size > most {
		s.notice(fmt.Errorf("%.80q asks for %d leaves, %d more than were cosigned: want at most %d more",
			req.Checkpoint.Origin, req.Checkpoint.Size, req.Checkpoint.Size-l.state.last.Size, most))
		return refuse(http.StatusBadRequest, fmt.Sprintf("the log grew by more than %d leaves since it was cosigned here", most))
	}
	return s.cosign(l, req.Checkpoint)
}

func (s *Server) maxGrowth() int64 {
	if s.options.MaxGrowth == 0 {
		return DefaultGrowth
	}
	return s.options.MaxGrowth
}

// rolledBack returns an error if the state is not the one that this cosigner left, as far as it can be seen: from the
// disk, and from a signature of its own on more than the state knows.
func (s *Server) rolledBack(l *cosigned, req Request) error {
	origin := req.Checkpoint.Origin
	onDisk, err := s.options.Folder.Read(statePath(origin), journal.MaxNote)
	if err != nil {
		return fmt.Errorf("read the state of %.80q: %w", origin, err)
	}
	if !bytes.Equal(onDisk, l.state.bytes) {
		return fmt.Errorf("state of %.80q: %w", origin, ErrRolledBack)
	}
	_, _, err = req.Checkpoint.CosignedBy(s.options.Key.Verifier())
	have, got := l.state.last.Checkpoint, req.Checkpoint.Checkpoint
	if err == nil && (got.Size > have.Size || got.Size == have.Size && got.Root != have.Root) {
		return fmt.Errorf("state of %.80q at %d leaves, and its own cosignature of %d: %w", origin, have.Size, got.Size, ErrRolledBack)
	}
	return nil
}

// cosign stores the new tree and then gives the cosignature out. The log is locked, so nothing comes between.
func (s *Server) cosign(l *cosigned, c journal.SignedCheckpoint) answer {
	failed := refuse(http.StatusInternalServerError, "the cosigner cannot sign now")
	seconds := s.options.Now().Unix()
	if seconds < l.state.seconds {
		s.notice(fmt.Errorf("cosign %.80q: the clock is %d s behind the last cosignature", c.Origin, l.state.seconds-seconds))
		return failed
	}
	line, err := journal.Cosign(c.Checkpoint, s.options.Key, seconds)
	if err != nil {
		s.notice(err)
		return failed
	}
	next := state{last: journal.SignedCheckpoint{Checkpoint: c.Checkpoint}, seconds: seconds}
	next.last.Note = journal.Note{Text: c.Note.Text}.With(l.signatures(c)...).With(line)
	next.bytes = next.last.Note.Bytes()
	if err := s.options.Folder.Write(statePath(c.Origin), next.bytes); err != nil {
		s.notice(err)
		if !errors.Is(err, durable.ErrNotDone) {
			l.stopped = err
		}
		return failed
	}
	l.state = next
	return answer{status: http.StatusOK, text: journal.SignatureLine(line)}
}

func (s *Server) notice(err error) {
	if err != nil && s.options.Notice != nil {
		s.options.Notice(err)
	}
}
