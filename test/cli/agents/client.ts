// An agent for tests: the client of the protocol's own kit, over the streams of a process.
import { join } from 'node:path'

import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'

import { ROOT } from '../../house/sources.ts'
import { endWithTest } from '../../support/ending.ts'
import { newFolder } from '../../support/folder.ts'

export type Agent = {
  readonly client: Client
  /** Uses a tool; a refusal is an error. */
  use(tool: string, input?: object): Promise<string>
  /** The same, read as JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape.
  see(tool: string, input?: object): Promise<any>
  /** Uses a tool that must refuse. */
  refused(tool: string, input?: object): Promise<string>
}

/** Starts `kirim-sandbox mcp` with these arguments, and speaks to it until the test ends. */
export async function startAgent(
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
  folder = newFolder(),
): Promise<Agent> {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [join(ROOT, 'bin', 'kirim-sandbox.js'), 'mcp', ...args],
    cwd: folder,
    env: { PATH: process.env.PATH ?? '', ...env },
    stderr: 'ignore',
  })
  const client = new Client({ name: 'test', version: '1' })
  await client.connect(transport)
  endWithTest(() => client.close())
  const ask = async (name: string, input: object) => {
    const answer = await client.callTool({ name, arguments: input as Record<string, unknown> })
    const [part] = answer.content as { readonly text: string }[]
    return { text: part?.text ?? '', isError: answer.isError === true }
  }
  const use = async (tool: string, input = {}) => {
    const { text, isError } = await ask(tool, input)
    if (isError) throw new Error(`${tool} refused: ${text}`)
    return text
  }
  return {
    client,
    use,
    see: async (tool, input) => JSON.parse((await use(tool, input)).replace(/^.* → \d+\n/, '')),
    refused: async (tool, input = {}) => {
      const { text, isError } = await ask(tool, input)
      if (!isError) throw new Error(`${tool} did not refuse: ${text}`)
      return text
    },
  }
}
