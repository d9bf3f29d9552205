// Reading the organisations with their whole keys: the stage crew acts as any of them.

import { coverageSummary } from '../../contract/coverage.ts'
import { reveal } from '../../domain/world/secret.ts'
import { oldestFirst } from '../../domain/world/tables.ts'
import { toIsoOrNull } from '../../domain/world/time.ts'
import { read } from './read.ts'
import { CLOCK, instant, list, orNull, shape, text, whole, yes } from './shapes.ts'
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

const PAIR = shape('A status that the contract declares.', {
  status: whole('The HTTP status.'),
  seen: yes('Whether it was answered in real traffic.'),
  hits: whole('How often.'),
  fault_hits: whole('How often because of a fault.'),
})

export const COVERAGE_READ = read({
  path: '/coverage',
  what: 'Which operations answered with which statuses: how much of the contract was seen in use.',
  params: {},
  query: {},
  reply: shape('The coverage of the organisation.', {
    total: whole('Pairs of operation and status that the contract declares.'),
    seen: whole('Pairs seen in real traffic.'),
    seen_by_fault_only: whole('Pairs seen only because of a fault.'),
    operations: list(
      "In the contract's order.",
      shape('An operation.', {
        key: text('`POST /messages`.'),
        statuses: list('What it may answer.', PAIR),
      }),
    ),
  }),
  run: ({ organization }) => {
    const { total, seen, seenByFaultOnly, operations } = coverageSummary(organization.coverage)
    return {
      total,
      seen,
      seen_by_fault_only: seenByFaultOnly,
      operations: operations.map(({ key, statuses }) => ({
        key,
        statuses: statuses.map(({ faultHits, ...pair }) => ({ ...pair, fault_hits: faultHits })),
      })),
    }
  },
})
