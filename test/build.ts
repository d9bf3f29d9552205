// Before the tests: what is generated and bundled is made from the sources as they are now.
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export function setup(): void {
  for (const script of ['generate', 'bundle']) {
    const path = fileURLToPath(new URL(`../scripts/${script}.mjs`, import.meta.url))
    execFileSync(process.execPath, [path], { stdio: 'inherit' })
  }
}
