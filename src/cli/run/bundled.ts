// The scenarios that come with the package.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { packageFolder } from '../../package.ts'

export function bundledFolder(): string {
  return join(packageFolder(), 'scenarios')
}

export type BundledScenario = {
  readonly file: string
  readonly name: string
  readonly description: string
}

/** What each of them says of itself. They are read as text, so that no YAML has to be loaded. */
export function bundledScenarios(): BundledScenario[] {
  const folder = bundledFolder()
  return readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .sort()
    .map((file) => {
      const text = readFileSync(join(folder, file), 'utf8')
      const [, name = ''] = /^name: (.*)$/m.exec(text) ?? []
      const [, folded = ''] = /^description: >-\n((?: {2}.+\n)+)/m.exec(text) ?? []
      return { file, name, description: folded.replace(/\s+/g, ' ').trim() }
    })
}
