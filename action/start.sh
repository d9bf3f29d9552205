#!/usr/bin/env bash
# Starts a sandbox in the background, and tells later steps where it is.
set -euo pipefail

# What the project has installed, or the version that was asked for.
command=(npx --yes "kirim-sandbox${KIRIM_ACTION_VERSION:+@$KIRIM_ACTION_VERSION}")
if [[ -n ${KIRIM_ACTION_COMMAND:-} ]]; then read -ra command <<< "$KIRIM_ACTION_COMMAND"; fi
read -ra flags <<< "${KIRIM_ACTION_FLAGS:-}"

lines=$RUNNER_TEMP/kirim-sandbox.jsonl
: > "$lines"
"${command[@]}" start --memory --port 0 --json --no-tui "${flags[@]}" \
  > "$lines" 2> "$RUNNER_TEMP/kirim-sandbox.err" < /dev/null &
pid=$!

# The first line says that it is ready; tail ends when the sandbox does.
ready=$(timeout 60 tail -n +1 -f --pid="$pid" "$lines" | head -n 1) || true
if [[ $ready != '{"event":"ready"'* ]]; then
  echo "::error::The sandbox did not start: $(head -n 1 "$RUNNER_TEMP/kirim-sandbox.err")"
  kill "$pid" 2> /dev/null || true
  exit 1
fi

# The first member of that name; its text has no escapes.
member() { { grep -oE "\"$1\":\"?[^\",}]*" <<< "$ready" || true; } | head -n 1 | sed -E 's/^"[^"]*":"?//'; }

control=$(member control_url)
secret=$(member secret)
: "${secret:=whsec_kirimsandboxkirimsandboxkirimsandboxkirimsa}"
{
  echo "url=$(member url)"
  echo "control-url=$control"
  echo "key=$(member api_key)"
  echo "secret=$secret"
  echo "inbox=$control/inbox/actions"
} >> "$GITHUB_OUTPUT"
{
  echo "KIRIM_BASE_URL=$(member url)"
  echo "KIRIM_CONTROL_URL=$control"
  echo "KIRIM_API_KEY=$(member api_key)"
  echo "KIRIM_WEBHOOK_INBOX=$control/inbox/actions"
  echo "KIRIM_WEBHOOK_SECRET=$secret"
  echo "KIRIM_ACTION_PID=$(member pid)"
  echo "KIRIM_ACTION_COMMAND=${command[*]}"
} >> "$GITHUB_ENV"
echo "The sandbox answers at $(member url)."
