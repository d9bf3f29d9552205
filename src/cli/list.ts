// The command `list`: prints the tables the sandbox is made of. Needs no running sandbox.
import type { Command } from 'commander'

import { V1 } from '../api/v1/api.ts'
import overlay from '../contract/overlay.json' with { type: 'json' }
import { OPERATION_KEYS, OPERATIONS } from '../contract/spec.ts'
import { ACTION_INPUTS } from '../control/actions/index.ts'
import { FAILURES, type FailureCode } from '../domain/failures/failures.ts'
import { META_ERRORS, SEND_FAILURES } from '../domain/failures/send-failures.ts'
import { FAULT_NAMES, faultFacts, matchNames, optionNames } from '../domain/faults/table.ts'
import { MAGIC_PREFIX, RECIPIENTS } from '../domain/messaging/recipients.ts'
import { SETTINGS, type SettingFacts } from '../domain/world/settings.ts'
import { CHECKS } from '../judge/checks/index.ts'
import { nearest } from '../schema/nearest.ts'
import { harmlessJson, oneLine } from '../terminal-text.ts'
import { invariantRows, moveRows } from './explore-tables.ts'
import { UsageError } from './options.ts'
import { bundledScenarios } from './run/bundled.ts'
import { formatTable, type Row } from './tables.ts'
import { print, type Terminal, widthOf } from './terminal.ts'

type Section = {
  /** Printed over the rows where a listing has several sections. */
  readonly title?: string
  readonly rows: readonly Row[]
}

type Listing = {
  readonly what: string
  readonly sections: () => readonly Section[]
  /** The whole of it, for programs. */
  readonly data: () => unknown
}

/** What can be listed, one row each. */
export const LISTINGS = {
  operations: {
    what: 'the operations of the API, with the statuses each may answer',
    sections: () => [{ rows: operationRows() }],
    data: () => OPERATION_KEYS.map((key) => OPERATIONS[key]),
  },
  actions: {
    what: 'what `do` can do; with --json, the schema of each input',
    sections: () => [{ rows: actionRows() }],
    data: () => Object.entries(ACTION_INPUTS).map(([name, input]) => ({ name, input })),
  },
  faults: {
    what: 'what `do arm-fault` can make go wrong',
    sections: () => [{ rows: faultRows() }],
    data: faultData,
  },
  failures: {
    what: 'every failure of the API, and why a message may fail after it was accepted',
    sections: failureSections,
    data: () => ({
      failures: named(failureFacts()),
      send_failures: named(SEND_FAILURES),
      meta_errors: Object.entries(META_ERRORS).map(([metaCode, [title, details]]) => {
        return { metaCode: Number(metaCode), title, details }
      }),
    }),
  },
  recipients: {
    what: 'how phones can behave, and the numbers that always behave so',
    sections: () => [{ rows: recipientRows() }],
    data: recipientRows,
  },
  checks: {
    what: 'what `check` judges a program by; `explain` says all about one',
    sections: () => [{ rows: checkRows() }],
    data: () =>
      Object.entries(CHECKS).map(([id, { play: _, alone: __, ...row }]) => ({ id, ...row })),
  },
  moves: {
    what: 'what happens in the plays of `explore`: traffic and trouble, with weights',
    sections: () => [{ rows: moveRows() }],
    data: moveRows,
  },
  invariants: {
    what: 'what must hold in the plays of `explore`',
    sections: () => [{ rows: invariantRows() }],
    data: invariantRows,
  },
  settings: {
    what: 'what `do change-settings` can change',
    sections: () => [{ rows: settingRows() }],
    data: () => named(SETTINGS),
  },
  scenarios: {
    what: 'the scenarios of the package, which `run --bundled` plays',
    sections: () => [{ rows: bundledScenarios().map(({ file, name }) => ({ file, name })) }],
    data: bundledScenarios,
  },
  overlay: {
    what: "what is added to the provider's OpenAPI document, and why",
    sections: () => [{ rows: overlayRows() }],
    data: () => overlay.actions,
  },
} as const satisfies Record<string, Listing>

const AFTER_HELP = `
Tables:
${formatTable(Object.entries(LISTINGS).map(([table, { what }]) => ({ table, what })))
  .slice(1)
  .map((line) => `  ${line}`)
  .join('\n')}

Examples:
  kirim-sandbox list recipients
  kirim-sandbox list failures | grep template
  kirim-sandbox list operations --json`

export function describeList(command: Command, terminal: Terminal): void {
  command
    .usage('<table> [options]')
    .argument('[table]', 'one of the tables below')
    .option('--json', 'the whole of it as JSON')
    .addHelpText('after', AFTER_HELP)
    .action((name: string | undefined, { json }: { readonly json?: true }) => {
      const table = readTable(name)
      const text = json ? harmlessJson(LISTINGS[table].data(), 2) : textOf(table, terminal)
      print(terminal, text)
    })
}

/** @throws UsageError with the tables that there are. */
function readTable(name: string | undefined): keyof typeof LISTINGS {
  if (name !== undefined && Object.hasOwn(LISTINGS, name)) return name as keyof typeof LISTINGS
  const names = Object.keys(LISTINGS)
  const tables = `Tables: ${names.join(', ')}.`
  if (name === undefined) throw new UsageError(`list takes the name of a table. ${tables}`)
  const near = nearest(name, names)
  const hint = near === undefined ? '' : ` Did you mean ${near}?`
  throw new UsageError(`There is no table ${oneLine(name)}.${hint} ${tables}`)
}

function textOf(table: keyof typeof LISTINGS, { stdout }: Terminal): string {
  const width = widthOf(stdout)
  const sections: readonly Section[] = LISTINGS[table].sections()
  return sections
    .map(({ title, rows }) => [...(title ? [title, ''] : []), ...formatTable(rows, width)])
    .map((lines) => lines.join('\n'))
    .join('\n\n')
}

function named<Facts extends object>(table: Readonly<Record<string, Facts>>) {
  return Object.entries(table).map(([name, facts]) => ({ name, ...facts }))
}

function operationRows(): Row[] {
  return OPERATION_KEYS.map((key) => {
    const { method, path, tag, summary, statuses } = OPERATIONS[key]
    return { method, path, tag, summary, statuses: statuses.join(' ') }
  })
}

function actionRows(): Row[] {
  return Object.entries(ACTION_INPUTS).map(([action, input]) => ({
    action,
    what: input.description as string,
  }))
}

function faultData() {
  return FAULT_NAMES.map((name) => {
    const { site, what, example } = faultFacts(name)
    return { name, site, what, ...optionNames(name), matches: matchNames(site), example }
  })
}

function faultRows(): Row[] {
  return FAULT_NAMES.map((fault) => {
    const { site, what } = faultFacts(fault)
    const { needs, takes } = optionNames(fault)
    return {
      fault,
      what,
      needs: needs.join(', ') || null,
      takes: takes.join(', ') || null,
      matches: matchNames(site).join(', '),
    }
  })
}

/** What each failure is over HTTP, with its sentence. */
function failureFacts() {
  const rows = Object.entries(FAILURES).map(([code, message]) => {
    const { status, type, remembered } = V1.failures[code as FailureCode]
    return [code, { status, type, message, remembered }] as const
  })
  return Object.fromEntries(rows)
}

function failureSections(): Section[] {
  const replies = Object.entries(failureFacts()).map(([code, { status, type, message }]) => {
    return { code, status, type, message }
  })
  const sends = Object.entries(SEND_FAILURES).map(([failure, row]) => ({
    failure,
    code: row.code,
    provider_code: row.providerCode ?? row.metaCode,
    meta_code: row.metaCode,
    message: row.message,
  }))
  const others = Object.entries(META_ERRORS).map(([metaCode, [title]]) => {
    return { meta_code: metaCode, title }
  })
  return [
    { title: 'What a request may be answered:', rows: replies },
    { title: 'What a message may fail with after it was accepted:', rows: sends },
    { title: "Meta's other codes, which become whatsapp_upstream_error:", rows: others },
  ]
}

function recipientRows(): Row[] {
  return Object.entries<{ what: string; suffix?: string }>(RECIPIENTS).map(
    ([behaviour, { suffix, what }]) => ({
      behaviour,
      number: suffix === undefined ? null : `+${MAGIC_PREFIX}${suffix}`,
      what,
    }),
  )
}

function checkRows(): Row[] {
  return Object.entries(CHECKS).map(([check, { severity, what }]) => ({ check, severity, what }))
}

function settingRows(): Row[] {
  return Object.entries<SettingFacts>(SETTINGS).map(([setting, facts]) => ({
    setting,
    default: String(facts.default),
    allowed: allowedOf(facts),
    what: facts.what,
  }))
}

function allowedOf({ default: value, from, to, oneOf }: SettingFacts): string {
  if (oneOf !== undefined) return oneOf.join(', ')
  return typeof value === 'boolean' ? 'true, false' : `${from} to ${to}`
}

function overlayRows(): Row[] {
  return overlay.actions.map(({ target, description, 'x-source': source }) => {
    return { target, reason: description, source }
  })
}
