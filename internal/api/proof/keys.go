// SPDX-License-Identifier: Apache-2.0

package proof

import (
	"fmt"
	"net/http"
	"strings"

	"truce/internal/api"
	"truce/internal/api/page"
	"truce/journal"
	"truce/keyring"
)

// Keys are those by which the signatures under the checkpoints of a log are checked, as its own server knows them.
type Keys struct {
	Origin string
	// Log is the verifier key of the log, empty where the server does not know it, and Cosigners those on record.
	Log       string
	Cosigners []keyring.Key
}

// KeysOf are the keys that count of a record: those that were put on it, and for the log the key by which the server itself signs where
// it does, nil where it does not.
func KeysOf(origin string, all []keyring.Enrolment, own *journal.SigningKey) Keys {
	k := Keys{Origin: origin}
	for _, e := range all {
		switch {
		case e.Ended != "":
		case e.Key.Use == keyring.ForLog && e.Key.Name == origin:
			k.Log = e.Key.Text
		case e.Key.Use == keyring.ForCosigner:
			k.Cosigners = append(k.Cosigners, e.Key)
		}
	}
	if own != nil {
		k.Log = own.Verifier().String()
	}
	return k
}

// shownHere is what a reader must know of keys that the operator itself shows.
const shownHere = "A key that the operator's own server shows proves nothing about the operator: who made a false record can show the key of that record here. " +
	"Compare each letter with the key as you have it from somewhere else, such as from the mission in person, another party, a cosigner or a release of long ago, and believe only what is the same."

// Page are the blocks of a page that show the keys, and say how a reader makes a policy of them.
func (k Keys) Page() []page.Block {
	l := page.List{ID: "verifier-keys", Title: "Keys to compare", Lead: shownHere, Columns: []page.Column{{Key: "of", Name: "Of"}, {Key: "name", Name: "Name"}, {Key: "key", Name: "Verifier key"}}}
	l.Empty = "The server knows no key of this log: none was put on record, and it does not sign. Ask the operator for it, who has it in the file that truce keys make wrote."
	if k.Log != "" {
		l.Rows = append(l.Rows, page.Row{ID: "log", Cells: []page.Cell{{Text: "the log"}, {Text: k.Origin}, {Text: k.Log}}})
	}
	for _, c := range k.Cosigners {
		l.Rows = append(l.Rows, page.Row{Cells: []page.Cell{{Text: "a cosigner, " + c.Holder}, {Text: c.Name}, {Text: c.Text}}})
	}
	if len(l.Rows) == 0 {
		return []page.Block{l}
	}
	return []page.Block{
		l,
		page.Prose{Title: "A policy of your own", Paragraphs: []string{
			"A policy is a text file that says whom you believe: one line each, log and the log's key; witness, a name and the key of a cosigner; and quorum with the name of who must have cosigned, or none. The verifier, the page of a release and truce verify --policy FILE ask for it, and without one they could not tell who signed.",
			"The file below is such a policy, of the keys that this server shows. Take it, compare its keys, change what is not the same, and use it.",
		}},
		page.Links{Links: []page.Link{{Text: "Take the keys, as a policy to compare", To: KeysAddress}}},
	}
}

// KeysAddress is where a server gives its keys away as a file.
const KeysAddress = "/record/keys"

// policy is the keys as a policy.
func (k Keys) policy() string {
	var b strings.Builder
	fmt.Fprintf(&b, "# The keys of the log %s, as its own server shows them.\n", k.Origin)
	for sentence := range strings.SplitSeq(shownHere, ". ") {
		fmt.Fprintf(&b, "# %s.\n", strings.TrimSuffix(sentence, "."))
	}
	fmt.Fprintf(&b, "log %s\n", k.Log)
	names := make([]string, len(k.Cosigners))
	for i, c := range k.Cosigners {
		names[i] = fmt.Sprintf("cosigner-%d", i+1)
		fmt.Fprintf(&b, "witness %s %s\n", names[i], c.Text)
	}
	if len(names) == 0 {
		b.WriteString("quorum none\n")
		return b.String()
	}
	fmt.Fprintf(&b, "# All of them must have cosigned; write any or a number for all where fewer are enough for you.\ngroup cosigners all %s\nquorum cosigners\n", strings.Join(names, " "))
	return b.String()
}

// Write answers with the keys as a policy; api.ErrNotFound where the log's is not known.
func (k Keys) Write(w http.ResponseWriter) error {
	if k.Log == "" {
		return api.ErrNotFound
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="compare.policy"`)
	_, err := w.Write([]byte(k.policy()))
	return err
}
