// The baseline of a start in a test: Fastify, once imported, with one route, until it listens.
import Fastify from 'fastify'

const startedAt = performance.now()
const app = Fastify()
app.get('/v1/health', () => ({ status: 'ok' }))
await app.listen({ host: '127.0.0.1', port: 0 })
console.log(JSON.stringify({ listenMs: performance.now() - startedAt }))
