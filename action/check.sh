#!/usr/bin/env bash
# Judges a receiver, and adds the verdicts to the summary of the job.
set -euo pipefail
read -ra command <<< "$KIRIM_ACTION_COMMAND"
started=()
if [[ -n ${KIRIM_ACTION_CHECK_COMMAND:-} ]]; then started=(--shell -- "$KIRIM_ACTION_CHECK_COMMAND"); fi
exec "${command[@]}" check "$KIRIM_ACTION_CHECK" --summary "${started[@]}"
