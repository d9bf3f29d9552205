// The package from CommonJS: require where Node can, import() everywhere.
const assert = require('node:assert')

async function main() {
  const imported = await import('kirim-sandbox')
  const canRequire = process.features.require_module === true
  const { startSandbox } = canRequire ? require('kirim-sandbox') : imported
  assert.equal(startSandbox, imported.startSandbox)
  const { openapi } = require('kirim-sandbox/openapi.json')
  assert.match(openapi, /^3\.1/)
  const sandbox = await startSandbox()
  await sandbox.do.customerWrites({ from: '+6281234567890', text: 'Halo' })
  assert.equal(sandbox.messages({ direction: 'inbound' }).length, 1)
  await sandbox.close()
}

main()
