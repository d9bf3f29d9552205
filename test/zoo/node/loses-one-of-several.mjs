// Reads only the first message of a webhook.
import { PARTS, zooProgram } from './parts.mjs'

zooProgram({ fault: { itemsOf: (body) => PARTS.itemsOf(body).slice(0, 1) } })
