// SPDX-License-Identifier: Apache-2.0

package place

import "math"

// The functions below stand in for math.Sin and its kin, which a compiler may fuse into multiply-adds on some
// architectures and so give other last bits there. Every product is rounded by float64(x*y). They are the
// well-known minimax kernels (Cody and Waite; Ng) with errors below 2 units in the last place, for sine and cosine
// within two turns, which is more than comes up here; next to their zeros the error is below 10^-24 instead.

const (
	halfPiHigh = 1.57079632673412561417e+00 // first 33 bits of pi/2
	halfPiLow  = 6.07710050650619224932e-11 // pi/2 less the first 33 bits
)

// radians of a coordinate in degrees x 10^7.
func radians(e7 int32) float64 { return radiansAt(float64(e7)) }

// radiansAt is radians between the coordinates.
func radiansAt(e7 float64) float64 { return float64(e7 * (math.Pi / 1.8e9)) }

// fromDegrees converts millidegrees to radians.
func fromMillidegrees(b Bearing) float64 { return float64(float64(b) * (math.Pi / 180000)) }

// reduce returns x less a whole number of quarter turns, in [-pi/4, pi/4], and the number modulo 4.
func reduce(x float64) (r float64, quarter int) {
	k := math.Floor(float64(x*(2/math.Pi)) + 0.5)
	r = x - float64(k*halfPiHigh)
	r -= float64(k * halfPiLow)
	return r, int(int64(k)&3+4) & 3
}

func sin(x float64) float64 { s, _ := sinCos(x); return s }

func cos(x float64) float64 { _, c := sinCos(x); return c }

func sinCos(x float64) (s, c float64) {
	r, quarter := reduce(x)
	z := float64(r * r)
	ks := r + float64(float64(z*r)*poly(z, -1.66666666666666324348e-01, 8.33333333332248946124e-03,
		-1.98412698298579493134e-04, 2.75573137070700676789e-06, -2.50507602534068634195e-08, 1.58969099521155010221e-10))
	kc := 1 - (float64(0.5*z) - float64(float64(z*z)*poly(z, 4.16666666666666019037e-02, -1.38888888888741095749e-03,
		2.48015872894767294178e-05, -2.75573143513906633035e-07, 2.08757232129817482790e-09, -1.13596475577881948265e-11)))
	switch quarter {
	case 0:
		return ks, kc
	case 1:
		return kc, -ks
	case 2:
		return -ks, -kc
	default:
		return -kc, ks
	}
}

// poly evaluates c[0] + c[1] z + c[2] z^2 ... with every product rounded.
func poly(z float64, c ...float64) float64 {
	sum := c[len(c)-1]
	for i := len(c) - 2; i >= 0; i-- {
		sum = c[i] + float64(z*sum)
	}
	return sum
}

// atan returns the arc tangent of x.
func atan(x float64) float64 {
	if x < 0 {
		return -atan(-x)
	}
	high, low, t := 0.0, 0.0, x
	switch {
	case x < 7.0/16:
	case x < 11.0/16:
		high, low, t = 4.63647609000806093515e-01, 2.26987774529616870924e-17, (float64(2*x)-1)/(2+x)
	case x < 19.0/16:
		high, low, t = 7.85398163397448278999e-01, 3.06161699786838301793e-17, (x-1)/(x+1)
	case x < 39.0/16:
		high, low, t = 9.82793723247329054082e-01, 1.39033110312309984516e-17, (x-1.5)/(1+float64(1.5*x))
	default:
		high, low, t = 1.57079632679489655800e+00, 6.12323399573676603587e-17, -1/x
	}
	z := float64(t * t)
	sum := float64(z * poly(z, 3.33333333333329318027e-01, -1.99999999998764832476e-01, 1.42857142725034663711e-01,
		-1.11111104054623557880e-01, 9.09088713343650656196e-02, -7.69187620504482999495e-02, 6.66107313738753120669e-02,
		-5.83357013379057348645e-02, 4.97687799461593236017e-02, -3.65315727442169155270e-02, 1.62858201153657823623e-02))
	return high - (float64(t*sum) - low - t)
}

// atan2 returns the angle of the point (x, y) in (-pi, pi]; 0 for the origin.
func atan2(y, x float64) float64 {
	switch {
	case x > 0:
		return atan(y / x)
	case x < 0 && y >= 0:
		return atan(y/x) + math.Pi
	case x < 0:
		return atan(y/x) - math.Pi
	case y > 0:
		return math.Pi / 2
	case y < 0:
		return -math.Pi / 2
	default:
		return 0
	}
}
