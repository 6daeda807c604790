// SPDX-License-Identifier: Apache-2.0

package unseen_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"truce/spelling/unseen"
)

// turning are the signs that change the order in which others are read, or hide in them.
const turning = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029\u206a\ufff9\U000e0041"

func TestWordsOfEveryScriptAreTakenAndSignsThatNobodySeesAreNot(t *testing.T) {
	for name, text := range map[string]string{
		"Ukrainian":                   "обстріл з боку р. Лугань, о 07:41 — «тихо»",
		"Arabic":                      "إطلاق نار من جهة التل",
		"Hebrew with points":          "יְרִי",
		"Persian with a non-joiner":   "می\u200cرود",
		"Hindi with a joiner":         "क्\u200dष",
		"Korean":                      "총격",
		"a picture in colour":         "⚠\ufe0f",
		"several lines and a tab":     "one\r\n\ttwo",
		"letters with marks":          "n\u0303",
		"an em dash and a hard space": "a\u00a0— b",
	} {
		if c, found := unseen.InWords(text); found || unseen.Check(text) != nil || unseen.Marked(text) != text {
			t.Errorf("%s: %U is refused or marked", name, c)
		}
	}
	for _, c := range turning + "\u200b\u200e\u061c\u2060\ufeff\u00ad\u3164\u2800\x1b\x00\u0085\ufffd" {
		if err := unseen.Check("it was " + string(c) + "the others"); err == nil || !strings.Contains(err.Error(), "U+") {
			t.Errorf("%U is taken: %v", c, err)
		}
	}
}

func TestATextIsFoundWhereverItStands(t *testing.T) {
	type inner struct {
		Words string `json:"words"`
	}
	type outer struct {
		List  []inner `json:"list"`
		Deep  *inner  `json:"deep"`
		Bytes []byte  `json:"bytes"`
		Left  *inner  `json:"left"`
		Kept  string  `json:"-"`
	}
	bad := inner{"a\u202eb"}
	for want, v := range map[string]outer{
		"list: words: ": {List: []inner{{"fine"}, bad}},
		"deep: words: ": {Deep: &bad},
	} {
		if err := unseen.CheckAll(v); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%v, want one that begins with %q", err, want)
		}
	}
	if err := unseen.CheckAll(outer{List: []inner{{"fine"}}, Bytes: []byte("\u202e"), Kept: "\u202e"}); err != nil {
		t.Error(err)
	}
}

// What is marked holds no sign that turns others and is otherwise what it was, and what is escaped is the same value; and no sign passes in JSON.
func TestWhatIsShownReadsInTheOrderInWhichItStands(t *testing.T) {
	letter := rapid.OneOf(rapid.SampledFrom([]rune(turning)), rapid.SampledFrom([]rune(`ab"\/u0 шاא`)))
	rapid.Check(t, func(t *rapid.T) {
		text := string(rapid.SliceOfN(letter, 0, 20).Draw(t, "text"))
		bare := func(s string) string {
			return strings.Map(func(c rune) rune {
				if strings.ContainsRune(turning, c) {
					return -1
				}
				return c
			}, s)
		}
		marked := unseen.Marked(text)
		if bare(marked) != marked {
			t.Fatalf("%q is shown as %q", text, marked)
		}
		for _, c := range turning {
			marked = strings.ReplaceAll(marked, fmt.Sprintf("[%U]", c), string(c))
		}
		if marked != text {
			t.Fatalf("%q comes back as %q", text, marked)
		}
		data, err := json.Marshal(text)
		if err != nil {
			t.Fatal(err)
		}
		escaped := unseen.Escaped(data)
		var back string
		if err := json.Unmarshal(escaped, &back); err != nil || back != text || bare(string(escaped)) != string(escaped) {
			t.Fatalf("%q is %s, %v", text, escaped, err)
		}
	})
}
