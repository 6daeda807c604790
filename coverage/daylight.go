// SPDX-License-Identifier: Apache-2.0

package coverage

import (
	"truce/place"
	"truce/when"
)

// margin is how long after sunrise surely is day, and how long before sunset. It covers the equation of time (up to 17
// minutes, which is left out), refraction and the size of the sun, the rounding below, and a place's extent.
const margin = 30 * when.Minute

// quarterSine is the sine of 0 to 90 degrees in parts per million.
var quarterSine = [91]int64{
	0, 17452, 34899, 52336, 69756, 87156, 104528, 121869, 139173, 156434, 173648, 190809, 207912, 224951, 241922, 258819, 275637, 292372,
	309017, 325568, 342020, 358368, 374607, 390731, 406737, 422618, 438371, 453990, 469472, 484810, 500000, 515038, 529919, 544639, 559193,
	573576, 587785, 601815, 615661, 629320, 642788, 656059, 669131, 681998, 694658, 707107, 719340, 731354, 743145, 754710, 766044, 777146,
	788011, 798636, 809017, 819152, 829038, 838671, 848048, 857167, 866025, 874620, 882948, 891007, 898794, 906308, 913545, 920505, 927184,
	933580, 939693, 945519, 951057, 956305, 961262, 965926, 970296, 974370, 978148, 981627, 984808, 987688, 990268, 992546, 994522, 996195,
	997564, 998630, 999391, 999848, 1000000,
}

// sine returns the sine of thousandths of a degree in parts per million, by straight lines between whole degrees: right to
// 40 parts per million.
func sine(millidegrees int64) int64 {
	a := ((millidegrees % 360_000) + 360_000) % 360_000
	sign := int64(1)
	if a >= 180_000 {
		a, sign = a-180_000, -1
	}
	if a > 90_000 {
		a = 180_000 - a
	}
	low := quarterSine[a/1000]
	if a%1000 == 0 {
		return sign * low
	}
	return sign * (low + (quarterSine[a/1000+1]-low)*(a%1000)/1000)
}

// degreesOf returns the angle from 0 to 90 degrees, in thousandths, whose sine is given in parts per million.
func degreesOf(ppm int64) int64 {
	for d := range int64(90) {
		if low, high := quarterSine[d], quarterSine[d+1]; ppm <= high {
			return d*1000 + (ppm-low)*1000/(high-low)
		}
	}
	return 90_000
}

// Daylight returns when it surely was day at a point, of the instants in an interval: from half an hour after sunrise to
// half an hour before sunset by mean solar time. The sun's declination is a sine over the year, right to a degree.
func Daylight(at place.Point, span when.Interval) Spans {
	const day = when.Instant(when.Day)
	offset := when.Instant(int64(at.Lon) * int64(when.Day) / 3_600_000_000) // mean solar time runs ahead of UTC east of Greenwich
	var out []when.Interval
	for n := floor(int64(span.From+offset), int64(day)); n <= floor(int64(span.To+offset), int64(day)); n++ {
		half := halfDay(at, n)
		noon := when.Instant(n)*day + day/2 - offset
		if half > margin {
			long := when.Instant(half - margin)
			out = append(out, when.Interval{From: noon - long, To: noon + long - 1})
		}
	}
	return Union(out...).And(Union(span))
}

// halfDay is the time from sunrise to noon on a day counted from the epoch.
func halfDay(at place.Point, n int64) when.Duration {
	// The winter solstice of 1969 was eleven days before the epoch, rounded up; a year has 365.2425 days.
	const year, obliquity = 3_652_425, 23_440
	turn := (n + 11) * 10_000 % year * 360_000 / year
	declination := -obliquity * sine(90_000-turn) / 1_000_000
	latitude := int64(at.Lat) / 10_000
	// cos h = -tan(latitude) tan(declination)
	up := sine(latitude) * sine(declination)
	across := sine(90_000-latitude) * sine(90_000-declination) / 1_000_000
	switch {
	case across <= 0 || up/across >= 1_000_000:
		if up > 0 {
			return when.Day / 2
		}
		return 0
	case up/across <= -1_000_000:
		return 0
	}
	ratio := up / across
	angle := 90_000 + degreesOf(max(ratio, -ratio))*sign(ratio)
	return when.Duration(angle) * when.Day / 360_000
}

func sign(n int64) int64 {
	if n < 0 {
		return -1
	}
	return 1
}

// floor divides rounding down.
func floor(a, b int64) int64 {
	q := a / b
	if a%b != 0 && (a < 0) != (b < 0) {
		q--
	}
	return q
}
