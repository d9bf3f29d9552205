# Checks the signature of a Kirim webhook with OpenSSL: source this file, then call is_signed.

TOLERANCE_SECONDS=300

# is_signed HEADER BODY NOW SECRET...: whether the body was signed with one of the secrets, not longer ago than
# is allowed. The body is a file, because a variable of the shell loses line breaks at its end.
is_signed() {
  local header=$1 body=$2 now=$3 part t='' age secret expected digest
  local -a parts digests=()
  shift 3
  # A trailing comma is a part with no name, which read would drop.
  IFS=, read -ra parts <<< "$header,"
  [[ $header == *, ]] && return 1
  for part in "${parts[@]}"; do
    case $part in
      t=*) [[ -z $t && ${part#t=} =~ ^(0|[1-9][0-9]{0,14})$ ]] || return 1; t=${part#t=} ;;
      v1=*) [[ ${part#v1=} =~ ^[0-9a-f]{64}$ ]] || return 1; digests+=("${part#v1=}") ;;
      ?*=*) ;;
      *) return 1 ;;
    esac
  done
  [[ -n $t && ${#digests[@]} -gt 0 ]] || return 1
  age=$((now - t))
  ((age <= TOLERANCE_SECONDS && -age <= TOLERANCE_SECONDS)) || return 1
  for secret in "$@"; do
    expected=$({ printf '%s.' "$t"; cat "$body"; } | openssl dgst -sha256 -hmac "$secret" -r)
    for digest in "${digests[@]}"; do
      [[ $digest == "${expected%% *}" ]] && return 0
    done
  done
  return 1
}
