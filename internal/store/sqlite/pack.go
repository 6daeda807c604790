// SPDX-License-Identifier: Apache-2.0

package sqlite

import (
	"bytes"
	"compress/flate"
	"encoding/json"
	"fmt"
	"io"
)

// What is read one or few at a time, the versions of findings and observations, is kept packed: it is most of a store, and says
// the same over and over.

// dictionary is text of the kind that is packed: what recurs, the most frequent last. A change of it is another schema.
const dictionary = `"sequence":{"after":"","least":,"most":},"casualties":[{"harm":"killed","of":"civilian","age":"unknown","least":1,"most":1,"known":"reported"}],` +
	`"contested":[{"by":"","at":}],"determination":{"by":"","at":,"outcome":"violation","reasons":""},"since":"","why":"new reports",` +
	`"origin":{"type":"Feature","geometry":{"type":"Point","coordinates":[]},"properties":{"from_degrees":,"to_degrees":,"least_m":,"most_m":}}` +
	`"polygons":[{"rings":[[{"lat_e7":,"lon_e7":},{"lat_e7":,"lon_e7":}]]}],"sectors":[{"observer":{"centre":{"lat_e7":,"lon_e7":},"radius":},"from":,"to":,"distance":{"least":,"most":}}]` +
	`"no-violation","undetermined","exempt","violation","assessed","notified","replied","determined","final","withdrawn","holds":"unknown","holds":"no",` +
	`{"id":"finding:","version":1,"supersedes":"finding:","released":{"exercise":true,"incident":"incident:","agreement":"@1","article":"","term":"","verdict":"undetermined","status":"assessed",` +
	`"by_reading":[{"verdict":"undetermined","because":""}],"grade":{"severity":"S2","provisional":true,"confidence":"C1","weapon":"C1","origin":"C1","casualties":"C1","recurrence":0},` +
	`"attribution":{"level":"none","words":"no attribution"},"when":{"from":17,"to":17}},"internal":{"cause":"","incident_version":1,` +
	`"where":{"circle":{"centre":{"lat_e7":4,"lon_e7":3},"radius":}},"reasons":[{"condition":"in force","holds":"yes","says":""},{"condition":"in the area","holds":"yes","says":""},` +
	`{"condition":"the act","holds":"yes","says":""}],"observations":["observation:"],"layers":["layer:"],"origins":[{"weapon":"","attribution":{"level":"none","words":""}}],"rule_set":""}}` +
	`{"id":"observation:","report":"report:","seq":,"received":17,"level":"report","exercise":true,"when":{"from":17,"to":17},"date":"2026-",` +
	`"ground":{"where":{"type":"Feature","geometry":{"type":"Point","coordinates":[3.,4.]},"properties":{"radius_m":}},"bounds":{"low":{"lat_e7":4,"lon_e7":3},"high":{"lat_e7":4,"lon_e7":3}},` +
	`"named":"","place":"","zones":[""],"region":""},"act":"mortar-fire","weapon":"mortar","count":{"kind":"exact","least":1,"most":1},"means":"heard","inside":{"source":"","roots":[""],"words":""}}`

// level is the least at which a dictionary is looked at.
const level = 2

// packer packs with the buffers of the one before. It is the writer's.
type packer struct {
	out bytes.Buffer
	by  *flate.Writer
}

// pack returns a value as it is kept packed.
func (p *packer) pack(v any) ([]byte, error) {
	text, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	p.out.Reset()
	if p.by == nil {
		if p.by, err = flate.NewWriterDict(&p.out, level, []byte(dictionary)); err != nil {
			return nil, err
		}
	} else {
		p.by.Reset(&p.out)
	}
	if _, err := p.by.Write(text); err != nil {
		return nil, err
	}
	if err := p.by.Close(); err != nil {
		return nil, err
	}
	return bytes.Clone(p.out.Bytes()), nil
}

// unpack reads what pack made into v.
func unpack(doc []byte, v any) error {
	r := flate.NewReaderDict(bytes.NewReader(doc), []byte(dictionary))
	text, err := io.ReadAll(r)
	if err == nil {
		err = json.Unmarshal(text, v)
	}
	if err != nil {
		return fmt.Errorf("unpack: %w", err)
	}
	return nil
}
