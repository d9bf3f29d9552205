// Menus for trouble: which fault to arm, and what kind of receiver webhooks go to.
import { SUBSCRIPTIONS_WISH } from '../data.ts'
import type { MenuItem } from '../model.ts'
import { asks, subscribes } from '../prompts.ts'
import type { MenuRow } from './menu.ts'

const WHEN = ['every', 'after', 'probability']

/** What an option may be, where its name does not say it. */
const EXAMPLES: Readonly<Record<string, string>> = {
  'match.operation': 'POST /messages',
  'match.to': '+6281300000001',
  'match.header': 'x-test',
  'match.type': 'text',
  'match.template': 'appointment_reminder',
  'match.event': 'message.status',
  'match.attempt': '1',
  'match.subscription_id': 'wbs_…',
  code: 'internal_error',
  retry_after: '10',
  delay: '5m',
  meta_code: '131047',
  copies: '2',
  at_once: 'true',
  seconds: '3600',
  status: '503',
  outcome: 'timeout',
  every: '2',
  after: '1',
  probability: '0.5',
}

export const FAULTS_MENU: MenuRow = {
  title: () => 'Arm a fault',
  reads: [{ name: 'known', path: '/faults/known' }],
  items: ({ data }) =>
    (data.known?.faults ?? []).map(({ fault, what, takes, matches, example }) => {
      const text = Object.entries(example).map(([name, value]) => `${name}=${value}`)
      const also = [...takes, ...matches.map((name) => `match.${name}`), ...WHEN].map((name) =>
        name in EXAMPLES ? `${name}=${EXAMPLES[name]}` : name,
      )
      return {
        label: fault,
        hint: what,
        choice: asks(
          { kind: 'arm-fault', fault },
          {
            title: `Arm ${fault}: ${what}`,
            hint: `May be added: ${also.join(' · ')}. Without times it strikes until it is disarmed. Values need no quotes.`,
            text: [...text, 'times=1'].join(' '),
          },
        ),
      }
    }),
  empty: 'No fault fits.',
}

export const RECEIVERS_MENU: MenuRow = {
  title: () => 'Have every event sent to',
  reads: [SUBSCRIPTIONS_WISH],
  items: (state) => {
    // A subscription names its events, and these must be known first.
    if (state.data.subscriptions === undefined) return []
    const inbox = `${state.session.controlUrl}/inbox`
    const to = (label: string, hint: string, url: string): MenuItem => ({
      label,
      hint,
      choice: { kind: 'do', effects: [subscribes(state, url)] },
    })
    return [
      {
        label: 'your own receiver…',
        hint: 'a URL on this machine or in your network',
        choice: asks(
          { kind: 'subscribe' },
          {
            title: 'Send webhooks to',
            hint: 'Your program.',
            text: 'http://127.0.0.1:8080/webhooks',
          },
        ),
      },
      to('a built-in receiver', 'answers 200', `${inbox}/default`),
      to('one that fails once', 'answers 503, then 200', `${inbox}/fails-once?answers=503,200`),
      to(
        'one that always fails',
        'answers 503: retries, then dead letters',
        `${inbox}/fails?answers=503`,
      ),
      to('one that is gone', 'answers 410: given up at once', `${inbox}/gone?answers=410`),
    ]
  },
  empty: 'Nothing fits.',
}
