// Menus of the sandbox itself: its clock, what can be copied, its organisations, a setting.
import type { Effect, MenuItem, State } from '../model.ts'
import { asks, changes } from '../prompts.ts'
import { openedId, organizationOf, selectedId } from '../selection.ts'
import { firstCurl } from '../views/first-steps.ts'
import { VIEWS } from '../views/index.ts'
import { settingsOf } from '../views/settings.ts'
import type { MenuRow } from './menu.ts'

const STEPS: readonly (readonly [label: string, hint: string, input: object])[] = [
  ['10 seconds', '', { by: '10s' }],
  ['1 minute', '', { by: '1m' }],
  ['1 hour', '', { by: '1h' }],
  ['24 hours', 'the customer service window closes', { by: '24h' }],
  ['to the next job', '', { until: 'next-job' }],
  ['until idle', 'until nothing is scheduled', { until: 'idle' }],
]

export const CLOCK_MENU: MenuRow = {
  title: (state) =>
    isVirtual(state)
      ? 'Advance the clock by'
      : `Advance the clock by … (it is ${modeOf(state)} now and becomes virtual)`,
  reads: [],
  items: (state) => {
    const steps = STEPS.map(([label, hint, input]): MenuItem => {
      const act: Effect = { kind: 'act', name: 'advance-clock', input, said: 'Advanced' }
      const effects = isVirtual(state) ? [act] : [makes('virtual', ''), act]
      const job = label === 'to the next job' ? nextJobOf(state) : hint
      return { label, hint: job, choice: { kind: 'do', effects } }
    })
    const other: MenuItem = {
      label: 'so long…',
      choice: asks(
        { kind: 'advance' },
        { title: 'Advance by, or to', hint: '90s, 2h30m, 3d, or 2026-01-05T09:00:00Z' },
      ),
    }
    const modes = [
      ['real', 'time follows the machine', 'Time follows the machine'],
      ['virtual', 'time stands still until it is advanced', 'Time stands still'],
      ['x60', 'an hour passes in a minute', 'An hour passes in a minute'],
    ] as const
    return [
      ...steps,
      ...(isVirtual(state) ? [other] : []),
      ...modes
        .filter(([mode]) => mode !== modeOf(state))
        .map(([mode, hint, said]): MenuItem => {
          return {
            label: `make it ${mode}`,
            hint,
            choice: { kind: 'do', effects: [makes(mode, said)] },
          }
        }),
    ]
  },
  empty: 'Nothing fits.',
}

function makes(mode: string, said: string): Effect {
  return { kind: 'act', name: 'set-clock', input: { mode }, said }
}

function modeOf(state: State): string {
  return organizationOf(state)?.clock.mode ?? 'real'
}

function isVirtual(state: State): boolean {
  return modeOf(state) === 'virtual'
}

function nextJobOf(state: State): string {
  const job = organizationOf(state)?.next_job
  return job ? `${job.kind.replaceAll('-', ' ')}` : 'nothing is scheduled'
}

export const COPY_MENU: MenuRow = {
  title: () => 'Copy',
  reads: [],
  items: (state) => {
    const { session } = state
    const id = state.focus === 'detail' ? openedId(state) : selectedId(state)
    const all = [
      ...VIEWS[state.view].copies(state, id),
      { label: 'curl that sends a first message', text: firstCurl(state).join('\n') },
      { label: 'API key', text: session.apiKey },
      { label: 'API URL', text: session.apiUrl },
    ]
    return all.map(({ label, text }) => ({
      label,
      hint: text.replaceAll(/\s+/g, ' '),
      choice: { kind: 'do', effects: [{ kind: 'copy', text, what: label }] },
    }))
  },
  empty: 'Nothing fits.',
}

export const ORGANIZATIONS_MENU: MenuRow = {
  title: () => 'Look at which organisation?',
  reads: [{ name: 'organizations', path: '/organizations' }],
  items: ({ data }) => [
    ...(data.organizations?.organizations ?? []).map(
      ({ id, name, api_keys: keys, clock }): MenuItem => {
        const key = keys.find(
          ({ revoked_at: revoked, expires_at: expires }) =>
            revoked === null && (expires === null || expires > clock.now),
        )
        const isHere = id === data.status?.organization_id
        const hint = `${clock.mode}${isHere ? ', looked at now' : ''}${key ? '' : ', has no working key'}`
        const effects: Effect[] =
          key === undefined ? [] : [{ kind: 'switch', apiKey: key.token, name }]
        return { label: name, hint, choice: { kind: 'do', effects } }
      },
    ),
    {
      label: 'begin another one…',
      choice: asks({ kind: 'organization' }, { title: 'Name of the organisation', hint: '' }),
    },
  ],
  empty: 'Nothing fits.',
}

/** The words that a setting may be. */
export const SETTING_MENU: MenuRow = {
  title: (_state, name) => `${name} is`,
  reads: [],
  items: (state, name) =>
    (settingsOf(state).find((one) => one.name === name)?.one_of ?? []).map((word) => ({
      label: word,
      choice: { kind: 'do', effects: [changes(name, word)] },
    })),
  empty: 'Nothing fits.',
}
