package orders

// Tests against a sandbox: npx kirim-sandbox exec -- go test ./...

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"sync/atomic"
	"testing"
	"time"
)

const customer = "+6281234567890"

type object = map[string]interface{}

// organization is one of the sandbox that the environment names, with a clock that stands still.
type organization struct {
	t      *testing.T
	apiKey string
}

func newOrganization(t *testing.T) *organization {
	t.Helper()
	if os.Getenv("KIRIM_BASE_URL") == "" {
		t.Skip("run this with: npx kirim-sandbox exec -- go test ./...")
	}
	kirim := &organization{t: t, apiKey: os.Getenv("KIRIM_API_KEY")}
	begun := kirim.do("create-organization", object{"world": "empty", "clock": "virtual"})
	kirim.apiKey = begun["api_key"].(string)
	t.Cleanup(func() { kirim.do("delete-organization", object{}) })
	return kirim
}

// do does what a customer, the clock or the operator would do.
func (kirim *organization) do(action string, input object) object {
	kirim.t.Helper()
	return kirim.send("POST", os.Getenv("KIRIM_CONTROL_URL")+"/actions/"+action, input)
}

// call calls the API.
func (kirim *organization) call(method, path string, body object) object {
	kirim.t.Helper()
	return kirim.send(method, os.Getenv("KIRIM_BASE_URL")+path, body)
}

func (kirim *organization) send(method, url string, body object) object {
	kirim.t.Helper()
	var content io.Reader
	if body != nil {
		text, _ := json.Marshal(body)
		content = bytes.NewReader(text)
	}
	request, err := http.NewRequest(method, url, content)
	if err != nil {
		kirim.t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+kirim.apiKey)
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		kirim.t.Fatal(err)
	}
	defer response.Body.Close()
	text, _ := io.ReadAll(response.Body)
	if response.StatusCode != http.StatusOK {
		kirim.t.Fatalf("%s %s: %d %s", method, url, response.StatusCode, text)
	}
	var reply struct{ Data object }
	if err := json.Unmarshal(text, &reply); err != nil {
		kirim.t.Fatal(err)
	}
	return reply.Data
}

func TestSignaturesAreJudgedAsTheSharedVectorsSay(t *testing.T) {
	text, err := os.ReadFile("../../fixtures/payloads/signatures.json")
	if err != nil {
		t.Fatal(err)
	}
	var vectors struct {
		Checking []struct {
			What, Header, Body, Result string
			Secrets                    []string
			Now                        int64
		}
	}
	if err := json.Unmarshal(text, &vectors); err != nil {
		t.Fatal(err)
	}
	for _, one := range vectors.Checking {
		verdict := IsSigned(one.Header, []byte(one.Body), one.Secrets, one.Now)
		if verdict != (one.Result == "valid") {
			t.Errorf("%s: expected %s, got %v", one.What, one.Result, verdict)
		}
	}
}

func TestACustomerIsHeardAndAnswered(t *testing.T) {
	kirim := newOrganization(t)
	var taken int32
	var secret atomic.Value
	receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		secrets := []string{secret.Load().(string)}
		if !IsSigned(r.Header.Get("X-Kirim-Signature"), body, secrets, time.Now().Unix()) {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		atomic.AddInt32(&taken, 1)
	}))
	defer receiver.Close()
	events := []string{"message.received", "message.status"}
	wish := object{"url": receiver.URL, "events": events}
	secret.Store(kirim.call("POST", "/webhook_subscriptions", wish)["initial_secret"])

	kirim.do("customer-writes", object{"from": customer, "text": "Halo"})
	message := kirim.call("POST", "/messages", object{
		"to": customer, "type": "text", "text": object{"body": "Pesanan siap"},
	})
	kirim.do("advance-clock", object{"until": "idle"})

	status := kirim.call("GET", "/messages/"+message["id"].(string), nil)["status"]
	if status != "delivered" && status != "read" {
		t.Errorf("expected the message to be delivered, it is %v", status)
	}
	if got := atomic.LoadInt32(&taken); got < 3 {
		t.Errorf("expected at least 3 webhooks with a good signature, got %d", got)
	}
}
