"""Checks the signature of a Kirim webhook with nothing but the standard library."""

import hashlib
import hmac
import re

TOLERANCE_SECONDS = 300


def is_signed(header, body, secrets, now):
    """Whether a body (bytes) was signed with one of the secrets, not longer ago than is allowed."""
    parts = [part.partition("=") for part in (header or "").split(",")]
    if any(separator == "" for _, separator, _ in parts):
        return False
    times = [value for name, _, value in parts if name == "t"]
    digests = [value for name, _, value in parts if name == "v1"]
    if len(times) != 1 or not re.fullmatch(r"0|[1-9][0-9]{0,14}", times[0]):
        return False
    if not digests or not all(re.fullmatch(r"[0-9a-f]{64}", digest) for digest in digests):
        return False
    if abs(now - int(times[0])) > TOLERANCE_SECONDS:
        return False
    signed = times[0].encode() + b"." + body
    expected = [hmac.new(one.encode(), signed, hashlib.sha256).hexdigest() for one in secrets]
    matches = [hmac.compare_digest(one, digest) for one in expected for digest in digests]
    return any(matches)
