// What makes a good integration, as an agent is told it: how to work with the sandbox, and the rules.
import { CHECKS, GROUPS } from '../../judge/checks/index.ts'

/** What a client of the protocol shows its model at the beginning. */
export const INSTRUCTIONS = `A sandbox of the Kirim Public API (WhatsApp messaging): every request is checked against the contract, nothing real is sent. Begin with status (where it is, the variables for your program) and story (what happened, what to look at). Then act, call and advance; the clock is virtual unless story says otherwise, so nothing happens until advance. explain tells all about anything that has a name. Before you say that an integration is done, check it, and mend what fails.`

/** Rules beyond what the checks judge, which every integration must keep. */
const RULES = [
  'Read base URL, API key and webhook secret from KIRIM_BASE_URL, KIRIM_API_KEY and KIRIM_WEBHOOK_SECRET. No key in code, logs or commits.',
  'Send every POST with an Idempotency-Key of its own that is kept with the order or task it belongs to, and the same key when it is tried again.',
  'Outside the 24 hours after a customer last wrote, only templates arrive. The API accepts a free text and the message fails later: watch message.status.',
  'A 200 of POST /messages says accepted, not sent. What became of it comes as message.status webhooks: sent, delivered, read or failed.',
  'Verify the signature over the bytes of the body before it is parsed, with every v1 in the header, in constant time, within 300 s. docs/ of the package has receivers to copy.',
  'Keep the event, then answer 2xx within a second or two, then work. What was answered with 2xx never comes again.',
  'The statuses of one message share X-Kirim-Event-Id: know an event by that id and the status together.',
] as const

/** The skill that `init --agent` writes: when to use the sandbox, how, and the rules. */
export function skillText(command: string): string {
  return `---
name: kirim-sandbox
description: Build and test integrations of the Kirim Public API (WhatsApp messages and webhooks) against a sandbox on this machine. Use it whenever code sends messages through Kirim, receives its webhooks, or a test of such code fails.
---

# Working with kirim-sandbox

The MCP server \`kirim-sandbox\` (in \`.mcp.json\`) has the tools; without it, the same is done by
\`${command} <command>\`.

1. \`status\`: where the sandbox is, and the variables for the program. \`story\`: what happened, what to look at.
2. Look things up before you guess: \`explain\` an operation, action, fault, failure code or check.
3. \`call\` and \`act\` to set the scene, \`advance\` to let time pass, \`look\` to see what came of it.
4. Write what must hold as a scenario in \`scenarios/\`, and \`run\` it.
5. \`check\` the receiver and the client. Mend what fails by the cure that it names. Then \`explore\`.
6. When something is refused, read the sentence: it says what was expected, what came, and what to do.

# Rules of a good integration

${RULES.map((rule) => `- ${rule}`).join('\n')}

What \`check\` judges, which must hold (\`explain\` says why, and how to mend it):

${checkLines().join('\n')}
`
}

function checkLines(): string[] {
  return Object.entries(GROUPS).map(([group, title]) => {
    const checks = Object.entries(CHECKS).filter(
      ([, row]) => row.group === group && row.severity !== 'may',
    )
    const ids = checks.map(([id, { what }]) => `  - ${id}: ${what}.`)
    return [`- **${group}**, ${title}`, ...ids].join('\n')
  })
}
