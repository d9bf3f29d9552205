// What must compile in a project that has nothing but the package.
import {
  type EventType,
  type KirimSandbox,
  KirimWaitError,
  type ReceivedWebhook,
  type RequestBody,
  type Schemas,
  startSandbox,
  verifySignature,
} from 'kirim-sandbox'
import { useKirim } from 'kirim-sandbox/jest'
import { kirimFixtures, kirimMatchers } from 'kirim-sandbox/playwright'

const message: RequestBody<'POST /messages'> = {
  to: '+6281234567890',
  type: 'text',
  text: { body: 'Halo' },
}

export async function useAll(): Promise<void> {
  await using sandbox: KirimSandbox = await startSandbox({ seed: 7, clock: 'virtual' })
  const { data } = await sandbox.call('POST /messages', { body: message })
  const sent: Schemas['Message'] = data
  const { wamid } = await sandbox.do.customerWrites({ from: sent.to, text: 'Halo' })
  const fault: string = (await sandbox.do.armFault({ fault: 'status', status: 503 })).id
  await sandbox.do.disarmFaults({ fault_id: fault })
  const { error } = await sandbox.call('GET /messages/{id}', { params: { id: wamid }, expect: 404 })
  const code: string = error.code
  const webhook = await sandbox.waitFor.webhook({ event: 'contact.created' })
  const name: string | null = webhook.body.data.contact.name
  const statuses = (webhooks: readonly ReceivedWebhook[]) =>
    webhooks.flatMap((one) =>
      one.event === 'message.status' ? one.body.entry.map(({ id }) => id) : [],
    )
  const events: EventType[] = ['message.received']
  const subscription = await sandbox.inbox.subscribe(events)
  const verdict = verifySignature({
    header: null,
    body: '',
    secrets: [subscription.initial_secret],
    now: 0,
  })
  const reason: string = verdict.valid ? '' : verdict.reason
  const { total }: { total: number } = sandbox.coverage()
  const other = await sandbox.createOrganization({ settings: { readProbability: 1 } })
  await other.advance('25h')
  const media = await other.call('GET /messages/{id}/media', { params: { id: sent.id } })
  const location: string | undefined = media.headers.location
  console.log(code, name, reason, total, location, statuses(sandbox.inbox.webhooks))
}

export const isTimeout = (error: unknown): boolean =>
  error instanceof KirimWaitError && error.code === 'wait_timeout'

export const doors = [useKirim, kirimFixtures, kirimMatchers]

declare const console: { log(...values: unknown[]): void }
