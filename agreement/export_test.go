// SPDX-License-Identifier: Apache-2.0

package agreement

// Unsurveyed compiles an agreement without the index of its places: every question goes to the places themselves, as the
// definition has it.
func Unsurveyed(a *Agreement) (*Compiled, error) {
	c, err := Compile(a, nil)
	if err == nil {
		c.ground = newGazetteer(a)
		c.shapes(func(string, string, string) {})
	}
	return c, err
}
