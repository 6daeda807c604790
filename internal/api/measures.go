// SPDX-License-Identifier: Apache-2.0

package api

import (
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// measures are those of one server, in a registry of its own.
type measures struct {
	registry *prometheus.Registry
	answers  *prometheus.HistogramVec
}

func newMeasures() *measures {
	m := &measures{
		registry: prometheus.NewRegistry(),
		answers: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "truce_answer_seconds", Help: "Time from a request to its answer, by route and status.",
			Buckets: []float64{.005, .01, .025, .05, .1, .2, .3, .5, 1, 2.5, 10},
		}, []string{"route", "status"}),
	}
	m.registry.MustRegister(m.answers, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func (m *measures) answered(route string, status int, took time.Duration) {
	if route == "/events" {
		return // it lasts as long as its viewer stays
	}
	m.answers.WithLabelValues(route, strconv.Itoa(status)).Observe(took.Seconds())
}

// Gauge adds a measure that is asked for whenever the measures are. Add it before the first request; value is called at any time.
func (s *Server) Gauge(name, help string, value func() float64) {
	s.measures.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, value))
}

func (s *Server) metrics(a *Ask, w http.ResponseWriter) error {
	s.Metrics().ServeHTTP(w, a.Request)
	return nil
}

// Metrics answers with the measures alone, for a listener of their own on the machine itself.
func (s *Server) Metrics() http.Handler {
	return promhttp.HandlerFor(s.measures.registry, promhttp.HandlerOpts{})
}
