// SPDX-License-Identifier: Apache-2.0

// Package proof turns the files of a public release into answers: whether they are those that two people let go, on the word of
// the log's key and under a checkpoint that the reader's cosigners signed. It says who they are to nobody. The page verify.html
// of a release answers the same questions in a browser; the format is docs/spec/public-release.md.
package proof

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"path"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"truce/canon"
	"truce/journal"
	"truce/journal/bundle"
)

// MaxFile is the longest manifest or proof that is read, in bytes.
const MaxFile = 16 << 20

// The questions, in the order in which they are answered.
const (
	Form     bundle.Question = "form"     // are manifest and proof of the form?
	Files    bundle.Question = "files"    // are the files exactly those of the manifest?
	Log      bundle.Question = "log"      // did a log of the policy sign the checkpoint?
	Quorum   bundle.Question = "quorum"   // did enough of the policy's cosigners?
	Approved bundle.Question = "approved" // does the log say that two people let exactly this manifest go?
	Included bundle.Question = "included" // do their acts stand under the checkpoint?
)

// Questions returns the closed list.
func Questions() []bundle.Question {
	return []bundle.Question{Form, Files, Log, Quorum, Approved, Included}
}

// People is how many people have to stand behind a release.
const People = 2

// Proof is what stands beside the manifest.
type Proof struct {
	V          int    `json:"v"`
	Checkpoint string `json:"checkpoint"`
	// Word is the log's signed word on who stands behind the manifest.
	Word string `json:"word"`
	Acts []Act  `json:"acts"`
}

// Act is a commitment to an entry by which somebody let the release go: its place, and the hashes that lead from it to the root.
type Act struct {
	Seq        int64          `json:"seq"`
	Commitment canon.Digest   `json:"commitment"`
	Hashes     []canon.Digest `json:"hashes"`
}

// Word is what the log signs: that so many people let a manifest go, and by which entries under which tree.
type Word struct {
	V        int          `json:"v"`
	Origin   string       `json:"origin"`
	Size     int64        `json:"size"`
	Root     canon.Digest `json:"root"`
	Manifest canon.Digest `json:"manifest"`
	People   int64        `json:"people"`
	Acts     []int64      `json:"acts"`
}

const wordHead = "truce/publication-approved/1\n"

// Sign returns the signed note of a word, by the key of the log that it names.
func (w Word) Sign(k journal.SigningKey) (string, error) {
	if k.Verifier().Name() != w.Origin {
		return "", fmt.Errorf("vouch for a release of %.80q: the key is of %.80q", w.Origin, k.Verifier().Name())
	}
	text, err := w.text()
	if err != nil {
		return "", err
	}
	data, err := journal.SignNote(text, k)
	return string(data), err
}

func (w Word) text() (string, error) {
	body, err := canon.Encode(w)
	return wordHead + string(body) + "\n", err
}

// Encode writes a proof as its file has it.
func (p Proof) Encode() ([]byte, error) {
	p.V = 1
	data, err := canon.Encode(p)
	return append(data, '\n'), err
}

// Listed is a file as the manifest lists it; the manifest has more that is not read here.
type listed struct {
	Name   string `json:"name"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// Folder is a release as it was found: the content of each file by its name, manifest and proof among them.
type Folder map[string][]byte

// Check answers every question of a release, by a policy or, where it is nil, without one. digest is that of a manifest, as
// package release computes it.
func Check(f Folder, policy *journal.Policy, digest func([]byte) canon.Digest) []bundle.Answer {
	c := &checker{folder: f, policy: policy, answers: map[bundle.Question]bundle.Answer{}}
	if err := c.read(); err != nil {
		c.say(Form, journal.No, "%v", err)
		for _, q := range Questions()[1:] {
			c.say(q, journal.CouldNotTell, "the release cannot be read")
		}
		return c.list()
	}
	c.say(Form, journal.Yes, "")
	c.files()
	c.signed()
	c.approved(digest(f["manifest.json"]))
	c.included()
	return c.list()
}

// Whole is no if any answer is, else could not tell if any is, else yes.
func Whole(answers []bundle.Answer) journal.Outcome {
	whole := journal.Yes
	for _, a := range answers {
		switch {
		case a.Outcome == journal.No:
			return journal.No
		case a.Outcome == journal.CouldNotTell:
			whole = journal.CouldNotTell
		}
	}
	return whole
}

type checker struct {
	folder     Folder
	policy     *journal.Policy
	answers    map[bundle.Question]bundle.Answer
	listed     []listed
	proof      Proof
	checkpoint journal.SignedCheckpoint
	word       Word
	note       journal.Note
}

func (c *checker) say(q bundle.Question, o journal.Outcome, format string, args ...any) {
	c.answers[q] = bundle.Answer{Question: q, Outcome: o, Says: fmt.Sprintf(format, args...)}
}

func (c *checker) list() []bundle.Answer {
	var out []bundle.Answer
	for _, q := range Questions() {
		out = append(out, c.answers[q])
	}
	return out
}

// read reads manifest and proof, whose every byte is as the one spelling has it.
func (c *checker) read() error {
	manifest, proof := c.folder["manifest.json"], c.folder["proof.json"]
	switch {
	case manifest == nil:
		return errors.New("there is no manifest.json")
	case proof == nil:
		return errors.New("there is no proof.json")
	case len(manifest) > MaxFile || len(proof) > MaxFile:
		return fmt.Errorf("a manifest or a proof is longer than %d bytes", MaxFile)
	}
	var err error
	if c.listed, err = readManifest(manifest); err != nil {
		return err
	}
	body, ended := bytes.CutSuffix(proof, []byte("\n"))
	if err := canon.Decode(body, &c.proof); err != nil || !ended || c.proof.V != 1 {
		return errors.Join(errors.New("proof.json is not of version 1"), err)
	}
	if c.checkpoint, err = journal.ParseSignedCheckpoint([]byte(c.proof.Checkpoint)); err != nil {
		return err
	}
	if c.note, err = journal.ParseNote([]byte(c.proof.Word)); err != nil {
		return err
	}
	said, is := strings.CutPrefix(c.note.Text, wordHead)
	if err := canon.Decode([]byte(strings.TrimSuffix(said, "\n")), &c.word); err != nil || !is {
		return errors.Join(errors.New("the log's word is not of the form"), err)
	}
	if text, err := c.word.text(); err != nil || text != c.note.Text || c.word.V != 1 {
		return errors.Join(errors.New("the log's word is not of version 1"), err)
	}
	return nil
}

func readManifest(data []byte) ([]listed, error) {
	body, ended := bytes.CutSuffix(data, []byte("\n"))
	value, err := canon.DecodeAny(body)
	object, is := value.(map[string]any)
	if err != nil || !ended || !is {
		return nil, errors.Join(errors.New("manifest.json is not of the form"), err)
	}
	list, _ := object["files"].([]any)
	var out []listed
	for i, each := range list {
		text, err := canon.Encode(each)
		if err != nil {
			return nil, err
		}
		var l listed
		if err := canon.Decode(text, &l); err != nil {
			return nil, fmt.Errorf("manifest.json: file %d: %w", i+1, err)
		}
		out = append(out, l)
	}
	if len(out) == 0 {
		return nil, errors.New("manifest.json lists no file")
	}
	return out, nil
}

// files holds what is there to what is listed, both ways. A folder whose files lost their subfolder, and of which nothing else is to be
// said, was saved file by file rather than changed: that is nothing that could be told of it.
func (c *checker) files() {
	known := map[string]bool{"manifest.json": true, "proof.json": true}
	var lost []listed
	for _, l := range c.listed {
		data, ok := c.folder[l.Name]
		switch {
		case known[l.Name]:
			c.say(Files, journal.No, "the manifest lists %.200q twice, or itself", l.Name)
			return
		case !ok:
			lost = append(lost, l)
		case !l.is(data):
			c.say(Files, journal.No, "%.200q was changed", l.Name)
			return
		}
		known[l.Name] = true
	}
	for _, l := range lost {
		folder, base := path.Split(l.Name)
		if folder == "" || c.hasIn(folder) {
			c.say(Files, journal.No, "%.200q is missing", l.Name)
			return
		}
		known[base] = known[base] || l.is(c.folder[base])
	}
	extra := ""
	for name := range c.folder {
		if !known[name] && (extra == "" || name < extra) {
			extra = name
		}
	}
	if extra != "" {
		c.say(Files, journal.No, "%.200q is in no manifest", extra)
		return
	}
	if len(lost) > 0 {
		folder, _ := path.Split(lost[0].Name)
		c.say(Files, journal.CouldNotTell, "the subfolder %.200q is not there, with %d of the files that are listed; what is there was not changed. Take the release as one archive, or put its files into their subfolders", folder, len(lost))
		return
	}
	c.say(Files, journal.Yes, "")
}

// is tells whether the content is that of the file which is listed.
func (l listed) is(data []byte) bool {
	sum := sha256.Sum256(data)
	return int64(len(data)) == l.Bytes && hex.EncodeToString(sum[:]) == l.SHA256
}

// hasIn tells whether anything lies below a subfolder.
func (c *checker) hasIn(folder string) bool {
	for name := range c.folder {
		if strings.HasPrefix(name, folder) {
			return true
		}
	}
	return false
}

// signed judges the checkpoint by the policy.
func (c *checker) signed() {
	if c.policy == nil {
		c.say(Log, journal.CouldNotTell, "no policy says whom to trust")
		c.say(Quorum, journal.CouldNotTell, "no policy says whom to trust")
		return
	}
	a := c.policy.Judge(c.checkpoint)
	c.say(Log, journal.Yes, "")
	if a.Log.Key.IsZero() {
		c.say(Log, journal.No, "no log of the policy signed the checkpoint")
	}
	c.say(Quorum, journal.Yes, "")
	if !a.Quorum {
		c.say(Quorum, journal.No, "%d of the policy's %d cosigners signed: the quorum is not met", len(a.Cosigned), len(a.Cosigned)+len(a.Missing))
	}
}

// approved judges the log's word on who let the manifest go.
func (c *checker) approved(manifest canon.Digest) {
	switch {
	case c.word.Manifest != manifest:
		c.say(Approved, journal.No, "what was let go is another manifest")
	case c.word.Origin != c.checkpoint.Origin || c.word.Size != c.checkpoint.Size || c.word.Root != canon.Digest(c.checkpoint.Root):
		c.say(Approved, journal.No, "the log's word is of another checkpoint")
	case c.word.People < People || int64(len(c.word.Acts)) != c.word.People:
		c.say(Approved, journal.No, "%d people stand behind it, and it takes %d", c.word.People, People)
	case c.policy == nil:
		c.say(Approved, journal.CouldNotTell, "no policy says whom to trust")
	case !c.vouched():
		c.say(Approved, journal.No, "no log of the policy signed the word on who let it go")
	default:
		c.say(Approved, journal.Yes, "")
	}
}

func (c *checker) vouched() bool {
	for _, log := range c.policy.Logs() {
		if log.Key.Name() == c.word.Origin && c.note.SignedBy(log.Key) == nil {
			return true
		}
	}
	return false
}

// included leads from each act to the root.
func (c *checker) included() {
	if len(c.proof.Acts) != len(c.word.Acts) {
		c.say(Included, journal.No, "%d acts are shown, and the log's word has %d", len(c.proof.Acts), len(c.word.Acts))
		return
	}
	for i, act := range c.proof.Acts {
		hashes := make([]tlog.Hash, len(act.Hashes))
		for k, h := range act.Hashes {
			hashes[k] = tlog.Hash(h)
		}
		if act.Seq != c.word.Acts[i] || i > 0 && act.Seq <= c.proof.Acts[i-1].Seq {
			c.say(Included, journal.No, "act %d is not entry %d, as the log's word has it", i+1, c.word.Acts[i])
			return
		}
		if err := journal.CheckInclusion(c.checkpoint.Checkpoint, act.Seq-1, journal.Leaf(act.Commitment), hashes); err != nil {
			c.say(Included, journal.No, "entry %d: %v", act.Seq, err)
			return
		}
	}
	c.say(Included, journal.Yes, "")
}
