// SPDX-License-Identifier: Apache-2.0

package when_test

import (
	"testing"

	"truce/when"
)

// go test ./when -run '^$' -fuzz '^FuzzParse$' -fuzztime 30s
func FuzzParse(f *testing.F) {
	for _, c := range parsed {
		f.Add(c.text)
	}
	for _, text := range []string{"2024-03-31 03:30", "2015-02-15 24:00", "2015-02-15 Europe/Kyev", "231400JNOV26", "1970-01-01T00:00:00.000Z"} {
		f.Add(text)
	}
	kyiv := zone(f, "Europe/Kyiv")
	f.Fuzz(func(t *testing.T, text string) {
		span, err := when.Parse(text, kyiv)
		if err != nil {
			if span != (when.Span{}) {
				t.Fatalf("Parse(%q) gave both %v and %v", text, span, err)
			}
			return
		}
		i := span.Interval
		if i.IsUnknown() || i.Check() != nil || i.From < when.MinInstant || i.To > when.MaxInstant || span.Zone == "" {
			t.Fatalf("Parse(%q) = %v", text, span)
		}
		back, err := when.Parse(i.String(), when.Zone{})
		if err != nil || back.Interval != i {
			t.Fatalf("Parse(%q) = %v, which is read back as %v, %v", text, i, back.Interval, err)
		}
		again, err := when.Parse(" "+text+" ", kyiv)
		if len(text)+2 <= 128 && (err != nil || again != span) {
			t.Fatalf("Parse(%q) changes with spaces around it: %v, %v", text, again, err)
		}
	})
}

// go test ./when -run '^$' -fuzz '^FuzzParseDuration$' -fuzztime 30s
func FuzzParseDuration(f *testing.F) {
	for _, text := range []string{"90 s", "24 h", "1 h 30 min", "7 days", "-5 min", "5 m", "1.5 h", "3652059 d", "99999999999999999999s"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d, err := when.ParseDuration(text)
		if err != nil {
			return
		}
		if d > when.MaxDuration || d < -when.MaxDuration {
			t.Fatalf("ParseDuration(%q) = %d, out of range", text, int64(d))
		}
		if back, err := when.ParseDuration(d.String()); err != nil || back != d {
			t.Fatalf("ParseDuration(%q) = %s, which is read back as %d, %v", text, d, int64(back), err)
		}
	})
}

// go test ./when -run '^$' -fuzz '^FuzzParseDTG$' -fuzztime 30s
func FuzzParseDTG(f *testing.F) {
	for _, text := range []string{"231400ZNOV26", "231400Z NOV 26", "010000zjan1815", "231400JNOV26", "291200YFEB23", "312359MDEC9999"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		span, err := when.ParseDTG(text)
		if err != nil {
			return
		}
		if span.Interval.Length() != when.Minute-1 {
			t.Fatalf("ParseDTG(%q) = %v, not a minute", text, span.Interval)
		}
		back, err := when.ParseDTG(span.Interval.From.DTG())
		if err != nil || back.Interval != span.Interval {
			t.Fatalf("ParseDTG(%q) = %v, which is read back as %v, %v", text, span.Interval, back.Interval, err)
		}
		general, err := when.Parse(text, when.Zone{})
		if err != nil || general != span {
			t.Fatalf("Parse(%q) = %v, %v; want %v", text, general, err, span)
		}
	})
}
