// Starts the shop: KIRIM_BASE_URL, KIRIM_API_KEY and KIRIM_WEBHOOK_SECRET say where, as whom, and signed how.
import { kirimClient } from './kirim-client.js'
import { startServer } from './server.js'
import { newShop } from './shop.js'
import { webhookReceiver } from './webhooks.js'

const { KIRIM_BASE_URL, KIRIM_API_KEY, KIRIM_WEBHOOK_SECRET = '', PORT = '4000' } = process.env

const client = kirimClient({ baseUrl: KIRIM_BASE_URL, apiKey: KIRIM_API_KEY })
const report = (error) => process.stderr.write(`${error.stack}\n`)
const shop = newShop({ client, report })
const secrets = KIRIM_WEBHOOK_SECRET.split(',')
const receive = webhookReceiver({ secrets: () => secrets, onEvent: shop.handle, report })
const server = await startServer({ receive, port: Number(PORT) })
process.stdout.write(`Webhooks come to ${server.url}\n`)
