// The page about test suites shows the example as it is run when the package is checked.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { expect, it } from 'vitest'

import { ROOT } from '../house/sources.ts'
import { readPage } from './pages.ts'

it('shows the example for Vitest to the letter', () => {
  const example = readFileSync(join(ROOT, 'examples', 'vitest', 'order.test.ts'), 'utf8')
  const [, code] = /^\/\/ [^\n]+\n([\s\S]+)$/.exec(example) ?? []
  expect(readPage('docs/testing.md').text).toContain(`\`\`\`ts\n${code}\`\`\``)
})
