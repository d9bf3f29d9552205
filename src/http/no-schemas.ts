// Fastify without compilers of schemas: requests and replies are checked by the contract's own validators.
import type { FastifyServerOptions } from 'fastify'

/**
 * What Fastify uses in their place; the compilers that it would load by itself are a third of the
 * time from a start to its first answer. Routes may carry schemas, but they only describe.
 */
export const NO_SCHEMAS = {
  compilersFactory: {
    buildValidator: () => () => () => true,
    buildSerializer: () => () => () => '',
  },
} as unknown as NonNullable<FastifyServerOptions['schemaController']>
