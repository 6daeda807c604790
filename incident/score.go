// SPDX-License-Identifier: Apache-2.0

package incident

import (
	"math/bits"
	"slices"
	"strings"
	"unicode"

	"truce/act"
	"truce/observation"
	"truce/place"
	"truce/report"
	"truce/when"
)

// Weights is the version of the table below; it enters the rule-set digest of every finding.
const Weights = "truce/weights/1"

// The weights, in hundredths of a bit of evidence. They are set by judgement and not yet fitted to labels; the
// reason for each is beside it. docs/spec/incident.md has the formulas.
const (
	// joinAt is the evidence that a join needs: 2^6 to 1 against two unrelated events of one theatre.
	joinAt = 600
	// possibleAt is the evidence from which two incidents are noted as possibly the same.
	possibleAt = 350
	// theatre is the area, in square metres, over which unrelated events are taken to scatter.
	theatre = 50_000 * 1_000_000
	// epoch is the time over which unrelated events are taken to scatter.
	epoch = 14 * when.Day
	// maxPlace and maxTime cap what one field can say: a village and a minute see more than one event.
	maxPlace = 700
	maxTime  = 700
	// beside is how far apart two times may lie that are noted as possibly the same: watches are seldom set to each
	// other, and a minute on paper is a whole minute.
	beside = 5 * when.Minute
	// leastWorth is what the time and the place must each be worth for a join: at most three and a half days, or a
	// fourth of the theatre. What may have happened in any week, or anywhere, cannot be told from other events.
	leastWorth = 200
	// differentWeapon speaks against one event, yet a barrage may have two weapons.
	differentWeapon = -400
	sameWeapon      = 100
	differentCount  = -200
	// series is how long two counted accounts last that are not joined if they count differently.
	series = 30 * when.Minute
	// otherNumber speaks against two accounts that counted and came to numbers that cannot be one: each may have
	// heard a part of many events, and joining parts would be a guess.
	otherNumber = -900
	sameNumber  = 100
	// sharedWord is the worth of a rare word that both accounts use; maxWords caps them.
	sharedWord = 60
	maxWords   = 240
)

// tally collects the reasons of one pair.
type tally struct {
	reasons []Reason
	score   int64
	veto    bool
	vague   bool // the time or the place says next to nothing
	beside  bool // the times lie next to each other and share no instant
}

func (t *tally) add(name string, centibits int64) {
	if centibits != 0 {
		t.reasons = append(t.reasons, Reason{Name: name, Bits: centibits})
		t.score += centibits
	}
}

// leaveOpen keeps a score below what a join needs: the two are possible sames at most.
func (t *tally) leaveOpen(name string) {
	if t.score >= joinAt {
		t.add(name, joinAt-1-t.score)
	}
}

func (t *tally) forbid(name string) {
	t.reasons = append(t.reasons, Reason{Name: name, Veto: true})
	t.veto = true
}

// compare scores whether two observations are of one event. It is symmetric and looks at nothing but the two.
// A pair without any time or without any place in common knowledge is never joined.
func compare(a, b *observation.Observation) tally {
	var t tally
	switch {
	case a.Report == b.Report && oneAccount(a, b):
		t.add("one account", joinAt)
		return t
	case a.Level == report.Coded && b.Level == report.Coded:
		t.forbid("both coded as one event each")
		return t
	case a.Report == b.Report:
		t.forbid("told apart by one report")
		return t
	case a.Exercise != b.Exercise:
		t.forbid("one is an exercise")
		return t
	}
	return weigh(a, b)
}

// weigh scores what two accounts say, whoever gave them.
func weigh(a, b *observation.Observation) tally {
	var t tally
	// The place is asked last of the three that can forbid a join: it costs most.
	if compareTime(&t, a.When(), b.When()); t.veto {
		return t
	}
	if compareAct(&t, a.Sighting.Act, b.Sighting.Act); t.veto {
		return t
	}
	if comparePlace(&t, a.Where(), b.Where()); t.veto {
		return t
	}
	compareWeapon(&t, weaponOf(a), weaponOf(b))
	compareHarm(&t, a.Sighting.Casualties, b.Sighting.Casualties)
	compareCount(&t, a.Sighting.Count, b.Sighting.Count)
	compareWords(&t, a.Sighting.Words, b.Sighting.Words)
	if twoSeries(a, b) {
		t.leaveOpen("two series, counted differently")
	}
	if t.beside {
		t.leaveOpen("times next to each other that share no instant")
	}
	if t.vague {
		t.leaveOpen("too long a time or too wide a place")
	}
	return t
}

// twoSeries tells whether two accounts count different numbers over different long spans. Each may have heard a part
// of what the other did, or something else: nothing decides it, so they are possible sames at most.
func twoSeries(a, b *observation.Observation) bool {
	return a.When() != b.When() && min(a.When().Length(), b.When().Length()) >= series &&
		differ(a.Sighting.Count, b.Sighting.Count)
}

// differ tells whether two numbers cannot be the same.
func differ(a, b report.Count) bool {
	return a.Most > 0 && b.Most > 0 && (a.Least > b.Most || b.Least > a.Most)
}

// oneAccount tells whether two sightings of one report are of one event: the same time and the same place.
func oneAccount(a, b *observation.Observation) bool {
	return !a.When().IsUnknown() && a.When() == b.When() && !a.Where().IsUnknown() && sameSpot(a.Where(), b.Where())
}

func sameSpot(a, b place.Region) bool {
	if a.HasGeometry() && b.HasGeometry() {
		share, ok := place.Overlap(a, b)
		return ok && share == 1_000_000 && a.Area() == b.Area()
	}
	return a.Name != "" && strings.EqualFold(a.Name, b.Name)
}

func compareTime(t *tally, a, b when.Interval) {
	switch {
	case a.IsUnknown() || b.IsUnknown():
		t.forbid("a time is not known")
	default:
		apart := gap(a, b)
		if apart > beside {
			t.forbid("at different times")
			return
		}
		t.beside = apart > 0
		longer := max(a.Length(), b.Length(), when.Minute) + apart
		worth := min(log2(int64(epoch/longer)), maxTime)
		t.vague = t.vague || worth < leastWorth
		t.add("time", worth)
	}
}

// gap is the time between two intervals that share no instant; 0 where they share one.
func gap(a, b when.Interval) when.Duration {
	return max(0, when.Duration(b.From-a.To), when.Duration(a.From-b.To))
}

func comparePlace(t *tally, a, b place.Region) {
	if a.HasGeometry() && b.HasGeometry() {
		share, _ := place.Overlap(a, b)
		if touch, _ := place.Touch(a, b); share == 0 && !touch {
			t.forbid("at different places")
			return
		}
		larger := max(a.Area(), b.Area(), 10_000)
		// The chance that two unrelated regions meet grows with the larger; a partial overlap is worth less.
		worth := min(log2(theatre/larger), maxPlace)
		t.vague = t.vague || worth < leastWorth
		t.add("place", worth-min(log2(1_000_000/max(share, 1000)), 600))
		return
	}
	if a.Name == "" || !strings.EqualFold(a.Name, b.Name) {
		t.forbid("not known to be at one place")
		return
	}
	t.add("place of the same name", 400)
}

func compareAct(t *tally, a, b act.Act) {
	shared, ofA, ofB := act.Overlap(a, b)
	switch {
	case ofA == 0 || ofB == 0:
	case shared == 0:
		t.forbid("different acts")
	default:
		t.add("act", log2(actLeaves/int64(max(ofA, ofB)))/2)
	}
}

func compareWeapon(t *tally, a, b act.Weapon) {
	if a.IsUnknown() || b.IsUnknown() {
		return
	}
	switch {
	case a.Class != "" && b.Class != "" && a.Class != b.Class,
		a.Calibre != 0 && b.Calibre != 0 && a.Calibre != b.Calibre:
		t.add("different weapons", differentWeapon)
	case a.Class == b.Class:
		t.add("same weapon", sameWeapon)
	}
}

// actLeaves is how many acts the closed list has. It is written down here since the list may grow, and a weight must
// not change with it unseen: a test compares.
const actLeaves = 45

// compareCount compares what was counted, where both accounts give a number.
func compareCount(t *tally, a, b report.Count) {
	switch {
	case a.Most == 0 || b.Most == 0:
	case differ(a, b):
		t.add("different numbers counted", otherNumber)
	case a == b:
		t.add("same number counted", sameNumber)
	}
}

// compareHarm compares the bounds of the killed, the figure that accounts of one event share most often.
func compareHarm(t *tally, a, b []report.Casualties) {
	leastA, mostA := Harmed(a, "killed", "")
	leastB, mostB := Harmed(b, "killed", "")
	switch {
	case len(a) == 0 || len(b) == 0 || mostA == 0 || mostB == 0:
	case leastA > mostB || leastB > mostA:
		t.add("different numbers killed", differentCount)
	case leastA == leastB && mostA == mostB:
		t.add("same number killed", min(100+50*leastA, 300))
	}
}

// Harmed adds up the records of one kind of harm, and of one kind of people if of is not empty.
func Harmed(records []report.Casualties, harm, of string) (least, most int64) {
	for _, c := range records {
		if c.Harm == harm && (of == "" || c.Of == of) {
			least += c.Least
			most += c.Most
		}
	}
	return least, most
}

// compareWords counts the longer words that both accounts use.
func compareWords(t *tally, a, b string) {
	wordsA, wordsB := longWords(a), longWords(b)
	shared := int64(0)
	for _, w := range wordsA {
		if _, ok := slices.BinarySearch(wordsB, w); ok {
			shared++
		}
	}
	t.add("words in common", min(shared*sharedWord, maxWords))
}

// longWords returns the words of at least five letters, lower-case, sorted, each once.
func longWords(text string) []string {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) })
	words = slices.DeleteFunc(words, func(w string) bool { return len([]rune(w)) < 5 })
	slices.Sort(words)
	return slices.Compact(words)
}

// log2 returns the logarithm of n to base 2 in hundredths, rounded down, from integers alone; 0 for n < 1.
func log2(n int64) int64 {
	if n < 1 {
		return 0
	}
	whole := bits.Len64(uint64(n)) - 1
	// Square the mantissa seven times to get seven binary digits of the fraction.
	mantissa := uint64(n) << (62 - whole) // in [2^62, 2^63)
	fraction := int64(0)
	for range 7 {
		hi, lo := bits.Mul64(mantissa, mantissa) // in [2^124, 2^126)
		fraction <<= 1
		if hi >= 1<<61 {
			fraction |= 1
			mantissa = hi<<1 | lo>>63
		} else {
			mantissa = hi<<2 | lo>>62
		}
	}
	return int64(whole)*100 + fraction*100/128
}
