// SPDX-License-Identifier: Apache-2.0

package place

import (
	"errors"
	"fmt"
	"math"
	"strings"
)

// The military grid: UTM zones of 6 degrees, bands of 8 degrees lettered C to X, squares of 100 km lettered by
// column and row, and digits within the square.
const (
	mgrsBands   = "CDEFGHJKLMNPQRSTUVWX" // from 80 degrees south
	mgrsLetters = "ABCDEFGHJKLMNPQRSTUVWXYZ"
	gridScale   = 0.9996
	falseEast   = 500_000
	falseNorth  = 10_000_000
	squareSide  = 100_000 // metres
	rowCycle    = 2_000_000
)

// looksLikeMGRS tells whether a text begins as MGRS does and no angle can: a zone and three letters, or three
// letters.
func looksLikeMGRS(text string) bool {
	compact := compactMGRS(text)
	digits := 0
	for digits < len(compact) && digits < 2 && compact[digits] >= '0' && compact[digits] <= '9' {
		digits++
	}
	return letterRun(compact[digits:]) == 3
}

func compactMGRS(text string) string {
	return strings.ToUpper(strings.NewReplacer(" ", "", "\t", "", "\u00a0", "").Replace(text))
}

func letterRun(text string) int {
	for i := range len(text) {
		if text[i] < 'A' || text[i] > 'Z' {
			return i
		}
	}
	return len(text)
}

// gridCell is one zone and band: where a column of UTM runs, in degrees.
type gridCell struct {
	zone, band               int
	west, east, south, north int
}

// centralMeridian of the zone, in degrees. Widened zones keep the meridian of the 6 degrees they have their number from.
func (c gridCell) centralMeridian() int { return 6*c.zone - 183 }

// cellOf returns the cell of a zone and band. Off Norway zone 32 takes from 31 in band V, and about Svalbard
// zones 31, 33, 35 and 37 share out band X.
func cellOf(zone, band int) (gridCell, bool) {
	c := gridCell{zone: zone, band: band, west: 6*zone - 186, east: 6*zone - 180, south: 8*band - 80, north: 8*band - 72}
	switch mgrsBands[band] {
	case 'V':
		switch zone {
		case 31:
			c.east = 3
		case 32:
			c.west = 3
		}
	case 'X':
		c.north = 84
		switch zone {
		case 32, 34, 36:
			return gridCell{}, false
		case 31:
			c.east = 9
		case 33:
			c.west, c.east = 9, 21
		case 35:
			c.west, c.east = 21, 33
		case 37:
			c.west = 33
		}
	}
	return c, true
}

// cellAt returns the cell a point lies in; the point is not in the polar caps.
func cellAt(p Point) gridCell {
	const degree = 10_000_000
	band := min((int(p.Lat)+80*degree)/(8*degree), len(mgrsBands)-1)
	column := int((int64(p.Lon) + 180*degree) / (6 * degree) % 60)
	lon := (int64(p.Lon)+180*degree)%(360*degree) - 180*degree
	for _, zone := range []int{column + 1, column, column + 2} {
		if zone < 1 || zone > 60 {
			continue
		}
		c, ok := cellOf(zone, band)
		if ok && lon >= int64(c.west)*degree && lon < int64(c.east)*degree {
			return c
		}
	}
	panic("place: point in no grid zone")
}

// columnLetters are the eight columns of a zone from 100 km of false easting.
func columnLetters(zone int) string { return mgrsLetters[(zone-1)%3*8:][:8] }

// rowOffset is how many rows even zones begin after the letter A.
func rowOffset(zone int) int {
	if zone%2 == 0 {
		return 5
	}
	return 0
}

// FormatMGRS writes the square of the military grid a point lies in, with digits (0 to 5) digits each of easting
// and northing: 0 is a square of 100 km, 5 of 1 m. The digits are cut, not rounded. It is an error if digits is
// out of range, or if the point lies south of 80 degrees south or north of 84 degrees north, where the grid is UPS.
func FormatMGRS(p Point, digits int) (string, error) {
	if digits < 0 || digits > 5 {
		return "", fmt.Errorf("write mgrs: %d digits, want 0 to 5", digits)
	}
	if err := checkPoint(p); err != nil {
		return "", fmt.Errorf("write mgrs: %w", err)
	}
	if p.Lat < -800_000_000 || p.Lat > 840_000_000 {
		return "", fmt.Errorf("write mgrs: latitude %s is in the polar grid UPS, which is not supported", degrees(p.Lat))
	}
	c := cellAt(p)
	east, north := c.project(p)
	e, n := int64(math.Floor(east)), int64(math.Floor(north))
	column := columnLetters(c.zone)[e/squareSide-1]
	row := mgrsLetters[(int(n/squareSide)+rowOffset(c.zone))%20]
	unit := int64(squareSide)
	for range digits {
		unit /= 10
	}
	text := fmt.Sprintf("%02d%c%c%c", c.zone, mgrsBands[c.band], column, row)
	if digits == 0 {
		return text, nil
	}
	return fmt.Sprintf("%s%0*d%0*d", text, digits, e%squareSide/unit, digits, n%squareSide/unit), nil
}

// ParseMGRS reads a reference of the military grid, with or without spaces: zone, band, the two letters of the
// square of 100 km and up to five digits each of easting and northing ("37U CQ 12345 67890"). The result is the
// centre of the square meant and a radius that covers all of it: half the diagonal, rounded up, with a margin
// for the scale of the grid. It is an error if the text is longer than 128 bytes, is not such a reference, is in
// the polar grid UPS, or names a square that does not touch its zone and band.
func ParseMGRS(text string) (Circle, error) {
	c, err := parseMGRS(text)
	return c, noPosition(text, err)
}

func parseMGRS(text string) (Circle, error) {
	if len(text) > maxPlace {
		return Circle{}, fmt.Errorf("it has %d bytes, want at most %d", len(text), maxPlace)
	}
	square, err := readSquare(compactMGRS(text))
	if err != nil {
		return Circle{}, fmt.Errorf("read as MGRS: %w", err)
	}
	if !square.touchesCell() {
		return Circle{}, errors.New("read as MGRS: the square lies outside its zone and band, check the letters")
	}
	centre := square.cell.locate(float64(2*square.east+square.side)/2, float64(2*square.north+square.side)/2)
	centre.Lon = wrap(int64(centre.Lon))
	// 0.70711 sides, 1.0005 for ground longer than the grid, and 20 mm for the series and the rounding to degrees x 10^7.
	radius := ceilDiv(square.side*1000*70_711*10_005, 100_000*10_000) + 20
	return Circle{Centre: centre, Radius: Length(radius)}, nil
}

// gridSquare is a square by its south-western corner and side, in metres of its zone's grid.
type gridSquare struct {
	cell              gridCell
	east, north, side int64
}

func readSquare(text string) (gridSquare, error) {
	zoneDigits := 0
	for zoneDigits < len(text) && zoneDigits < 2 && text[zoneDigits] >= '0' && text[zoneDigits] <= '9' {
		zoneDigits++
	}
	zone, rest := int(wholeNumber(text[:zoneDigits])), text[zoneDigits:]
	if letterRun(rest) != 3 {
		return gridSquare{}, errors.New("want a zone, three letters and an even number of digits, such as 37U CQ 12345 67890")
	}
	if zoneDigits == 0 && strings.Contains("ABYZ", rest[:1]) {
		return gridSquare{}, errors.New("the polar grid UPS is not supported, give latitude and longitude")
	}
	if zone < 1 || zone > 60 {
		return gridSquare{}, fmt.Errorf("zone %d, want 1 to 60", zone)
	}
	band := strings.IndexByte(mgrsBands, rest[0])
	if band < 0 {
		return gridSquare{}, fmt.Errorf("band %s, want C to X without I and O", rest[:1])
	}
	cell, ok := cellOf(zone, band)
	if !ok {
		return gridSquare{}, fmt.Errorf("zone %d has no band X, its neighbours take its place", zone)
	}
	column := strings.IndexByte(columnLetters(zone), rest[1])
	if column < 0 {
		return gridSquare{}, fmt.Errorf("column %s is not in zone %d, want one of %s", rest[1:2], zone, columnLetters(zone))
	}
	row := strings.IndexByte(mgrsLetters[:20], rest[2])
	if row < 0 {
		return gridSquare{}, fmt.Errorf("row %s, want A to V without I and O", rest[2:3])
	}
	s := gridSquare{cell: cell, east: int64(column+1) * squareSide, side: squareSide}
	s.north = cell.northing(int64((row+20-rowOffset(zone))%20) * squareSide)
	return s.within(rest[3:])
}

// within narrows a square of 100 km by digits of easting and northing.
func (s gridSquare) within(digits string) (gridSquare, error) {
	if len(digits) > 10 || len(digits)%2 != 0 || !allDigits(digits) {
		return gridSquare{}, fmt.Errorf("digits %q, want up to five of easting and as many of northing", digits)
	}
	half := len(digits) / 2
	for range half {
		s.side /= 10
	}
	s.east += wholeNumber(digits[:half]) * s.side
	s.north += wholeNumber(digits[half:]) * s.side
	return s, nil
}

// northing picks, of the northings that share a row letter, the first not below the band. A band is under half
// the cycle of the letters, so the others lie far outside it.
func (c gridCell) northing(row int64) int64 {
	low := math.Inf(1)
	for _, lon := range []int{c.west, c.centralMeridian(), c.east} {
		_, north := c.project(Point{Lat: int32(c.south) * 10_000_000, Lon: int32(lon) * 10_000_000})
		low = min(low, north)
	}
	floor := int64(math.Floor(low/squareSide)) * squareSide
	for row < floor {
		row += rowCycle
	}
	return row
}

// touchesCell tells whether the square and its zone and band share ground. Parallels bow by less than 0.02
// degrees along 100 km, and that much is forgiven.
func (s gridSquare) touchesCell() bool {
	const slack = 200_000
	// The southern zones end at the equator, and 84 degrees north is within 9,340 km of it.
	if s.north >= falseNorth || s.cell.south >= 0 && s.north >= 9_400_000 {
		return false
	}
	low, high := Point{Lat: math.MaxInt32, Lon: math.MaxInt32}, Point{Lat: math.MinInt32, Lon: math.MinInt32}
	for _, e := range []int64{s.east, s.east + s.side} {
		for _, n := range []int64{s.north, s.north + s.side} {
			p := s.cell.locate(float64(e), float64(n))
			low = Point{Lat: min(low.Lat, p.Lat), Lon: min(low.Lon, p.Lon)}
			high = Point{Lat: max(high.Lat, p.Lat), Lon: max(high.Lon, p.Lon)}
		}
	}
	const degree = 10_000_000
	return int64(low.Lat)-slack < int64(s.cell.north)*degree && int64(high.Lat)+slack > int64(s.cell.south)*degree &&
		int64(low.Lon)-slack < int64(s.cell.east)*degree && int64(high.Lon)+slack > int64(s.cell.west)*degree
}

// project returns easting and northing in metres in the cell's zone. Within the cell it is right to
// 0.1 mm.
func (c gridCell) project(p Point) (east, north float64) {
	away := int64(p.Lon) - int64(c.centralMeridian())*10_000_000
	x, y := transverse(radians(p.Lat), radians(wrap(away)))
	if c.south < 0 {
		y += falseNorth
	}
	return x + falseEast, y
}

// locate is the inverse of project, by correcting a guess with what project makes of it until 0.001 mm are left.
// The longitude may be a little beyond 180 degrees. Positions that no square of the cell has give some point.
func (c gridCell) locate(east, north float64) Point {
	x, y := east-falseEast, north
	if c.south < 0 {
		y -= falseNorth
	}
	// Beyond these, which are well outside every cell, the series means nothing.
	const latMost, awayMost = 1.495, 0.6
	lat, away := y/(gridScale*semiMajor), 0.0
	for range maxRounds {
		guessX, guessY := transverse(lat, away)
		errX, errY := x-guessX, y-guessY
		if math.Abs(errX)+math.Abs(errY) < 1e-6 {
			break
		}
		rho, nu, cosine := curvature(lat)
		lat = min(max(lat+errY/float64(gridScale*rho), -latMost), latMost)
		away = min(max(away+errX/float64(float64(gridScale*nu)*cosine), -awayMost), awayMost)
	}
	const perRadian = 1.8e9 / math.Pi
	lon := int64(c.centralMeridian())*10_000_000 + int64(math.Round(float64(away*perRadian)))
	return Point{Lat: int32(math.Round(float64(lat * perRadian))), Lon: int32(lon)}
}

const eccentricity2 = flattening * (2 - flattening)

// curvature returns the radii of curvature along and across the meridian, and the cosine of the latitude.
func curvature(lat float64) (rho, nu, cosine float64) {
	s, c := sinCos(lat)
	w2 := 1 - float64(eccentricity2*float64(s*s))
	w := math.Sqrt(w2)
	return semiMajor * (1 - eccentricity2) / float64(w2*w), semiMajor / w, c
}

// meridian returns the length of the meridian from the equator to a latitude.
func meridian(lat float64) float64 {
	const (
		e2 = eccentricity2
		a0 = semiMajor * (1 - e2/4 - 3*e2*e2/64 - 5*e2*e2*e2/256 - 175*e2*e2*e2*e2/16384)
		a2 = semiMajor * 3 / 8 * (e2 + e2*e2/4 + 15*e2*e2*e2/128 + 35*e2*e2*e2*e2/512)
		a4 = semiMajor * 15 / 256 * (e2*e2 + 3*e2*e2*e2/4 + 35*e2*e2*e2*e2/64)
		a6 = semiMajor * 35 / 3072 * (e2*e2*e2 + 5*e2*e2*e2*e2/4)
	)
	return float64(a0*lat) - float64(a2*sin(float64(2*lat))) + float64(a4*sin(float64(4*lat))) - float64(a6*sin(float64(6*lat)))
}

// transverse projects a latitude and a longitude away from the central meridian, in radians, by Redfearn's
// series (Empire Survey Review 69, 1948), scaled for UTM. Newer series need hyperbolic functions, whose
// last bits differ between machines.
func transverse(lat, away float64) (x, y float64) {
	rho, nu, c := curvature(lat)
	s := sin(lat)
	t2 := float64(float64(s/c) * float64(s/c))
	t4 := float64(t2 * t2)
	t6 := float64(t4 * t2)
	psi := nu / rho
	psi2 := float64(psi * psi)
	psi3 := float64(psi2 * psi)
	psi4 := float64(psi2 * psi2)
	w := float64(away * c)
	w2 := float64(w * w)

	x3 := (psi - t2) / 6
	x5 := (float64(4*float64(psi3*(1-float64(6*t2)))) + float64(psi2*(1+float64(8*t2))) - float64(2*float64(psi*t2)) + t4) / 120
	x7 := (61 - float64(479*t2) + float64(179*t4) - t6) / 5040
	x = float64(float64(float64(gridScale*nu)*w) * poly(w2, 1, x3, x5, x7))

	y4 := (float64(4*psi2) + psi - t2) / 24
	y6 := (float64(8*float64(psi4*(11-float64(24*t2)))) - float64(28*float64(psi3*(1-float64(6*t2)))) +
		float64(psi2*(1-float64(32*t2))) - float64(2*float64(psi*t2)) + t4) / 720
	y8 := (1385 - float64(3111*t2) + float64(543*t4) - t6) / 40320
	bow := float64(float64(float64(nu*float64(s/c))*w2) * poly(w2, 0.5, y4, y6, y8))
	return x, float64(gridScale * (meridian(lat) + bow))
}
