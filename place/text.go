// SPDX-License-Identifier: Apache-2.0

package place

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

const (
	halfTurnE7  = 1_800_000_000
	maxNumber   = 64  // bytes of one number; a longer one is not a measurement
	maxPlace    = 128 // bytes of the text of one point or bearing
	polarE7     = 540_000_000
	degreeBelow = 111_320_000 // millimetres, no less than any degree up to latitude 54
	degreeAbove = 111_700_000 // millimetres, no less than any degree anywhere
)

// ParseDegrees reads a decimal number of degrees, as JSON or a table has it: an optional sign, digits with an
// optional decimal point, an optional exponent of up to four digits. The result is in degrees x 10^7, rounded
// half away from zero by integer arithmetic, so that no machine reads a coordinate differently. It is an error
// if the text is empty, longer than 64 bytes, not such a number, or above 180 in magnitude.
func ParseDegrees(text string) (e7 int32, err error) {
	if text == "" {
		return 0, errors.New("read degrees: empty text, want a decimal number")
	}
	if len(text) > maxNumber {
		return 0, fmt.Errorf("read degrees: number of %d bytes, want at most %d", len(text), maxNumber)
	}
	digits, point, negative, ok := splitDecimal(text)
	if !ok {
		return 0, fmt.Errorf("read degrees: %q is not a decimal number", text)
	}
	e7, ok = scaleDecimal(digits, point+7)
	if !ok {
		return 0, fmt.Errorf("read degrees: %s is above 180 in magnitude", text)
	}
	if negative {
		e7 = -e7
	}
	return e7, nil
}

// splitDecimal takes a number apart: its digits without leading zeros, and how many of them stand before the
// decimal point, which may be negative or more than there are.
func splitDecimal(text string) (digits string, point int, negative, ok bool) {
	switch text[0] {
	case '-':
		negative, text = true, text[1:]
	case '+':
		text = text[1:]
	}
	mantissa, exponent := text, 0
	if at := strings.IndexAny(text, "eE"); at >= 0 {
		mantissa = text[:at]
		if exponent, ok = readExponent(text[at+1:]); !ok {
			return "", 0, false, false
		}
	}
	whole, fraction, _ := strings.Cut(mantissa, ".")
	digits = whole + fraction
	if digits == "" || !allDigits(digits) {
		return "", 0, false, false
	}
	point = len(whole) + exponent
	for len(digits) > 0 && digits[0] == '0' {
		digits = digits[1:]
		point--
	}
	return digits, point, negative, true
}

func readExponent(text string) (int, bool) {
	negative := strings.HasPrefix(text, "-")
	if negative || strings.HasPrefix(text, "+") {
		text = text[1:]
	}
	if text == "" || len(text) > 4 || !allDigits(text) {
		return 0, false
	}
	value := int(wholeNumber(text))
	if negative {
		return -value, true
	}
	return value, true
}

// scaleDecimal returns the first keep digits as a number, rounded half up by the digit after them. It is false
// where the number as written is above half a turn, even by less than the rounding would show.
func scaleDecimal(digits string, keep int) (int32, bool) {
	if digits == "" || keep < 0 {
		return 0, true
	}
	if keep > 10 {
		return 0, false
	}
	var value int64
	for i := range keep {
		value *= 10
		if i < len(digits) {
			value += int64(digits[i] - '0')
		}
	}
	rest := ""
	if keep < len(digits) {
		rest = digits[keep:]
	}
	if value > halfTurnE7 || value == halfTurnE7 && strings.Trim(rest, "0") != "" {
		return 0, false
	}
	if rest != "" && rest[0] >= '5' {
		value++
	}
	return int32(value), true
}

func allDigits(text string) bool {
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return false
		}
	}
	return true
}

// wholeNumber reads up to 18 digits.
func wholeNumber(digits string) int64 {
	var value int64
	for i := range len(digits) {
		value = value*10 + int64(digits[i]-'0')
	}
	return value
}

// ParsePoint reads one place as people write it: decimal degrees, latitude first ("47.0958, 37.5494", also
// parted by a space or a semicolon, with N, S, E or W before or after each number or not), degrees with minutes
// and seconds ("48°00'30"N 37°48'E", "48 00 30 N 37 48 00 E"), or MGRS ("37U CQ 12345 67890"). With letters the
// longitude may come first. The radius is half a unit of the last digit given, on the coarser of the two axes,
// rounded up to a millimetre and widened by the rounding to degrees x 10^7 where there was any. It is an error
// if the text is longer than 128 bytes, is none of these forms, or lies outside the globe.
func ParsePoint(text string) (Circle, error) {
	c, err := parsePoint(text)
	return c, noPosition(text, err)
}

func parsePoint(text string) (Circle, error) {
	if len(text) > maxPlace {
		return Circle{}, fmt.Errorf("it has %d bytes, want at most %d", len(text), maxPlace)
	}
	if word, ok := notANumber(text); ok {
		return Circle{}, fmt.Errorf("%q is not a number of degrees: leave the place out where it is not known", word)
	}
	if looksLikeMGRS(text) && !strings.ContainsAny(text, ",;.") {
		return parseMGRS(text)
	}
	tokens, err := scanAngles(text)
	if err != nil {
		return Circle{}, err
	}
	first, second, err := splitAngles(tokens)
	if err != nil {
		return Circle{}, err
	}
	return joinAngles(first, second)
}

// forms are the forms of a position, with an example of each.
const forms = `decimal degrees such as 47.0958, 37.5494, degrees and minutes such as 48°00'30"N 37°48'E, or MGRS such as 37U CQ 12345 67890`

// noPosition is the one wording of why a text is no position: what was read, what is wrong with it, and what would be one. No error stays none.
func noPosition(text string, err error) error {
	switch {
	case err == nil:
		return nil
	case len(text) > maxPlace:
		return fmt.Errorf("this is no position: %w; write %s", err, forms)
	}
	return fmt.Errorf("%q is no position: %w; write %s", text, err, forms)
}

// notANumber returns the word with which a program wrote, in one of two coordinates, that it had no number.
func notANumber(text string) (word string, ok bool) {
	parts := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(",; \t", r) })
	if len(parts) != 2 {
		return "", false
	}
	for _, word := range parts {
		switch strings.ToLower(strings.TrimLeft(word, "+-")) {
		case "nan", "inf", "infinity", "null", "none":
			return word, true
		}
	}
	return "", false
}

// joinAngles reads both angles, tells latitude from longitude and checks them against the globe.
func joinAngles(first, second []string) (Circle, error) {
	lat, err := readAngle(first)
	if err != nil {
		return Circle{}, err
	}
	lon, err := readAngle(second)
	if err != nil {
		return Circle{}, err
	}
	if (lat.letter == "") != (lon.letter == "") {
		return Circle{}, errors.New("one angle has a letter and the other has none, give both N or S and E or W")
	}
	if lat.letter == "E" || lat.letter == "W" {
		lat, lon = lon, lat
	}
	if lat.letter != "" && (!strings.Contains("NS", lat.letter) || !strings.Contains("EW", lon.letter)) {
		return Circle{}, fmt.Errorf("the letters %s and %s do not name one latitude and one longitude", lat.letter, lon.letter)
	}
	latE7, lonE7 := lat.e7(), lon.e7()
	if latE7 > halfTurnE7/2 || latE7 < -halfTurnE7/2 {
		return Circle{}, fmt.Errorf("latitude %d is beyond 90 degrees: latitude comes first, latitude and longitude may be swapped", latE7/10_000_000)
	}
	if lonE7 > halfTurnE7 || lonE7 < -halfTurnE7 {
		return Circle{}, fmt.Errorf("longitude %d is beyond 180 degrees", lonE7/10_000_000)
	}
	degree := int64(degreeBelow)
	if latE7 > polarE7 || latE7 < -polarE7 {
		degree = degreeAbove
	}
	return Circle{
		Centre: Point{Lat: int32(latE7), Lon: int32(lonE7)},
		Radius: Length(max(lat.halfDigit(degree), lon.halfDigit(degree))),
	}, nil
}

// scanAngles cuts the text into numbers, marks (degree, minute, second), letters, signs and separators. A space
// parts numbers and is otherwise dropped.
func scanAngles(text string) ([]string, error) {
	text = strings.NewReplacer("''", `"`, "′′", `"`, "’’", `"`, "″", `"`, "”", `"`, "“", `"`, "′", "'", "’", "'", "´", "'",
		"º", "°", "˚", "°", "−", "-", ";", ",", "\u00a0", " ", "\u2009", " ", "\u202f", " ").Replace(text)
	var tokens []string
	for len(text) > 0 {
		r, size := utf8.DecodeRuneInString(text)
		switch {
		case r == ' ' || r == '\t':
		case strings.ContainsRune(`°'",+-`, r):
			tokens = append(tokens, text[:size])
		case strings.ContainsRune("NSEWnsew", r):
			tokens = append(tokens, strings.ToUpper(text[:size]))
		case r >= '0' && r <= '9' || r == '.':
			size = numberLength(text)
			if !validNumber(text[:size]) {
				return nil, fmt.Errorf("%q is not a number of degrees, write decimals after a point", text[:size])
			}
			tokens = append(tokens, text[:size])
		default:
			return nil, fmt.Errorf("unexpected %q", text[:size])
		}
		text = text[size:]
	}
	return tokens, nil
}

func numberLength(text string) int {
	for i := range len(text) {
		if (text[i] < '0' || text[i] > '9') && text[i] != '.' {
			return i
		}
	}
	return len(text)
}

// validNumber accepts up to three digits, with decimals after a point or without. More digits before the point
// are a decimal comma read as a separator or a grid coordinate, and either would be a guess.
func validNumber(text string) bool {
	whole, fraction, pointed := strings.Cut(text, ".")
	if whole == "" || len(whole) > 3 || len(text) > maxNumber || !allDigits(whole) {
		return false
	}
	return !pointed || fraction != "" && allDigits(fraction)
}

// splitAngles finds where the second angle begins: after the separator, or else where the letters, the degree
// marks or the mere count of numbers show it.
func splitAngles(tokens []string) (first, second []string, err error) {
	var letters, separators, degrees, numbers []int
	for i, token := range tokens {
		switch {
		case token == ",":
			separators = append(separators, i)
		case token == "°":
			degrees = append(degrees, i)
		case isLetter(token):
			letters = append(letters, i)
		case isNumber(token):
			numbers = append(numbers, i)
		}
	}
	if len(separators) > 1 {
		return nil, nil, errors.New("more than one separator; write a decimal point, and one comma between the two numbers")
	}
	if len(separators) == 1 {
		return tokens[:separators[0]], tokens[separators[0]+1:], nil
	}
	at := 0
	switch {
	case len(letters) == 2 && letters[0] == 0:
		at = letters[1]
	case len(letters) == 2:
		at = letters[0] + 1
	case len(letters) == 0 && len(degrees) == 2 && degrees[1] > 1:
		at = degrees[1] - 1
	case len(letters) == 0 && len(numbers) == 2:
		at = numbers[1]
	default:
		return nil, nil, errors.New("cannot tell latitude from longitude, want two angles with a comma between or with N or S and E or W")
	}
	if at > 0 && (tokens[at-1] == "-" || tokens[at-1] == "+") {
		at--
	}
	return tokens[:at], tokens[at:], nil
}

func isLetter(token string) bool { return token != "" && strings.Contains("NSEW", token) }

func isNumber(token string) bool { return token[0] >= '0' && token[0] <= '9' }

// angle is one coordinate as written: whole units (degrees, minutes or seconds, whichever came last) and the
// decimals of the last.
type angle struct {
	negative bool
	letter   string
	whole    int64  // in the last unit given
	perTurn  int64  // of that unit in one degree: 1, 60 or 3600
	decimals string // of that unit
}

func readAngle(tokens []string) (angle, error) {
	a := angle{perTurn: 1}
	if len(tokens) > 0 && isLetter(tokens[0]) {
		a.letter, tokens = tokens[0], tokens[1:]
	}
	if last := len(tokens) - 1; last >= 0 && isLetter(tokens[last]) {
		if a.letter != "" {
			return angle{}, fmt.Errorf("two letters %s and %s on one angle", a.letter, tokens[last])
		}
		a.letter, tokens = tokens[last], tokens[:last]
	}
	if len(tokens) > 0 && (tokens[0] == "-" || tokens[0] == "+") {
		if a.letter != "" {
			return angle{}, fmt.Errorf("both a sign and the letter %s on one angle", a.letter)
		}
		a.negative, tokens = tokens[0] == "-", tokens[1:]
	}
	if a.letter == "S" || a.letter == "W" {
		a.negative = true
	}
	return a.readUnits(tokens)
}

// readUnits reads degrees, then minutes, then seconds. Only the last may have decimals; the marks may be left
// out but not confused.
func (a angle) readUnits(tokens []string) (angle, error) {
	for unit, mark := range []string{"°", "'", `"`} {
		if len(tokens) == 0 {
			if unit == 0 {
				return angle{}, errors.New("an angle is missing, want latitude and longitude")
			}
			return a, nil
		}
		if !isNumber(tokens[0]) {
			return angle{}, fmt.Errorf("unexpected %s in an angle", tokens[0])
		}
		if a.decimals != "" {
			return angle{}, errors.New("only the last of degrees, minutes and seconds may have decimals")
		}
		whole, decimals, _ := strings.Cut(tokens[0], ".")
		value := wholeNumber(whole)
		if unit == 0 {
			a.whole = value
		} else {
			if value > 59 {
				return angle{}, fmt.Errorf("%s is not below 60 minutes or seconds", tokens[0])
			}
			a.whole, a.perTurn = a.whole*60+value, a.perTurn*60
		}
		a.decimals, tokens = decimals, tokens[1:]
		if len(tokens) > 0 && tokens[0] == mark {
			tokens = tokens[1:]
		}
	}
	if len(tokens) > 0 {
		return angle{}, fmt.Errorf("unexpected %s after an angle", tokens[0])
	}
	return a, nil
}

// nano returns the angle in the last unit given x 10^9; further decimals change nothing at degrees x 10^7.
func (a angle) nano() int64 {
	return a.whole*1_000_000_000 + wholeNumber((a.decimals + "000000000")[:9])
}

// e7 returns the angle in degrees x 10^7, rounded half away from zero. It may lie beyond the globe.
func (a angle) e7() int64 {
	per := 100 * a.perTurn
	value := (a.nano() + per/2) / per
	if a.negative {
		return -value
	}
	return value
}

// halfDigit returns half a unit of the last digit in millimetres, rounded up, given the millimetres of a degree.
func (a angle) halfDigit(degree int64) int64 {
	per := 2 * a.perTurn
	for range min(len(a.decimals), 9) {
		per *= 10
	}
	half := ceilDiv(degree, per)
	if a.nano()%(100*a.perTurn) != 0 {
		half += ceilDiv(degree, 20_000_000)
	}
	return half
}

func ceilDiv(a, b int64) int64 { return (a + b - 1) / b }

// ParseBearing reads a direction: one of the sixteen winds as an abbreviation or in words ("NNE", "northeast",
// "north-north-easterly"), which means that sixteenth of the horizon, or degrees clockwise from true north
// ("45", "045°", "45.5"), which mean half a unit of the last digit to either side. From and to are clockwise,
// in [0, 360000) millidegrees, rounded outward, and never equal. It is an error if the text is longer than 128
// bytes or neither a wind nor degrees from 0 to 360.
func ParseBearing(text string) (from, to Bearing, err error) {
	if len(text) > maxPlace {
		return 0, 0, fmt.Errorf("read bearing: text of %d bytes, want at most %d", len(text), maxPlace)
	}
	word := strings.ToLower(strings.TrimSpace(text))
	if word != "" && (isNumber(word) || word[0] == '.') {
		return readAzimuth(text, word)
	}
	wind, ok := readWind(word)
	if !ok {
		return 0, 0, fmt.Errorf("read bearing %q: want one of the sixteen winds (NNE, north-easterly) or degrees (045)", text)
	}
	return normal(wind*22_500 - 11_250), normal(wind*22_500 + 11_250), nil
}

func readAzimuth(text, word string) (from, to Bearing, err error) {
	for _, unit := range []string{"°", "º", "degrees", "degree", "deg"} {
		if number, cut := strings.CutSuffix(word, unit); cut {
			word = strings.TrimSpace(number)
			break
		}
	}
	if !validNumber(word) {
		return 0, 0, fmt.Errorf("read bearing %q: want degrees from 0 to 360, such as 045 or 45.5", text)
	}
	whole, decimals, _ := strings.Cut(word, ".")
	// Half units of 10^-9 degrees: the half of the last of nine digits is still whole.
	value := 2 * angle{whole: wholeNumber(whole), decimals: decimals}.nano()
	if value > 2*360_000_000_000 {
		return 0, 0, fmt.Errorf("read bearing %q: above 360 degrees", text)
	}
	half := int64(1_000_000_000)
	for range min(len(decimals), 9) {
		half /= 10
	}
	const millidegree = 2_000_000
	// A whole turn is added so that the division rounds down also west of north.
	low := (value - half + 360_000*millidegree) / millidegree
	return normal(low), normal(ceilDiv(value+half, millidegree)), nil
}

// readWind returns the number of a wind, clockwise from 0 at north, out of sixteen.
func readWind(word string) (int64, bool) {
	letters := strings.NewReplacer("-", "", " ", "", ".", "", "‑", "", "–", "").Replace(word)
	if len(letters) > 3 {
		for _, ending := range []string{"erly", "ern", "wards", "ward"} {
			if stem, cut := strings.CutSuffix(letters, ending); cut {
				letters = stem
				break
			}
		}
		letters = initials(letters)
	}
	for i, wind := range []string{"n", "nne", "ne", "ene", "e", "ese", "se", "sse", "s", "ssw", "sw", "wsw", "w", "wnw", "nw", "nnw"} {
		if letters == wind {
			return int64(i), true
		}
	}
	return 0, false
}

// initials returns the first letters of the names of winds a text is made of, or nothing if it has other parts.
func initials(text string) string {
	found := ""
	for text != "" {
		before := text
		for _, name := range []string{"north", "east", "south", "west"} {
			if rest, cut := strings.CutPrefix(text, name); cut {
				found, text = found+name[:1], rest
				break
			}
		}
		if text == before {
			return ""
		}
	}
	return found
}
