// SPDX-License-Identifier: Apache-2.0

package intake

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// Values walks the one JSON value of a batch's file without holding more of it than one value that it is asked for.
type Values struct {
	batch *Batch
	in    *json.Decoder
}

// NewValues returns the values of a batch's file.
func NewValues(b *Batch) *Values { return &Values{batch: b, in: json.NewDecoder(b.In())} }

// Enter reads the bracket '{' or '[' that begins a value.
func (v *Values) Enter(bracket json.Delim) error { return v.delim(bracket) }

// Leave reads the bracket '}' or ']' that ends a value.
func (v *Values) Leave(bracket json.Delim) error { return v.delim(bracket) }

func (v *Values) delim(want json.Delim) error {
	token, err := v.in.Token()
	if err == nil && token != want {
		err = fmt.Errorf("byte %d: %v where %s is due", v.in.InputOffset(), token, want)
	}
	return v.settle(err)
}

// More tells whether the object or array goes on.
func (v *Values) More() bool { return v.in.More() }

// Name reads the name of a member of an object.
func (v *Values) Name() (string, error) {
	token, err := v.in.Token()
	name, ok := token.(string)
	if err == nil && !ok {
		err = fmt.Errorf("byte %d: %v where the name of a member is due", v.in.InputOffset(), token)
	}
	return name, v.settle(err)
}

// Value reads one whole value, at most MaxLine bytes, as it stands in the file.
func (v *Values) Value() (json.RawMessage, error) {
	var raw json.RawMessage
	err := v.in.Decode(&raw)
	return raw, v.settle(err)
}

// End makes sure that nothing follows.
func (v *Values) End() error {
	token, err := v.in.Token()
	if errors.Is(err, io.EOF) {
		return nil
	}
	if err == nil {
		err = fmt.Errorf("byte %d: %v after the end of the value", v.in.InputOffset(), token)
	}
	return v.settle(err)
}

// settle marks how far the file was read, and says in plain words why it cannot be read on.
func (v *Values) settle(err error) error {
	if err == nil {
		_, err = v.batch.In().Mark(v.in.InputOffset())
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = errors.New("the file ends in the middle of a value")
	}
	if err != nil {
		return v.batch.Broken(err)
	}
	return nil
}
