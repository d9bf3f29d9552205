// The table of menus: what each offers, made from what is known at the moment.
import type { ReadWish } from './data.ts'
import { CUSTOMER_SENDS_MENU, CUSTOMERS_MENU, TAPS_MENU } from './menus/customers.ts'
import type { MenuRow } from './menus/menu.ts'
import { CLOCK_MENU, COPY_MENU, ORGANIZATIONS_MENU, SETTING_MENU } from './menus/sandbox.ts'
import { SEND_TEMPLATE_MENU, SEND_TO_MENU, SEND_WHAT_MENU } from './menus/sending.ts'
import { FAULTS_MENU, RECEIVERS_MENU } from './menus/trouble.ts'
import type { Menu, MenuItem, MenuName, State } from './model.ts'

export const MENUS: Readonly<Record<MenuName, MenuRow>> = {
  'send-to': SEND_TO_MENU,
  'send-what': SEND_WHAT_MENU,
  'send-template': SEND_TEMPLATE_MENU,
  customers: CUSTOMERS_MENU,
  'customer-sends': CUSTOMER_SENDS_MENU,
  taps: TAPS_MENU,
  clock: CLOCK_MENU,
  faults: FAULTS_MENU,
  receivers: RECEIVERS_MENU,
  copy: COPY_MENU,
  organizations: ORGANIZATIONS_MENU,
  setting: SETTING_MENU,
}

/** The items that the filter lets through. */
export function itemsOf(state: State, { name, about, filter }: Menu): readonly MenuItem[] {
  const wanted = filter.toLowerCase()
  const { items, typed } = MENUS[name]
  const fitting = items(state, about).filter(({ label, hint = '' }) =>
    `${label} ${hint}`.toLowerCase().includes(wanted),
  )
  return [...fitting, ...(typed?.(state, filter) ?? [])]
}

/** What an open menu must know. */
export function menuReads({ overlay }: State): readonly ReadWish[] {
  return overlay?.kind === 'menu' ? MENUS[overlay.name].reads : []
}

export function openMenu(name: MenuName, about = ''): Menu {
  return { kind: 'menu', name, about, at: 0, filter: '' }
}
