#!/usr/bin/env bash
# Holds is_signed against the shared vectors; needs jq, to read them.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$here/signature.sh"
vectors=$here/../../fixtures/payloads/signatures.json
body=$(mktemp)
trap 'rm -f "$body"' EXIT

count=$(jq '.checking | length' "$vectors")
for ((at = 0; at < count; at++)); do
  one=$(jq -c ".checking[$at]" "$vectors")
  jq -j .body <<< "$one" > "$body"
  mapfile -t secrets < <(jq -r '.secrets[]' <<< "$one")
  verdict=invalid
  if is_signed "$(jq -r '.header // ""' <<< "$one")" "$body" "$(jq .now <<< "$one")" "${secrets[@]}"; then
    verdict=valid
  fi
  expected=$(jq -r 'if .result == "valid" then "valid" else "invalid" end' <<< "$one")
  if [[ $verdict != "$expected" ]]; then
    echo "not ok: $(jq -r .what <<< "$one") is $expected" >&2
    exit 1
  fi
done
echo "ok: $count signatures are judged as the shared vectors say"
