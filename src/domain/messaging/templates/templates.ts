// Templates: how they are found, what the API shows of them, and which may be sent.
import { fail } from '../../failures/failures.ts'
import type { JsonObject, MetaTemplateStatus, TemplateRow } from '../../world/rows.ts'
import { newestFirst } from '../../world/tables.ts'
import type { World } from '../../world/world.ts'

export type ApiTemplateStatus = 'approved' | 'pending' | 'rejected'

type TemplateStatusFacts = {
  /** The one of three words that the API knows. */
  readonly shown: ApiTemplateStatus
  /** Whether a request that names it is accepted; a paused or disabled one fails later. */
  readonly isAccepted: boolean
}

// Source: a public client's mapping has PAUSED as pending and DISABLED as rejected; the rest is ours.
export const TEMPLATE_STATUSES = {
  APPROVED: { shown: 'approved', isAccepted: true },
  REINSTATED: { shown: 'approved', isAccepted: true },
  FLAGGED: { shown: 'approved', isAccepted: true },
  UNARCHIVED: { shown: 'approved', isAccepted: true },
  PAUSED: { shown: 'pending', isAccepted: true },
  DISABLED: { shown: 'rejected', isAccepted: true },
  PENDING: { shown: 'pending', isAccepted: false },
  IN_APPEAL: { shown: 'pending', isAccepted: false },
  LOCKED: { shown: 'pending', isAccepted: false },
  ARCHIVED: { shown: 'pending', isAccepted: false },
  PENDING_DELETION: { shown: 'rejected', isAccepted: false },
  REJECTED: { shown: 'rejected', isAccepted: false },
  LIMIT_EXCEEDED: { shown: 'rejected', isAccepted: false },
  DELETED: { shown: 'rejected', isAccepted: false },
} as const satisfies Record<MetaTemplateStatus, TemplateStatusFacts>

/** The word that the API has for Meta's status of a template. */
export function apiTemplateStatus(metaStatus: MetaTemplateStatus): ApiTemplateStatus {
  return TEMPLATE_STATUSES[metaStatus].shown
}

/** What Meta shows as the body of an authentication template whose definition leaves it out. */
const AUTHENTICATION_BODY = '*{{1}}* is your verification code.'

/** The component of a definition with this type: HEADER, BODY, FOOTER or BUTTONS. */
export function definedComponent(row: TemplateRow, type: string): JsonObject | undefined {
  return row.components.find((component) => component.type === type)
}

/** The text of the body, with its placeholders. */
export function templateContent(row: TemplateRow): string {
  const text = definedComponent(row, 'BODY')?.text
  if (typeof text === 'string') return text
  return row.category === 'AUTHENTICATION' ? AUTHENTICATION_BODY : ''
}

/** The placeholders of the body in order of first appearance: `["1","2"]`, or names. */
export function templateVariables(row: TemplateRow): string[] {
  return placeholdersIn(templateContent(row))
}

const PLACEHOLDER = /\{\{\s*(\w+)\s*\}\}/g

/** The placeholders of any text of a template, each once. */
export function placeholdersIn(text: string): string[] {
  return [...new Set(Array.from(text.matchAll(PLACEHOLDER), (match) => match[1] as string))]
}

/** The text with each placeholder replaced; those without a value stay. */
export function fillPlaceholders(text: string, values: ReadonlyMap<string, string>): string {
  return text.replace(PLACEHOLDER, (whole, name: string) => values.get(name) ?? whole)
}

/** The templates of a name in all accounts, newest first, in one language when one is given. */
export function templatesNamed(world: World, name: string, language?: string): TemplateRow[] {
  const rows = Array.from(newestFirst(world.templates, 'byName', name))
  return language === undefined ? rows : rows.filter((row) => row.language === language)
}

/** The one that stands for a name when only one can: approved before others, then the latest. */
export function pickTemplate(
  world: World,
  name: string,
  language?: string,
): TemplateRow | undefined {
  return templatesNamed(world, name, language).sort(
    (a, b) => Number(isApproved(b)) - Number(isApproved(a)) || b.updatedAt - a.updatedAt,
  )[0]
}

function isApproved(row: TemplateRow): boolean {
  return apiTemplateStatus(row.metaStatus) === 'approved'
}

/**
 * The template that a message names. Fails with `invalid_template_name` when the account has no
 * such name, not in this language, or not yet or no longer approved; a paused or disabled one is
 * returned, for its message is accepted and fails later.
 */
export function templateForSend(
  world: World,
  accountId: string,
  name: string,
  language: string,
): TemplateRow {
  const named = templatesNamed(world, name).filter((row) => row.accountId === accountId)
  if (named.length === 0) {
    fail('invalid_template_name', 'template.name', `No template named "${name}" on this number.`)
  }
  const spoken = named.filter((row) => row.language === language)
  const row = spoken.find((candidate) => TEMPLATE_STATUSES[candidate.metaStatus].isAccepted)
  if (row !== undefined) return row
  const other = spoken[0]
  if (other === undefined) failOnLanguage(name, language, named)
  return fail(
    'invalid_template_name',
    'template.name',
    `Template "${name}" in ${language} cannot be sent: its status is ${other.metaStatus}.`,
  )
}

function failOnLanguage(name: string, language: string, named: readonly TemplateRow[]): never {
  const languages = [...new Set(named.map((row) => row.language))].sort().join(', ')
  const message = `Template "${name}" does not exist in ${language}. It exists in: ${languages}.`
  return fail('invalid_template_name', 'template.language', message)
}
