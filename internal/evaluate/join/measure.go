// SPDX-License-Identifier: Apache-2.0

package join

import "math/big"

// Figures is how well rows were put together. Shares are rounded to millionths.
type Figures struct {
	// Precision is the share of those in a row's cluster that are of its event, in the mean over rows, and Recall the share
	// of its event that is in its cluster; F1 is their harmonic mean (B-cubed, Bagga and Baldwin 1998).
	Precision float64 `json:"precision"`
	Recall    float64 `json:"recall"`
	F1        float64 `json:"f1"`
	// Pairs are of pairs of rows: put together and of one event, among those put together, and among those of one event.
	Pairs Pairs `json:"pairwise"`
	// Clusters is how many there are.
	Clusters int `json:"clusters"`
}

// Pairs is the same of pairs.
type Pairs struct {
	Together  int64   `json:"together"`
	OfOne     int64   `json:"of_one_event"`
	Both      int64   `json:"both"`
	Precision float64 `json:"precision"`
	Recall    float64 `json:"recall"`
	F1        float64 `json:"f1"`
}

// measure compares the clusters of rows with their events. It adds fractions, so that no order leaves a trace.
func measure(rows []Row, cluster []int) Figures {
	type cell struct {
		cluster int
		event   string
	}
	clusters, events, both := map[int]int64{}, map[string]int64{}, map[cell]int64{}
	for i, row := range rows {
		clusters[cluster[i]]++
		events[row.Event]++
		both[cell{cluster[i], row.Event}]++
	}
	precision, recall := new(big.Rat), new(big.Rat)
	f := Figures{Clusters: len(clusters)}
	inCluster, inEvent := map[int64]int64{}, map[int64]int64{} // sums of squares by size
	for c, n := range both {
		inCluster[clusters[c.cluster]] += n * n
		inEvent[events[c.event]] += n * n
		f.Pairs.Both += n * (n - 1) / 2
	}
	for size, sum := range inCluster {
		precision.Add(precision, big.NewRat(sum, size))
	}
	for size, sum := range inEvent {
		recall.Add(recall, big.NewRat(sum, size))
	}
	for _, n := range clusters {
		f.Pairs.Together += n * (n - 1) / 2
	}
	for _, n := range events {
		f.Pairs.OfOne += n * (n - 1) / 2
	}
	if n := int64(len(rows)); n > 0 {
		precision.Quo(precision, big.NewRat(n, 1))
		recall.Quo(recall, big.NewRat(n, 1))
	}
	f.Precision, f.Recall, f.F1 = millionths(precision), millionths(recall), millionths(harmonic(precision, recall))
	p, r := share(f.Pairs.Both, f.Pairs.Together), share(f.Pairs.Both, f.Pairs.OfOne)
	f.Pairs.Precision, f.Pairs.Recall, f.Pairs.F1 = millionths(p), millionths(r), millionths(harmonic(p, r))
	return f
}

// share is a part of a whole, 1 of nothing.
func share(part, whole int64) *big.Rat {
	if whole == 0 {
		return big.NewRat(1, 1)
	}
	return big.NewRat(part, whole)
}

func harmonic(a, b *big.Rat) *big.Rat {
	sum := new(big.Rat).Add(a, b)
	if sum.Sign() == 0 {
		return sum
	}
	product := new(big.Rat).Mul(a, b)
	return product.Quo(product.Mul(product, big.NewRat(2, 1)), sum)
}

func millionths(r *big.Rat) float64 {
	scaled := new(big.Rat).Mul(r, big.NewRat(1_000_000, 1))
	scaled.Add(scaled, big.NewRat(1, 2))
	whole := new(big.Int).Quo(scaled.Num(), scaled.Denom())
	return float64(whole.Int64()) / 1_000_000
}
