// Package orders takes the webhooks of Kirim.
package orders

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"strconv"
	"strings"
)

const toleranceSeconds = 300

var (
	wholeSeconds = regexp.MustCompile(`^(0|[1-9][0-9]{0,14})$`)
	hexDigest    = regexp.MustCompile(`^[0-9a-f]{64}$`)
)

// IsSigned tells whether a body was signed with one of the secrets, not longer ago than is allowed.
func IsSigned(header string, body []byte, secrets []string, now int64) bool {
	seconds, digests, ok := readHeader(header)
	if !ok {
		return false
	}
	t, err := strconv.ParseInt(seconds, 10, 64)
	if err != nil || now-t > toleranceSeconds || t-now > toleranceSeconds {
		return false
	}
	signed := append([]byte(seconds+"."), body...)
	found := false
	for _, secret := range secrets {
		mac := hmac.New(sha256.New, []byte(secret))
		mac.Write(signed)
		expected := mac.Sum(nil)
		for _, digest := range digests {
			given, _ := hex.DecodeString(digest)
			if hmac.Equal(expected, given) {
				found = true
			}
		}
	}
	return found
}

func readHeader(header string) (seconds string, digests []string, ok bool) {
	for _, part := range strings.Split(header, ",") {
		at := strings.Index(part, "=")
		if at < 1 {
			return "", nil, false
		}
		name, value := part[:at], part[at+1:]
		switch {
		case name == "t" && (seconds != "" || !wholeSeconds.MatchString(value)):
			return "", nil, false
		case name == "v1" && !hexDigest.MatchString(value):
			return "", nil, false
		case name == "t":
			seconds = value
		case name == "v1":
			digests = append(digests, value)
		}
	}
	return seconds, digests, seconds != "" && len(digests) > 0
}
