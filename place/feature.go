// SPDX-License-Identifier: Apache-2.0

package place

// Region returns the ground of the feature: its polygons, its line with no tolerance, or its point with no radius.
func (f Feature) Region() Region {
	switch {
	case len(f.Polygons) > 0:
		return Region{Polygons: f.Polygons}
	case len(f.Points) == 1:
		return Region{Circle: &Circle{Centre: f.Points[0]}}
	case len(f.Points) > 1:
		return Region{Path: &Path{Points: f.Points}}
	default:
		return Region{}
	}
}
