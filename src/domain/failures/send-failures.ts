// Why a message may fail after it was accepted: Kirim's code, Meta's number and text, one row each.

type SendFailure = {
  /** `error.code` of the message in the REST API. */
  readonly code: string
  /** `error.provider_code` in the REST API; null stands for Meta's own number. */
  readonly providerCode: number | null
  /** What Meta's webhook carries as `errors[].code`. */
  readonly metaCode: number
  /** What Meta's webhook carries as `title` and as `message`. */
  readonly title: string
  /** What Meta's webhook carries as `error_data.details`, unless the rule knows better. */
  readonly details: string
  /** `error.message` in the REST API. */
  readonly message: string
}

// Where Kirim's documented number differs from the one that Meta's Cloud API uses today, REST shows
// the documented number and the webhook shows Meta's: the webhook is a passthrough.
// Sources: prose /guides/failed-sends/; Meta's page of error codes.
export const SEND_FAILURES = {
  outside_24h_window: {
    code: 'outside_24h_window',
    providerCode: 131047,
    metaCode: 131047,
    title: 'Re-engagement message',
    details:
      'Message failed to send because more than 24 hours have passed since the customer last replied to this number.',
    message:
      'Message failed to send because more than 24 hours have passed since the recipient last messaged you.',
  },
  template_paused: {
    code: 'template_paused',
    providerCode: 132015,
    metaCode: 132015,
    title: 'Template is Paused',
    details: 'The template is paused because of its low quality.',
    message: 'Template is paused because of low quality; it cannot be sent until Meta resumes it.',
  },
  template_disabled: {
    code: 'template_disabled',
    providerCode: 132016,
    metaCode: 132016,
    title: 'Template is Disabled',
    details: 'The template was paused too often and is permanently disabled.',
    message: 'Template was paused too often and is permanently disabled.',
  },
  template_param_count_mismatch: {
    code: 'template_param_count_mismatch',
    providerCode: 132000,
    metaCode: 132000,
    title: 'Number of parameters does not match the expected number of params',
    details: 'The number of parameters does not match the template.',
    message: 'The number of template parameters does not match the template.',
  },
  template_param_format_mismatch: {
    code: 'template_param_format_mismatch',
    providerCode: 132001,
    metaCode: 132012,
    title: 'Template Parameter Format Mismatch',
    details: 'A parameter does not have the format that the template asks for.',
    message: 'A template parameter does not have the format that the template asks for.',
  },
  recipient_not_on_whatsapp: {
    code: 'recipient_not_on_whatsapp',
    providerCode: 1006,
    metaCode: 131026,
    title: 'Message undeliverable',
    details: 'Message Undeliverable.',
    message: 'The recipient has no WhatsApp account.',
  },
  recipient_blocked: {
    code: 'recipient_blocked',
    providerCode: 1013,
    metaCode: 131026,
    title: 'Message undeliverable',
    details: 'Message Undeliverable.',
    message: 'The recipient has blocked this number.',
  },
  media_download_failed: {
    code: 'media_download_failed',
    providerCode: 131053,
    metaCode: 131053,
    title: 'Media upload error',
    details: 'Downloading media from weblink failed.',
    message:
      'The media could not be downloaded: the URL must be public, HTTPS and of the right type.',
  },
  invalid_parameter: {
    code: 'whatsapp_upstream_error',
    providerCode: 131009,
    metaCode: 131009,
    title: 'Parameter value is not valid',
    details: 'A parameter value is not valid.',
    message: 'WhatsApp refused a value of the message.',
  },
  missing_parameter: {
    code: 'whatsapp_upstream_error',
    providerCode: 131008,
    metaCode: 131008,
    title: 'Required parameter is missing',
    details: 'A required parameter is missing.',
    message: 'WhatsApp misses a parameter of the message.',
  },
  recipient_is_sender: {
    code: 'whatsapp_upstream_error',
    providerCode: 131021,
    metaCode: 131021,
    title: 'Recipient cannot be sender',
    details: 'The sender and the recipient have the same phone number.',
    message: 'The recipient is the number that the message was sent from.',
  },
  template_text_too_long: {
    code: 'whatsapp_upstream_error',
    providerCode: 132005,
    metaCode: 132005,
    title: 'Template Hydrated Text Too Long',
    details: 'The text of the template is too long with its parameters filled in.',
    message: 'The template is too long with its parameters filled in.',
  },
  template_param_invalid: {
    code: 'whatsapp_upstream_error',
    providerCode: 132018,
    metaCode: 132018,
    title: 'Template parameters are not valid',
    details: "There is an issue with the template's parameters.",
    message: 'WhatsApp refused a parameter of the template.',
  },
  upstream: {
    code: 'whatsapp_upstream_error',
    providerCode: null,
    metaCode: 131000,
    title: 'Something went wrong',
    details: 'Message failed to send due to an unknown error.',
    message: 'WhatsApp did not send the message.',
  },
} as const satisfies Record<string, SendFailure>

export type FailureKind = keyof typeof SEND_FAILURES

/** What Meta refuses, and its free text about it. */
export type Problem = {
  readonly kind: FailureKind
  readonly details: string
  /** Meta's number, where it is not that of the kind. */
  readonly metaCode?: number
}

/**
 * Meta's numbers that have no row above, with title and details: they reach the API as
 * `whatsapp_upstream_error` with the real number. Source: Meta's page of error codes.
 */
export const META_ERRORS: Readonly<Record<number, readonly [title: string, details: string]>> = {
  0: ['AuthException', 'The business token could not be authenticated.'],
  1: ['API Unknown', 'Invalid request or possible server error.'],
  2: ['API Service', 'Temporary due to downtime or being overloaded.'],
  3: ['API Method', 'Capability or permission issue.'],
  4: ['API Too Many Calls', 'The app has reached its API call rate limit.'],
  10: ['Permission Denied', 'Permission is either not granted or has been removed.'],
  33: ['Parameter value is not valid', 'The business phone number has been deleted.'],
  100: ['Invalid parameter', 'The request included one or more unsupported parameters.'],
  190: ['Access token has expired', 'The access token has expired.'],
  368: [
    'Temporarily blocked for policies violations',
    'The account has been restricted or disabled.',
  ],
  80007: ['Rate limit issues', 'The business account has reached its rate limit.'],
  130429: ['Rate limit hit', 'Cloud API message throughput has been reached.'],
  130472: [
    "User's number is part of an experiment",
    "Failed to send message because this user's phone number is part of an experiment",
  ],
  131000: ['Something went wrong', 'Message failed to send due to an unknown error.'],
  131005: ['Access denied', 'Permission is either not granted or has been removed.'],
  131008: ['Required parameter is missing', 'A required parameter is missing.'],
  131009: ['Parameter value is not valid', 'A parameter value is not valid.'],
  131016: ['Service unavailable', 'A service is temporarily unavailable.'],
  131021: ['Recipient cannot be sender', 'The sender and the recipient have the same number.'],
  131030: ['Recipient phone number not in allowed list', 'Add the recipient to the allowed list.'],
  131031: ['Account has been locked', 'The account was restricted or disabled.'],
  131037: ['Display name approval needed', "The sender's display name has not been approved."],
  131042: [
    'Business eligibility payment issue',
    'Message failed to send because there were one or more errors related to your payment method.',
  ],
  131045: ['Incorrect certificate', 'The phone number could not be registered.'],
  131048: [
    'Spam rate limit hit',
    'There are restrictions on how many messages this number may send.',
  ],
  131049: [
    'This message was not delivered to maintain healthy ecosystem engagement.',
    'In order to maintain a healthy ecosystem engagement, the message failed to be delivered.',
  ],
  131050: ['User has stopped marketing messages', 'The recipient opted out of marketing messages.'],
  131051: ['Unsupported message type', 'Message type is currently not supported.'],
  131056: [
    '(Business Account, Consumer Account) pair rate limit hit',
    'Too many messages sent from this phone number to the same phone number in a short period of time.',
  ],
  131057: ['Account in maintenance mode', 'The account is in maintenance mode.'],
  132001: ['Template name does not exist in the translation', 'The template does not exist.'],
  132005: ['Template Hydrated Text Too Long', 'The translated text is too long.'],
  132007: ['Template Format Character Policy Violated', 'The content violates a policy.'],
  132018: ['Template parameters are not valid', 'A template parameter is not valid.'],
  132068: ['Flow is blocked', 'The flow is blocked.'],
  132069: ['Flow is throttled', 'The flow is throttled.'],
  133004: ['Server Temporarily Unavailable', 'The server is temporarily unavailable.'],
  133010: ['Phone number Not Registered', 'Register the phone number first.'],
  133016: ['Rate limit exceeded', 'Too many registration attempts.'],
  135000: ['Generic user error', 'Message failed to send because of an unknown error.'],
}

/** What a message keeps when it fails with a Meta number. */
export function failedBy(metaCode: number): {
  readonly failure: FailureKind
  /** Null where it is the number of the failure's own row. */
  readonly failureMetaCode: number | null
  readonly failureDetails: string | null
} {
  const failure = failureOfMetaCode(metaCode)
  const isOwn = failure !== 'upstream' && SEND_FAILURES[failure].metaCode === metaCode
  return {
    failure,
    failureMetaCode: isOwn ? null : metaCode,
    failureDetails: isOwn ? null : (META_ERRORS[metaCode]?.[1] ?? null),
  }
}

/** The row a Meta number belongs to; numbers without one fall into `upstream`. */
function failureOfMetaCode(metaCode: number): FailureKind {
  const legacy: Readonly<Record<number, FailureKind>> = {
    470: 'outside_24h_window',
    1006: 'recipient_not_on_whatsapp',
    1013: 'recipient_blocked',
  }
  const named = Object.entries(SEND_FAILURES).find(
    ([kind, row]) => row.metaCode === metaCode && kind !== 'upstream',
  )
  return (named?.[0] as FailureKind | undefined) ?? legacy[metaCode] ?? 'upstream'
}
