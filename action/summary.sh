#!/usr/bin/env bash
# Adds the story of a sandbox to the summary of the job: calls, webhooks, faults that never struck, coverage, breaches.
set -euo pipefail
read -ra command <<< "${KIRIM_ACTION_COMMAND:?no sandbox was started: use the action before this one}"

status=0
{
  "${command[@]}" story
  echo
  echo '## Coverage of the contract'
  echo
  echo '```'
  "${command[@]}" coverage --used --fail-on-breach || status=$?
  echo '```'
} >> "$GITHUB_STEP_SUMMARY"

kill "$KIRIM_ACTION_PID" 2> /dev/null || true
if [[ $status != 0 ]]; then
  echo '::error::The sandbox broke the contract, or its coverage could not be read: see the summary.'
fi
exit "$status"
