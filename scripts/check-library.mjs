// The installed package as a library: from CommonJS, in Vitest, and for the compiler.
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')

/** What a user has beside the package; linked from here, so that nothing is downloaded. */
const TOOLS = ['vitest', 'typescript']
const VITEST = join(root, 'node_modules', 'vitest', 'vitest.mjs')
const TSC = join(root, 'node_modules', 'typescript', 'bin', 'tsc')

/** Ways in which projects are compiled; the declarations must stand all of them unskipped. */
const COMPILERS = {
  'Node, without the types of Node or of browsers': {
    module: 'NodeNext',
    lib: ['ES2022'],
    types: [],
  },
  'a bundler, as strict as can be': {
    module: 'ESNext',
    moduleResolution: 'bundler',
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    verbatimModuleSyntax: true,
  },
}

/** @throws Error with what was printed when something does not do as it should. */
export function checkLibrary(folder) {
  writeFileSync(join(folder, 'package.json'), '{"private": true, "type": "module"}\n')
  for (const tool of TOOLS) link(folder, tool)
  copyFileSync(consumer('required.cjs'), join(folder, 'required.cjs'))
  run(folder, [join(folder, 'required.cjs')], 0)
  checkExamples(folder)
  checkMany(folder)
  checkFailing(folder)
  checkTypes(folder)
}

function link(folder, tool) {
  symlinkSync(join(root, 'node_modules', tool), join(folder, 'node_modules', tool), 'dir')
}

function consumer(name) {
  return join(root, 'scripts', 'consumer', name)
}

/** The example of the documentation, in a folder that has nothing else. */
function checkExamples(folder) {
  const file = project(folder, 'example')
  copyFileSync(join(root, 'examples', 'vitest', 'order.test.ts'), file('order.test.ts'))
  report('The example', run(file(), [VITEST, 'run'], 0))
}

/** Two files of a hundred tests each, all at once, on two workers. */
function checkMany(folder) {
  const file = project(folder, 'many')
  for (const name of ['one.test.ts', 'two.test.ts']) {
    copyFileSync(consumer('many.test.ts'), file(name))
  }
  // How long they may take depends on who else uses the machine; it is printed.
  const flags = ['--maxWorkers', '2', '--maxConcurrency', '20', '--testTimeout', '60000']
  const text = run(file(), [VITEST, 'run', ...flags], 0)
  if (!/Tests +200 passed/.test(text)) throw new Error(`Not 200 tests:\n${text}`)
  report('200 tests at once', text)
}

/** A test that fails must say why, and show what happened. */
function checkFailing(folder) {
  const file = project(folder, 'failing')
  copyFileSync(consumer('failing.test.ts'), file('failing.test.ts'))
  const text = run(file(), [VITEST, 'run'], 1)
  const expected = [
    'Waited 100 ms for a message.received webhook at an inbox: timed out.',
    'is paused, so it hears of nothing',
    'kirim-sandbox: what happened in org_',
    'PATCH   /v1/webhook_subscriptions/',
    'failing.test.ts:9',
  ]
  for (const words of expected) {
    if (!text.includes(words)) throw new Error(`The failing test does not say "${words}":\n${text}`)
  }
}

function checkTypes(folder) {
  for (const [what, options] of Object.entries(COMPILERS)) {
    const file = project(folder, `types-${what.split(/\W/)[0]}`)
    for (const name of ['right.ts', 'wrong.ts']) copyFileSync(consumer(name), file(name))
    const compilerOptions = { target: 'ES2022', strict: true, noEmit: true, ...options }
    writeFileSync(file('tsconfig.json'), JSON.stringify({ compilerOptions }))
    const text = run(file(), [TSC, '-p', '.', '--pretty', 'false'], 2)
    compareErrors(what, text)
  }
}

/** Exactly the lines that are marked as wrong have errors, each one of them. */
function compareErrors(what, text) {
  const lines = readFileSync(consumer('wrong.ts'), 'utf8').split('\n')
  const marked = lines.flatMap((line, at) =>
    line.includes('// wrong: ') ? [`wrong.ts(${at + 1}`] : [],
  )
  const found = [...text.matchAll(/^(\S+\.ts\(\d+)/gm)].map(([, place]) => place)
  const missed = marked.filter((place) => !found.includes(place))
  const strange = found.filter((place) => !marked.includes(place))
  if (missed.length === 0 && strange.length === 0) return
  throw new Error(`Compiled for ${what}: missed ${missed}, strange ${strange}.\n${text}`)
}

/** A folder of its own; gives the paths in it. */
function project(folder, name) {
  mkdirSync(join(folder, name))
  return (...path) => join(folder, name, ...path)
}

/** Runs Node to its end. @throws Error when it ends in another way than it should. */
function run(cwd, args, exitCode) {
  const { stdout, stderr, status } = spawnSync(process.execPath, args, {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined, VITEST: undefined },
  })
  const text = `${stdout}${stderr}`
  if (status !== exitCode) throw new Error(`${args.join(' ')} ended with ${status}:\n${text}`)
  return text
}

function report(what, text) {
  console.log(`${what}: ${/Tests +.*/.exec(text)?.[0]}, ${/Duration +\S+/.exec(text)?.[0]}`)
}
