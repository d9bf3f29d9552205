// Settings: what can be tuned, and what the sandbox is.
import type { ActionInput } from '../../../client/control-client.ts'
import type { Setting } from '../data.ts'
import type { State } from '../model.ts'
import type { PaneRow } from '../pane.ts'
import { BLANK, type Cell, columns, type Line } from '../spans.ts'
import type { View } from '../view.ts'
import { fact, LOADING } from './parts.ts'

export const SETTINGS_VIEW: View = {
  title: 'Settings',
  short: 'Set',
  what: 'What can be tuned; enter changes one, X starts the organisation over.',
  reads: () => [{ name: 'settings', path: '/settings' }],
  list: (state) => ({
    heading: headingOf(state),
    rows: settingsOf(state).map(rowOf),
    empty: LOADING,
    anchor: 'top',
    hasCursor: true,
  }),
  copies: (state, id) => {
    const one = settingsOf(state).find(({ name }) => name === id)
    return one === undefined ? [] : [{ label: 'setting', text: `${one.name}=${one.value}` }]
  },
}

type Tier = NonNullable<ActionInput<'change-settings'>['tier']>

/** All of them, or it does not compile. */
const TIERS = { default: true, pro: true, unlimited: true } as const satisfies Record<Tier, true>

/** The tier is changed like a setting, and stands among them. */
export function settingsOf({ data: { settings } }: State): readonly Setting[] {
  if (settings === undefined) return []
  const tier: Setting = {
    name: 'tier',
    what: 'Rate limits of this tier.',
    value: settings.tier,
    default: 'unlimited',
    from: null,
    to: null,
    one_of: Object.keys(TIERS),
  }
  return [tier, ...settings.settings]
}

function headingOf({ data: { status }, session, size }: State): Line[] {
  const own = status?.organizations.find(({ id }) => id === status.organization_id)
  if (status === undefined || own === undefined || size.rows < 20) return []
  return [
    fact('organisation', `${own.name}  ${own.id}`),
    fact('API key', session.apiKey),
    fact('control API', session.controlUrl),
    fact('seed', `${own.seed}    kirim-sandbox ${status.version}`),
    BLANK,
  ]
}

function rowOf(setting: Setting): PaneRow {
  const { name, value, what } = setting
  const isChanged = value !== setting.default
  return {
    id: name,
    text: () => `${name} ${what} ${isChanged ? 'changed' : ''}`,
    draw: (width) => {
      const cells: Cell[] = [
        { text: isChanged ? '●' : '', style: 'warn', width: 1 },
        { text: name, width: 20 },
        { text: String(value), style: isChanged ? 'warn' : 'info', width: 9, side: 'right' },
        { text: what, style: 'dim' },
      ]
      return [columns(cells, width)]
    },
  }
}
