module truce/tools/peers

go 1.26.8

replace truce => ../..

require (
	github.com/golang/geo v0.0.0-20260818125358-b200a1149890
	github.com/paulmach/orb v0.14.0
	github.com/tidwall/geojson v1.4.5
	github.com/tidwall/rtree v1.3.1
	truce v0.0.0-00010101000000-000000000000
)

require github.com/tidwall/geoindex v1.4.4 // indirect
