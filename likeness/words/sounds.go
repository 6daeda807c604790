// SPDX-License-Identifier: Apache-2.0

package words

// maxSounds is the most sounds of a word.
const maxSounds = 2 * maxLetters

// The sounds that are no letter of English. Г, ґ and х are one, since h is written for each of them by one of the
// standards; ш and щ are one.
const (
	soundA  = 'A' // а, я
	soundU  = 'U' // у, ю
	soundI  = 'I' // every other vowel, and й
	soundTs = 'C'
	soundCh = 'Q'
	soundSh = 'S'
	soundZh = 'Z'
	soundH  = 'h'
)

// few is how many consonants a word may have for its vowels to be told apart: Славянск is Слов'янськ, but ball is not bell.
const few = 3

// soundOf is the sound of each byte of a word that is written with one letter; 0 for a letter without one.
var soundOf = makeSounds()

func makeSounds() [256]byte {
	var table [256]byte
	for i := range table {
		table[i] = byte(i)
	}
	set := func(letters string, sound byte) {
		for _, r := range letters {
			if r < 0x80 {
				table[r] = sound
			} else {
				table[cyr(r)] = sound
			}
		}
	}
	set("aая", soundA)
	set("uую", soundU)
	set("eioyjеиоыэёєіїйѐѝј", soundI)
	set("ьъ", 0)
	set("ghгґхћ", soundH)
	set("cц", soundTs)
	set("чџ", soundCh)
	set("шщ", soundSh)
	set("ж", soundZh)
	set("wвў", 'v')
	set("qк", 'k')
	for _, pair := range [...]struct {
		letter rune
		sound  byte
	}{
		{'б', 'b'},
		{'д', 'd'},
		{'ђ', 'd'},
		{'з', 'z'},
		{'ѕ', 'z'},
		{'л', 'l'},
		{'љ', 'l'},
		{'м', 'm'},
		{'н', 'n'},
		{'њ', 'n'},
		{'п', 'p'},
		{'р', 'r'},
		{'с', 's'},
		{'т', 't'},
		{'ф', 'f'},
		{'v', 'v'},
	} {
		set(string(pair.letter), pair.sound)
	}
	return table
}

// soundsOf writes the sounds of a word: its consonants, without doubled ones, and one vowel for each run of vowels.
func soundsOf(to, word []byte) []byte {
	for i := 0; i < len(word); {
		sound, n := digraph(word[i:])
		i += n
		to = push(to, sound)
	}
	return settled(to)
}

// digraph returns the first sound of letters, and of how many it is.
func digraph(word []byte) (sound byte, n int) {
	at := func(i int) byte {
		if i < len(word) {
			return word[i]
		}
		return 0
	}
	if word[0] < cyrA {
		switch word[0] {
		case 's':
			switch {
			case at(1) == 'h' && at(2) == 'c' && at(3) == 'h':
				return soundSh, 4
			case at(1) == 'c' && at(2) == 'h':
				return soundSh, 3
			case at(1) == 'h':
				return soundSh, 2
			}
		case 'z':
			if at(1) == 'h' {
				return soundZh, 2
			}
		case 'c':
			if at(1) == 'h' {
				return soundCh, 2
			}
		case 'k', 'g':
			if at(1) == 'h' {
				return soundH, 2
			}
		case 'p':
			if at(1) == 'h' {
				return 'f', 2
			}
		}
	}
	return soundOf[word[0]], 1
}

func isVowelSound(sound byte) bool { return sound == soundI || sound == soundA || sound == soundU }

// push adds a sound. Of a run of vowels the clearest stays, у before а before the others, since iotation is written in
// many ways; тс is ц, and what makes щ in one spelling makes it in all.
func push(to []byte, sound byte) []byte {
	if sound == 0 {
		return to
	}
	if len(to) == 0 {
		return append(to, sound)
	}
	last := &to[len(to)-1]
	switch {
	case isVowelSound(sound) && isVowelSound(*last):
		if sound == soundU || sound == soundA && *last == soundI {
			*last = sound
		}
	case *last == sound:
	case *last == 't' && sound == 's':
		*last = soundTs
	case sound == soundCh && (*last == 's' || *last == soundSh || *last == 'z'):
		*last = soundSh
	default:
		to = append(to, sound)
	}
	return to
}

// settled evens out what Ukrainian and Russian do differently to one root, by rules that hold for both: the prothetic в
// (Вугледар, Угледар; Вільховатка, Ольховатка), ов for ол (Вовчанськ, Волчанск), м for н in Микола and Микита, and in long words а for о.
func settled(to []byte) []byte {
	if len(to) > 1 && to[0] == 'v' && to[1] == soundU {
		to = to[1:]
	}
	to = unadjectival(to)
	consonants := 0
	for i, sound := range to {
		if !isVowelSound(sound) {
			consonants++
		}
		switch {
		case sound == 'l' && i > 0 && i+1 < len(to) && to[i-1] == soundI && (to[i+1] == soundCh || to[i+1] == 't' || to[i+1] == 's' || to[i+1] == soundH):
			to[i] = 'v'
		case sound == 'n' && i+2 < len(to) && to[i+1] == soundI && to[i+2] == 'k' && (i == 0 || i+4 < len(to) && to[i+4] == 'l'):
			to[i] = 'm'
		}
	}
	if len(to) > 3 && to[0] == 'v' && to[1] == soundI && to[2] == 'v' && to[3] == soundH {
		to = to[1:]
	}
	if consonants > few {
		for i, sound := range to {
			if sound == soundA {
				to[i] = soundI
			}
		}
	}
	return to
}

// unadjectival makes a name of the adjective of it, which -ск- makes: Харківська is of Харків. Where the last consonant of
// the name melts with it in Ukrainian, it does so here for both: Прилуцька and Прилукская, Острозька and Острожская,
// Волноваська and Волновахская.
func unadjectival(to []byte) []byte {
	n := len(to)
	switch {
	case n > least && to[n-1] == 'k' && to[n-2] == 'z':
		return to[:n-1]
	case n < least+2 || to[n-1] != 'k' || to[n-2] != 's':
		return to
	}
	switch last := &to[n-3]; *last {
	case 'k', soundCh:
		*last, to[n-2] = soundTs, 'k'
		return to[:n-1]
	case soundH, soundSh:
		return to[:n-3]
	case soundZh:
		*last = 'z'
	}
	return to[:n-2]
}
