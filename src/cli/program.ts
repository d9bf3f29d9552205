// The command line: commands and their flags, made from the tables.
import { Readable, Writable } from 'node:stream'

import { Command, CommanderError } from 'commander'

import { ABOUT_V1 } from '../api/v1/generations.ts'
import { ControlError, NoSandboxError } from '../client/control-errors.ts'
import { packageVersion } from '../package.ts'
import { nearest } from '../schema/nearest.ts'
import { harmlessLines, oneLine } from '../terminal-text.ts'
import { inOurVoice } from './daily/voice.ts'
import { addStartFlags, givenFlags } from './option-flags.ts'
import { UsageError } from './options.ts'
import { EXIT, type Surroundings, type Terminal, takesColor, talk, widthOf } from './terminal.ts'

type CommandRow = {
  readonly what: string
  /** What gives the command its flags and its action: loaded only when the command is named. */
  readonly load: () => Promise<(command: Command, terminal: Terminal) => void>
}

/** The commands beside `start`, one row each. */
const COMMANDS = {
  status: {
    what: 'show what runs: where, whose, its clock, what it holds and where it is kept',
    load: async () => (await import('./daily/status.ts')).describeStatus,
  },
  stop: {
    what: 'end a running sandbox in order, by its address or its data folder',
    load: async () => (await import('./daily/stop.ts')).describeStop,
  },
  open: {
    what: 'open the page of a running sandbox in the browser',
    load: async () => (await import('./daily/open.ts')).describeOpen,
  },
  config: {
    what: 'print what a start here would take for each option, and where each value comes from',
    load: async () => (await import('./daily/config.ts')).describeConfig,
  },
  do: {
    what: 'do something to a running sandbox: let a customer write, move the clock, …',
    load: async () => (await import('./do.ts')).describeDo,
  },
  trigger: {
    what: 'cause a webhook event: message.status, contact.created, …',
    load: async () => (await import('./trigger/trigger.ts')).describeTrigger,
  },
  list: {
    what: 'print a table: operations, actions, faults, failures, recipients, …',
    load: async () => (await import('./list.ts')).describeList,
  },
  env: {
    what: 'print where a running sandbox is, as variables for a shell',
    load: async () => (await import('./env.ts')).describeEnv,
  },
  run: {
    what: 'play scenarios and judge what happens',
    load: async () => (await import('./run.ts')).describeRun,
  },
  exec: {
    what: 'run a command, such as a test suite, against a sandbox of its own',
    load: async () => (await import('./exec.ts')).describeExec,
  },
  check: {
    what: 'judge a receiver of webhooks and client of the API: some seventy checks, with their cures',
    load: async () => (await import('./check/check.ts')).describeCheck,
  },
  explain: {
    what: 'say all about a check: why, what the provider would do, how to mend it',
    load: async () => (await import('./check/explain.ts')).describeExplain,
  },
  explore: {
    what: 'look for an order of events that breaks your program, and tell the shortest',
    load: async () => (await import('./explore.ts')).describeExplore,
  },
  coverage: {
    what: 'show how much of the contract a running sandbox has seen in use',
    load: async () => (await import('./coverage.ts')).describeCoverage,
  },
  init: {
    what: 'write a config, a first scenario, editor settings and a CI workflow into a project',
    load: async () => (await import('./init.ts')).describeInit,
  },
  ui: {
    what: 'open the terminal UI on a running sandbox',
    load: async () => (await import('./ui/ui.ts')).describeUi,
  },
  snapshot: {
    what: 'save a running sandbox, load it again, list what was saved',
    load: async () => (await import('./snapshot.ts')).describeSnapshot,
  },
  changes: {
    what: 'what has changed in a running sandbox since a checkpoint, row by row',
    load: async () => (await import('./changes/changes.ts')).describeChanges,
  },
  logs: {
    what: 'what happened in a running sandbox: calls, webhooks, statuses; filtered, with bodies',
    load: async () => (await import('./logs.ts')).describeLogs,
  },
  story: {
    what: 'the story of a running sandbox on one page: what happened, what to look at, what comes',
    load: async () => (await import('./agents/story.ts')).describeStory,
  },
  mcp: {
    what: 'all of the sandbox as tools for a coding agent (Model Context Protocol)',
    load: async () => (await import('./agents/mcp.ts')).describeMcp,
  },
  wait: {
    what: 'wait until a sandbox answers, or until a message or a delivery has got so far',
    load: async () => (await import('./wait.ts')).describeWait,
  },
} as const satisfies Record<string, CommandRow>

const AFTER_HELP = `
Simulated is: ${ABOUT_V1}

Each command has a help of its own: kirim-sandbox do --help

Examples:
  kirim-sandbox                              start a sandbox on port 3000
  kirim-sandbox start --port 0 --json        any free port, one JSON object per line
  kirim-sandbox do advance-clock --by 25h    move the clock of a running sandbox
  kirim-sandbox run scenarios                play scenarios and judge what happens
  kirim-sandbox exec -- npm test             run a test suite against a sandbox of its own
  kirim-sandbox list recipients              numbers that misbehave on purpose`

const AFTER_START_HELP = `
Examples:
  kirim-sandbox start
  kirim-sandbox start --port 0 --json --no-tui --seed 7
  kirim-sandbox start --clock virtual --world empty`

/** Of a help that is not read on a terminal. */
const HELP_WIDTH = 80

/** Runs the command line to its end; gives back the exit code. */
export async function runCli(surroundings: Surroundings): Promise<number> {
  let exitCode: number = EXIT.well
  const setExitCode = (code: number) => {
    exitCode = code
  }
  await runCommand({ ...surroundings, setExitCode })
  return exitCode
}

/** The help of the program and of each command, as it is printed where there is no terminal. */
export async function commandHelps(): Promise<
  readonly { readonly name: string; readonly what: string; readonly help: string }[]
> {
  let help = ''
  const stdout = new Writable({
    decodeStrings: false,
    write(text: string, _encoding, done) {
      help += text
      done()
    },
  })
  const terminal: Terminal = {
    ...{ args: [], env: {}, folder: '.', stdin: Readable.from([]), stdout, stderr: stdout },
    signals: { on: () => {}, off: () => {} },
    exit: () => {},
    setExitCode: () => {},
  }
  const program = newProgram(terminal)
  for (const [name, row] of Object.entries<CommandRow>(COMMANDS)) {
    ;(await row.load())(program.command(name).description(row.what), terminal)
  }
  return program.commands.map((command) => {
    help = ''
    command.outputHelp()
    return { name: command.name(), what: command.description(), help: help.trimEnd() }
  })
}

async function runCommand(given: Terminal): Promise<void> {
  const terminal = withoutColor(given)
  const args = plainArgs(terminal.args)
  try {
    const program = newProgram(terminal)
    for (const [name, row] of Object.entries<CommandRow>(COMMANDS)) {
      const command = program.command(name).description(row.what)
      // Whoever asks for help about a command names it as well.
      if (args.includes(name)) (await row.load())(command, terminal)
    }
    refuseUnknownCommand(program, args[0] ?? '')
    await program.parseAsync(args, { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) talk(terminal, `kirim-sandbox: ${explain(error)}`)
    terminal.setExitCode(exitCodeOf(error))
  }
}

/** What people write who are used to other tools: `version`, `-v`, `help do advance-clock`. */
function plainArgs(args: readonly string[]): readonly string[] {
  if (args.length === 1 && (args[0] === 'version' || args[0] === '-v')) return ['--version']
  return args.length > 2 && args[0] === 'help' ? [...args.slice(1), '--help'] : args
}

/** `--no-color`, wherever it stands before what another program is given. */
function withoutColor(terminal: Terminal): Terminal {
  const end = terminal.args.indexOf('--')
  const own = end === -1 ? terminal.args : terminal.args.slice(0, end)
  if (!own.includes('--no-color')) return terminal
  const args = [...own.filter((arg) => arg !== '--no-color'), ...terminal.args.slice(own.length)]
  return { ...terminal, args, env: { ...terminal.env, NO_COLOR: '1', FORCE_COLOR: '' } }
}

/** Commander would give the name to `start`, which is the default, and speak of too many arguments. */
function refuseUnknownCommand(program: Command, name: string): void {
  const names = [...program.commands.map((command) => command.name()), 'help']
  if (name === '' || name.startsWith('-') || names.includes(name)) return
  const near = nearest(name, names)
  const hint = near === undefined ? '' : ` Did you mean ${near}?`
  throw new UsageError(`There is no command ${name}.${hint} Commands: ${names.join(', ')}.`)
}

/** A bug is thrown on, with its stack. */
function explain(error: unknown): string {
  if (error instanceof UsageError) return error.message
  if (error instanceof NoSandboxError) return oneLine(error.message)
  if (!(error instanceof ControlError)) throw error
  const { message, code, param, status } = error
  const facts = [code, param, status].filter((part) => part !== undefined)
  // Whatever answers there may have made all of it up.
  return oneLine(`${message} (${facts.join(', ')})`)
}

function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.well : EXIT.usage
  if (error instanceof ControlError) return EXIT.expectationFailed
  return error instanceof NoSandboxError ? EXIT.couldNotStart : EXIT.usage
}

function newProgram(terminal: Terminal): Command {
  const { stdout, stderr } = terminal
  const program = new Command('kirim-sandbox')
    .description('The Kirim Public API (WhatsApp messaging) on your own machine.')
    .version(packageVersion(), '-V, --version')
    .exitOverride()
    .configureOutput({
      // What it complains of is repeated as it was typed, or as a script put it there.
      writeOut: (text) => stdout.write(harmlessLines(text)),
      writeErr: (text) => stderr.write(harmlessLines(text)),
      outputError: (text, write) => write(`${inOurVoice(text)}\n`),
      getOutHelpWidth: () => widthOf(stdout) ?? HELP_WIDTH,
      getErrHelpWidth: () => widthOf(stderr) ?? HELP_WIDTH,
      getOutHasColors: () => takesColor(stdout, terminal),
      getErrHasColors: () => takesColor(stderr, terminal),
    })
    // So that `exec` can leave the flags of what it runs alone.
    .enablePositionalOptions()
    .showSuggestionAfterError()
    .configureHelp({ showGlobalOptions: true })
    .addHelpText('after', AFTER_HELP)
  const command = program
    .command('start', { isDefault: true })
    .description('start a sandbox (this is what happens without a command)')
    .usage('[options]')
    .addHelpText('after', AFTER_START_HELP)
    .action(async (_flags, self: Command) => {
      const { start } = await import('./start.ts')
      await start(givenFlags(self), terminal)
    })
  addStartFlags(command)
  return program
}
