// The stop: the control API ends the process that serves it, in order.
import type { FastifyInstance } from 'fastify'

import { refuseFaults } from '../../control/refusal.ts'
import { fail } from '../../domain/failures/failures.ts'
import { note } from '../../engine/sandbox.ts'
import { faultsOf } from '../../schema/check.ts'
import { integer, object, orNull, said } from '../../schema/shapes.ts'
import { type Desk, sendData } from './replies.ts'

/** What is shown of it, as of an action. It is none: no scenario and no agent ends what it runs in. */
export const STOP_DOOR = {
  path: '/stop',
  what: 'Ends the sandbox in order: what was acknowledged is kept, and the process ends. The answer comes before.',
  input: object('Nothing to say.', {}),
  reply: object('What ends.', {
    pid: integer('The process.'),
    kept_in: orNull(said('The data folder; null when nothing is kept.')),
  }),
  failures: ['stop_refused'],
} as const

const TOLD = 'The sandbox was told to stop over the control API.'

/** `read` gives the input of a request, as that of an action. */
export function addStopRoute(
  scope: FastifyInstance,
  desk: Desk,
  read: (request: Parameters<typeof sendData>[1]['request']) => unknown,
): void {
  scope.post(STOP_DOOR.path, async (request, reply) => {
    refuseFaults(faultsOf(STOP_DOOR.input, read(request)))
    const { sandbox, served, stop } = desk
    if (stop === undefined) fail('stop_refused')
    note(sandbox.defaultOrganization, { kind: 'notice', message: TOLD })
    await sandbox.ports.store.flush()
    // Sent or cut off: nobody waits any more.
    reply.raw.once('close', stop)
    reply.header('Connection', 'close')
    return sendData(desk, reply, { pid: served.pid, kept_in: served.keptIn })
  })
}
