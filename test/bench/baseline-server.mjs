// The baseline of the API: two routes made by hand with Fastify, both sides checked by AJV.
import { readFileSync } from 'node:fs'

import Ajv2020 from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import Fastify from 'fastify'

const document = JSON.parse(readFileSync(new URL('../../openapi.json', import.meta.url), 'utf8'))

const ajv = new Ajv2020.default({ strict: false, discriminator: true, validateFormats: true })
addFormats.default(ajv)
ajv.addSchema(document, 'contract')

const { post, get } = document.paths['/messages']
// The strongest form of the check: `type` picks the branch instead of trying all of them.
const checkSend = ajv.compile({
  type: 'object',
  discriminator: { propertyName: 'type' },
  ...post.requestBody.content['application/json'].schema,
})
const checkSent = ajv.compile(inContract(replySchema(post)))
const checkList = ajv.compile(inContract(replySchema(get)))

function replySchema(operation) {
  return operation.responses['200'].content['application/json'].schema
}

/** A schema whose references point into the document. */
function inContract(schema) {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"contract#/'))
}

let count = 0
const rows = Array.from({ length: 1_000 }, (_, n) => ({
  id: newId('msg'),
  object: 'message',
  conversation_id: newId('cnv'),
  to: `+6281234${String(n).padStart(6, '0')}`,
  direction: 'outbound',
  type: 'text',
  content: `Halo Kak, pesanan INV-${10_000 + n} sudah kami kirim hari ini.`,
  media_url: null,
  status: 'pending',
  created_at: new Date().toISOString(),
}))
const conversationId = newId('cnv')

function newId(prefix) {
  count++
  return `${prefix}_${String(count).padStart(26, '0')}`
}

const app = Fastify()

app.post('/v1/messages', (request, reply) => {
  const { body } = request
  if (!checkSend(body)) return reply.code(400).send({ error: checkSend.errors })
  const answer = {
    data: {
      id: newId('msg'),
      object: 'message',
      to: body.to,
      type: body.type,
      status: 'pending',
      created_at: new Date().toISOString(),
      conversation_id: conversationId,
    },
    request_id: newId('req'),
  }
  if (!checkSent(answer)) return reply.code(500).send({ error: checkSent.errors })
  return reply.send(answer)
})

app.get('/v1/messages', (request, reply) => {
  const limit = Number(request.query.limit ?? 25)
  const answer = {
    data: rows.slice(-limit).reverse(),
    has_more: true,
    next_cursor: 'eyJwbGFjZSI6MTAwMDAwMH0',
    request_id: newId('req'),
  }
  if (!checkList(answer)) return reply.code(500).send({ error: checkList.errors })
  return reply.send(answer)
})

await app.listen({ host: '127.0.0.1', port: 0 })
console.log(JSON.stringify({ port: app.server.address().port }))
