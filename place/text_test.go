// SPDX-License-Identifier: Apache-2.0

package place_test

import (
	"fmt"
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"truce/place"
)

func TestDegreesAreReadExactly(t *testing.T) {
	for text, want := range map[string]int32{
		"0": 0, "-0": 0, "-0.0": 0, "+1": 10_000_000, "1.": 10_000_000, ".5": 5_000_000, "007": 70_000_000,
		"47.0958": 470_958_000, "-37.5494": -375_494_000, "180": 1_800_000_000, "-180.0000000000": -1_800_000_000,
		"0.00000005": 1, "-0.00000005": -1, "0.00000004999999999999": 0, "-0.00000015": -2, "0.00000014999": 1,
		"179.99999999": 1_800_000_000, "4.70958e1": 470_958_000, "470958E-4": 470_958_000, "1e+2": 1_000_000_000,
		"0.000018e7": 1_800_000_000, "1e-7": 1, "5e-8": 1, "4e-8": 0, "1e-9999": 0, "0e9999": 0, "0.0e0000": 0,
		"0.1": 1_000_000, "0.7": 7_000_000, "1.1": 11_000_000, "37.123456749999999999999": 371_234_567,
	} {
		if got, err := place.ParseDegrees(text); err != nil || got != want {
			t.Errorf("ParseDegrees(%q) = %d, %v, want %d", text, got, err, want)
		}
	}
}

func TestWhatIsNoNumberOfDegreesIsRefused(t *testing.T) {
	for _, text := range []string{
		"", " ", "-", "+", ".", "-.", "e5", "1e", "1e+", "1e12345", "1e1.5", "--1", "+-1", "1,5", "0x10", "1_0", "NaN", "nan",
		"Inf", "-Infinity", "1 ", " 1", "1.2.3", "12°", "١", "180.0000000000001", "-180.00000001", "181", "1e3", "9e9999",
		"99999999999999999999", "true", `"1"`, strings.Repeat("0", 65),
	} {
		if got, err := place.ParseDegrees(text); err == nil {
			t.Errorf("ParseDegrees(%q) = %d, want an error", text, got)
		}
	}
}

func TestDegreesAgreeWithRationalNumbers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[+-]?([0-9]{1,4}(\.[0-9]{0,18})?|\.[0-9]{1,12})(e[+-]?[0-9]{1,2})?`).Draw(t, "text")
		got, err := place.ParseDegrees(text)
		want, ok := new(big.Rat).SetString(text)
		if !ok {
			t.Fatalf("%q is no number", text)
		}
		if beyond := new(big.Rat).Abs(want).Cmp(big.NewRat(180, 1)) > 0; beyond || err != nil {
			if beyond != (err != nil) {
				t.Fatalf("ParseDegrees(%q) = %d, %v, beyond 180 is %v", text, got, err, beyond)
			}
			return
		}
		// Half away from zero is what the decimal writer of math/big does.
		exact := new(big.Rat).Mul(want, big.NewRat(10_000_000, 1)).FloatString(0)
		if exact == "-0" {
			exact = "0"
		}
		if fmt.Sprint(got) != exact {
			t.Fatalf("ParseDegrees(%q) = %d, want %s", text, got, exact)
		}
	})
}

func TestPointsAreReadAsPeopleWriteThem(t *testing.T) {
	const (
		fourDecimals = 5_566 // half of 0.0001 degrees of 111,320 m
		second       = 15_462
		minute       = 927_667
	)
	for text, want := range map[string]place.Circle{
		"47.0958, 37.5494":          {Centre: place.Point{Lat: 470_958_000, Lon: 375_494_000}, Radius: fourDecimals},
		"47.0958 37.5494":           {Centre: place.Point{Lat: 470_958_000, Lon: 375_494_000}, Radius: fourDecimals},
		"47.0958;37.5494":           {Centre: place.Point{Lat: 470_958_000, Lon: 375_494_000}, Radius: fourDecimals},
		"-47.0958 -37.5494":         {Centre: place.Point{Lat: -470_958_000, Lon: -375_494_000}, Radius: fourDecimals},
		"−47.0958, +37.5494":        {Centre: place.Point{Lat: -470_958_000, Lon: 375_494_000}, Radius: fourDecimals},
		"47.0958N 37.5494E":         {Centre: place.Point{Lat: 470_958_000, Lon: 375_494_000}, Radius: fourDecimals},
		"47.0958° s, 37.5494° w":    {Centre: place.Point{Lat: -470_958_000, Lon: -375_494_000}, Radius: fourDecimals},
		"N47.0958 E37.5494":         {Centre: place.Point{Lat: 470_958_000, Lon: 375_494_000}, Radius: fourDecimals},
		"E 37.5494, N 47.0958":      {Centre: place.Point{Lat: 470_958_000, Lon: 375_494_000}, Radius: fourDecimals},
		"37.5494E 47.0958N":         {Centre: place.Point{Lat: 470_958_000, Lon: 375_494_000}, Radius: fourDecimals},
		"47.0958, 37.55":            {Centre: place.Point{Lat: 470_958_000, Lon: 375_500_000}, Radius: 556_600},
		"48, 37":                    {Centre: place.Point{Lat: 480_000_000, Lon: 370_000_000}, Radius: 55_660_000},
		"70.5, 25.0":                {Centre: place.Point{Lat: 705_000_000, Lon: 250_000_000}, Radius: 5_585_000},
		`48°00'30"N 37°48'00"E`:     {Centre: place.Point{Lat: 480_083_333, Lon: 378_000_000}, Radius: second + 6},
		`48°00′30″ 37°48′00″`:       {Centre: place.Point{Lat: 480_083_333, Lon: 378_000_000}, Radius: second + 6},
		"48° 00’ 36’’ N 37° 48’ E":  {Centre: place.Point{Lat: 480_100_000, Lon: 378_000_000}, Radius: minute},
		"48 00 36 N 37 48 00 E":     {Centre: place.Point{Lat: 480_100_000, Lon: 378_000_000}, Radius: second},
		"48 00 36, 37 48 00":        {Centre: place.Point{Lat: 480_100_000, Lon: 378_000_000}, Radius: second},
		"48 00.6 N; 37 48.0 E":      {Centre: place.Point{Lat: 480_100_000, Lon: 378_000_000}, Radius: 92_767},
		"-0°30'36\", -0°30'36\"":    {Centre: place.Point{Lat: -5_100_000, Lon: -5_100_000}, Radius: second},
		"48°S 37°W":                 {Centre: place.Point{Lat: -480_000_000, Lon: -370_000_000}, Radius: 55_660_000},
		"90.0 -180.0":               {Centre: place.Point{Lat: 900_000_000, Lon: -1_800_000_000}, Radius: 5_585_000},
		"48.123456784, 37.00000000": {Centre: place.Point{Lat: 481_234_568, Lon: 370_000_000}, Radius: 7},
	} {
		if got, err := place.ParsePoint(text); err != nil || got != want {
			t.Errorf("ParsePoint(%q) = %v, %v, want %v", text, got, err, want)
		}
	}
}

func TestAPointMayBeGivenAsMGRS(t *testing.T) {
	got, err := place.ParsePoint(" 37U CQ 12345 67890 ")
	want, wantErr := place.ParseMGRS("37UCQ1234567890")
	if err != nil || wantErr != nil || got != want {
		t.Errorf("ParsePoint = %v, %v, want %v, %v", got, err, want, wantErr)
	}
}

func TestWhatIsNoPointIsRefusedWithItsReason(t *testing.T) {
	for text, reason := range map[string]string{
		"":                         "cannot tell",
		"Yasynuvata":               "unexpected",
		"47.0958":                  "cannot tell",
		"47.0958,":                 "missing",
		", 37":                     "missing",
		"147.0958, 37.5494":        "may be swapped",
		"91 0":                     "may be swapped",
		"37.5494, 190":             "beyond 180",
		"47,0958 37,5494":          "after a point",
		"47,0958":                  "not a number",
		"48,0,37":                  "more than one separator",
		"1 2 3":                    "cannot tell",
		"48 00 30 37 48 00":        "cannot tell",
		"48N, 37":                  "one angle has a letter",
		"48N 37S":                  "do not name one latitude and one longitude",
		"N48N, 37E":                "two letters",
		"-48N 37E":                 "both a sign and the letter",
		"48°60'N 37°E":             "not below 60",
		"48.5°30'N 37°E":           "only the last",
		"48'30\"N 37E":             "unexpected",
		"48 00 30 10 N 37 E":       "unexpected",
		"1e2, 3":                   "unexpected E",
		"48..1, 37":                "not a number",
		"48., 37":                  "not a number",
		"0048, 37":                 "not a number",
		"48 - 37 - 1":              "cannot tell",
		"48\x00 37":                "unexpected",
		"\xff":                     "unexpected",
		strings.Repeat("4", 129):   "at most 128",
		"5400000, 7400000":         "not a number",
		"ZAH 12345 67890":          "polar grid UPS",
		"37U CQ 123 4567":          "digits",
		"48.1.2, 37":               "not a number",
		"° 48 ° 37":                "unexpected",
		"+ 48, - ":                 "missing",
		"48°30'30\"10 N, 37°30' E": "unexpected",
	} {
		got, err := place.ParsePoint(text)
		if err == nil {
			t.Errorf("ParsePoint(%q) = %v, want an error", text, got)
			continue
		}
		if !strings.Contains(err.Error(), reason) {
			t.Errorf("ParsePoint(%q): %v, want %q in it", text, err, reason)
		}
	}
}

func TestAPointHoldsWhatItsDigitsMayMean(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		decimals := rapid.IntRange(0, 7).Draw(t, "decimals")
		unit := int64(10_000_000)
		for range decimals {
			unit /= 10
		}
		lat := rapid.Int64Range(-890_000_000, 890_000_000).Draw(t, "lat") / unit
		lon := rapid.Int64Range(-1_780_000_000, 1_780_000_000).Draw(t, "lon") / unit
		got, err := place.ParsePoint(decimal(lat, decimals) + ", " + decimal(lon, decimals))
		if err != nil {
			t.Fatal(err)
		}
		if want := (place.Point{Lat: int32(lat * unit), Lon: int32(lon * unit)}); got.Centre != want {
			t.Fatalf("centre %v, want %v", got.Centre, want)
		}
		north := place.Point{Lat: got.Centre.Lat + int32(unit/2), Lon: got.Centre.Lon}
		east := place.Point{Lat: got.Centre.Lat, Lon: got.Centre.Lon + int32(unit/2)}
		for _, p := range []place.Point{north, east} {
			if d := place.Distance(got.Centre, p); d > got.Radius {
				t.Fatalf("%v is %d mm off, beyond the radius %d", p, d, got.Radius)
			}
		}
	})
}

// decimal writes n / 10^decimals.
func decimal(n int64, decimals int) string {
	text := new(big.Rat).SetFrac(big.NewInt(n), new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(decimals)), nil))
	return text.FloatString(decimals)
}

func TestBearingsAreReadAsPeopleSayThem(t *testing.T) {
	for text, want := range map[string][2]place.Bearing{
		"N": {348_750, 11_250}, "nne": {11_250, 33_750}, "NE": {33_750, 56_250}, "E": {78_750, 101_250},
		"S.W.": {213_750, 236_250}, "NNW": {326_250, 348_750}, "north": {348_750, 11_250}, " West ": {258_750, 281_250},
		"north-north-east": {11_250, 33_750}, "north-north-easterly": {11_250, 33_750}, "north-easterly": {33_750, 56_250},
		"northeast": {33_750, 56_250}, "north east": {33_750, 56_250}, "North-Eastern": {33_750, 56_250},
		"south-southwest": {191_250, 213_750}, "westwards": {258_750, 281_250}, "eastern": {78_750, 101_250},
		"easterly": {78_750, 101_250}, "southward": {168_750, 191_250}, "west-north-westerly": {281_250, 303_750},
		"45": {44_500, 45_500}, "045": {44_500, 45_500}, "045°": {44_500, 45_500}, "45.5": {45_450, 45_550},
		"45.5 degrees": {45_450, 45_550}, "90 deg": {89_500, 90_500}, "0": {359_500, 500}, "360": {359_500, 500},
		"359.9": {359_850, 359_950}, "000.0": {359_950, 50}, "45.123": {45_122, 45_124}, "45.1234": {45_123, 45_124},
		"45.000000001": {45_000, 45_001}, "0.0000000000001": {359_999, 1}, "12.0000000": {11_999, 12_001},
	} {
		from, to, err := place.ParseBearing(text)
		if err != nil || from != want[0] || to != want[1] {
			t.Errorf("ParseBearing(%q) = %d, %d, %v, want %d, %d", text, from, to, err, want[0], want[1])
		}
	}
}

func TestWhatIsNoBearingIsRefused(t *testing.T) {
	for _, text := range []string{
		"", " ", "-", "-45", "361", "360.1", "1000", "45,5", "4e1", "NEN", "EN", "north-south", "northnorth", "erly", "up",
		"towards the north", ".5", "45.", "45°30'", "nnorth east", "northeastx", "6400 mils", "\xff", strings.Repeat("n", 200),
	} {
		if from, to, err := place.ParseBearing(text); err == nil {
			t.Errorf("ParseBearing(%q) = %d, %d, want an error", text, from, to)
		}
	}
}

func TestEveryWindIsReadBackAroundItself(t *testing.T) {
	for i := range 16 {
		middle := place.Bearing(i * 22_500)
		from, to, err := place.ParseBearing(place.Wind(middle))
		if err != nil || (from+11_250)%360_000 != middle || (to+360_000-11_250)%360_000 != middle {
			t.Errorf("ParseBearing(%q) = %d, %d, %v, want %d in the middle", place.Wind(middle), from, to, err, middle)
		}
	}
}
