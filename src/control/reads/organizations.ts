// Reading the organisations with their whole keys: the stage crew acts as any of them.
import { reveal } from '../../domain/world/secret.ts'
import { oldestFirst } from '../../domain/world/tables.ts'
import { toIsoOrNull } from '../../domain/world/time.ts'
import { read } from './read.ts'
import { CLOCK, instant, list, orNull, shape, text, whole } from './shapes.ts'
import { clockOf } from './status.ts'

const KEY = shape('An API key.', {
  id: text('Its id.'),
  token: text('What `Authorization: Bearer` carries.'),
  label: text('What it is for.'),
  expires_at: orNull(instant('Until when it works.')),
  revoked_at: orNull(instant('When it was revoked.')),
})

export const ORGANIZATIONS_READ = read({
  path: '/organizations',
  what: 'Every organisation with its API keys, its clock and its seed.',
  params: {},
  query: {},
  reply: shape('All of them.', {
    organizations: list(
      'In the order in which they began; the first is the default one.',
      shape('An organisation.', {
        id: text('Its id.'),
        name: text('Its name.'),
        api_keys: list('Oldest first.', KEY),
        clock: CLOCK,
        seed: whole('What every id and chance comes from.'),
      }),
    ),
  }),
  run: ({ sandbox }) => ({
    organizations: [...sandbox.organizations.values()].map((organization) => {
      const { id, name, seed, apiKeys } = organization.world
      const keys = [...oldestFirst(apiKeys)].map((key) => ({
        id: key.id,
        token: reveal(key.token),
        label: key.label,
        expires_at: toIsoOrNull(key.expiresAt),
        revoked_at: toIsoOrNull(key.revokedAt),
      }))
      return { id, name, api_keys: keys, clock: clockOf(sandbox, organization), seed }
    }),
  }),
})
