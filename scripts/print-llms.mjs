// Writes llms.txt: where a language model finds what it must know, printed from the pages themselves.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

import { PAGES } from './reference-pages.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')

/** What stands first for whoever builds an integration; the others follow by name. */
const FIRST = ['agents.md', 'testing.md', 'check.md', 'scenarios.md', 'faults.md', 'control-api.md']

/** The text of llms.txt. */
export function printLlms() {
  const { description } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const files = readdirSync(join(root, 'docs')).filter((file) => file.endsWith('.md'))
  const others = files.filter((file) => !FIRST.includes(file)).sort()
  const pages = [...FIRST, ...others].map((file) => pageLine(`docs/${file}`))
  const reference = Object.entries(PAGES)
    .filter(([file]) => file !== 'README.md')
    .map(([file, { what }]) => `- [${file.slice(0, -3)}](docs/reference/${file}): ${what}`)
  return `# kirim-sandbox

> ${description}

A coding agent uses it by \`npx kirim-sandbox mcp\`; \`npx kirim-sandbox init --agent\` writes what that
needs. Whatever happened in a sandbox is told on one page by \`npx kirim-sandbox story\`.

## Guides

- [README](README.md): first message, first webhook, what there is and what there is not
${pages.join('\n')}

## Reference

${reference.join('\n')}

## Contract

- [openapi.json](openapi.json): the provider's document of the API, byte for byte
- [scenario.schema.json](scenario.schema.json): what a scenario file may hold
- [config.schema.json](config.schema.json): what a config file may hold

## Examples

${examples()
  .map((name) => `- [examples/${name}](examples/${name})`)
  .join('\n')}
`
}

/** The title of a page, and the first sentence of it. */
function pageLine(path) {
  const text = readFileSync(join(root, path), 'utf8')
  const title = /^# (.+)$/m.exec(text)?.[1] ?? path
  const paragraph = text.split(/\n{2,}/).find((part) => /^[\w`*[]/.test(part)) ?? ''
  const sentence = /^.*?[.:](?=\s|$)/.exec(paragraph.replace(/\s+/g, ' '))?.[0] ?? ''
  return `- [${title.replaceAll('`', '')}](${path}): ${unlinked(sentence).replace(/:$/, '.')}`
}

function unlinked(text) {
  return text.replace(/\[([^\]]+)\]\([^)]*\)/g, '$1')
}

function examples() {
  const folders = readdirSync(join(root, 'examples'), { withFileTypes: true })
  return folders.filter((entry) => entry.isDirectory()).map(({ name }) => name)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  writeFileSync(join(root, 'llms.txt'), printLlms())
}
