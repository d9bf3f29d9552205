// Sets an organisation up from a world file: everything that is there before the first message.
import type { WorldFile } from '../contract/input-types.ts'
import { issueKey } from '../domain/access/api-keys.ts'
import {
  addTeam,
  addUser,
  setAccount,
  setRecipient,
  setTemplate,
} from '../domain/messaging/directory.ts'
import type { JsonObject } from '../domain/world/rows.ts'
import { fromIso } from '../domain/world/time.ts'
import type { World } from '../domain/world/world.ts'
import type { Keys } from '../engine/ports.ts'

/**
 * Makes what an organisation has before anybody writes.
 *
 * @throws Error with a sentence when the file contradicts itself.
 */
export function setUp(world: World, file: WorldFile, keys: Keys): void {
  Object.assign(world.settings, file.settings)
  if (keys === 'its-own') issueKey(world, { label: 'Sandbox key' })
  else setUpKeys(world, file)
  const teams = new Map<string, string>()
  for (const { key, name } of file.teams) teams.set(key, addTeam(world, name).id)
  const teamId = (key: string) => {
    const id = teams.get(key)
    if (id !== undefined) return id
    throw new Error(`The file names the team ${key}; it has ${[...teams.keys()].join(', ')}.`)
  }
  for (const { name, email = null, team } of file.users ?? []) {
    addUser(world, { name, email, teamId: teamId(team) })
  }
  for (const {
    phone_number: phoneNumber,
    display_name: displayName,
    team,
    connected,
  } of file.accounts) {
    setAccount(world, {
      phoneNumber,
      displayName,
      teamId: teamId(team),
      connected: connected ?? true,
    })
  }
  for (const template of file.templates ?? []) {
    const components = template.components as readonly JsonObject[]
    setTemplate(world, { ...template, components })
  }
  for (const { phone_number: phone, behaviour } of file.recipients ?? []) {
    setRecipient(world, phone, behaviour)
  }
}

function setUpKeys(world: World, file: WorldFile): void {
  for (const key of file.api_keys) {
    const expiresAt = key.expires_at === undefined ? null : fromIso(key.expires_at)
    issueKey(world, { label: key.label, token: key.token, expiresAt })
  }
}
