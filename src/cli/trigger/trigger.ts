// The command `trigger`: causes an event by the rules that really cause it.
import { type Command, Option } from 'commander'

import { type ControlClient, controlClient } from '../../client/control-client.ts'
import { metaCode } from '../../schema/choices.ts'
import { nearest } from '../../schema/nearest.ts'
import { harmlessJson } from '../../terminal-text.ts'
import { addConnectionFlags, type ConnectionFlags } from '../connection.ts'
import { workingKey } from '../env.ts'
import { shapedFlag } from '../option-flags.ts'
import { UsageError } from '../options.ts'
import { print, type Terminal } from '../terminal.ts'
import { TRIGGERS, type TriggerOptions } from './events.ts'

type TriggerFlags = ConnectionFlags & TriggerOptions

const EVENTS = Object.keys(TRIGGERS) as readonly (keyof typeof TRIGGERS)[]

const AFTER_HELP = `
Events:
${EVENTS.map((event) => `  ${event.padEnd(23)}${TRIGGERS[event].what}`).join('\n')}

Every receiver that is subscribed to the event hears of it, and of what else the cause brings about.

Examples:
  kirim-sandbox trigger message.received --text 'Masih ada?'
  kirim-sandbox trigger message.status --status read
  kirim-sandbox trigger message.status --status failed --code 131026
  kirim-sandbox trigger contact.created`

export function describeTrigger(command: Command, terminal: Terminal): void {
  const statuses = ['sent', 'delivered', 'read', 'failed']
  addConnectionFlags(command, terminal)
    .argument('<event>', 'which one')
    .option('--customer <number>', "the customer's number", '+6281300000001')
    .option('--text <text>', 'what is written; the name, where one is changed', 'Halo')
    .addOption(
      new Option('--status <status>', 'message.status: which one')
        .choices(statuses)
        .default('delivered'),
    )
    .addOption(
      shapedFlag('--code <number>', metaCode("message.status failed: Meta's code")).default(
        131_026,
      ),
    )
    .addHelpText('after', AFTER_HELP)
    .action(async (event: string, flags: TriggerFlags) => {
      const row = TRIGGERS[eventNamed(event)]
      print(terminal, harmlessJson(await row.cause(await keyed(flags), flags), 2))
    })
}

function eventNamed(text: string): keyof typeof TRIGGERS {
  const found = EVENTS.find((event) => event === text)
  if (found !== undefined) return found
  const near = nearest(text, EVENTS)
  const hint = near === undefined ? '' : ` Did you mean ${near}?`
  throw new UsageError(`There is no event ${text}.${hint} Events: ${EVENTS.join(', ')}.`)
}

/** The API wants a key even where the control API does without. */
async function keyed(flags: ConnectionFlags): Promise<ControlClient> {
  const client = controlClient(flags)
  if (flags.apiKey !== undefined) return client
  const { data } = await client.read('organizations')
  return controlClient({ ...flags, apiKey: workingKey(data.organizations[0]) })
}
