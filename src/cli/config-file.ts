// The config file of `start`: read from the folder that the command runs in.
import { readFileSync } from 'node:fs'

import { parseJson } from '../schema/json.ts'
import { CONFIG_FILE, UsageError } from './options.ts'
import { pathIn, type Terminal } from './terminal.ts'

/** The config file of the folder; empty when there is none. @throws UsageError. */
export function readConfig(terminal: Terminal): Record<string, unknown> {
  let text: string
  try {
    text = readFileSync(pathIn(terminal, CONFIG_FILE), 'utf8')
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return {}
    throw new UsageError(`${CONFIG_FILE} could not be read: ${(error as Error).message}`)
  }
  try {
    const content = parseJson(text)
    if (typeof content === 'object' && content !== null && !Array.isArray(content)) {
      return content as Record<string, unknown>
    }
  } catch (error) {
    throw new UsageError(`${CONFIG_FILE} is not valid JSON: ${(error as Error).message}.`)
  }
  throw new UsageError(`${CONFIG_FILE} must hold a JSON object.`)
}
