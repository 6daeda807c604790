// SPDX-License-Identifier: Apache-2.0

package words_test

import (
	"os"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"truce/likeness/words"
	"truce/when"
)

// day is the beginning of a day, in UTC.
func day(t testing.TB, text string) when.Instant {
	t.Helper()
	i, err := when.ParseInstant(text + "T00:00:00Z")
	if err != nil {
		t.Fatal(err)
	}
	return i
}

func TestOneNameInThreeLanguagesIsOneWord(t *testing.T) {
	for _, names := range [][]string{
		{"Київ", "Киев", "Kyiv", "Kiev", "Києва", "Киеве", "Kyyiv"},
		{"Донецьк", "Донецк", "Donetsk", "Донецьку", "Донецке", "Donets'k", "Donecʹk"},
		{"Луганськ", "Луганск", "Luhansk", "Lugansk", "Луганську", "Луганська", "Луганской"},
		{"Запоріжжя", "Запорожье", "Zaporizhzhia", "Zaporozhye", "Zaporizhia", "Zaporižžâ", "Запоріжжі"},
		{"Миколаїв", "Николаев", "Mykolaiv", "Nikolaev", "Nikolayev", "Mykolayiv", "Миколаєва"},
		{"Харків", "Харьков", "Kharkiv", "Kharkov", "Харкові", "Харківська"},
		{"Маріуполь", "Мариуполь", "Mariupol", "Маріуполі"},
		{"Слов'янськ", "Славянск", "Sloviansk", "Slavyansk", "Слов’янську"},
		{"Авдіївка", "Авдеевка", "Avdiivka", "Avdeevka", "Avdeyevka", "Авдіївці", "Авдеевке", "Avdíïvka"},
		{"Вугледар", "Угледар", "Vuhledar", "Ugledar", "Vugledar"},
		{"Одеса", "Одесса", "Odesa", "Odessa"},
		{"Чернігів", "Чернигов", "Chernihiv", "Chernigov", "Černìgìv"},
		{"Сєвєродонецьк", "Северодонецк", "Sievierodonetsk", "Severodonetsk"},
		{"Щастя", "Счастье", "Shchastia", "Schastye"},
		{"Мар'їнка", "Марьинка", "Marinka", "Mariinka", "Maryinka"},
		{"Дебальцеве", "Дебальцево", "Debaltseve", "Debaltsevo"},
		{"Горлівка", "Горловка", "Horlivka", "Gorlovka"},
		{"Вовчанськ", "Волчанск", "Vovchansk", "Volchansk"},
		{"Станиця", "Станица", "Stanytsia", "Stanitsa"},
		{"Їзюм", "Изюм", "Izium", "Izyum"},
	} {
		want := words.Of(names[0], 0)
		for _, name := range names[1:] {
			if got := words.Of(name, 0); len(want) != 1 || words.Common(got, want).Words != 1 {
				t.Errorf("%s and %s: %x and %x", names[0], name, want, got)
			}
		}
	}
}

func TestTermsOfTheFieldAreOneConcept(t *testing.T) {
	for _, each := range [][]string{
		{"shelling", "обстріл", "обстрел", "shelled", "обстріли", "обстрелов", "обстреляли"},
		{"killed", "загинув", "погиб", "KIA", "загинули", "погибших", "dies", "убит"},
		{"wounded", "поранено", "ранен", "injured", "WIA", "поранених", "раненых", "пострадали"},
		{"drone", "дрон", "безпілотник", "беспилотник", "БПЛА", "UAV", "дронів", "беспилотников"},
		{"Grad", "Град", "«Градів»", "«Градом»"},
		{"mortar", "міномет", "миномёт", "миномет", "мінометів", "минометный", "mortars"},
		{"serviceman", "військовослужбовець", "военнослужащий", "soldiers", "солдат", "бійців", "военнослужащих"},
		{"militia", "бойовики", "боевик", "ополченцы", "separatists"},
		{"mine", "міна", "мина", "landmine"},
		{"civilian", "цивільних", "гражданских", "мирный", "жителей"},
		{"Ukrainian", "українські", "украинских", "Україна", "Украина"},
		{"OSCE", "ОБСЄ", "ОБСЕ"},
	} {
		want := words.Of(each[0], 0)
		if len(want) != 1 || want[0].Kind() != words.Concept {
			t.Errorf("%s: %x", each[0], want)
		}
		for _, word := range each[1:] {
			if got := words.Of(word, 0); !slices.Equal(got, want) {
				t.Errorf("%s and %s: %x and %x", each[0], word, want, got)
			}
		}
	}
}

func TestNumbersAreNumbers(t *testing.T) {
	for _, each := range []struct {
		text string
		want []uint32
	}{
		{"two", []uint32{2}},
		{"двоє", []uint32{2}},
		{"двое", []uint32{2}},
		{"дев'ятнадцять", []uint32{19}},
		{"девятнадцать", []uint32{19}},
		{"1,200", []uint32{1200}},
		{"120-мм", []uint32{120}},
		{"120mm", []uint32{120}},
		{"15.02.2015", []uint32{15, 2, 2015}},
		{"07:30", []uint32{7, 30}},
		{"twenty", []uint32{20}},
	} {
		var got []uint32
		for _, s := range words.Of(each.text, 0).Numbers() {
			if n, ok := s.Value(); ok {
				got = append(got, n)
			}
		}
		slices.Sort(each.want)
		if !slices.Equal(got, each.want) {
			t.Errorf("%s: got %v, want %v", each.text, got, each.want)
		}
	}
	for _, two := range [][2]string{{"14.5", "14,5"}, {"99999999999", "099999999999"}} {
		if a, b := words.Of(two[0], 0), words.Of(two[1], 0); len(a) != 1 || !slices.Equal(a, b) {
			t.Errorf("%s and %s: %x and %x", two[0], two[1], a, b)
		}
	}
	if a, b := words.Of("14.5", 0), words.Of("145", 0); slices.Equal(a, b) {
		t.Error("14.5 is 145")
	}
}

func TestARenamedPlaceIsOnePlaceFromTheDayOfTheAct(t *testing.T) {
	for _, each := range []struct {
		old, is, on string
		want        bool
	}{
		{"Днепропетровск", "Дніпро", "2016-05-20", true},
		{"Dnipropetrovsk", "Dnipro", "2016-05-19", true},
		{"Dnipropetrovsk", "Dnipro", "2016-05-18", false}, // the river
		{"Artemivsk", "Бахмут", "2016-02-04", true},
		{"Артёмовск", "Bakhmut", "2023-03-01", true},
		{"Артемовском", "Бахмутом", "2023-03-01", true},
		{"Кировоград", "Кропивницький", "2016-07-14", true},
		{"Kirovohrad", "Kropyvnytskyi", "2016-07-13", false},
		{"Dzerzhynsk", "Торецьк", "2016-02-04", true},
		{"Красноармейск", "Покровськ", "2016-05-12", true},
		{"Krasnoarmiysk", "Pokrovsk", "2024-11-01", true},
		{"Krasnoarmiisk", "Pokrov", "2024-11-01", false}, // another town
		{"Красный Лиман", "Лиман", "2016-02-04", true},
		{"Krasny Liman", "Lyman", "2022-10-01", true},
		{"Комсомольськ", "Горішні Плавні", "2016-05-19", false}, // Комсомольське bears the name too
		{"Червоноград", "Sheptytskyi", "2024-09-19", true},
		{"Новомосковськ", "Самар", "2024-09-19", true},
		{"Novomoskovsk", "Самара", "2024-09-19", false}, // of the Volga
		{"Красноград", "Берестин", "2024-09-19", true},
		{"Красноград", "Берестин", "2024-09-18", false},
		{"Кировск", "Голубовка", "2017-01-01", false}, // Кировское sounds so, and has another new name
		{"Одесская", "Odesa", "2014-05-02", true},
		{"Одеській", "Одессе", "2014-05-02", true},
		{"Кременчуг", "Kremenchuk", "2022-06-27", true},
		{"Артемова", "Bakhmut", "2023-03-01", false},         // a man
		{"Дзержинского", "Toretsk", "2023-03-01", false},     // another
		{"Чорноморський", "Illichivsk", "2023-03-01", false}, // a fleet
		{"Подолі", "Kotovsk", "2023-03-01", false},           // a quarter of Kyiv
		{"Котовск", "Подільськ", "2023-03-01", true},
	} {
		a, b := words.Of(each.old, day(t, each.on)), words.Of(each.is, day(t, each.on))
		if got := slices.Equal(a, b); got != each.want {
			t.Errorf("%s and %s on %s: %v, want %v (%x, %x)", each.old, each.is, each.on, got, each.want, a, b)
		}
	}
}

func TestDifferentNamesAreDifferentWords(t *testing.T) {
	list := []string{
		"Київ", "Донецьк", "Луганськ", "Запоріжжя", "Миколаїв", "Харків", "Херсон", "Одеса", "Дніпро", "Полтава", "Суми", "Чернігів", "Рівне", "Луцьк",
		"Львів", "Тернопіль", "Вінниця", "Черкаси", "Житомир", "Ужгород", "Чернівці", "Маріуполь", "Авдіївка", "Горлівка", "Макіївка", "Мар'їнка",
		"Піски", "Широкине", "Дебальцеве", "Попасна", "Золоте", "Щастя", "Торецьк", "Бахмут", "Покровськ", "Краматорськ", "Слов'янськ", "Лиман",
	}
	seen := map[words.Stem]string{}
	for _, name := range list {
		set := words.Of(name, 0)
		if len(set) != 1 || seen[set[0]] != "" {
			t.Errorf("%s: %x, %q", name, set, seen[set[0]])
			continue
		}
		seen[set[0]] = name
	}
}

func TestThePackagesExampleCountsAsItSays(t *testing.T) {
	a, b := words.Of("Обстріл Авдіївки: двоє загиблих", 0), words.Of("Two killed in shelling of Avdeyevka", 0)
	if got, want := words.Common(a, b), (words.Overlap{Words: 1, Concepts: 2, Numbers: 1}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if words.Of("", 0) != nil || words.Of(" ,. the и", 0) != nil {
		t.Error("a text that says nothing has stems")
	}
}

func TestAFormOfUnicodeMakesNoDifference(t *testing.T) {
	for _, each := range [][2]string{
		{"\u0447\u0438\u0439", "\u0447\u0438\u0438\u0306"},                         // й
		{"\u041a\u0438\u0457\u0432", "\u041a\u0438\u0456\u0308\u0432"},             // ї
		{"\u0430\u0440\u0442\u0451\u043c", "\u0430\u0440\u0442\u0435\u0308\u043c"}, // ё
		{"Zapori\u017e\u017e\u00e2", "Zaporiz\u030cz\u030ca\u0302"},
		{"caf\u00e9", "cafe\u0301"},
		{"\u01cerrow", "a\u030crrow"},                                      // in no table
		{"\u04e3\u043c\u0430\u043d", "\u0438\u0304\u043c\u0430\u043d"},     // Cyrillic, in no table
		{"\u1ec7tre", "e\u0323\u0302tre"},                                  // two marks
		{"\ufb01re", "fire"},                                               // a ligature
		{"\uff11\uff12 \uff4d\uff4f\uff52\uff54\uff41\uff52", "12 mortar"}, // wide forms
		{"\u65e5\u672c", "\u65e5\u200b\u672c"},                             // of another script, with what shows nothing
	} {
		a, b := words.Of(each[0], 0), words.Of(each[1], 0)
		if len(a) == 0 || !slices.Equal(a, b) {
			t.Errorf("%+q and %+q: %x and %x", each[0], each[1], a, b)
		}
	}
}

// TestVectorsOfTheSpecification has the vectors of docs/spec/words.md.
func TestVectorsOfTheSpecification(t *testing.T) {
	for _, each := range []struct {
		text string
		want words.Set
	}{
		{"Київ", words.Set{0x2cc2e2f1}},
		{"Kiev", words.Set{0x2cc2e2f1}},
		{"shelling", words.Set{0x45033c35}},
		{"обстріл", words.Set{0x45033c35}},
		{"двоє", words.Set{0x60000002}},
		{"120 mm", words.Set{0x520d1619, 0x60000078}},
		{"Two killed in shelling of Avdeyevka", words.Set{0x26a1450d, 0x45033c35, 0x46c97fbd, 0x60000002}},
	} {
		if got := words.Of(each.text, 0); !slices.Equal(got, each.want) {
			t.Errorf("%s: got %08x, want %08x", each.text, got, each.want)
		}
	}
}

// FuzzInto reads any bytes: go test -fuzz FuzzInto ./likeness/words
func FuzzInto(f *testing.F) {
	for _, text := range append(headlines(), "", "\xff\xd0", "1,2,3.4.5", "Z\u030c", "n'n", "ſſſ", strings.Repeat("Київ 1 ", 500)) {
		f.Add(text, int64(0))
	}
	f.Fuzz(func(t *testing.T, text string, on int64) {
		room := make(words.Set, 0, words.MaxStems)
		set := words.Into(room, text, when.Instant(on))
		if len(set) > words.MaxStems || !slices.IsSorted(set) || len(slices.Compact(slices.Clone(set))) != len(set) {
			t.Errorf("%x is no set", set)
		}
		for _, s := range set {
			if k := s.Kind(); k < words.Word || k > words.Number {
				t.Errorf("%x is of no kind", s)
			}
		}
		if n := len(words.InOrder(text)); n < len(set) && n < words.MaxStems {
			t.Errorf("%d words and numbers, of which %d stems", n, len(set))
		}
		if again := words.Of(text, when.Instant(on)); !slices.Equal(again, set) {
			t.Errorf("%x and then %x", set, again)
		}
		if got := words.Common(set, set).All(); got != len(set) {
			t.Errorf("%d of %d in common with itself", got, len(set))
		}
		if len(set) < words.MaxStems {
			if upper := words.Of(strings.ToUpper(text), when.Instant(on)); utf8.ValidString(text) && isPlain(text) && !slices.Equal(upper, set) {
				t.Errorf("%x, and in capitals %x", set, upper)
			}
		}
	})
}

// isPlain tells whether a text has no letters but those whose capital is theirs alone.
func isPlain(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return r > unicode.MaxASCII && (r < 'а' || r > 'я') })
}

func TestReadingAHeadlineAllocatesNothing(t *testing.T) {
	room := make(words.Set, 0, words.MaxStems)
	for _, text := range headlines() {
		if n := testing.AllocsPerRun(100, func() { room = words.Into(room, text, 0) }); n != 0 {
			t.Errorf("%s: %v allocations", text, n)
		}
	}
}

// TestALexiconWordHasOneMeaning reads the file itself: a word that stands in two lines would have the meaning of the first
// alone, which nobody sees.
func TestALexiconWordHasOneMeaning(t *testing.T) {
	data, err := os.ReadFile("lexicon.txt")
	if err != nil {
		t.Fatal(err)
	}
	lines, meanings := map[string]string{}, map[string]words.Set{}
	for line := range strings.Lines(string(data)) {
		name, list, ok := strings.Cut(line, ":")
		if !ok || strings.HasPrefix(name, "#") {
			continue
		}
		for word := range strings.FieldsSeq(list) {
			word = strings.TrimPrefix(word, "=")
			if was, found := lines[word]; found && was != name {
				t.Errorf("%s is of %s and of %s", word, was, name)
			}
			lines[word] = name
			first, ok := meanings[name]
			if got := words.Of(word, 0); !ok {
				meanings[name] = got
			} else if !slices.Equal(got, first) {
				t.Errorf("%s of %s is %x and not %x", word, name, got, first)
			}
		}
	}
	if len(lines) < 1000 {
		t.Errorf("%d words", len(lines))
	}
}
