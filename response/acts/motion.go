// SPDX-License-Identifier: Apache-2.0

package acts

import (
	"truce/agreement"
	"truce/canon"
	"truce/finding"
	"truce/response/ballot"
	"truce/when"
)

// Move puts a motion before a body.
type Move struct {
	Body agreement.BodyID `json:"body"`
	By   string           `json:"by"`
	Thread
	Proposes Proposal `json:"proposes"`
	// Closes is when it closes by itself; none leaves it open until everybody voted or nothing can change any more.
	Closes when.Instant `json:"closes,omitzero"`
	// Silence says that it is adopted if nobody objects until it closes: after the time that the text sets.
	Silence bool `json:"silence,omitempty"`
	// Key names the key that signed and Signature is over Bytes, in base 64; none where nobody signed.
	Key       string `json:"key,omitempty"`
	Signature string `json:"signature,omitempty"`
}

// Bytes are what whoever moves it signs: everything that it says, with the agreement under which it is moved and the number that it gets
// there. The time is the entry's, which nobody knows before.
func (m *Move) Bytes(under string, number int) ([]byte, error) {
	data, err := canon.Encode(struct {
		Agreement string           `json:"agreement"`
		Number    int              `json:"number"`
		Body      agreement.BodyID `json:"body"`
		Thread
		By       string       `json:"by"`
		Closes   when.Instant `json:"closes,omitzero"`
		Silence  bool         `json:"silence,omitempty"`
		Proposes Proposal     `json:"proposes"`
	}{under, number, m.Body, m.Thread, m.By, m.Closes, m.Silence, m.Proposes})
	return append([]byte("truce/move/1\n"), data...), err
}

// Proposal is what a motion proposes: exactly one member is set.
type Proposal struct {
	Determination *Outcome        `json:"determination,omitempty"`
	Ruling        *Ruling         `json:"ruling,omitempty"`
	Remedy        *Order          `json:"remedy,omitempty"`
	Declaration   *Declaration    `json:"declaration,omitempty"`
	Appealed      *AppealDecision `json:"appealed,omitempty"`
	// Text is a decision in words, of which no machine draws anything.
	Text string `json:"text,omitempty"`
}

// Outcome is a proposed determination.
type Outcome struct {
	Outcome finding.Verdict `json:"outcome"`
	Intent  string          `json:"intent,omitempty"`
	Reasons string          `json:"reasons"`
}

// Ruling is a proposed choice among readings.
type Ruling struct {
	Question agreement.QuestionID `json:"question"`
	Reading  agreement.ReadingID  `json:"reading"`
}

// Content is what a motion is, exactly: its canonical bytes are what is voted on and signed.
type Content struct {
	Agreement string           `json:"agreement"`
	Number    int              `json:"number"`
	Body      agreement.BodyID `json:"body"`
	Thread
	By       string       `json:"by"`
	Moved    when.Instant `json:"moved"`
	Closes   when.Instant `json:"closes,omitzero"`
	Silence  bool         `json:"silence,omitempty"`
	Proposes Proposal     `json:"proposes"`
}

// Vote casts a vote on a motion, by its digest.
type Vote struct {
	Motion canon.Digest `json:"motion"`
	By     string       `json:"by"`
	// For is the member whose proxy By holds.
	For    string        `json:"for,omitempty"`
	Choice ballot.Choice `json:"choice"`
	Says   string        `json:"says,omitempty"`
	// Key names the key that signed and Signature is over BallotBytes, in base 64.
	Key       string `json:"key,omitempty"`
	Signature string `json:"signature,omitempty"`
}
