#!/usr/bin/env node
// The command: an old Node gets a sentence instead of a syntax error.
const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(
    `kirim-sandbox needs Node 20.19 or newer; this is Node ${process.versions.node}.\n`,
  )
  process.exit(5)
}
await import('../dist/cli.js')
