// The pages of the documentation as tests see them: their texts, links and blocks of commands.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { ROOT } from '../house/sources.ts'

export type Page = {
  /** From the root, with slashes: `docs/time.md`. */
  readonly path: string
  readonly text: string
}

/** README.md and everything below docs/. */
export function readPages(): Page[] {
  const below = readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .map((path) => `docs/${path.replaceAll('\\', '/')}`)
    .filter((path) => path.endsWith('.md'))
  return ['README.md', ...below.sort()].map(readPage)
}

export function readPage(path: string): Page {
  return { path, text: readFileSync(join(ROOT, path), 'utf8') }
}

/** What a reader pastes, and what is said to come of it. */
export type Step = { readonly commands: string; readonly output: readonly string[] }

/** Commands that are pasted one after the other, beginning with a start of the sandbox. */
export type Story = { readonly flags: readonly string[]; readonly steps: readonly Step[] }

const START = /^(?:npm install .*\n)?npx kirim-sandbox(?: start)?((?: -.*)?)$/

/**
 * The blocks of a page: `sh` is pasted, and each line of a `text` must come of the `sh` before it.
 * A block that starts the sandbox begins a new story.
 */
export function storiesOf({ text }: Page): Story[] {
  const stories: { flags: string[]; steps: { commands: string; output: string[] }[] }[] = []
  for (const [, language, content = ''] of text.matchAll(/^```(sh|text)\n(.*?)\n```$/gms)) {
    const flags = START.exec(content)?.[1]
    if (flags !== undefined)
      stories.push({ flags: flags.trim().split(/\s+/).filter(Boolean), steps: [] })
    else if (language === 'text') lastOf(lastOf(stories).steps).output.push(...content.split('\n'))
    else {
      if (stories.length === 0) stories.push({ flags: [], steps: [] })
      lastOf(stories).steps.push({ commands: content, output: [] })
    }
  }
  return stories
}

function lastOf<Item>(items: readonly Item[]): Item {
  const last = items.at(-1)
  if (last === undefined) throw new Error('A page shows an output before any command.')
  return last
}
