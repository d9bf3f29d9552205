// Reading the organisations with their whole keys: tests and people act as any of them.
import { reveal } from '../../domain/world/secret.ts'
import { oldestFirst } from '../../domain/world/tables.ts'
import { toIsoOrNull } from '../../domain/world/time.ts'
import { INSTANT } from '../../schema/formats.ts'
import { integer, object, orNull, rows, said } from '../../schema/shapes.ts'
import { read } from './read.ts'
import { CLOCK, clockOf } from './status.ts'

const KEY = object('An API key.', {
  id: said('Its id.'),
  token: said('What `Authorization: Bearer` carries.'),
  label: said('What it is for.'),
  expires_at: orNull(INSTANT.shape('Until when it works.')),
  revoked_at: orNull(INSTANT.shape('When it was revoked.')),
})

export const ORGANIZATIONS_READ = read({
  path: '/organizations',
  what: 'Every organisation with its API keys, its clock and its seed.',
  params: {},
  query: {},
  reply: object('All of them.', {
    organizations: rows(
      'In the order in which they began; the first is the default one.',
      object('An organisation.', {
        id: said('Its id.'),
        name: said('Its name.'),
        api_keys: rows('Oldest first.', KEY),
        clock: CLOCK,
        seed: integer('What every id and chance comes from.'),
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
