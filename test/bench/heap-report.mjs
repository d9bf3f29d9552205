// Loaded before the server under --expose-gc: on SIGUSR2, collects and says what is still in use.
process.on('SIGUSR2', () => {
  globalThis.gc()
  globalThis.gc()
  const { heapUsed, external } = process.memoryUsage()
  process.stderr.write(`heap in use: ${heapUsed + external}\n`)
})
