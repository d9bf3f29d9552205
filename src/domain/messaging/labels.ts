// Labels of a team, and where they are attached.
import { fail, failNotFound } from '../failures/failures.ts'
import type { AttachmentRow, LabelColor, LabelRow } from '../world/rows.ts'
import {
  count,
  find,
  first,
  newestFirst,
  oldestFirst,
  put,
  remove,
  type Table,
} from '../world/tables.ts'
import { newId, nextSeq, type World } from '../world/world.ts'

type AttachmentTable = Table<AttachmentRow, 'byOwner' | 'byLabel'>

/**
 * Makes a label. The only team there is need not be named.
 *
 * @throws Failure missing_required_field, invalid_field_value (unknown team, name taken).
 */
export function createLabel(
  world: World,
  wish: { readonly teamId: string | undefined; readonly name: string; readonly color: LabelColor },
): LabelRow {
  const teamId = resolveTeam(world, wish.teamId)
  checkName(world, teamId, wish.name, undefined)
  return put(world.labels, {
    id: newId(world, 'label'),
    seq: nextSeq(world),
    createdAt: world.now,
    updatedAt: world.now,
    teamId,
    name: wish.name,
    color: wish.color,
  })
}

function resolveTeam(world: World, teamId: string | undefined): string {
  if (teamId !== undefined) {
    if (find(world.teams, teamId) !== undefined) return teamId
    fail('invalid_field_value', 'team_id', `No team ${teamId}. Teams: ${listed(world)}.`)
  }
  const only = first(world.teams, 'all')
  if (only !== undefined && count(world.teams) === 1) return only.id
  fail(
    'missing_required_field',
    'team_id',
    `team_id is required: the organization has ${count(world.teams)} teams (${listed(world)}).`,
  )
}

function listed(world: World): string {
  return [...oldestFirst(world.teams)].map((team) => `${team.id} "${team.name}"`).join(', ')
}

function checkName(world: World, teamId: string, name: string, own: string | undefined): void {
  const key = `${teamId}:${name.trim().toLowerCase()}`
  for (const taken of oldestFirst(world.labels, 'byName', key)) {
    const same = world.settings.labelNamesIgnoreCase || taken.name === name
    if (same && taken.id !== own) {
      fail(
        'invalid_field_value',
        'name',
        `The team has a label "${taken.name}" already: ${taken.id}.`,
      )
    }
  }
}

/** @throws Failure resource_not_found. */
export function findLabel(world: World, id: string): LabelRow {
  return find(world.labels, id) ?? failNotFound('label', id)
}

/** @throws Failure resource_not_found, invalid_field_value when the name is taken. */
export function updateLabel(
  world: World,
  id: string,
  patch: { readonly name?: string; readonly color?: LabelColor },
): LabelRow {
  const before = findLabel(world, id)
  if (patch.name !== undefined) checkName(world, before.teamId, patch.name, id)
  if (Object.keys(patch).length === 0) return before
  return put(world.labels, { ...before, ...patch, updatedAt: world.now })
}

/** Deletes a label wherever it is attached. @throws Failure resource_not_found. */
export function deleteLabel(world: World, id: string): void {
  findLabel(world, id)
  detachAll(world.contactLabels, 'byLabel', id)
  detachAll(world.conversationLabels, 'byLabel', id)
  remove(world.labels, id)
}

/** Takes every attachment of an owner, or of a label, away. */
export function detachAll(table: AttachmentTable, index: 'byOwner' | 'byLabel', key: string): void {
  for (const row of [...newestFirst(table, index, key)]) remove(table, row.id)
}

/** Attaches a label; attaching twice changes nothing. The teams must have been compared. */
export function attach(
  world: World,
  table: AttachmentTable,
  ownerId: string,
  label: LabelRow,
): void {
  const id = `${ownerId}:${label.id}`
  if (find(table, id) !== undefined) return
  put(table, { id, seq: nextSeq(world), createdAt: world.now, labelId: label.id, ownerId })
}

/** Detaches a label; one that is not attached is well too. */
export function detach(table: AttachmentTable, ownerId: string, label: LabelRow): void {
  remove(table, `${ownerId}:${label.id}`)
}

/**
 * A label goes only on what belongs to its team: that of the account.
 *
 * @throws Failure invalid_field_value.
 */
export function checkSameTeam(label: LabelRow, teamId: string): void {
  if (label.teamId === teamId) return
  fail(
    'invalid_field_value',
    'label_id',
    `Label ${label.id} belongs to team ${label.teamId}, and this to team ${teamId}.`,
  )
}

/**
 * Attaches or detaches a label on many contacts. Ids that are not of this organisation or not of
 * the label's team are passed over and counted.
 *
 * @throws Failure resource_not_found for the label.
 */
export function bulkLabel(
  world: World,
  wish: {
    readonly contactIds: readonly string[]
    readonly labelId: string
    readonly operation: 'attach' | 'detach'
  },
): { applied: number; skippedCrossOrg: number; skippedTeamMismatch: number } {
  const label = findLabel(world, wish.labelId)
  const counts = { applied: 0, skippedCrossOrg: 0, skippedTeamMismatch: 0 }
  for (const id of new Set(wish.contactIds)) {
    const contact = find(world.contacts, id)
    const account = contact && find(world.accounts, contact.accountId)
    if (account === undefined) counts.skippedCrossOrg++
    else if (account.teamId !== label.teamId) counts.skippedTeamMismatch++
    else {
      if (wish.operation === 'attach') attach(world, world.contactLabels, id, label)
      else detach(world.contactLabels, id, label)
      counts.applied++
    }
  }
  return counts
}
