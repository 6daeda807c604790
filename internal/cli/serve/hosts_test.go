// SPDX-License-Identifier: Apache-2.0

package serve_test

import (
	"net"
	"net/http"
	"net/url"
	"testing"
)

// askedAs asks an address under another name.
func askedAs(t *testing.T, address, host string) int {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Host = host
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	return answer.StatusCode
}

func TestAServerThatRunsAnswersUnderItsOwnNamesAlone(t *testing.T) {
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	measures := free.Addr().String()
	free.Close()
	alone := start(t, record(t), "--metrics", measures)
	behind := start(t, record(t), "--behind-proxy", "--origin", "https://mission.example")
	u, err := url.Parse(alone.address)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, address, host string
		want                int
	}{
		{"this machine", alone.address + "/health/live", "localhost:" + u.Port(), http.StatusOK},
		{"this machine by its number", alone.address + "/agreement", "127.0.0.1:" + u.Port(), http.StatusOK},
		{"another name", alone.address + "/agreement", "attacker.example:" + u.Port(), http.StatusMisdirectedRequest},
		{"another name, for health", alone.address + "/health/live", "attacker.example", http.StatusMisdirectedRequest},
		{"another name, for what is not there", alone.address + "/nowhere", "attacker.example", http.StatusMisdirectedRequest},
		{"the measures", "http://" + measures + "/metrics", measures, http.StatusOK},
		{"another name, for the measures", "http://" + measures + "/metrics", "attacker.example", http.StatusMisdirectedRequest},
		{"a proxy that passes on what it was asked for", behind.address + "/agreement", "mission.example", http.StatusOK},
		{"a proxy that asks for the address of this machine", behind.address + "/agreement", "127.0.0.1:8470", http.StatusOK},
		{"another name behind a proxy", behind.address + "/agreement", "attacker.example", http.StatusMisdirectedRequest},
	} {
		if got := askedAs(t, c.address, c.host); got != c.want {
			t.Errorf("%s: %d, want %d", c.name, got, c.want)
		}
	}
}
