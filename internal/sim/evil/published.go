// SPDX-License-Identifier: Apache-2.0

package evil

import (
	"bytes"
	"fmt"
	"strings"

	"truce/canon"
	"truce/internal/durable"
	"truce/internal/durable/faulty"
	"truce/journal"
	"truce/journal/bundle"
	"truce/journal/tiles"
)

// served is an attack on the files of a published log of three hundred leaves.
func served(name, does string, change func(w *world, files map[string]string) error) Attack {
	return Attack{Name: name, Does: does, By: "every reader and every mirror", run: func(w *world) ([]byte, error) {
		if err := w.log.Grow(300, "published"); err != nil {
			return nil, err
		}
		c, err := w.publish(w.log)
		if err != nil {
			return nil, err
		}
		w.last = c
		files, err := w.filesOf(w.log, c)
		if err == nil {
			err = change(w, files)
		}
		return w.file(Evidence{Kind: Tiles, Files: files}), err
	}}
}

const (
	leafTile  = "tile/0/000"
	leafPart  = "tile/0/001.p/44"
	leafFile  = "tile/entries/000"
	upperTile = "tile/1/000.p/1"
)

func (w *world) filesOf(l *log, c journal.SignedCheckpoint) (map[string]string, error) {
	disk := faulty.New()
	if err := tiles.Publish(w.ctx, durable.NewFolder(disk), l.Source(), c); err != nil {
		return nil, err
	}
	files := map[string]string{}
	for _, path := range []string{"checkpoint", leafTile, leafPart, leafFile, upperTile, "tile/entries/001.p/44"} {
		data, err := disk.Read(path, 1<<20)
		if err != nil {
			return nil, err
		}
		files[path] = string(data)
	}
	return files, nil
}

func flipped(w *world, text string) string {
	data := []byte(text)
	data[w.random.IntN(len(data))] ^= 1 << w.random.IntN(8)
	return string(data)
}

func onFiles() []Attack {
	return []Attack{
		served("change a hash of a tile", "flips a bit of a published tile", func(w *world, f map[string]string) error {
			f[leafTile] = flipped(w, f[leafTile])
			return nil
		}),
		served("change a hash of an upper tile", "flips a bit above", func(w *world, f map[string]string) error {
			f[upperTile] = flipped(w, f[upperTile])
			return nil
		}),
		served("change a published leaf", "flips a bit of a published leaf", func(w *world, f map[string]string) error {
			f[leafFile] = flipped(w, f[leafFile])
			return nil
		}),
		served("reorder published leaves", "lets two leaves change places", func(_ *world, f map[string]string) error {
			one, rest := f[leafFile][:80], f[leafFile][80:]
			f[leafFile] = rest[:80] + one + rest[80:]
			return nil
		}),
		served("cut a tile", "serves a tile without its last hash", func(_ *world, f map[string]string) error {
			f[leafTile] = f[leafTile][:255*32]
			return nil
		}),
		served("give one tile for another", "serves the first hashes as the last", func(_ *world, f map[string]string) error {
			f[leafPart] = f[leafTile][:44*32]
			return nil
		}),
		served("serve a fork under the honest checkpoint", "publishes other leaves with all their tiles", func(w *world, f map[string]string) error {
			fork, err := w.log.from(int64(len(w.log.rows)))
			if err != nil {
				return err
			}
			if err := fork.Grow(300, "other"); err != nil {
				return err
			}
			c, err := fork.Checkpoint(300)
			if err != nil {
				return err
			}
			other, err := w.filesOf(fork, c)
			if err != nil {
				return err
			}
			for path, data := range other {
				if path != "checkpoint" {
					f[path] = data
				}
			}
			return nil
		}),
	}
}

// packed is an attack on a bundle. change is given the entries one by one, and edit the lines of the file.
func packed(name, does string, change func(*world, *journal.Entry), edit func(w *world, lines []string) []string) Attack {
	return Attack{Name: name, Does: does, By: "whoever checks the bundle, offline", run: func(w *world) ([]byte, error) {
		submitted := w.draft(journal.Submission, `{"door":"a"}`, `{"text":"seen"}`, `{"n":1}`)
		if _, err := w.enter(w.log, submitted, w.draft(journal.Rating, `{"by":"desk"}`)); err != nil {
			return nil, err
		}
		var err error
		if w.last, err = w.publish(w.log); err != nil {
			return nil, err
		}
		text, err := w.pack(w.log, w.last, func(e *journal.Entry) {
			if change != nil {
				change(w, e)
			}
		})
		if err != nil {
			return nil, err
		}
		if edit != nil {
			text = strings.Join(edit(w, strings.SplitAfter(text, "\n")), "")
		}
		return w.file(Evidence{Kind: Bundles, Bundle: text}), nil
	}}
}

// disclosed changes the content of the only part of an entry.
func disclosed(e *journal.Entry, at int, content string) {
	shown, _ := e.Parts[at].Disclosed()
	shown.Content = []byte(content)
	p, err := journal.Disclose(shown)
	if err != nil {
		panic("evil: a part that cannot be disclosed: " + err.Error())
	}
	e.Parts = append([]journal.Part(nil), e.Parts...)
	e.Parts[at] = p
}

// reheaded changes the header of an entry.
func reheaded(e *journal.Entry, change func(*journal.Header)) {
	change(&e.Header)
	content, err := canon.Encode(e.Header)
	if err != nil {
		panic("evil: a header without canonical bytes: " + err.Error())
	}
	e.Head.Content = content
}

func onBundles() []Attack {
	return []Attack{
		packed("change words in a bundle", "writes other content into an entry", func(_ *world, e *journal.Entry) {
			if e.Header.Kind == journal.Submission {
				disclosed(e, 1, `{"text":"not seen"}`)
			}
		}, nil),
		packed("say that a part was destroyed that never was", "destroys a part under another hash", func(_ *world, e *journal.Entry) {
			if e.Header.Kind == journal.Submission {
				e.Parts = append([]journal.Part(nil), e.Parts...)
				e.Parts[0] = journal.Destroyed(canon.Digest{1})
			}
		}, nil),
		packed("change the realm of a record", "says in a bundle that the mission's record is the coalition's", func(_ *world, e *journal.Entry) {
			if e.Header.Seq == 1 {
				reheaded(e, func(h *journal.Header) { h.Realm = journal.Coalition })
			}
		}, nil),
		packed("move the time of an entry", "says in a bundle that an entry came earlier", func(w *world, e *journal.Entry) {
			if e.Header.Seq == w.log.Size() {
				reheaded(e, func(h *journal.Header) { h.Time -= 3_600_000 })
			}
		}, nil),
		packed("leave an entry out of a bundle", "takes a line out and says that there is one less", nil, func(w *world, l []string) []string {
			l[0] = strings.Replace(l[0], fmt.Sprintf(`"size":%d`, w.log.Size()), fmt.Sprintf(`"size":%d`, w.log.Size()-1), 1)
			return append(l[:3:3], l[4:]...)
		}),
		packed("reorder a bundle", "lets two lines change places", nil, func(_ *world, l []string) []string {
			l[3], l[4] = l[4], l[3]
			return l
		}),
		packed("cut a bundle off", "ends the file early", nil, func(_ *world, l []string) []string { return l[:len(l)-3] }),
		packed("add a finding to a bundle", "writes a finding whose ID is not that of its content", nil, func(_ *world, l []string) []string {
			end := len(l) - 2
			return append(l[:end:end], forgedFinding(), l[end])
		}),
		{"a bundle under what nobody cosigned", "packs a fork", "whoever checks the bundle, offline", func(w *world) ([]byte, error) {
			l, err := w.forkOf(w.log.Size()-1, w.log.Size()+1)
			if err != nil {
				return nil, err
			}
			c, err := l.Checkpoint(l.Size())
			if err != nil {
				return nil, err
			}
			text, err := w.pack(l, c, nil)
			return w.file(Evidence{Kind: Bundles, Bundle: text}), err
		}},
		{"a bundle of one log under the checkpoint of another", "packs a fork under the honest checkpoint", "whoever checks the bundle, offline", func(w *world) ([]byte, error) {
			l, err := w.forkOf(w.log.Size()-1, w.log.Size())
			if err != nil {
				return nil, err
			}
			text, err := w.pack(l, w.last, nil)
			return w.file(Evidence{Kind: Bundles, Bundle: text}), err
		}},
		{"enter after the end", "goes on under the key of a log that was closed, and has it cosigned", "whoever checks the bundle, offline", afterClosing},
		{"let time go back in the log", "logs an entry with a time before the one before, and has it cosigned", "whoever checks the bundle, offline", timeBack},
	}
}

func forgedFinding() string {
	part := func(label, content string) journal.PartForm {
		p, err := journal.Disclose(canon.Part{Label: label, Salt: canon.Salt{1}, Content: []byte(content)})
		if err != nil {
			panic("evil: a part that cannot be disclosed: " + err.Error())
		}
		return p.Form()
	}
	data, err := canon.Encode(struct {
		Finding bundle.Finding `json:"finding"`
	}{bundle.Finding{
		ID: canon.FindingIDOf(1, canon.FindingID{}, canon.Digest{1}, canon.Digest{2}), Version: 1,
		Released: part("released", `{"agreement":"a","incident":"i","term":"t"}`), Internal: part("internal", `{}`),
	}})
	if err != nil {
		panic("evil: a finding without canonical bytes: " + err.Error())
	}
	return string(bytes.TrimSpace(data)) + "\n"
}

// unruly enters an entry that the rules of the journal forbid, has the log cosigned, as cosigners know no entries, and packs
// it.
func (w *world) unruly(before *journal.Draft, change func(*journal.Header)) ([]byte, error) {
	if before != nil {
		if _, err := w.enter(w.log, *before); err != nil {
			return nil, err
		}
	}
	other, err := w.log.from(w.log.Size())
	if err != nil {
		return nil, err
	}
	// The store refuses it, so the operator makes the row by hand.
	lawful := journal.Header{
		Version: 1, Seq: w.log.Size() + 1, Time: w.now * 1000, Kind: journal.Rating, Engine: engine, Parts: 1,
	}
	change(&lawful)
	content, err := canon.Encode(lawful)
	if err != nil {
		return nil, err
	}
	part, err := journal.Disclose(canon.Part{Label: journal.Rating.Label(0), Salt: canon.Salt{7}, Content: []byte(`{}`)})
	if err != nil {
		return nil, err
	}
	e := journal.Entry{Header: lawful, Head: canon.Part{Label: journal.HeaderLabel, Salt: canon.Salt{8}, Content: content}, Parts: []journal.Part{part}}
	root, err := e.PartsRoot()
	if err != nil {
		return nil, err
	}
	frame, err := journal.AppendFrame(nil, e.Parts)
	if err != nil {
		return nil, err
	}
	leaf, err := e.Leaf()
	if err != nil {
		return nil, err
	}
	other.rows = append(other.rows, journal.Row{Seq: lawful.Seq, Header: content, Salt: e.Head.Salt, PartsRoot: root, Frame: frame})
	if err := other.Add(leaf); err != nil {
		return nil, err
	}
	c, err := w.publish(other)
	if err != nil {
		return nil, err
	}
	text, err := w.pack(other, c, nil)
	return w.file(Evidence{Kind: Bundles, Bundle: text}), err
}

func afterClosing(w *world) ([]byte, error) {
	d := w.draft(journal.Closing, `{"origin":"next"}`)
	return w.unruly(&d, func(*journal.Header) {})
}

func timeBack(w *world) ([]byte, error) {
	return w.unruly(nil, func(h *journal.Header) { h.Time -= 3_600_000 })
}
