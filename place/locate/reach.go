// SPDX-License-Identifier: Apache-2.0

package locate

import "truce/place"

// How far a length reaches in coordinates, and the reverse, in whole numbers and always on the safe side. On WGS 84
// 10^-7 degrees of latitude are 11.057 mm to 11.170 mm, and of longitude 11.131 mm to 11.170 mm times the cosine of
// the latitude.

// furthest is the latitude up to which the index answers: beyond it, and across the antimeridian, every question
// goes to the ground itself.
const furthest = 800_000_000

// halfTurn is the antimeridian.
const halfTurn = 1_800_000_000

// degree is a degree in the unit of coordinates.
const degree = 10_000_000

// cosines of whole degrees, in millionths, rounded down; the truth is less than one more.
var cosines = [...]int64{
	1000000, 999847, 999390, 998629, 997564, 996194, 994521, 992546, 990268, 987688, 984807, 981627,
	978147, 974370, 970295, 965925, 961261, 956304, 951056, 945518, 939692, 933580, 927183, 920504,
	913545, 906307, 898794, 891006, 882947, 874619, 866025, 857167, 848048, 838670, 829037, 819152,
	809016, 798635, 788010, 777145, 766044, 754709, 743144, 731353, 719339, 707106, 694658, 681998,
	669130, 656059, 642787, 629320, 615661, 601815, 587785, 573576, 559192, 544639, 529919, 515038,
	500000, 484809, 469471, 453990, 438371, 422618, 406736, 390731, 374606, 358367, 342020, 325568,
	309016, 292371, 275637, 258819, 241921, 224951, 207911, 190808, 173648, 156434,
}

// around is the box with a length added all round; ok is false where that leaves the ground of the index. Within the
// length of anything in b there is nothing outside of it.
func (b box) around(by place.Length) (wide box, ok bool) {
	north := int64(by)/11 + 1
	b.south, b.north = b.south-north, b.north+north
	highest := max(-b.south, b.north)
	if highest > furthest {
		return b, false
	}
	east := int64(by)*1_000_000/(11*cosines[highest/degree+1]) + 1
	b.west, b.east = b.west-east, b.east+east
	return b, b.west > -halfTurn && b.east < halfTurn
}

// margin is what is added to a length so that its being kept is sure in spite of the doubt of distances (a centimetre and 2 in
// a million, five metres more from 100 km on): twice as much and some more.
func margin(by place.Length) place.Length {
	if by > 90*place.Kilometre {
		return by/100_000 + 25*place.Metre
	}
	return by/100_000 + 40*place.Millimetre
}

// marginOfBounds stands for margin where a region has other shapes than a circle; its bounds have some margin already.
const marginOfBounds = 60 * place.Metre

// longestWay is what each side of a way counts for at most in squareOfWay, so that the sum fits: 2,100 km.
const longestWay = 2_100_000_000

// squareOfWay is an upper bound of the square, in square millimetres, of the length of a way that is straight in longitude and
// latitude, by the differences of its ends and the latitude on it that is nearest to the equator. Of a way longer than 2,100 km it
// is only sure that it is more than the square of that.
func squareOfWay(north, east, nearest int64) int64 {
	y := min(longestWay, north*1117/100+1)
	x := min(longestWay, east*1117/100*(cosines[nearest/degree]+1)/1_000_000+1)
	return y*y + x*x
}
