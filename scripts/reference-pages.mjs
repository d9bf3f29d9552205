// The pages of the reference, one function each: from the tables of the code to Markdown.
import { checksPage } from './reference-checks.mjs'
import { commandsPage } from './reference-commands.mjs'
import { actionsPage, readsPage } from './reference-control.mjs'
import { invariantsPage, movesPage } from './reference-exploring.mjs'
import { operationsPage } from './reference-operations.mjs'
import {
  scenarioFilePage,
  scenarioMatchersPage,
  scenarioStepsPage,
} from './reference-scenarios.mjs'
import { typeOf } from './reference-schemas.mjs'
import { code, codes, fence, page, table } from './reference-text.mjs'
import { toolsPage } from './reference-tools.mjs'

/**
 * By file: what it holds, and how it is made.
 * @type {Record<string, { what: string, print: (tables: any) => string }>}
 */
export const PAGES = {
  'operations.md': {
    what: 'the operations of the API, with the statuses and codes that each may answer',
    print: operationsPage,
  },
  'failures.md': {
    what: "every failure of the API, and why a message may fail after it was accepted: Kirim's and Meta's codes",
    print: failuresPage,
  },
  'recipients.md': {
    what: 'how phones can behave, and the numbers that always behave so',
    print: recipientsPage,
  },
  'faults.md': { what: 'what can be made to go wrong', print: faultsPage },
  'actions.md': { what: 'what can be done to a running sandbox', print: actionsPage },
  'reads.md': { what: 'what can be seen of a running sandbox', print: readsPage },
  'scenario-file.md': { what: 'what a scenario file holds', print: scenarioFilePage },
  'scenario-steps.md': { what: 'the steps of scenarios', print: scenarioStepsPage },
  'scenario-matchers.md': {
    what: 'what an expectation can say about a value',
    print: scenarioMatchersPage,
  },
  'checks.md': { what: 'what `check` judges a program by', print: checksPage },
  'moves.md': { what: 'what happens in the plays of `explore`', print: movesPage },
  'invariants.md': { what: 'what must hold in the plays of `explore`', print: invariantsPage },
  'tools.md': { what: 'the tools and resources of `kirim-sandbox mcp`', print: toolsPage },
  'settings.md': { what: 'what can be tuned in an organisation', print: settingsPage },
  'commands.md': {
    what: 'every command with its flags, and the exit codes',
    print: commandsPage,
  },
  'options.md': { what: 'the options of `kirim-sandbox start`', print: optionsPage },
  'overlay.md': {
    what: "what is added to the provider's OpenAPI document, and why",
    print: overlayPage,
  },
  'jobs.md': { what: 'what waits for its time on the clock of an organisation', print: jobsPage },
  'README.md': { what: 'this page', print: indexPage },
}

function indexPage() {
  const rows = Object.entries(PAGES).filter(([file]) => file !== 'README.md')
  return page(
    'Reference',
    rows.map(([file, { what }]) => `- [${file}](${file}): ${what}`).join('\n'),
  )
}

function failuresPage({ FAILURES, CONTROL_CODES, SEND_FAILURES, META_ERRORS }) {
  const row = ([name, { status, type, message, remembered }]) => {
    return [code(name), status, code(type), message, remembered ? 'yes' : '']
  }
  const headings = [
    'code',
    'status',
    'type',
    'message, when nothing more exact can be said',
    'kept',
  ]
  const byStatus = Object.entries(FAILURES).sort(([, a], [, b]) => a.status - b.status)
  return page(
    'Failures',
    '## What a request may be answered',
    'These stand in `error.code`. Those marked *kept* are given again to a repeated `Idempotency-Key`; after any other one, the same key may be used for a new try.',
    table(headings, byStatus.filter(([name]) => !CONTROL_CODES.has(name)).map(row)),
    '## What only the control API answers',
    table(
      headings.slice(0, 4),
      byStatus.filter(([name]) => CONTROL_CODES.has(name)).map((one) => row(one).slice(0, 4)),
    ),
    '## What a message may fail with after it was accepted',
    "In the API, `data.error` has Kirim's code and number; the webhook `message.status` passes on Meta's number. Where the documentation of the two differs, both are as documented.",
    table(
      ['`error.code`', '`error.provider_code`', "Meta's code", "Meta's title", '`error.message`'],
      Object.values(SEND_FAILURES).map(({ code: name, providerCode, metaCode, title, message }) => {
        return [code(name), providerCode ?? "Meta's", metaCode, title, message]
      }),
    ),
    "## Meta's other codes",
    'These become `whatsapp_upstream_error` with the number as `provider_code`. Any of them can be had: a message to `+62800000` and the code in six digits fails with it ([recipients.md](recipients.md)), and so does one that the fault `fate.fail` strikes ([faults.md](faults.md)).',
    table(
      ["Meta's code", 'title', 'details'],
      Object.entries(META_ERRORS).map(([metaCode, [title, details]]) => [metaCode, title, details]),
    ),
  )
}

function recipientsPage({ RECIPIENTS, MAGIC_PREFIX }) {
  return page(
    'Recipients',
    `Numbers under \`+${MAGIC_PREFIX}\` always behave as their row says, and a text reaches them without an open customer service window. Any other phone behaves so after \`npx kirim-sandbox do set-recipient\`.`,
    table(
      ['behaviour', 'number', 'what happens'],
      Object.entries(RECIPIENTS).map(([name, { suffix, what }]) => {
        return [code(name), suffix === undefined ? '' : code(`+${MAGIC_PREFIX}${suffix}`), what]
      }),
    ),
    fence(
      'sh',
      'npx kirim-sandbox do set-recipient --phone-number +6281234567890 --behaviour never-reads',
    ),
  )
}

function faultsPage({
  FAULT_NAMES,
  SITES,
  faultFacts,
  matchNames,
  optionNames,
  allOptions,
  ACTION_INPUTS,
}) {
  const { match, fault, ...members } = ACTION_INPUTS['arm-fault'].properties
  const options = allOptions()
  const rows = (names) =>
    names.map((name) => [code(name), typeOf(members[name]), members[name].description])
  const names = Object.keys(members)
  const facts = FAULT_NAMES.map((name) => ({ name, ...faultFacts(name), ...optionNames(name) }))
  return page(
    'Faults',
    `What \`arm-fault\` can make go wrong. The name may be written without its site where only one fault has it. How to use them: [faults.md](../faults.md). Those with a yes can be armed under a whole test suite by \`exec --under\`: [exec.md](../exec.md).`,
    Object.entries(SITES).map(([site, { title }]) =>
      faultSite(
        title,
        facts.filter((one) => one.site === site),
        matchNames(site).map((name) => [name, match.properties[name].description]),
      ),
    ),
    '## Options',
    table(
      ['option', 'type', 'of which faults, and what it says'],
      rows(names.filter((name) => options.has(name))),
    ),
    '## When it strikes',
    'The first armed fault that strikes wins. Without any of these, a fault strikes whatever it matches until it is disarmed.',
    table(['member', 'type', ''], rows(names.filter((name) => !options.has(name)))),
  )
}

function faultSite(title, faults, parts) {
  const rows = faults.map(({ name, what, needs, takes, example, ambient }) => {
    const begin = Object.entries(example).map(([option, value]) => `${option}: ${value}`)
    const isAmbient = typeof ambient === 'string' ? '' : 'yes'
    return [code(name), what, codes(needs), codes(takes), codes(begin), isAmbient]
  })
  return [
    `## ${title}`,
    table(['fault', 'what happens', 'needs', 'takes', 'example', 'under tests'], rows),
    table(
      ['match', 'what it strikes'],
      parts.map(([name, what]) => [code(`match.${name}`), what.replace(/^.*?faults: /, '')]),
    ),
  ]
}

function settingsPage({ SETTINGS }) {
  const allowed = ({ default: standard, from, to, oneOf }) => {
    if (oneOf !== undefined) return codes(oneOf)
    return typeof standard === 'boolean' ? codes(['true', 'false']) : `${from} to ${to}`
  }
  return page(
    'Settings',
    'What `change-settings` can change, and the member `settings` of a [world file](../worlds.md). Names that end in `Ms` are milliseconds of world time, but for `receiverTimeoutMs`, which is always real.',
    table(
      ['setting', 'default', 'allowed', 'what it does'],
      Object.entries(SETTINGS).map(([name, facts]) => {
        return [code(name), code(facts.default), allowed(facts), facts.what]
      }),
    ),
    fence('sh', 'npx kirim-sandbox do change-settings --settings readProbability=1'),
  )
}

function optionsPage({ START_OPTIONS, CONFIG_FILE, variableOf }) {
  return page(
    'Options of start',
    `The flag wins, then the variable, then the member of \`${CONFIG_FILE}\` in the folder where the command runs, then the default. In a variable, \`1\` and \`true\` are yes; lists have commas.`,
    table(
      ['flag', 'variable', `in \`${CONFIG_FILE}\``, 'default', 'what it does'],
      Object.entries(START_OPTIONS).map(([name, { flag, shape }]) => [
        code(flag),
        code(variableOf(name)),
        code(name),
        shape.default === undefined ? '' : code(shape.default),
        [shape.description, shape.enum && `one of ${codes(shape.enum)}`].filter(Boolean).join('; '),
      ]),
    ),
  )
}

function overlayPage({ overlay }) {
  return page(
    'Overlay',
    "`openapi.json` is the provider's document, byte for byte. What the provider's pages promise beyond it is added by these actions of `src/contract/overlay.json`, an OpenAPI Overlay 1.0 document. Why: [decision 3](../decisions/0003-overlay.md).",
    table(
      ['target', 'reason', 'source'],
      overlay.actions.map(({ target, description, 'x-source': source }) => {
        return [code(target), description, source]
      }),
    ),
  )
}

function jobsPage({ JOB_KINDS }) {
  return page(
    'Jobs',
    'What stands in the schedule of an organisation until its time has come; `next_job` of `GET /_sandbox/status` has these names. Housekeeping goes on for ever, so `advance-clock` with `until: idle` does not wait for it. See [time.md](../time.md).',
    table(
      ['job', 'what it does', 'housekeeping'],
      Object.entries(JOB_KINDS).map(([name, { what, housekeeping }]) => {
        return [code(name), what, housekeeping ? 'yes' : '']
      }),
    ),
  )
}
