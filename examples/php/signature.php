<?php
// Checks the signature of a Kirim webhook with nothing but what PHP brings.

const TOLERANCE_SECONDS = 300;

/** Whether a body was signed with one of the secrets, not longer ago than is allowed. */
function is_signed(?string $header, string $body, array $secrets, int $now): bool
{
    $times = [];
    $digests = [];
    foreach (explode(',', $header ?? '') as $part) {
        [$name, $value] = explode('=', $part, 2) + [1 => null];
        if ($name === '' || $value === null) {
            return false;
        }
        if ($name === 't') {
            $times[] = $value;
        } elseif ($name === 'v1') {
            $digests[] = $value;
        }
    }
    if (count($times) !== 1 || preg_match('/^(0|[1-9][0-9]{0,14})$/D', $times[0]) !== 1) {
        return false;
    }
    foreach ($digests as $digest) {
        if (preg_match('/^[0-9a-f]{64}$/D', $digest) !== 1) {
            return false;
        }
    }
    if (abs($now - (int) $times[0]) > TOLERANCE_SECONDS) {
        return false;
    }
    $found = false;
    foreach ($secrets as $secret) {
        $expected = hash_hmac('sha256', $times[0] . '.' . $body, $secret);
        foreach ($digests as $digest) {
            $found = hash_equals($expected, $digest) || $found;
        }
    }
    return $found;
}
