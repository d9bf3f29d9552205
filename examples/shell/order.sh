#!/usr/bin/env bash
# A smoke test with curl and OpenSSL: sends, lets time pass, and checks a signature by hand.
set -euo pipefail
: "${KIRIM_BASE_URL:?run this with: npx kirim-sandbox exec -- bash order.sh}"

fail() { echo "not ok: $*" >&2; exit 1; }

# The text of a member with that name; enough for flat answers without escapes.
member() { sed -E "s/.*\"$1\":\"([^\"]*)\".*/\1/"; }

post() { # url, body
  curl -sS --fail-with-body "$1" -H "Authorization: Bearer $KIRIM_API_KEY" \
    -H 'Content-Type: application/json' -d "$2"
}
get() { curl -sS --fail-with-body "$1" -H "Authorization: Bearer $KIRIM_API_KEY"; }
act() { post "$KIRIM_CONTROL_URL/actions/$1" "$2"; }

# An organisation of its own, whose clock stands still.
KIRIM_API_KEY=$(act create-organization '{"world":"empty","clock":"virtual"}' | member api_key)
inbox="$KIRIM_CONTROL_URL/inbox/shell-$$"

secret=$(post "$KIRIM_BASE_URL/webhook_subscriptions" \
  "{\"url\":\"$inbox\",\"events\":[\"message.received\"]}" | member initial_secret)
act customer-writes '{"from":"+6281234567890","text":"Halo"}' > /dev/null
id=$(post "$KIRIM_BASE_URL/messages" \
  '{"to":"+6281234567890","type":"text","text":{"body":"Pesanan siap"}}' | member id)
act advance-clock '{"until":"idle"}' > /dev/null

status=$(get "$KIRIM_BASE_URL/messages/$id" | member status)
[[ $status == delivered || $status == read ]] || fail "the message is $status"
echo "ok: the message is $status"

# The inbox tells what arrived: the header and the body, which is JSON inside of JSON.
received=$(get "$inbox")
header=$(member x-kirim-signature <<< "$received")
body=$(sed -E 's/.*"body":"(\{([^"\\]|\\.)*)","encoding".*/\1/' <<< "$received" | sed 's/\\"/"/g')
t=$(sed -E 's/^t=([0-9]+),.*/\1/' <<< "$header")
given=$(sed -E 's/.*v1=([0-9a-f]{64}).*/\1/' <<< "$header")
expected=$(printf '%s.%s' "$t" "$body" | openssl dgst -sha256 -hmac "$secret" -r | cut -d' ' -f1)
[[ $given == "$expected" ]] || fail "the signature is $given, expected $expected"
echo 'ok: the signature is good'

act delete-organization '{}' > /dev/null
