// SPDX-License-Identifier: Apache-2.0

package procedure

// ReadAct reads an act of a file.
var ReadAct = readAct

// Templates are the examples of acts by name.
func Templates() map[string]string {
	out := map[string]string{}
	for _, t := range templates() {
		out[t.name] = t.text
	}
	return out
}
