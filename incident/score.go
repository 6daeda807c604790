// SPDX-License-Identifier: Apache-2.0

package incident

import (
	"math/bits"
	"strings"

	"truce/act"
	"truce/likeness/words"
	"truce/observation"
	"truce/place"
	"truce/report"
	"truce/when"
)

// Weights is the version of the table below; it enters the rule-set digest of every finding.
const Weights = "truce/weights/3"

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

	explains bool   // the reasons are wanted, not only the score
	table    *Table // of accounts that are known by when they were reported
	crowded  bool   // what other accounts take away is taken
}

func (t *tally) add(name string, centibits int64) {
	if centibits != 0 && t.explains {
		t.reasons = append(t.reasons, Reason{Name: name, Bits: centibits})
	}
	t.score += centibits
}

// leaveOpen keeps a score below what a join needs: the two are possible sames at most.
func (t *tally) leaveOpen(name string) {
	if t.score >= joinAt {
		t.add(name, joinAt-1-t.score)
	}
}

func (t *tally) forbid(name string) {
	if t.explains {
		t.reasons = append(t.reasons, Reason{Name: name, Veto: true})
	}
	t.veto = true
}

// compare scores whether two accounts are of one event. It is symmetric and looks at nothing but the two.
// A pair without any time or without any place in common knowledge is never joined.
func (t *tally) compare(x, y *prepared) {
	a, b := x.obs, y.obs
	switch {
	case a.Report == b.Report && oneAccount(x, y):
		t.add("one account", joinAt)
	case a.Level == report.Coded && b.Level == report.Coded:
		t.forbid("both coded as one event each")
	case a.Report == b.Report:
		t.forbid("told apart by one report")
	case a.Exercise != b.Exercise:
		t.forbid("one is an exercise")
	default:
		t.weigh(x, y)
	}
}

// weigh scores what two accounts say, whoever gave them.
func (t *tally) weigh(x, y *prepared) {
	a, b := x.obs, y.obs
	if x.tidings != nil && y.tidings != nil {
		if compareAct(t, a.Sighting.Act, b.Sighting.Act); !t.veto {
			t.weighReported(x, y)
		}
		return
	}
	// The place is asked last of the three that can forbid a join: it costs most.
	if compareTime(t, a.When(), b.When()); t.veto {
		return
	}
	if compareAct(t, a.Sighting.Act, b.Sighting.Act); t.veto {
		return
	}
	if comparePlace(t, x, y); t.veto {
		return
	}
	compareWeapon(t, weaponOf(a), weaponOf(b))
	compareHarm(t, a.Sighting.Casualties, b.Sighting.Casualties)
	compareCount(t, a.Sighting.Count, b.Sighting.Count)
	compareWords(t, x.words, y.words)
	if twoSeries(a, b) {
		t.leaveOpen("two series, counted differently")
	}
	if t.beside {
		t.leaveOpen("times next to each other that share no instant")
	}
	if t.vague {
		t.leaveOpen("too long a time or too wide a place")
	}
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
func oneAccount(x, y *prepared) bool {
	a, b := x.obs, y.obs
	return !a.When().IsUnknown() && a.When() == b.When() && !a.Where().IsUnknown() && sameSpot(x, y)
}

func sameSpot(a, b *prepared) bool {
	if a.extent.ground && b.extent.ground {
		if a.ground.Area() != b.ground.Area() { // which costs less than what they share
			return false
		}
		share, _ := place.Meet(&a.ground, &b.ground)
		return share == 1_000_000
	}
	return a.obs.Where().Name != "" && strings.EqualFold(a.obs.Where().Name, b.obs.Where().Name)
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

func comparePlace(t *tally, a, b *prepared) {
	if a.extent.ground && b.extent.ground {
		share, touch := place.Meet(&a.ground, &b.ground)
		if share == 0 && !touch {
			t.forbid("at different places")
			return
		}
		larger := largerArea(a, b)
		// The chance that two unrelated regions meet grows with the larger; a partial overlap is worth less.
		worth := min(log2(theatre/larger), maxPlace)
		t.vague = t.vague || worth < leastWorth
		t.add("place", worth-min(log2(1_000_000/max(share, 1000)), 600))
		return
	}
	name := a.obs.Where().Name
	if name == "" || !strings.EqualFold(name, b.obs.Where().Name) {
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

// compareWords counts the words and names that both accounts use, in whatever of three languages, and the concepts of the
// field for half, since most accounts have some. A number is no word.
func compareWords(t *tally, a, b words.Set) {
	both := words.Common(a, b)
	t.add("words in common", min(int64(both.Words)*sharedWord+int64(both.Concepts)*sharedWord/2, maxWords))
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
