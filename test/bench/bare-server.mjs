// The baseline of the cold start: Fastify with one route and nothing else.
import Fastify from 'fastify'

const app = Fastify()
app.get('/v1/health', () => ({ status: 'ok' }))
await app.listen({ host: '127.0.0.1', port: 0 })
console.log(JSON.stringify({ url: `http://127.0.0.1:${app.server.address().port}/v1` }))
