// The command line: commands and their flags, made from the tables.
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { Command, CommanderError, Option } from 'commander'

import { START_OPTIONS, UsageError, variableOf } from './options.ts'
import { start } from './start.ts'
import { EXIT, talk } from './terminal.ts'

/** Runs the command line; sets the process's exit code. */
export async function main(args: readonly string[]): Promise<void> {
  try {
    await newProgram().parseAsync(args, { from: 'user' })
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? EXIT.well : EXIT.usage
      return
    }
    if (!(error instanceof UsageError)) throw error
    talk(`kirim-sandbox: ${error.message}`)
    process.exitCode = EXIT.usage
  }
}

function newProgram(): Command {
  const program = new Command('kirim-sandbox')
    .description('The Kirim Public API (WhatsApp messaging) on your own machine.')
    .version(version(), '-V, --version')
    .exitOverride()
    .showSuggestionAfterError()
    .configureHelp({ showGlobalOptions: true })
  const command = program
    .command('start', { isDefault: true })
    .description('start a sandbox (this is what happens without a command)')
    .exitOverride()
    .action(start)
  for (const [name, facts] of Object.entries(START_OPTIONS)) {
    command.addOption(optionOf(name, facts))
  }
  return program
}

function optionOf(
  name: string,
  facts: { flag: string; what: string; kind: string; default?: unknown },
): Option {
  const shown =
    facts.default === undefined || facts.kind === 'yes' ? '' : `, default ${facts.default}`
  const option = new Option(facts.flag, `${facts.what} (${variableOf(name)}${shown})`)
  return facts.kind === 'list'
    ? option.argParser((value: string, before: string[] = []) => [...before, value])
    : option
}

function version(): string {
  let folder = dirname(fileURLToPath(import.meta.url))
  for (;;) {
    try {
      const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
      return version
    } catch {
      const parent = dirname(folder)
      if (parent === folder) throw new Error('package.json is missing from the package.')
      folder = parent
    }
  }
}
