// What each scheduled job does. Attempts are the engine's: they leave the world and come back.
import { progressMessage } from './messaging/message-progress.ts'
import { echoMessage, finishDownload } from './messaging/messages.ts'
import { purgeDeliveries } from './webhooks/purge.ts'
import type { JobKind } from './world/job-kinds.ts'
import type { World } from './world/world.ts'

/** Runs inside a transaction, with the world's clock at the time the job was due. */
type Run = (world: World, subject: string) => void

export const JOBS = {
  'progress-message': progressMessage,
  'echo-message': echoMessage,
  'download-media': finishDownload,
  'purge-deliveries': purgeDeliveries,
} as const satisfies Record<Exclude<JobKind, 'attempt-delivery'>, Run>
