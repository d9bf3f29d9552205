// What the descriptions of the control API's routes have in common: paths, names and parameters.
import type { FastifySchema, HTTPMethods } from 'fastify'

import type { FailureCode } from '../../domain/failures/failures.ts'
import type { Members } from '../../schema/shapes.ts'

/** A route that is described and never asked; its path is written as Fastify does. */
export type Described = {
  readonly method: HTTPMethods
  readonly url: string
  readonly schema: FastifySchema
}

/** The first sentence, which is what a list shows, and the rest. */
export function told(what: string): { readonly summary: string; readonly description?: string } {
  const end = what.indexOf('. ')
  if (end === -1) return { summary: what }
  return { summary: what.slice(0, end + 1), description: what.slice(end + 2) }
}

/** The parameters of a path and of a query, where there are any. */
export function parametersOf(params: Members, query: Members) {
  return {
    ...(Object.keys(params).length > 0 && { params: objectOf(params) }),
    ...(Object.keys(query).length > 0 && { querystring: objectOf(query) }),
  }
}

/** A list is written with commas between its items. */
export function objectOf(properties: Members) {
  const hasList = Object.values(properties).some(({ type }) => type === 'array')
  return { type: 'object', properties, ...(hasList && { style: 'form', explode: false }) }
}

/** What a read may be refused for: a row is looked up by its id, a page has a limit. */
export function readFailures(params: Members, query: Members): FailureCode[] {
  const names = Object.keys({ ...params, ...query })
  const codes: FailureCode[] = []
  if (names.some((name) => name !== 'limit')) codes.push('invalid_field_value')
  if (names.includes('limit')) codes.push('invalid_limit')
  if (['id', 'number'].some((name) => Object.hasOwn(params, name))) codes.push('resource_not_found')
  return codes
}

export function fastifyPath(path: string): string {
  return path.replace(/\{(\w+)\}/g, ':$1')
}

/** `advance-clock` is advanceClock, `read/messages/{id}` is readMessagesById. */
export function camelCase(name: string): string {
  return name
    .replace(/\/\{(\w+)\}/g, '-by-$1')
    .replace(/[-/](\w)/g, (_, letter: string) => letter.toUpperCase())
}
