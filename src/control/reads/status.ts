// Reading the state of the sandbox: what it is, who lives in it, and what comes next.
import { coverageSummary } from '../../contract/coverage.ts'
import { firstCustomer } from '../../domain/messaging/first-customer.ts'
import type { ApiKeyRow } from '../../domain/world/rows.ts'
import { nextWork } from '../../domain/world/schedule.ts'
import { count, oldestFirst, type Table } from '../../domain/world/tables.ts'
import { toIso } from '../../domain/world/time.ts'
import type { World } from '../../domain/world/world.ts'
import { type Organization, type Sandbox, syncNow } from '../../engine/sandbox.ts'
import { packageVersion } from '../../package.ts'
import { tier } from '../../schema/choices.ts'
import { modeOf } from '../../schema/clocks.ts'
import { INSTANT } from '../../schema/formats.ts'
import { byName, integer, number, object, orNull, rows, said } from '../../schema/shapes.ts'
import { read } from './read.ts'
import { snakeCase } from './shown-entry.ts'

/** The clock of an organisation. */
export const CLOCK = object('How time passes, and what time it is.', {
  mode: said('real, virtual, or x and a factor.'),
  rate: number('World milliseconds per machine millisecond; 0 is virtual.'),
  now: INSTANT.shape('World time.'),
  ahead_ms: orNull(
    integer("How far a real clock is ahead of the machine's; null for other clocks."),
  ),
})

const NEXT_JOB = object('What happens next; null when nothing is to happen.', {
  kind: said('What kind of job it is.'),
  due_at: INSTANT.shape('When it is due.'),
  in_ms: integer('How long until then, in world time.'),
})

const ORGANIZATION = object('An organisation.', {
  id: said('Its id.'),
  name: said('Its name.'),
  api_keys: rows('The last four characters of each key.', said('Four characters.')),
  clock: CLOCK,
  uptime_ms: integer('How long it has been there, in world time.'),
  first_customer: said('A customer whom a first message reaches, and who reads it.'),
  seed: integer('What every id and chance comes from.'),
  tier: tier('The tier of its rate limits.'),
  rows: byName('How many rows each table has.', integer('Rows.')),
  next_job: orNull(NEXT_JOB),
  pending_deliveries: integer('Webhook deliveries that are not over.'),
  dead_letters: integer('Webhook deliveries that were given up.'),
  armed_faults: integer('Faults that may still strike.'),
  journal_entries: integer('Entries that its journal has had.'),
})

export const STATUS_READ = read({
  path: '/status',
  what: 'The sandbox at a glance: its version, its organisations, their clocks and what comes next.',
  params: {},
  query: {},
  reply: object('The sandbox.', {
    version: said('The version of kirim-sandbox.'),
    url: said('Where the API is.'),
    control_url: said('Where this API is.'),
    pid: integer('The process that it runs in.'),
    kept_in: orNull(said('The data folder; null when nothing is kept.')),
    uptime_ms: integer('How long the server has been running, in machine time.'),
    organization_id: said('The organisation that this was asked for.'),
    organizations: rows('Every organisation.', ORGANIZATION),
    coverage: object(
      'How much of the contract was seen, in the organisation that this was asked for.',
      {
        seen: integer('Pairs of operation and status that were answered.'),
        total: integer('Pairs that there are.'),
      },
    ),
  }),
  run: ({ api, sandbox, organization, origin, startedAt, served }) => {
    const { seen, total } = coverageSummary(organization.coverage)
    const organizations = [...sandbox.organizations.values()]
    return {
      version: packageVersion(),
      url: origin + api.prefix,
      control_url: `${origin}/_sandbox`,
      pid: served.pid,
      kept_in: served.keptIn,
      uptime_ms: Math.max(0, Math.round(sandbox.ports.clock.now() - startedAt)),
      organization_id: organization.world.id,
      organizations: organizations.map((one) => statusOf(sandbox, one)),
      coverage: { seen, total },
    }
  },
})

function statusOf(sandbox: Sandbox, organization: Organization) {
  const { world } = organization
  const clock = clockOf(sandbox, organization)
  const job = nextWork(world)
  return {
    id: world.id,
    name: world.name,
    api_keys: [...oldestFirst(world.apiKeys)].map((key: ApiKeyRow) => key.last4),
    clock,
    uptime_ms: world.now - world.createdAt,
    first_customer: firstCustomer(world),
    seed: world.seed,
    tier: world.tier,
    rows: rowsOf(world),
    next_job:
      job === undefined
        ? null
        : {
            kind: job.kind,
            due_at: toIso(job.dueAt),
            in_ms: Math.max(0, job.dueAt - world.now),
          },
    pending_deliveries:
      count(world.deliveries, 'byStatus', 'pending') +
      count(world.deliveries, 'byStatus', 'failed'),
    dead_letters: count(world.deliveries, 'byStatus', 'dead'),
    armed_faults: [...oldestFirst(world.faults)].filter(({ isArmed }) => isArmed).length,
    journal_entries: world.journal.next - world.journal.first,
  }
}

/** The clock of an organisation, moved along with the machine's. */
export function clockOf(sandbox: Sandbox, organization: Organization) {
  const { rate, worldAt, machineAt } = organization.pace
  const now = toIso(syncNow(sandbox, organization))
  return { mode: modeOf(rate), rate, now, ahead_ms: rate === 1 ? worldAt - machineAt : null }
}

function rowsOf(world: World): Record<string, number> {
  const rows: Record<string, number> = {}
  for (const [name, member] of Object.entries<unknown>(world)) {
    if (isTable(member)) rows[snakeCase(name)] = count(member)
  }
  return rows
}

function isTable(member: unknown): member is Table<never> {
  return typeof member === 'object' && member !== null && 'slots' in member
}
