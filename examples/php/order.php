<?php
// A test against a sandbox, without any package: npx kirim-sandbox exec -- php order.php

declare(strict_types=1);

require __DIR__ . '/signature.php';

const CUSTOMER = '+6281234567890';

function check(bool $holds, string $what): void
{
    echo $holds ? 'ok: ' : 'not ok: ', $what, "\n";
    if (!$holds) {
        exit(1);
    }
}

/** Calls a URL of the sandbox; gives back `data`. */
function send(string $method, string $url, ?array $body, string $key): array
{
    $headers = "Authorization: Bearer $key\r\n";
    $http = ['method' => $method, 'ignore_errors' => true, 'timeout' => 20];
    if ($body !== null) {
        $headers .= "Content-Type: application/json\r\n";
        $http['content'] = json_encode($body === [] ? new stdClass() : $body);
    }
    $context = stream_context_create(['http' => $http + ['header' => $headers]]);
    $text = file_get_contents($url, false, $context);
    $reply = json_decode((string) $text, true);
    if (!isset($reply['data'])) {
        check(false, "$method $url: $text");
    }
    return $reply['data'];
}

$vectors = json_decode(file_get_contents(__DIR__ . '/../../fixtures/payloads/signatures.json'), true);
foreach ($vectors['checking'] as $one) {
    $verdict = is_signed($one['header'], $one['body'], $one['secrets'], $one['now']);
    if ($verdict !== ($one['result'] === 'valid')) {
        check(false, "a signature is judged as it should be: {$one['what']}");
    }
}
check(true, 'signatures are judged as the shared vectors say');

$api = getenv('KIRIM_BASE_URL');
$control = getenv('KIRIM_CONTROL_URL');
if ($api === false || $control === false) {
    check(false, 'the sandbox is named: run this with npx kirim-sandbox exec -- php order.php');
}
$begun = ['world' => 'empty', 'clock' => 'virtual'];
$key = send('POST', "$control/actions/create-organization", $begun, getenv('KIRIM_API_KEY'))['api_key'];
$do = fn (string $action, array $input) => send('POST', "$control/actions/$action", $input, $key);
$inbox = "$control/inbox/php-" . getmypid();

$wish = ['url' => $inbox, 'events' => ['message.received', 'message.status']];
$secret = send('POST', "$api/webhook_subscriptions", $wish, $key)['initial_secret'];
$do('customer-writes', ['from' => CUSTOMER, 'text' => 'Halo']);
$text = ['to' => CUSTOMER, 'type' => 'text', 'text' => ['body' => 'Pesanan siap']];
$id = send('POST', "$api/messages", $text, $key)['id'];
$do('advance-clock', ['until' => 'idle']);

$status = send('GET', "$api/messages/$id", null, $key)['status'];
check(in_array($status, ['delivered', 'read'], true), "the message is $status");

$requests = send('GET', $inbox, null, $key)['requests'];
check(count($requests) >= 3, 'the webhooks have arrived');
foreach ($requests as ['headers' => $headers, 'body' => $body]) {
    if (!is_signed($headers['x-kirim-signature'], $body, [$secret], time())) {
        check(false, 'the signature is good');
    }
}
check(true, 'the signature is good');
$do('delete-organization', []);
