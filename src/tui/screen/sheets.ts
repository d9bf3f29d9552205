// Sheets over the view: opening menus, prompts and questions, and what comes of a choice.

import { counted, shortId } from './formats.ts'
import { itemsOf, openMenu } from './menus.ts'
import type { Choice, Confirm, Effect, MenuName, Overlay, State, Step } from './model.ts'
import { only } from './moving.ts'
import { changes, prompt, writePrompt } from './prompts.ts'
import { openedId, organizationOf, selectedId } from './selection.ts'
import { conversationWith } from './views/conversations.ts'
import { settingsOf } from './views/settings.ts'
import { subscriptionWith } from './views/subscriptions.ts'
import { deliveryWith } from './views/webhooks.ts'

export function withOverlay(state: State, overlay: Overlay): State {
  return { ...state, overlay, toast: null }
}

export function menu(state: State, name: MenuName, about = ''): State {
  return withOverlay(state, openMenu(name, about))
}

export function moveMenu(state: State, by: 1 | -1): State {
  const { overlay } = state
  if (overlay?.kind !== 'menu') return state
  const count = itemsOf(state, overlay).length
  if (count === 0) return state
  const now = Math.min(overlay.at, count - 1)
  return { ...state, overlay: { ...overlay, at: (now + by + count) % count } }
}

/** Letters narrow the menu, also to nothing: what was typed is never a choice of something else. */
export function narrow(state: State, change: (filter: string) => string): State {
  const { overlay } = state
  if (overlay?.kind !== 'menu') return state
  return { ...state, overlay: { ...overlay, filter: change(overlay.filter), at: 0 } }
}

export function choose(state: State): Step {
  const { overlay } = state
  if (overlay?.kind !== 'menu') return only(state)
  const items = itemsOf(state, overlay)
  const item = items[Math.min(overlay.at, items.length - 1)]
  return item === undefined ? only(state) : chosen(state, item.choice)
}

function chosen(state: State, choice: Choice): Step {
  switch (choice.kind) {
    case 'do':
      return { state: { ...state, overlay: null }, effects: choice.effects }
    case 'ask':
      return only(withOverlay(state, choice.prompt))
    case 'menu':
      return only(menu(state, choice.name, choice.about))
    case 'confirm':
      return only(withOverlay(state, choice.confirm))
  }
}

export function confirmed(state: State): Step {
  const { overlay } = state
  if (overlay?.kind !== 'confirm') return only(state)
  return { state: { ...state, overlay: null }, effects: overlay.effects }
}

function question(title: string, text: string, effects: readonly Effect[]): Confirm {
  return { kind: 'confirm', title, text, effects }
}

/** In a chat it is the chat's customer who writes; elsewhere somebody is picked. */
export function write(state: State): State {
  const customer = customerHere(state)
  if (customer === undefined) return menu(state, 'customers')
  return withOverlay(state, writePrompt(customer))
}

export function send(state: State): State {
  const customer = customerHere(state)
  return customer === undefined ? menu(state, 'send-to') : menu(state, 'send-what', customer)
}

export function customerHere(state: State): string | undefined {
  if (state.view !== 'conversations') return undefined
  return conversationWith(state, openedId(state))?.customer
}

export function filter(state: State): State {
  const text = state.filters[state.view] ?? ''
  const hint = 'Words that must all be there. enter keeps it, esc drops it.'
  return withOverlay(
    { ...state, focus: 'list' },
    prompt({ kind: 'filter' }, { title: 'Filter', hint, text }),
  )
}

/** Deliveries that have not arrived are lost with the sandbox, which is worth a question. */
export function quit(state: State): Step {
  const pending = organizationOf(state)?.pending_deliveries ?? 0
  if (!state.session.endsSandbox || pending === 0) return { state, effects: [{ kind: 'quit' }] }
  const text = `${counted(pending, 'delivery has', 'deliveries have')} not arrived yet.`
  return only(withOverlay(state, question('Stop the sandbox?', text, [{ kind: 'quit' }])))
}

export function replay(state: State): Step {
  const delivery = deliveryWith(state, openedId(state))
  if (delivery === undefined) return only(state)
  return { state, effects: [replays(delivery.id)] }
}

function replays(id: string): Effect {
  const path = `/webhook_deliveries/${id}/replay`
  return { kind: 'call', method: 'POST', path, said: `Replayed ${shortId(id)}` }
}

/** The API replays the dead letters of one subscription at a time. */
export function replayAll(state: State): Step {
  const withDead = (state.data.subscriptions?.subscriptions ?? []).filter(({ dead }) => dead > 0)
  const count = withDead.reduce((sum, { dead }) => sum + dead, 0)
  if (count === 0) return only(say(state, 'There is no dead letter.'))
  const effects = withDead.map(({ id, url }): Effect => {
    const body = { subscription_id: id, status: 'dead' }
    const said = `Replayed the dead letters of ${url}`
    return { kind: 'call', method: 'POST', path: '/webhook_deliveries/bulk_replay', body, said }
  })
  const text = `${counted(count, 'dead letter')} of ${counted(withDead.length, 'subscription')}.`
  return only(withOverlay(state, question('Replay all dead letters?', text, effects)))
}

export function pauseSubscription(state: State): Step {
  const one = subscriptionWith(state, openedId(state))
  if (one === undefined) return only(say(state, NO_SUBSCRIPTION))
  const status = one.status === 'active' ? 'paused' : 'active'
  const said = status === 'paused' ? `Paused ${one.url}` : `${one.url} goes on`
  const path = `/webhook_subscriptions/${one.id}`
  return { state, effects: [{ kind: 'call', method: 'PATCH', path, body: { status }, said }] }
}

export function rotate(state: State): Step {
  const one = subscriptionWith(state, openedId(state))
  if (one === undefined) return only(say(state, NO_SUBSCRIPTION))
  const path = `/webhook_subscriptions/${one.id}/secrets`
  const said = 'A new secret signs, too; y copies it'
  return { state, effects: [{ kind: 'call', method: 'POST', path, body: {}, said }] }
}

export function unsubscribe(state: State): Step {
  const one = subscriptionWith(state, openedId(state))
  if (one === undefined) return only(say(state, NO_SUBSCRIPTION))
  const path = `/webhook_subscriptions/${one.id}`
  const effects: Effect[] = [{ kind: 'call', method: 'DELETE', path, said: `Deleted ${one.url}` }]
  const text = 'Webhooks that have not arrived are lost.'
  return only(withOverlay(state, question(`Delete the subscription of ${one.url}?`, text, effects)))
}

const NO_SUBSCRIPTION = 'Put the cursor on a subscription first: they stand above the deliveries.'

export function disarm(state: State): Step {
  const id = selectedId(state)
  const fault = state.data.faults?.faults.find((one) => one.id === id)
  if (fault === undefined) return only(state)
  const said = `Disarmed ${fault.fault}`
  return {
    state,
    effects: [{ kind: 'act', name: 'disarm-faults', input: { fault_id: fault.id }, said }],
  }
}

export function reset(state: State): State {
  const name = organizationOf(state)?.name ?? 'The organisation'
  const text = 'Messages, webhooks, faults and settings go back to how they were at the start.'
  const effects: Effect[] = [{ kind: 'act', name: 'reset', input: {}, said: `${name} begins anew` }]
  return withOverlay(state, question(`Start ${name} over?`, text, effects))
}

export function change(state: State): Step {
  const setting = settingsOf(state).find(({ name }) => name === selectedId(state))
  if (setting === undefined) return only(state)
  const { name, value, what, from, to } = setting
  if (typeof value === 'boolean') return { state, effects: [changes(name, !value)] }
  if (setting.one_of !== null) return only(menu(state, 'setting', name))
  const range = from === null || to === null ? '' : ` From ${from} to ${to}.`
  const text = String(value)
  return only(
    withOverlay(
      state,
      prompt({ kind: 'setting', name }, { title: name, hint: what + range, text }),
    ),
  )
}

export function say(state: State, text: string, tone: 'info' | 'bad' = 'info'): State {
  return { ...state, toast: { tone, text, ticksLeft: TOAST_TICKS } }
}

/** Seconds, for the status is asked for once in each. */
export const TOAST_TICKS = 6
