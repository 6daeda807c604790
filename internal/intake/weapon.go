// SPDX-License-Identifier: Apache-2.0

package intake

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"truce/act"
)

// named are words for a class of weapons.
type named struct {
	words []string
	class act.Class
}

// classWords are words for classes, longest first where one is a part of another. "Cannon" alone may be of many.
var classWords = []named{
	{[]string{"heavy machine guns", "heavy machine gun", "heavy machine-gun", "hmg"}, "heavy-machine-gun"},
	{[]string{"small arms and light weapons", "small arms", "salw", "rifle", "assault rifle", "sniper rifle"}, "small-arms"},
	{[]string{"automatic grenade launcher", "under barrel grenade launcher", "under-barrel grenade launcher", "grenade launcher", "ubgl", "agl", "ags", "rpg"}, "grenade-launcher"},
	{[]string{"anti-tank guided missile", "anti-tank missile", "anti-tank gun", "recoilless gun", "recoilless rifle", "atgm", "anti-tank"}, "anti-tank-weapon"},
	{[]string{"infantry fighting vehicle", "armoured combat vehicle (bmp)", "ifv", "bmp"}, "infantry-fighting-vehicle"},
	{[]string{"armoured personnel carrier", "apc", "btr", "armoured vehicle"}, "armoured-vehicle"},
	{[]string{"main battle tank", "tanks", "tank"}, "tank"},
	{[]string{"mortars", "mortar"}, "mortar"},
	{[]string{"multiple launch rocket systems", "multiple launch rocket system", "multiple rocket launcher", "rocket artillery", "mlrs"}, "multiple-launch-rocket-system"},
	{[]string{"tactical missile", "tactical rocket", "ballistic missile"}, "tactical-missile"},
	{[]string{"surface-to-air missile", "sam"}, "surface-to-air-missile"},
	{[]string{"anti-aircraft gun", "anti-aircraft cannon", "anti-aircraft"}, "anti-aircraft-gun"},
	{[]string{"self-propelled howitzer", "howitzer", "artillery"}, "artillery"},
	{[]string{"naval gun"}, "naval-gun"},
	{[]string{"helicopter"}, "helicopter"},
	{[]string{"aircraft"}, "aircraft"},
	{[]string{"uav", "drone", "fpv"}, "uav"},
	{[]string{"mine"}, "mine"},
	{[]string{"cruise missile", "missile"}, "missile"},
}

var (
	millimetres = regexp.MustCompile(`(\d{1,4}(?:\.\d)?) ?-?mm\b`)
	bareNumber  = regexp.MustCompile(`(?:^| )(\d{2,3}(?:\.\d)?)(?: |$)`)
	weaponWords = regexp.MustCompile(`(?:^| )(?:rounds?|shells?|rockets?|fire|of|type|types|unknown|undetermined|probable|probably|weapons?|system|calibre|caliber|cannon|self-propelled|towed|an?|the|with|and|or)(?: |$)`)
)

// ParseWeapon reads what a report says of a weapon: a class, a designation, a calibre in millimetres, or more than one
// of them. Where it names two classes or two calibres ("mortar 82/120"), that part stays unknown. rest are the words
// that were not understood.
func ParseWeapon(text string) (w act.Weapon, rest string) {
	s := " " + spaced.Replace(Plain(text)) + " "
	var classes []act.Class
	var calibres []act.Calibre
	for _, m := range act.Models() {
		if word, ok := take(&s, m.Names); ok {
			classes, calibres = append(classes, m.Class), append(calibres, m.Calibre)
			w.Model = strings.TrimSpace(w.Model + " " + word)
		}
	}
	for _, c := range classWords {
		if _, ok := take(&s, c.words); ok {
			classes = append(classes, c.class)
		}
	}
	for _, c := range act.Classes() {
		if _, ok := take(&s, []string{string(c)}); ok {
			classes = append(classes, c)
		}
	}
	if stated := takeCalibres(&s, len(classes) > 0); len(stated) > 0 {
		calibres = stated
	}
	w.Class, w.Calibre = only(classes), only(calibres)
	for again := ""; again != s; {
		again, s = s, weaponWords.ReplaceAllString(s, " ")
	}
	return w, strings.Join(strings.Fields(s), " ")
}

// spaced parts words. The stroke of "n/k" does not part two, so that goes first.
var spaced = strings.NewReplacer("n/k", "unknown", "n/a", "unknown", "(", " ", ")", " ", "/", " ", ",", " ", ";", " ", `"`, " ", "'", " ")

// take cuts the first of the words that stands in the text, and tells which it was.
func take(s *string, words []string) (string, bool) {
	for _, w := range words {
		if before, after, ok := strings.Cut(*s, " "+strings.ToLower(w)+" "); ok {
			*s = before + "  " + after // two, so that the words on either side keep one each
			return w, true
		}
	}
	return "", false
}

// takeCalibres cuts the calibres out of the text: numbers of millimetres, and beside a class also plain numbers.
func takeCalibres(s *string, plain bool) []act.Calibre {
	var out []act.Calibre
	patterns := []*regexp.Regexp{millimetres}
	if plain {
		patterns = append(patterns, bareNumber)
	}
	for _, p := range patterns {
		for m := p.FindStringSubmatchIndex(*s); m != nil; m = p.FindStringSubmatchIndex(*s) {
			out = append(out, calibre((*s)[m[2]:m[3]]))
			*s = (*s)[:m[0]] + " " + (*s)[m[1]:]
		}
	}
	return out
}

func calibre(text string) act.Calibre {
	whole, tenth, _ := strings.Cut(text, ".")
	n, err := strconv.ParseInt(whole+(tenth + "0")[:1], 10, 32)
	if err != nil || n > 10_000 {
		return 0
	}
	return act.Calibre(n)
}

// only returns the one value that the list has, or zero where it has two, or none.
func only[T comparable](list []T) (one T) {
	for _, v := range list {
		if v != list[0] {
			return one
		}
	}
	if len(list) > 0 {
		return list[0]
	}
	return one
}

// fireOf is the act of firing a weapon of a class.
var fireOf = map[act.Class]act.Act{
	"small-arms": "small-arms-fire", "heavy-machine-gun": "heavy-machine-gun-fire", "grenade-launcher": "grenade-fire",
	"anti-tank-weapon": "anti-tank-fire", "infantry-fighting-vehicle": "infantry-fighting-vehicle-fire",
	"tank": "tank-fire", "mortar": "mortar-fire", "artillery": "artillery-fire",
	"multiple-launch-rocket-system": "rocket-fire", "tactical-missile": "missile-strike", "missile": "missile-strike",
	"anti-aircraft-gun": "anti-aircraft-fire", "uav": "uav-strike", "naval-gun": "naval-fire", "mine": "mine-blast",
}

// Narrow returns the act of firing the weapon where that is one of the things that the observed act can be, as for an
// explosion of a mortar round; otherwise the observed act.
func Narrow(observed act.Act, w act.Weapon) act.Act {
	fire, ok := fireOf[w.Class]
	if !ok || !slices.Contains(observed.Leaves(), fire) {
		return observed
	}
	return fire
}
