// SPDX-License-Identifier: Apache-2.0

package main

// invented are files of invented rows, one or two for each door that no folder of data is needed for. They fall under
// the Package of 2015, so that they are judged, attributed and put in order.
var invented = map[string]string{
	"osce.csv": `SMM position;Event location;Means;No.;Observation;Description;Weapon;Date, time;Observer latitude;Observer longitude
Old mill (3 km N of Ford);2-7 km NNE and NE;heard;7;explosion;undetermined;N/K;7 Feb 2017, 08:15-10:55;48.0500;37.8000
Old mill (3 km N of Ford);2 km N and 3-4 km E of its location;saw;about 110;projectile;from WNW to ESE;HMG;6-7 Feb 2017, 20:15-06:30;48.0500;37.8000
Camera at the pumping station;all 1-4.5 km SSE and SSW;recorded;several;muzzle flash;outgoing;mortar 82/120;7 Feb 2017, about 04:00;48.1300;37.7900
Northern quay;N/K;told;N/K;burst;N/K;N/K;night of 7 Feb 2017;;
`,
	"native.ndjson": `{"layer":{"name":"hands","kind":"observed","source":"cartographers","published":"2017-02-01T00:00Z","valid":"2017-01-01T00:00Z/2017-03-01T00:00Z","areas":[{"holder":"DPR","geometry":{"type":"Polygon","coordinates":[[[37.8,47.5],[38.6,47.5],[38.6,48.5],[37.8,48.5],[37.8,47.5]]]},"tolerance":"500 m"},{"holder":"Government of Ukraine","geometry":{"type":"Polygon","coordinates":[[[36.8,47.5],[37.7,47.5],[37.7,48.5],[36.8,48.5],[36.8,47.5]]]},"tolerance":"500 m"}],"marks":[{"name":"Ford","at":"48.6, 37.75","radius":"3 km","holds":[{"from":"2017-01-01T00:00Z","holder":"LPR"}]}]}}
{"watch":{"source":"patrol-12","means":"seen","where":{"at":"48.05, 37.80","radius":"5 km"},"time":"2017-02-07 06:00/2017-02-07 18:00 Europe/Kyiv"}}
{"gap":{"source":"patrol-12","reason":"jammed","time":"2017-02-07 12:00/2017-02-07 13:00 Europe/Kyiv"}}
{"source":"patrol-12","act":"explosion","count":"about 10","means":"heard","weapon":"mortar 120 mm","time":"2017-02-07 08:15-08:20 Europe/Kyiv","where":{"at":"48.06, 37.75","radius":"800 m"},"origin":{"at":"48.06, 37.95","radius":"2 km"},"casualties":[{"harm":"killed","of":"civilian","number":"1-2"}]}
{"source":"patrol-14","act":"shelling","count":"12","means":"seen","time":"2017-02-07 08:16 Europe/Kyiv","where":{"observer":"48.05, 37.80","sectors":"2-7 km WNW and NW"},"actors":["DPR"]}
{"source":"patrol-14","act":"weapon-presence","weapon":"Grad","means":"uav","time":"2017-02-07 11:00 Europe/Kyiv","where":"48°00.5'N 37°10.2'E","actors":["UAF"]}
`,
	"points.geojson": `{"type":"FeatureCollection","features":[
{"type":"Feature","geometry":{"type":"Point","coordinates":[37.6,48.1]},"properties":{"source":"drone","act":"tank-fire","time":"2017-02-07T09:30Z","radius_m":250,"in_answer_to":"shelling"}},
{"type":"Feature","geometry":{"type":"Polygon","coordinates":[[[37.7,48.2],[37.9,48.2],[37.9,48.35],[37.7,48.2]]]},"properties":{"source":"drone","act":"fire","time":"2017-02-07T09:30Z/2017-02-07T10:00Z"}},
{"type":"Feature","geometry":{"type":"LineString","coordinates":[[37.5,47.9],[37.6,47.95]]},"properties":{"source":"drone","act":"burst","time":"2017-02-07","zone":"Europe/Kyiv","radius_m":900}}
]}
`,
	"mapping.yaml": `format: truce/csvmap/1
source: post
zone: Europe/Kyiv
fields:
  time: {columns: [day, hour]}
  act: {column: kind, words: {boom: explosion, crack: shot}, otherwise: refuse}
  weapon: {column: tube, unit: mm}
  means: {constant: heard}
  count: {column: n}
where: {latitude: lat, longitude: lon, radius: {column: off, unit: m}, name: {column: place}}
casualties:
  - {harm: killed, of: civilian, column: dead}
keep: true
`,
	"mapped.csv": `day,hour,kind,tube,n,lat,lon,off,place,dead
2017-02-07,08:15,boom,120,3,48.06,37.75,900,the mill,1
2017-02-07,08:17,Boom,,N/K,48.07,37.76,900,the mill,0
2017-02-08,21:00,crack,,several,48.2,37.9,1500,the ford,
2017-02-08,21:05,hum,,1,48.2,37.9,1500,the ford,
`,
}
