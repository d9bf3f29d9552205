// The command `snapshot`: saves a running sandbox's organisation, loads it again, lists what is kept.
import { existsSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'

import type { Command } from 'commander'

import { type ControlClient, controlClient } from '../client/control-client.ts'
import { Failure } from '../domain/failures/failures.ts'
import { parseSnapshot } from '../engine/snapshots/parsing.ts'
import { harmlessJson, oneLine } from '../terminal-text.ts'
import { printDiff } from './changes/changes.ts'
import { addConnectionFlags, type ConnectionFlags } from './connection.ts'
import { UsageError } from './options.ts'
import { formatTable, type Row } from './tables.ts'
import { pathIn, print as printText, type Terminal, talk } from './terminal.ts'

type SnapshotFlags = ConnectionFlags & {
  readonly json?: true
  readonly redact?: true
  readonly replace?: true
}

/** What the sandbox tells of a snapshot. */
type Told = {
  readonly name?: string
  readonly bytes?: number
  readonly organization_id: string | null
  readonly organization_name: string | null
  readonly now: string | null
  readonly clock: string | null
  readonly rows: number | null
  readonly redacted: boolean | null
}

const PLACE =
  'a name, which the sandbox keeps; or a file here: a path that ends in .json or has a /'

const AFTER_HELP = `
Examples:
  kirim-sandbox snapshot save before-the-sale
  kirim-sandbox snapshot load before-the-sale
  kirim-sandbox snapshot save --redact tests/shop.json
  kirim-sandbox snapshot load tests/shop.json
  kirim-sandbox snapshot diff before-the-sale
  kirim-sandbox snapshot list`

/** Gives the command its subcommands. */
export function describeSnapshot(command: Command, terminal: Terminal): void {
  command.usage('save|load|list|diff').addHelpText('after', AFTER_HELP)
  addConnectionFlags(
    command
      .command('save')
      .description('save the organisation as it is now')
      .argument('[name|file.json]', `${PLACE}; snapshot-1, … when left out`)
      .option('--redact', 'put stand-ins in the place of keys, secrets and passwords')
      .option('--replace', 'take the place of one that is there already')
      .option('--json', 'print what was saved as JSON'),
    terminal,
  ).action((place: string | undefined, flags: SnapshotFlags) => save(place, flags, terminal))
  addConnectionFlags(
    command
      .command('load')
      .description('put the organisation back to a snapshot')
      .argument('<name|file.json>', PLACE)
      .option('--json', 'print what was loaded as JSON'),
    terminal,
  ).action((place: string, flags: SnapshotFlags) => load(place, flags, terminal))
  addConnectionFlags(
    command
      .command('diff')
      .description('print what differs between two snapshots, or between one and now')
      .argument('<before>', 'the name of a snapshot that the sandbox keeps')
      .argument('[after]', 'the name of another one; now when left out')
      .option('--json', 'what differs as JSON'),
    terminal,
  ).action((from: string, to: string | undefined, flags: SnapshotFlags) =>
    printDiff({ from, to }, flags, terminal),
  )
  addConnectionFlags(
    command
      .command('list')
      .description('list the snapshots that the sandbox keeps')
      .option('--json', 'the whole of it as JSON'),
    terminal,
  ).action((flags: SnapshotFlags) => list(flags, terminal))
}

function isFile(place: string): boolean {
  return /[/\\]/.test(place) || place.endsWith('.json')
}

async function save(
  place: string | undefined,
  flags: SnapshotFlags,
  terminal: Terminal,
): Promise<void> {
  const { redact = false, replace = false, json } = flags
  const client = controlClient(flags)
  if (place !== undefined && isFile(place)) {
    const path = pathIn(terminal, place)
    await saveFile(client, path, redact, replace)
    const bytes = statSync(path).size
    if (json) print({ file: place, bytes }, terminal)
    else talk(terminal, `Saved ${oneLine(place)} (${bytes} bytes).`)
    return
  }
  const name = place === undefined ? {} : { name: place }
  const told = (await client.act('save-snapshot', { ...name, redact, replace })) as Told
  if (json) print(told, terminal)
  else talk(terminal, `Saved ${told.name}: ${described(told)}, ${told.bytes} bytes.`)
}

/** For its owner only, for it holds keys; and there is never half a file of this name. */
async function saveFile(
  client: ControlClient,
  path: string,
  redact: boolean,
  replace: boolean,
): Promise<void> {
  refuseTaken(path, replace)
  const text = await client.text('snapshot', { redact })
  const unfinished = `${path}.${process.pid}.unfinished`
  try {
    writeFileSync(unfinished, text, { mode: 0o600, flag: 'wx', flush: true })
    refuseTaken(path, replace)
    renameSync(unfinished, path)
  } catch (error) {
    if (existsSync(unfinished)) rmSync(unfinished)
    if (error instanceof UsageError) throw error
    throw new UsageError(`${path} could not be written: ${(error as Error).message}`)
  }
}

function refuseTaken(path: string, replace: boolean): void {
  if (replace || !existsSync(path)) return
  throw new UsageError(`${path} is there already. Choose another name, or say --replace.`)
}

async function load(place: string, flags: SnapshotFlags, terminal: Terminal): Promise<void> {
  const input = isFile(place) ? { snapshot: readFile(pathIn(terminal, place)) } : { name: place }
  const told = (await controlClient(flags).act('load-snapshot', input)) as Told
  if (flags.json) print(told, terminal)
  else talk(terminal, `Loaded ${oneLine(place)}: ${described(told)}.`)
}

/** As much as the sandbox takes in one request. */
const FILE_MAX_BYTES = 63 * 1024 * 1024

function readFile(path: string): Record<string, unknown> {
  const value = parse(path, read(path))
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>
  }
  throw new UsageError(`${path} is no snapshot: expected a JSON object.`)
}

function read(path: string): string {
  try {
    const stat = statSync(path)
    const { size } = stat
    // A pipe is fine here: `snapshot load <(jq … shop.json)`.
    if (!stat.isFile() && !stat.isFIFO()) {
      throw new UsageError(`${path} could not be read: it is not a regular file.`)
    }
    if (size > FILE_MAX_BYTES) {
      throw new UsageError(
        `${path} has ${size} bytes, and one request takes ${FILE_MAX_BYTES}. Put it into the folder snapshots of the sandbox's data folder and load it by its name.`,
      )
    }
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (error instanceof UsageError) throw error
    throw new UsageError(`${path} could not be read: ${(error as Error).message}`)
  }
}

function parse(path: string, text: string): unknown {
  try {
    return parseSnapshot(text)
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    throw new UsageError(`${path}: ${error.message}`)
  }
}

async function list(flags: SnapshotFlags, terminal: Terminal): Promise<void> {
  const { data } = await controlClient(flags).read('snapshots')
  const { snapshots } = data as { readonly snapshots: readonly Told[] }
  if (flags.json) {
    print(snapshots, terminal)
    return
  }
  if (snapshots.length === 0) {
    talk(terminal, 'There is no snapshot yet. Save one: kirim-sandbox snapshot save <name>')
    return
  }
  const rows = snapshots.map(
    ({ name, organization_name, now, rows, bytes, redacted }): Row => ({
      name: name ?? null,
      organization: organization_name,
      time: now,
      rows,
      bytes: bytes ?? null,
      redacted,
    }),
  )
  printText(terminal, formatTable(rows).join('\n'))
}

function described({ organization_name: name, now, rows }: Told): string {
  return `${oneLine(name ?? '')} at ${now}, ${rows} rows`
}

function print(data: unknown, terminal: Terminal): void {
  printText(terminal, harmlessJson(data, 2))
}
