// SPDX-License-Identifier: Apache-2.0

package place_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"truce/place"
)

// mgrsVectors are places of our own choice with the squares of 1 m that another implementation gives them.
var mgrsVectors = []struct {
	point place.Point
	mgrs  string
}{
	{place.Point{Lat: 481_234_000, Lon: 377_521_000}, "37UDP0713530768"},
	{place.Point{Lat: 504_501_000, Lon: 305_234_000}, "36UUA2418291607"},
	{place.Point{Lat: 464_825_000, Lon: 307_233_000}, "36TUS2525050177"},
	{place.Point{Lat: -338_571_000, Lon: 1_512_148_000}, "56HLH3485452254"},
	{place.Point{Lat: -548_000_000, Lon: -683_000_000}, "19FEV4500027239"},
	{place.Point{Lat: 642_000_000, Lon: -219_000_000}, "27WVM5629519610"},
	{place.Point{Lat: 1000, Lon: 1000}, "31NAA6603200011"},
	{place.Point{Lat: -1000, Lon: -1000}, "30MZE3396799988"},
	{place.Point{Lat: 604_000_000, Lon: 53_000_000}, "32VKN9619101684"}, // Norway: 32 instead of 31
	{place.Point{Lat: 575_000_000, Lon: 29_000_000}, "31VDD9400673050"},
	{place.Point{Lat: 782_200_000, Lon: 156_500_000}, "33XWG1481383004"}, // Svalbard
	{place.Point{Lat: 755_000_000, Lon: 89_900_000}, "31XFD6714687862"},
	{place.Point{Lat: 755_000_000, Lon: 90_100_000}, "33XUD3285387862"},
	{place.Point{Lat: 839_900_000, Lon: 209_000_000}, "33XWP6884830505"},
	{place.Point{Lat: 839_900_000, Lon: 211_000_000}, "35XMP3115130505"},
	{place.Point{Lat: 721_000_000, Lon: 419_000_000}, "37XEA9945002482"},
	{place.Point{Lat: -799_000_000, Lon: -1_799_000_000}, "01CDM4324728161"},
	{place.Point{Lat: 125_000_000, Lon: 1_799_500_000}, "60PZU2065983631"},
}

func TestSquaresAgreeWithAnotherImplementation(t *testing.T) {
	for _, v := range mgrsVectors {
		if got, err := place.FormatMGRS(v.point, 5); err != nil || got != v.mgrs {
			t.Errorf("FormatMGRS(%v) = %s, %v, want %s", v.point, got, err, v.mgrs)
		}
		got, err := place.ParseMGRS(v.mgrs)
		if err != nil {
			t.Errorf("ParseMGRS(%s): %v", v.mgrs, err)
		}
		if d := place.Distance(got.Centre, v.point); d > got.Radius || got.Radius > 800 {
			t.Errorf("ParseMGRS(%s) = %v, %d mm off %v", v.mgrs, got, d, v.point)
		}
	}
}

func TestDigitsAreCutNotRounded(t *testing.T) {
	p := place.Point{Lat: 481_234_000, Lon: 377_521_000}
	for digits, want := range []string{"37UDP", "37UDP03", "37UDP0730", "37UDP071307", "37UDP07133076", "37UDP0713530768"} {
		if got, err := place.FormatMGRS(p, digits); err != nil || got != want {
			t.Errorf("FormatMGRS with %d digits = %s, %v, want %s", digits, got, err, want)
		}
	}
}

func TestEdgesOfTheGridHaveSquares(t *testing.T) {
	for _, p := range []place.Point{
		{},
		{Lat: 840_000_000},
		{Lat: -800_000_000},
		{Lon: 1_800_000_000},
		{Lon: -1_800_000_000},
		{Lat: 840_000_000, Lon: 1_800_000_000},
		{Lat: -800_000_000, Lon: -1_800_000_000},
		{Lat: -1, Lon: -1},
		{Lat: 720_000_000, Lon: 60_000_000},
		{Lat: 720_000_000, Lon: 420_000_000},
		{Lat: 560_000_000, Lon: 30_000_000},
	} {
		text, err := place.FormatMGRS(p, 5)
		if err != nil {
			t.Errorf("FormatMGRS(%v): %v", p, err)
			continue
		}
		got, err := place.ParseMGRS(text)
		if d := place.Distance(got.Centre, p); err != nil || d > got.Radius {
			t.Errorf("ParseMGRS(%s) = %v, %v, %d mm off %v", text, got, err, d, p)
		}
	}
}

func TestASquareHoldsThePointItWasWrittenFor(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := place.Point{
			Lat: rapid.Int32Range(-800_000_000, 840_000_000).Draw(t, "lat"),
			Lon: rapid.Int32Range(-1_800_000_000, 1_800_000_000).Draw(t, "lon"),
		}
		digits := rapid.IntRange(0, 5).Draw(t, "digits")
		text, err := place.FormatMGRS(p, digits)
		if err != nil {
			t.Fatal(err)
		}
		circle, err := place.ParseMGRS(text)
		if err != nil {
			t.Fatal(err)
		}
		if d := place.Distance(circle.Centre, p); d > circle.Radius {
			t.Fatalf("%s is %v, %d mm off %v", text, circle, d, p)
		}
	})
}

func TestSquaresAreReadWithSpacesAndSmallLetters(t *testing.T) {
	want, err := place.ParseMGRS("07QFA1234567890")
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"7QFA1234567890", "7q fa 12345 67890", " 07 Q F A 12345\t67890 "} {
		if got, err := place.ParseMGRS(text); err != nil || got != want {
			t.Errorf("ParseMGRS(%q) = %v, %v, want %v", text, got, err, want)
		}
	}
}

func TestWhatIsNoSquareIsRefusedWithItsReason(t *testing.T) {
	for text, reason := range map[string]string{
		"":                       "want a zone",
		"37":                     "want a zone",
		"37U":                    "want a zone",
		"37UCQX":                 "want a zone",
		"137UCQ":                 "want a zone",
		"37UCQ1":                 "digits",
		"37UCQ123":               "digits",
		"37UCQ123456123456":      "digits",
		"37UCQ12.4":              "digits",
		"0UCQ":                   "zone 0",
		"61UCQ":                  "zone 61",
		"UCQ":                    "zone 0",
		"37ICQ":                  "band I",
		"37OCQ":                  "band O",
		"37ACQ":                  "band A",
		"37UJQ":                  "column J",
		"37UIQ":                  "column I",
		"37UCW":                  "row W",
		"37UCI":                  "row I",
		"32XMK":                  "no band X",
		"34XMK":                  "no band X",
		"36XMK":                  "no band X",
		"ZAH1234567890":          "UPS",
		"BAN":                    "UPS",
		"37UCM":                  "outside its zone",
		"37XAA":                  "outside its zone",
		"01MBA":                  "outside its zone",
		strings.Repeat("3", 129): "at most 128",
		"37UСQ":                  "want a zone", // the С is Cyrillic
	} {
		got, err := place.ParseMGRS(text)
		if err == nil {
			t.Errorf("ParseMGRS(%q) = %v, want an error", text, got)
		} else if !strings.Contains(err.Error(), reason) {
			t.Errorf("ParseMGRS(%q): %v, want %q in it", text, err, reason)
		}
	}
}

func TestPointsOutsideTheGridHaveNoSquare(t *testing.T) {
	for _, p := range []place.Point{{Lat: 840_000_001}, {Lat: -800_000_001}, {Lat: 900_000_001}, {Lon: -1_800_000_001}} {
		if got, err := place.FormatMGRS(p, 5); err == nil {
			t.Errorf("FormatMGRS(%v) = %s, want an error", p, got)
		}
	}
	for _, digits := range []int{-1, 6} {
		if got, err := place.FormatMGRS(place.Point{}, digits); err == nil {
			t.Errorf("FormatMGRS with %d digits = %s, want an error", digits, got)
		}
	}
}
