// What `init` writes into a project: one row for each file.
import { packageVersion } from '../../package.ts'
import { skillText } from '../agents/rules.ts'
import { CONFIG_FILE } from '../options.ts'
import type { Project } from './project.ts'

export type FileRow = {
  readonly what: string
  readonly text: (project: Project) => string
  /** What to do by hand where there is such a file already, unless it holds this text. */
  readonly otherwise?: { readonly unless: string; readonly advice: string }
}

/** What a coding agent needs, by path: `init --agent` writes it. */
export const AGENT_FILES: Readonly<Record<string, FileRow>> = {
  '.mcp.json': {
    what: 'lets coding agents start the tools of the sandbox',
    text: (project) => json({ mcpServers: { 'kirim-sandbox': serverOf(project) } }),
    otherwise: {
      unless: '"kirim-sandbox"',
      advice: `add "kirim-sandbox": ${JSON.stringify({ command: 'npx', args: ['kirim-sandbox', 'mcp'] })} to "mcpServers"`,
    },
  },
  '.claude/skills/kirim-sandbox/SKILL.md': {
    what: 'tells coding agents how to work with the sandbox, and the rules of a good integration',
    text: (project) => skillText(commandOf(project)),
  },
}

function commandOf({ isNode, run }: Project): string {
  return isNode ? `${run} kirim-sandbox` : `npx --yes ${pinned()}`
}

/** How an agent starts it; not by a shell. */
function serverOf(project: Project) {
  const [command, ...args] = commandOf(project).split(' ')
  return { command, args: [...args, 'mcp'] }
}

/** Where the package's own files lie, seen from the root of the project. */
const PACKAGE = 'node_modules/kirim-sandbox'
const SCENARIO_SCHEMA = `${PACKAGE}/scenario.schema.json`

const YAML_SCHEMAS = { [`./${SCENARIO_SCHEMA}`]: ['scenarios/**/*.yaml'] }

/** By path, with slashes. */
export const PROJECT_FILES: Readonly<Record<string, FileRow>> = {
  [CONFIG_FILE]: {
    what: 'the options of the sandbox in this project',
    text: () =>
      // No more than this: what a data folder began with cannot be asked for otherwise later.
      json({ $schema: `./${PACKAGE}/config.schema.json`, port: 3000 }),
  },
  'scenarios/first-message.yaml': {
    what: 'a first scenario: a customer writes and is answered',
    text: () => FIRST_SCENARIO,
  },
  '.vscode/settings.json': {
    what: 'lets the YAML extension complete and check scenarios',
    text: () => json({ 'yaml.schemas': YAML_SCHEMAS }),
    otherwise: {
      unless: SCENARIO_SCHEMA,
      advice: `add "yaml.schemas": ${JSON.stringify(YAML_SCHEMAS)}`,
    },
  },
  '.github/workflows/kirim-sandbox.yml': {
    what: 'plays the scenarios and runs the tests at each push',
    text: workflow,
  },
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}

const FIRST_SCENARIO = `# yaml-language-server: $schema=../${SCENARIO_SCHEMA}
name: A customer writes, is answered, and reads the answer
description: >-
  A first scenario to change. It is played in a world of its own, whose clock moves only when it is
  told to, so it takes no time and ends the same way each time.
world: empty

variables:
  customer: '+6281300000001'

receivers:
  # Built in. For a program of your own, give its address: url: http://127.0.0.1:4000/webhooks
  shop:
    events: [message.received, message.status]

steps:
  - say: Siti reads whatever she is sent.
    set-recipient:
      phone_number: \${customer}
      behaviour: reads

  - say: She writes first, which opens the customer service window for 24 hours.
    customer-writes:
      from: \${customer}
      name: Siti Rahayu
      text: Halo, masih buka?

  - advance-clock:
      until: idle

  - say: The receiver has heard of it, under a good signature.
    expect-webhook:
      receiver: shop
      event: message.received
      signature: valid

  - say: So she may be answered freely.
    call:
      operation: POST /messages
      body:
        to: \${customer}
        type: text
        text:
          body: Masih, Kak. Silakan!
    as: answer

  - expect-reply:
      status: 200
      data:
        status: pending

  - advance-clock:
      until: idle

  - expect-message:
      id: \${answer.data.id}
      status: read
`

/** Actions are named by their major version, which is what their own documentation does. */
function workflow(project: Project): string {
  const { isNode, install, test } = project
  const command = isNode ? `${project.run} kirim-sandbox` : `npx --yes ${pinned()}`
  const tests =
    test === null
      ? `      # The tests of this project, with KIRIM_BASE_URL and KIRIM_API_KEY set:
      # - run: ${command} exec -- <your test command>
`
      : `      - name: Run the tests against a sandbox
        run: ${command} exec --coverage-html coverage/kirim.html -- ${test}
      - name: Keep the coverage
        if: always()
        uses: actions/upload-artifact@v4
        with:
          name: kirim-coverage
          path: coverage/kirim.html
          if-no-files-found: ignore
`
  return `# Plays the scenarios, and runs the tests against a sandbox of the Kirim Public API.
name: kirim-sandbox

on:
  push:
  pull_request:

permissions:
  contents: read

jobs:
  kirim-sandbox:
    runs-on: ubuntu-latest
    timeout-minutes: 15
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          node-version: 22
${isNode ? `      - run: ${install}\n` : ''}      - name: Play the scenarios
        run: ${command} run scenarios
${tests}`
}

function pinned(): string {
  return `kirim-sandbox@${packageVersion()}`
}
