// The place of the page in its address, so that every thing has a link and "back" works.
import { useSyncExternalStore } from 'react'

export const VIEWS = {
  chats: 'Chats',
  traffic: 'Traffic',
  webhooks: 'Webhooks',
  messages: 'Messages',
  faults: 'Faults',
  contract: 'Contract',
  settings: 'Settings',
  organizations: 'Organisations',
} as const

export type ViewName = keyof typeof VIEWS

export const VIEW_NAMES = Object.keys(VIEWS) as readonly ViewName[]

export type Route = {
  readonly view: ViewName
  /** What is opened in it: an id, a phone number, the number of a call. */
  readonly id: string | null
  /** What is opened beside that: the message whose time line is shown. */
  readonly beside: string | null
}

/** `#/chats/+62…/msg_…`; anything else is the first view. */
export function readRoute(hash: string): Route {
  const [, view = '', id, beside] = hash.split('/')
  const known = VIEW_NAMES.find((name) => name === view)
  if (known === undefined) return { view: 'chats', id: null, beside: null }
  return { view: known, id: decoded(id), beside: decoded(beside) }
}

export function linkTo(view: ViewName, id?: string | null, beside?: string | null): string {
  const parts = [view, ...[id, beside].filter((one) => typeof one === 'string')]
  return `#/${parts.map((one) => encodeURIComponent(one as string)).join('/')}`
}

export function goTo(view: ViewName, id?: string | null, beside?: string | null): void {
  location.hash = linkTo(view, id, beside)
}

export function useRoute(): Route {
  const hash = useSyncExternalStore(
    (listener) => {
      addEventListener('hashchange', listener)
      return () => removeEventListener('hashchange', listener)
    },
    () => location.hash,
  )
  return readRoute(hash)
}

function decoded(part: string | undefined): string | null {
  if (part === undefined || part === '') return null
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
