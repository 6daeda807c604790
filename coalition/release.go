// SPDX-License-Identifier: Apache-2.0

package coalition

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"truce/canon"
	"truce/coalition/sourced"
	"truce/coalition/undertaking"
	"truce/when"
)

// Release brings one version of a finding into the coalition's record as far as a mission released it: its released half, and of the
// half that stays with the mission the hash alone. Whoever enters it has checked the bundle that it came in; what came of
// that stands in Checked. The finding's ID follows from the two halves, and the fold computes it again.
type Release struct {
	// Origin is the mission's log, and Checkpoint the signed note under which the bundle stands; empty where there was none.
	Origin     string `json:"origin"`
	Checkpoint string `json:"checkpoint,omitempty"`
	// Bundle is the SHA-256 of the file, zero where the release came in no bundle.
	Bundle canon.Digest `json:"bundle,omitzero"`
	// Checked are the questions that were asked of the bundle, with their outcomes; none where nobody checked it.
	Checked []Check `json:"checked,omitempty"`

	Finding    canon.FindingID `json:"finding"`
	Version    int64           `json:"version"`
	Supersedes canon.FindingID `json:"supersedes,omitzero"`
	// Content and Salt are those of the released half, and Internal is the hash of the other.
	Content  string       `json:"content"`
	Salt     canon.Salt   `json:"salt"`
	Internal canon.Digest `json:"internal"`

	// By is who entered it.
	By string `json:"by"`
}

// Check is one question of docs/spec/bundle.md with its outcome.
type Check struct {
	Question string  `json:"question"`
	Outcome  Outcome `json:"outcome"`
}

// Outcome is what a check came to.
type Outcome string

// The closed list of outcomes.
const (
	Yes          Outcome = "yes"
	No           Outcome = "no"
	CouldNotTell Outcome = "could not tell"
)

// maxReleased is the longest released half, in bytes.
const maxReleased = 256 << 10

// maxChecks is how many questions a release has the outcomes of.
const maxChecks = 32

// Label of the released half, from which its hash follows.
const releasedLabel = "released"

// restsOn are the questions on which a released finding rests. The others are of entries that are withheld from its reader, so that
// nobody but the mission could answer them.
func restsOn() []string { return []string{"form", "log", "quorum", "tree", "findings"} }

// Hold is how well a release is held.
type Hold string

// The closed list of holds, from the strongest.
const (
	// Verified says that the bundle is whole and signed by its log with the cosigners that the reader asks for, and that the log vouches
	// for the list of findings.
	Verified Hold = "verified"
	// InPart says that no question was answered no, and that of some of these nobody could tell.
	InPart Hold = "in-part"
	// ByHand says that it came in no bundle, or in one that nobody checked.
	ByHand Hold = "by-hand"
)

// strongerThan tells whether one is held better than another.
func (h Hold) strongerThan(other Hold) bool {
	order := []Hold{Verified, InPart, ByHand}
	return slices.Index(order, h) < slices.Index(order, other)
}

// Released is a released finding on record. What a body determined and what the mission assessed stand apart: neither is anything
// more here than it was there.
type Released struct {
	Seq  int64        `json:"seq"`
	At   when.Instant `json:"at"`
	Hold Hold         `json:"hold"`

	Origin     string          `json:"origin"`
	Finding    canon.FindingID `json:"finding"`
	Version    int64           `json:"version"`
	Supersedes canon.FindingID `json:"supersedes,omitzero"`

	Exercise bool `json:"exercise,omitempty"`
	// Incident is what was judged, by the mission's ID; empty where the release does not say.
	Incident  string `json:"incident,omitempty"`
	Agreement string `json:"agreement"`
	Article   string `json:"article"`
	Term      string `json:"term"`
	Verdict   string `json:"verdict"`
	Status    string `json:"status"`
	// Severity and Confidence are the mission's words, such as S4 and C2.
	Severity    string `json:"severity,omitempty"`
	Provisional bool   `json:"provisional,omitempty"`
	Confidence  string `json:"confidence,omitempty"`
	// Attribution is in words; Respondent is whom it names at level party, and empty at any weaker one: who held the ground is not
	// who fired.
	Attribution string        `json:"attribution,omitempty"`
	Respondent  string        `json:"respondent,omitempty"`
	When        when.Interval `json:"when"`
	// Determination is what the competent body decided, nil where it did not.
	Determination *Determined `json:"determination,omitempty"`

	// SupersededBy is the version that took its place here, zero while it is the last.
	SupersededBy canon.FindingID `json:"superseded_by,omitzero"`
	// Unseen is the version that it says it supersedes, where that is not on record. Doubt is a later version that supersedes it and is held
	// worse, or one of what may be the same finding that supersedes an unseen one: whether this one is current could not be told. Both are
	// zero where there is no gap.
	Unseen canon.FindingID `json:"unseen,omitzero"`
	Doubt  canon.FindingID `json:"doubt,omitzero"`
}

// Gap says what is missing between versions on record; empty where nothing is.
func (r Released) Gap() string {
	switch {
	case !r.Doubt.IsZero():
		return fmt.Sprintf("could not tell which is current: %s is a later version, held worse than this, or after one that is not on record", r.Doubt)
	case !r.Unseen.IsZero():
		return fmt.Sprintf("it is version %d, and the version that it supersedes, %s, is not on record", r.Version, r.Unseen)
	}
	return ""
}

// Determined is a body's act on a finding, as the mission released it.
type Determined struct {
	By      string       `json:"by"`
	At      when.Instant `json:"at"`
	Outcome string       `json:"outcome"`
	// None says that the body divided without a majority.
	None bool `json:"none,omitempty"`
}

// release prepares a released finding.
func (s *State) release(r *Release, seq int64, at when.Instant) (deed, error) {
	hold, err := r.check()
	if err != nil {
		return nil, err
	}
	next, err := readReleased(r.Content)
	if err != nil {
		return nil, fmt.Errorf("the released half: %w", err)
	}
	next.Seq, next.At, next.Hold = seq, at, hold
	next.Origin, next.Finding, next.Version, next.Supersedes = r.Origin, r.Finding, r.Version, r.Supersedes
	for _, old := range s.releases {
		switch {
		case old.Origin != r.Origin:
		case old.Finding == r.Finding:
			return nil, fmt.Errorf("%s is on record already, by entry %d", r.Finding, old.Seq)
		case !r.Supersedes.IsZero() && old.Supersedes == r.Supersedes && !hold.strongerThan(old.Hold):
			return nil, fmt.Errorf("%s supersedes %s, and so does %s by entry %d", r.Finding, r.Supersedes, old.Finding, old.Seq)
		}
	}
	return func() []Effect {
		s.releases = append(s.releases, next)
		return []Effect{{Released: &next}}
	}, nil
}

// check tells how well a release is held, or why it is none.
func (r *Release) check() (Hold, error) {
	switch {
	case r.By == "":
		return "", errors.New("by: somebody enters every release")
	case r.Version < 1 || (r.Version == 1) != r.Supersedes.IsZero():
		return "", fmt.Errorf("version %d: the first supersedes none, and every other one names what it supersedes", r.Version)
	case len(r.Content) > maxReleased:
		return "", fmt.Errorf("the released half has %d bytes, stop at %d", len(r.Content), maxReleased)
	case len(r.Checked) > maxChecks:
		return "", fmt.Errorf("%d questions, stop at %d", len(r.Checked), maxChecks)
	case len(r.Checked) > 0 && (r.Bundle.IsZero() || r.Checkpoint == ""):
		return "", errors.New("checked: what was checked is a bundle under a checkpoint, and both are named")
	}
	if err := canon.CheckOrigin(r.Origin); err != nil {
		return "", fmt.Errorf("origin: %w", err)
	}
	part := canon.Part{Label: releasedLabel, Salt: r.Salt, Content: []byte(r.Content)}
	if own := canon.FindingIDOf(r.Version, r.Supersedes, part.Hash(), r.Internal); own != r.Finding {
		return "", fmt.Errorf("it says that it is %s, and its halves give %s", r.Finding, own)
	}
	if len(r.Checked) == 0 {
		return ByHand, nil
	}
	asked := map[string]Outcome{}
	for _, c := range r.Checked {
		switch {
		case c.Question == "" || asked[c.Question] != "":
			return "", fmt.Errorf("checked: the question %.40q is empty or stands twice", c.Question)
		case c.Outcome == No:
			return "", fmt.Errorf("the bundle that it came in does not hold: %.40q was answered no", c.Question)
		case c.Outcome != Yes && c.Outcome != CouldNotTell:
			return "", fmt.Errorf("checked: outcome %.40q: use yes, no or could not tell", c.Outcome)
		}
		asked[c.Question] = c.Outcome
	}
	for _, q := range restsOn() {
		if asked[q] != Yes {
			return InPart, nil
		}
	}
	return Verified, nil
}

// readReleased reads the released half of a finding (docs/spec/finding.md) as far as this realm uses it. What else a mission
// released stays in the entry.
func readReleased(content string) (Released, error) {
	value, err := canon.DecodeAny([]byte(content))
	if err != nil {
		return Released{}, err
	}
	m, ok := value.(map[string]any)
	if !ok {
		return Released{}, errors.New("it is no object")
	}
	r := Released{
		Incident: text(m, "incident"), Agreement: text(m, "agreement"), Article: text(m, "article"), Term: text(m, "term"),
		Verdict: text(m, "verdict"), Status: text(m, "status"),
		Severity: text(inner(m, "grade"), "severity"), Confidence: text(inner(m, "grade"), "confidence"), Attribution: text(inner(m, "attribution"), "words"),
	}
	r.Exercise, _ = m["exercise"].(bool)
	r.Provisional, _ = inner(m, "grade")["provisional"].(bool)
	if a := inner(m, "attribution"); text(a, "level") == "party" {
		r.Respondent = text(a, "party")
	}
	for _, each := range []struct{ name, value string }{
		{"agreement", r.Agreement}, {"article", r.Article}, {"term", r.Term}, {"verdict", r.Verdict}, {"status", r.Status},
	} {
		if each.value == "" {
			return Released{}, fmt.Errorf("it has no %s: nothing of a mission stands here without one", each.name)
		}
	}
	span := inner(m, "when")
	from, okFrom := number(span, "from")
	to, okTo := number(span, "to")
	r.When = when.Interval{From: when.Instant(from), To: when.Instant(to)}
	if okFrom && okTo {
		err = r.When.Check()
	} else {
		err = errors.New("no interval")
	}
	if err != nil {
		return Released{}, fmt.Errorf("when: %w", err)
	}
	if d := inner(m, "determination"); d != nil {
		at, _ := number(d, "at")
		r.Determination = &Determined{By: text(d, "by"), At: when.Instant(at), Outcome: text(d, "outcome")}
		r.Determination.None, _ = d["none"].(bool)
		if r.Determination.By == "" {
			return Released{}, errors.New("a determination by nobody")
		}
	}
	return r, r.agrees()
}

// agrees errors where verdict or status are none of the mission's words, or the status says that a body determined what no body did.
func (r Released) agrees() error {
	d, verdicts := r.ForRegister(), undertaking.Outcomes()
	switch {
	case !slices.Contains(verdicts, undertaking.Outcome(r.Verdict)) || r.Verdict == string(undertaking.NoDetermination):
		return fmt.Errorf("verdict %.40q is none of a mission's", r.Verdict)
	case !slices.Contains(verdicts, d.Outcome):
		return fmt.Errorf("the outcome %.40q of its determination is none of a body's", d.Outcome)
	case r.Status != "recorded" && !slices.Contains(undertaking.Statuses(), d.Status):
		return fmt.Errorf("status %.40q is none of a mission's", r.Status)
	case r.Determination == nil && slices.Contains([]undertaking.Status{undertaking.Determined, undertaking.UnderAppeal, undertaking.Final}, d.Status):
		return fmt.Errorf("its status is %s, and it has no determination: an assessment is none", r.Status)
	}
	return nil
}

func inner(m map[string]any, name string) map[string]any {
	out, _ := m[name].(map[string]any)
	return out
}

func text(m map[string]any, name string) string {
	out, _ := m[name].(string)
	return out
}

func number(m map[string]any, name string) (int64, bool) {
	n, ok := m[name].(json.Number)
	if !ok {
		return 0, false
	}
	out, err := n.Int64()
	return out, err == nil
}

// ForRegister is the release as the register of undertakings asks for it: the outcome is the body's where one determined, and else
// the assessment's, with the status that says which.
func (r Released) ForRegister() undertaking.Released {
	out := undertaking.Released{
		ID: r.Finding.String(), Article: r.Article, Outcome: undertaking.Outcome(r.Verdict), Provisional: r.Provisional,
		Status: undertaking.Status(strings.ReplaceAll(r.Status, " ", "-")), Act: sourced.DayOf(r.When.From), Respondent: sourced.Name(r.Respondent),
	}
	if n, ok := strings.CutPrefix(r.Severity, "S"); ok && len(n) == 1 && n[0] >= '1' && n[0] <= '4' {
		out.Severity = int64(n[0] - '0')
	}
	switch d := r.Determination; {
	case d == nil:
	case d.None:
		out.Outcome = undertaking.NoDetermination
	default:
		out.Outcome = undertaking.Outcome(d.Outcome)
	}
	return out
}

// Releases returns the released findings on record, in the order in which they came, with what superseded them.
func (s *State) Releases() []Released { return s.ReleasesAsOf(s.now) }

// ReleasesAsOf returns what was released by a time: a version that was superseded later stands as it did then.
func (s *State) ReleasesAsOf(at when.Instant) []Released {
	entered := map[canon.FindingID]bool{}
	var out []Released
	for _, r := range s.releases {
		if r.At <= at {
			entered[r.Finding] = true
			out = append(out, r)
		}
	}
	next := map[canon.FindingID][]int{} // releases by what they supersede
	for i, r := range out {
		next[r.Supersedes] = append(next[r.Supersedes], i)
	}
	for i := range out {
		out[i].succeeded(out, next[out[i].Finding])
		if !entered[out[i].Supersedes] {
			out[i].Unseen = out[i].Supersedes
		}
	}
	doubt(out)
	return out
}

// succeeded finds the version that took the place of one: the one held best of those that say so. What is held worse than it takes no
// place, since anybody can write what nobody vouches for: which of the two is current is in doubt.
func (r *Released) succeeded(list []Released, by []int) {
	best := -1
	for _, k := range by {
		if later := &list[k]; later.Origin == r.Origin && (best < 0 || later.Hold.strongerThan(list[best].Hold)) {
			best = k
		}
	}
	switch {
	case best < 0:
	case r.Hold.strongerThan(list[best].Hold):
		r.Doubt = list[best].Finding
	default:
		r.SupersededBy = list[best].Finding
	}
}

// doubt marks each version that nothing on record superseded, where a later one follows upon a version that is not on record. Versions
// are of one finding where their incident, agreement and term are the same; where one does not say of which incident it is, they may be.
func doubt(list []Released) {
	var loose []*Released // those that supersede what is not on record
	for i := range list {
		if !list[i].Unseen.IsZero() {
			loose = append(loose, &list[i])
		}
	}
	for i := range list {
		r := &list[i]
		for _, later := range loose {
			same := r.Origin == later.Origin && r.Agreement == later.Agreement && r.Term == later.Term &&
				(r.Incident == later.Incident || r.Incident == "" || later.Incident == "")
			if r.SupersededBy.IsZero() && same && later.Version > r.Version+1 {
				r.Doubt = later.Finding
			}
		}
	}
}
