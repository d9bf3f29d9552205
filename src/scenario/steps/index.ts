// The table of steps beside the control actions. Printed from the files of this folder by `npm run generate`.
import type { OwnStep } from '../play/step.ts'
import { awaitStep } from './await.ts'
import { call } from './call.ts'
import { drive } from './drive.ts'
import { expectCount } from './expect-count.ts'
import { expectDelivery } from './expect-delivery.ts'
import { expectMessage } from './expect-message.ts'
import { expectObserved } from './expect-observed.ts'
import { expectReply } from './expect-reply.ts'
import { expectRequest } from './expect-request.ts'
import { expectSilence } from './expect-silence.ts'
import { expectWebhook } from './expect-webhook.ts'
import { pause } from './pause.ts'
import { repeat } from './repeat.ts'
import { restartProgram } from './restart-program.ts'
import { setReceiver } from './set-receiver.ts'

/** By the name that each has in a file. */
export const OWN_STEPS = {
  await: awaitStep,
  call,
  drive,
  'expect-count': expectCount,
  'expect-delivery': expectDelivery,
  'expect-message': expectMessage,
  'expect-observed': expectObserved,
  'expect-reply': expectReply,
  'expect-request': expectRequest,
  'expect-silence': expectSilence,
  'expect-webhook': expectWebhook,
  pause,
  repeat,
  'restart-program': restartProgram,
  'set-receiver': setReceiver,
} as const satisfies Readonly<Record<string, OwnStep>>
