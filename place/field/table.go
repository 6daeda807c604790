// SPDX-License-Identifier: Apache-2.0

package field

import "math/bits"

// Shares and likelihoods are whole numbers of one, which is 2^30. Logarithms are to base 2 in hundredths of a bit.
const (
	one     = 1 << 30
	million = 1_000_000
	never   = -3000 // the logarithm of nothing: 30 bits
)

// halving holds 2^40 x 2^(-f/100) for f from 0, rounded to whole numbers.
var halving = [100]uint64{
	1099511627776, 1091916746190, 1084374326283, 1076884005677, 1069445424494, 1062058225344,
	1054722053306, 1047436555911, 1040201383121, 1033016187321, 1025880623293, 1018794348207,
	1011757021598, 1004768305355, 997827863701, 990935363179, 984090472636, 977292863206,
	970542208294, 963838183562, 957180466911, 950568738468, 944002680570, 937481977746,
	931006316707, 924575386327, 918188877627, 911846483765, 905547900018, 899292823766,
	893080954483, 886911993714, 880785645071, 874701614209, 868659608817, 862659338606,
	856700515288, 850782852569, 844906066133, 839069873626, 833273994645, 827518150725,
	821802065323, 816125463807, 810488073442, 804889623376, 799329844630, 793808470081,
	788325234452, 782879874298, 777472127994, 772101735722, 766768439460, 761471982965,
	756212111768, 750988573156, 745801116160, 740649491547, 735533451805, 730452751130,
	725407145419, 720396392252, 715420250885, 710478482238, 705570848880, 700697115022,
	695857046502, 691050410778, 686276976913, 681536515563, 676828798972, 672153600955,
	667510696889, 662899863705, 658320879871, 653773525390, 649257581780, 644772832071,
	640319060792, 635896053957, 631503599063, 627141485071, 622809502401, 618507442922,
	614235099937, 609992268182, 605778743806, 601594324369, 597438808828, 593311997530,
	589213692200, 585143695933, 581101813183, 577087849757, 573101612802, 569142910796,
	565211553543, 561307352158, 557430119061, 553579667970,
}

// normal holds the share, of one, of a normal distribution that lies below z/20 standard deviations, for z from 0; beyond
// five it is taken for all.
var normal = [101]int64{
	536870912, 558280042, 579635727, 600884922, 621975377, 642856022, 663477338, 683791705,
	703753736, 723320574, 742452164, 761111491, 779264781, 796881671, 813935331, 830402557,
	846263822, 861503284, 876108769, 890071707, 903387042, 916053113, 928071500, 939446856,
	950186706, 960301243, 969803095, 978707092, 987030021, 994790383, 1002008138, 1008704468,
	1014901533, 1020622240, 1025890023, 1030728632, 1035161938, 1039213750, 1042907653, 1046266854,
	1049314056, 1052071335, 1054560048, 1056800747, 1058813111, 1060615896, 1062226899, 1063662926,
	1064939787, 1066072289, 1067074247, 1067958494, 1068736911, 1069420455, 1070019189, 1070542328,
	1070998274, 1071394666, 1071738422, 1072035788, 1072292382, 1072513241, 1072702868, 1072865272,
	1073004015, 1073122248, 1073222751, 1073307970, 1073380049, 1073440861, 1073492040, 1073535005,
	1073570982, 1073601035, 1073626075, 1073646887, 1073664141, 1073678410, 1073690181, 1073699867,
	1073707817, 1073714327, 1073719643, 1073723974, 1073727494, 1073730347, 1073732654, 1073734515,
	1073736012, 1073737214, 1073738176, 1073738944, 1073739556, 1073740042, 1073740427, 1073740732,
	1073740972, 1073741161, 1073741309, 1073741426, 1073741824,
}

// falling is halving in rising order, as a search needs it.
func falling(v uint64) int {
	// The first f at which halving is at most v.
	low, high := 0, len(halving)
	for low < high {
		if mid := (low + high) / 2; halving[mid] > v {
			low = mid + 1
		} else {
			high = mid
		}
	}
	return low
}

// logOf returns the logarithm of a number above 0 to base 2 in hundredths of a bit, rounded down.
func logOf(n uint64) int64 {
	shift := bits.Len64(n) - 1
	// The number between 1/2 (not included) and 1, times 2^40.
	scaled := n
	if shift < 40 {
		scaled <<= 40 - shift
	} else {
		scaled >>= shift - 40
	}
	if scaled == 1<<40 {
		return int64(shift) * 100
	}
	return int64(shift+1)*100 - int64(falling(scaled/2))
}

// logShare returns the logarithm of a share of one, never lower than never.
func logShare(share int64) int64 {
	if share <= 0 {
		return never
	}
	return max(never, logOf(uint64(share))-3000)
}

// weightOf returns 2^40 x 2^(centibits/100) of a logarithm of at most 0, rounded down.
func weightOf(centibits int64) uint64 {
	whole, part := -centibits/100, -centibits%100
	if whole > 40 {
		return 0
	}
	return halving[part] >> whole
}

// below returns the share of a normal distribution that lies below x, where sigma is its standard deviation.
func below(x, sigma int64) int64 {
	if sigma < 1 {
		sigma = 1
	}
	if x < 0 {
		return one - below(-x, sigma)
	}
	if x/sigma >= 5 {
		return one
	}
	thousandths := x * 1000 / sigma
	at, rest := thousandths/50, thousandths%50
	if at >= int64(len(normal))-1 {
		return one
	}
	return normal[at] + (normal[at+1]-normal[at])*rest/50
}

// times multiplies shares of one.
func times(a, b int64) int64 { return a * b >> 30 }

// mixed is a share that comes true but for a chance, in parts per million, that it is something else.
func mixed(share, other, wrong int64) (right, all int64) {
	right = share / million * (million - wrong)
	right += share % million * (million - wrong) / million
	return right, right + other/1000*wrong/1000
}

// partOf returns n of total in parts per million.
func partOf(n, total uint64) int64 {
	if total == 0 {
		return 0
	}
	hi, lo := bits.Mul64(n, million)
	q, _ := bits.Div64(hi, lo, total)
	return int64(q)
}

// sumOf adds what each element gives.
func sumOf[T any](list []T, of func(*T) uint64) uint64 {
	total := uint64(0)
	for i := range list {
		total += of(&list[i])
	}
	return total
}
