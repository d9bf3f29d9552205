// A control action as a step: it takes what the action takes, and does what the action does.
import type { ActionName } from '../../contract/input-types.ts'
import { EVENT_TYPES, OPERATION_KEYS } from '../../contract/spec.ts'
import { ACTION_INPUTS, ACTIONS, runAction } from '../../control/actions/index.ts'
import { Failure } from '../../domain/failures/failures.ts'
import { faultWords } from '../../domain/faults/table.ts'
import type { Schema } from '../../schema/json-schema.ts'
import type { Reply } from './api-call.ts'
import { followAll, organizationFor } from './play-state.ts'
import { perform, refuseUnexamined, type StepRow, type Turn } from './step.ts'
import { writeAction } from './transcript.ts'

/** The step that runs the action with this name. */
export function actionStep(name: ActionName): StepRow {
  return {
    what: ACTIONS[name].what,
    input: withWords(name, ACTION_INPUTS[name] as Schema),
    givesReply: true,
    run: async (turn) => {
      await perform(turn, () => act(name, turn))
      return null
    },
  }
}

/** These end when a file has been read, which no jump of a simulated machine's time brings nearer. */
const READS_FILES: ReadonlySet<string> = new Set<ActionName>([
  'create-organization',
  'reset',
  'save-snapshot',
  'load-snapshot',
  'checkpoint',
  'rewind',
])

/** Runs an action in a turn, and writes it down. @throws StepError when it is refused unexpectedly. */
export async function act(name: ActionName, turn: Turn): Promise<Reply> {
  const { play, step, input } = turn
  const organization = organizationFor(play, turn.organization)
  const { api, sandbox } = play.opened
  const { now } = organization.world
  const done = runAction({ api, sandbox, organization }, name, input).then(
    (data) => ({ status: 200, body: { data } }),
    (error: unknown) => {
      if (!(error instanceof Failure)) throw error
      const { code, param, message } = error
      const told = { code, ...(param !== undefined && { param }), message }
      return { status: api.failures[code].status, body: { error: told } }
    },
  )
  const { status, body } = await (READS_FILES.has(name) ? done : play.machine.wait(done))
  followAll(play)
  if (name === 'arm-fault' && 'data' in body)
    play.arming.set((body.data as { id: string }).id, step)
  const text = JSON.stringify(body)
  const reply = { ...body, status, headers: {}, body, text, connection: 'whole' } as const
  writeAction(play.transcript, now, name, input, shortened(name, body))
  return refuseUnexamined(step, reply, name)
}

/** What happened in an advance stands in the cassette by itself. */
function shortened(name: ActionName, body: object): unknown {
  if (name !== 'advance-clock' || !('data' in body)) return body
  const { happened: _, more: __, ...rest } = body.data as Record<string, unknown>
  return { data: rest }
}

/** Where the input of an action takes any text although only some words mean anything. */
function withWords(name: string, input: Schema): Schema {
  if (name !== 'arm-fault') return input
  const properties = input.properties as Record<string, Schema>
  const match = properties.match as Schema
  const matches = match.properties as Record<string, Schema>
  return {
    ...input,
    properties: {
      ...properties,
      fault: { ...properties.fault, enum: faultWords() },
      match: {
        ...match,
        properties: {
          ...matches,
          operation: { ...matches.operation, enum: OPERATION_KEYS },
          event: { ...matches.event, enum: EVENT_TYPES },
        },
      },
    },
  }
}
