// The tools for agents, one row each: made of the same tables as the command line and the control API.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { ActionName } from '../../contract/input-types.ts'
import { OPERATION_KEYS, OPERATIONS } from '../../contract/spec.ts'
import { ACTION_INPUTS, ACTIONS } from '../../control/actions/index.ts'
import { CONTROL_READS } from '../../control/reads/index.ts'
import { storyMarkdown } from '../../control/reads/story/markdown.ts'
import { count, seed } from '../../schema/choices.ts'
import { anyObject, choice, integer, list, optional, said } from '../../schema/shapes.ts'
import { variablesOf } from '../env.ts'
import { explained } from './explaining.ts'
import { subcommand } from './subcommands.ts'
import { type Answer, jsonAnswer, Refused, type Tool, textAnswer, tool } from './tool.ts'

const WHOSE = optional(said('An API key: whose organisation. Default: the first one.'))
const PATHS = CONTROL_READS.map(({ path }) => path.slice(1))

const EXPLAIN_ACTION = 'explain the action: it shows the input that is taken, with an example.'
const EXPLAIN_OPERATION = 'explain the operation: it shows its request, with bodies that work.'

/** At most ten: each one is read by a model at every turn. */
export const TOOLS: Readonly<Record<string, Tool>> = {
  status: tool({
    what: 'Where the sandbox is: the variables for your program (base URL, API key, webhook secret, inbox), its clocks, what comes next.',
    input: {},
    readOnly: true,
    destructive: false,
    next: 'start a sandbox, or set KIRIM_CONTROL_URL to where one runs.',
    run: async (place) => {
      const client = place.clientFor()
      const variables = await variablesOf(client, {
        url: client.controlUrl,
        apiKey: await place.apiKey(),
      })
      const { data } = await client.read('status')
      return jsonAnswer({ variables, status: data })
    },
  }),

  story: tool({
    what: 'Read this first, and after each try: what happened in order, what to look at, what comes, on one page with where to read on.',
    input: {
      after: optional(integer('Only behind this entry of the journal.', { minimum: 0 })),
      api_key: WHOSE,
    },
    readOnly: true,
    destructive: false,
    next: 'call status: it says whether there is a sandbox.',
    run: async (place, { after, api_key: key }) => {
      const { data } = await place.clientFor(key).read('story', { after })
      return textAnswer(storyMarkdown(data))
    },
  }),

  act: tool({
    what: 'Does what production cannot: customers write, read or block; statuses, templates, numbers, keys, faults, settings, snapshots change. explain an action to see its input.',
    input: {
      action: choice('Which one.', Object.keys(ACTIONS) as ActionName[]),
      input: optional(anyObject('What it takes.')),
      api_key: WHOSE,
    },
    readOnly: false,
    destructive: true,
    next: EXPLAIN_ACTION,
    run: async (place, { action, input = {}, api_key: key }) =>
      jsonAnswer(await place.clientFor(key).act(action, input as never)),
  }),

  look: tool({
    what: `Reads one thing: ${PATHS.join(', ')}. explain /path says what it takes and shows.`,
    input: {
      path: said('One of these, with the id in place: messages/msg_…, journal/12.'),
      query: optional(anyObject('Parameters, such as limit and after.')),
      api_key: WHOSE,
    },
    readOnly: true,
    destructive: false,
    next: 'explain the path with a slash before it, such as /messages/{id}.',
    run: async (place, { path, query = {}, api_key: key }) => {
      const name = path.replace(/^\/*(_sandbox\/)?/, '')
      const { data } = await place
        .clientFor(key)
        .read(name, query as Readonly<Record<string, string>>)
      return jsonAnswer(data)
    },
  }),

  call: tool({
    what: 'Calls the Kirim API as a program would, and shows status and body. explain an operation to see its request.',
    input: {
      operation: choice('Which one.', OPERATION_KEYS),
      params: optional(anyObject('What stands in braces in the path.')),
      query: optional(anyObject('Parameters of the query.')),
      body: optional(anyObject('The body.')),
      idempotency_key: optional(said('So that a repeated POST does nothing twice.')),
      api_key: WHOSE,
    },
    readOnly: false,
    destructive: true,
    next: EXPLAIN_OPERATION,
    run: callApi,
  }),

  advance: {
    what: 'Moves the virtual clock, and waits for all that becomes due: statuses, webhooks, retries.',
    input: ACTION_INPUTS['advance-clock'],
    readOnly: false,
    destructive: false,
    next: 'give one of by, to and until. A clock that is not virtual becomes so by act set-clock.',
    run: async (place, input) => jsonAnswer(await place.clientFor().act('advance-clock', input)),
  },

  run: tool({
    what: 'Plays scenarios (YAML), each in a sandbox of its own, and says what was expected and seen.',
    input: {
      path: optional(said('A file or folder.')),
      scenario: optional(said('The text of a scenario, instead.')),
      filter: optional(said('Only those with this in their name.')),
    },
    readOnly: false,
    destructive: false,
    next: 'explain scenario-file and scenario-steps, or a step by its name.',
    run: (place, { path, scenario, filter }, signal) =>
      withFile('scenario.yaml', scenario, (file) => {
        const what = file ?? path ?? 'scenarios'
        const args = ['run', what, ...(filter === undefined ? [] : ['--filter', filter])]
        return subcommand(place, args, { next: TOOLS.run?.next ?? '', signal })
      }),
  }),

  check: tool({
    what: 'Judges a receiver of webhooks and client of the API by some seventy checks, with the cure for each that fails. Starts the program itself when command is given; a running one needs its secret.',
    input: {
      url: said('Where the program takes webhooks.'),
      command: optional(list('How it is started: a program and its arguments.', said('A word.'))),
      secret: optional(said('What a program that runs already verifies with.')),
      text: optional(said('What customers write. Default: Halo.')),
      only: optional(list('Only these checks or groups.', said('SIG, DUP-01.'))),
      observe: optional(said('A URL whose GET tells what the program has done.')),
    },
    readOnly: false,
    destructive: false,
    next: 'see that the program listens at url, reads PORT, KIRIM_BASE_URL, KIRIM_API_KEY and KIRIM_WEBHOOK_SECRET from its environment, and that command starts it in this folder.',
    run: (place, { url, command = [], secret, text, only, observe }, signal) => {
      const flags = Object.entries({ secret, text, observe, only: only?.join(',') })
      const given = flags.flatMap(([name, value]) =>
        value === undefined ? [] : [`--${name}`, value],
      )
      const words = command.length === 0 ? [] : ['--', ...command]
      const next = TOOLS.check?.next ?? ''
      return subcommand(place, ['check', url, ...given, ...words], { next, signal })
    },
  }),

  explore: tool({
    what: 'Random traffic and trouble against programs, and the shortest story of each bug, which run can play again.',
    input: {
      file: optional(said('An explore file (YAML).')),
      plan: optional(said('The text of one, instead: receivers: {app: {url: …, start: …}}')),
      runs: optional(count('How many plays. Default 200.', 10_000)),
      seed: optional(seed('The same seed plays the same moves.')),
      save: optional(said('A folder for a scenario of each finding.')),
    },
    readOnly: false,
    destructive: false,
    next: 'give file or plan: receivers with url, start and observe; see docs/explore.md of the package.',
    run: (place, { file, plan, ...wish }, signal) =>
      withFile('explore.yaml', plan, (written) => {
        const flags = Object.entries(wish).flatMap(([name, value]) => [`--${name}`, String(value)])
        const what = written ?? file
        if (what === undefined) throw new Refused('Neither file nor plan is given.')
        return subcommand(place, ['explore', what, ...flags], {
          next: TOOLS.explore?.next ?? '',
          signal,
        })
      }),
  }),

  explain: tool({
    what: 'All about one thing by its name: an action, operation (POST /messages), read (/journal), fault, failure code, check (SIG-05), step, setting, recipient; or a whole page of the reference.',
    input: { what: said('Its name.') },
    readOnly: true,
    destructive: false,
    next: 'read the resource kirim://reference/README, which names the pages.',
    run: async (place, { what }) => {
      const client = place.clientFor()
      const { organizations } = (await client.read('status')).data
      const { origin } = new URL(client.controlUrl)
      const customer = organizations[0]?.first_customer ?? '+628000000003'
      return textAnswer(explained(what, { origin, customer }))
    },
  }),
}

type Call = {
  readonly operation: keyof typeof OPERATIONS
  readonly params?: Readonly<Record<string, unknown>>
  readonly query?: Readonly<Record<string, unknown>>
  readonly body?: Readonly<Record<string, unknown>>
  readonly idempotency_key?: string
  readonly api_key?: string
}

async function callApi(place: Parameters<Tool['run']>[0], input: Call): Promise<Answer> {
  const { operation, params = {}, query = {}, body, idempotency_key: idempotencyKey } = input
  const { method, path } = OPERATIONS[operation]
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => {
    if (params[name] === undefined) throw new Refused(`${operation} needs params.${name}.`)
    return encodeURIComponent(String(params[name]))
  })
  const url = new URL(place.clientFor().apiUrl + filled)
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, String(value))
  const response = await fetch(url, {
    method,
    redirect: 'manual',
    headers: {
      authorization: `Bearer ${input.api_key ?? (await place.apiKey())}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  }).catch((error: Error) => {
    throw new Refused(`No answer came: ${error.message}. A fault may have cut it off.`)
  })
  const said = `${operation} → ${response.status}\n${await response.text().catch(() => '(it broke off)')}`
  if (response.status < 400) return textAnswer(said)
  return textAnswer(`${said}\nNext: ${EXPLAIN_OPERATION}`, true)
}

/** Runs with the path of a file that holds the text, as long as there is a text. */
async function withFile(
  name: string,
  content: string | undefined,
  use: (path: string | undefined) => Promise<Answer>,
): Promise<Answer> {
  if (content === undefined) return use(undefined)
  const folder = mkdtempSync(join(tmpdir(), 'kirim-sandbox-'))
  try {
    writeFileSync(join(folder, name), content)
    return await use(join(folder, name))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
