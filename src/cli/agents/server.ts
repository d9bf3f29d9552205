// The server that an agent speaks to over stdin and stdout, in the Model Context Protocol.

import type { Readable, Writable } from 'node:stream'

import { Server } from '@modelcontextprotocol/sdk/server/index.js'
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js'
import {
  CallToolRequestSchema,
  ErrorCode,
  ListResourcesRequestSchema,
  ListResourceTemplatesRequestSchema,
  ListToolsRequestSchema,
  McpError,
  ReadResourceRequestSchema,
} from '@modelcontextprotocol/sdk/types.js'

import { packageVersion } from '../../package.ts'
import { faultsOf, sentenceOf } from '../../schema/check.ts'
import type { Schema } from '../../schema/json-schema.ts'
import { hintOf, nearest } from '../../schema/nearest.ts'
import { listResources, RESOURCE_TEMPLATES, readResource } from './resources.ts'
import { INSTRUCTIONS } from './rules.ts'
import { type Answer, Refused, refusalOf, textAnswer, type Workplace } from './tool.ts'
import { TOOLS } from './tools.ts'

/** The tools as an agent reads them. */
export function listTools() {
  return Object.entries(TOOLS).map(([name, { what, input, readOnly, destructive }]) => ({
    name,
    description: what,
    inputSchema: schemaOf(input),
    annotations: {
      readOnlyHint: readOnly,
      // Said of tools that change something only.
      ...(!readOnly && { destructiveHint: destructive }),
    },
  }))
}

/** All but the sentence about the whole, which the tool has already. */
function schemaOf({ description: _, ...schema }: Schema) {
  return schema as { readonly type: 'object' }
}

/** Runs a tool. What it refuses is an answer, too, which says what to do next. */
export async function callTool(
  place: Workplace,
  name: string,
  input: unknown,
  signal: AbortSignal,
): Promise<Answer> {
  const row = Object.hasOwn(TOOLS, name) ? TOOLS[name] : undefined
  if (row === undefined) {
    const names = Object.keys(TOOLS)
    return textAnswer(
      `There is no tool ${name}.${hintOf(nearest(name, names))} Tools: ${names.join(', ')}.`,
      true,
    )
  }
  const faults = faultsOf(row.input, input)
  if (faults.length > 0) {
    return textAnswer(
      [...faults.map((fault) => sentenceOf(fault)), `Next: ${row.next}`].join('\n'),
      true,
    )
  }
  try {
    return await row.run(place, input as never, signal)
  } catch (error) {
    return refusalOf(error, row.next)
  }
}

/** Serves until the other side closes its end; then it is fulfilled. */
export async function serve(
  place: Workplace,
  { stdin, stdout }: { readonly stdin: Readable; readonly stdout: Writable },
): Promise<void> {
  const server = new Server(
    { name: 'kirim-sandbox', version: packageVersion() },
    { capabilities: { tools: {}, resources: {} }, instructions: INSTRUCTIONS },
  )
  server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: listTools() }))
  server.setRequestHandler(CallToolRequestSchema, async ({ params }, { signal }) => {
    const { text, isRefusal } = await callTool(place, params.name, params.arguments ?? {}, signal)
    return { content: [{ type: 'text', text }], isError: isRefusal }
  })
  server.setRequestHandler(ListResourcesRequestSchema, () => ({ resources: listResources() }))
  server.setRequestHandler(ListResourceTemplatesRequestSchema, () => {
    return { resourceTemplates: [...RESOURCE_TEMPLATES] }
  })
  server.setRequestHandler(ReadResourceRequestSchema, async ({ params }) => {
    try {
      return { contents: [await readResource(place, params.uri)] }
    } catch (error) {
      const next = 'list the resources.'
      if (error instanceof Refused) throw new McpError(ErrorCode.InvalidParams, error.message)
      throw new McpError(ErrorCode.InvalidParams, refusalOf(error, next).text)
    }
  })
  const ended = new Promise<void>((resolve) => {
    server.onclose = resolve
    for (const event of ['end', 'close']) stdin.once(event, () => resolve())
  })
  await server.connect(new StdioServerTransport(stdin, stdout))
  await ended
  await server.close()
}
