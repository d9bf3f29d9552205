// Writes what a company asks of a package: the licences of what is bundled, and a bill of materials (CycloneDX).
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

import { Contrib, Enums, Models, Serialize, Spec } from '@cyclonedx/cyclonedx-library'
import { PackageURL } from 'packageurl-js'
import parseExpression from 'spdx-expression-parse'

import { accountedPackages, factsOf, textOf } from './packages.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')

/** Notices of what packages carry inside without its licence. */
const FURTHER_NOTICES = {
  '@fastify/swagger-ui': () =>
    `${readFileSync(join(root, 'scripts', 'notices', 'swagger-ui.txt'), 'utf8')}\n${apache()}`,
}

/** Writes both files into dist/. */
export function writeAccounts() {
  const folders = accountedPackages()
  writeFileSync(join(root, 'dist', 'THIRD-PARTY-LICENSES.txt'), licences(folders))
  writeFileSync(join(root, 'dist', 'sbom.cdx.json'), `${billOfMaterials(folders)}\n`)
}

/**
 * The licence of every package, one after another.
 *
 * @param {readonly string[]} folders
 */
export function licences(folders) {
  return folders.map(licenceOf).join('\n')
}

/** @param {string} folder */
function licenceOf(folder) {
  const facts = factsOf(folder)
  const text = textOf(folder, /^(?:licen[cs]e|copying)/i) ?? standardText(facts)
  const notice = textOf(folder, /^notice$/i) ?? ''
  const further = FURTHER_NOTICES[facts.name]?.() ?? ''
  const parts = [text, notice, further].filter((part) => part !== '').join('\n')
  return `${'='.repeat(80)}\n${facts.name} ${facts.version} (${facts.license})\n\n${parts}\n`
}

/**
 * Some packages name their licence and leave out its text; then it is the standard one.
 *
 * @param {{ name: string, license: string, author?: string | { name: string } }} facts
 */
function standardText({ name, license, author }) {
  if (license !== 'MIT')
    throw new Error(`${name} has no licence text: expected a file or MIT, got ${license}.`)
  const holder = typeof author === 'string' ? author : author?.name
  const mit = textOf('node_modules/fastify', /^LICENSE$/) ?? ''
  const terms = mit.slice(mit.indexOf('Permission is hereby granted'))
  return `MIT License\n\nCopyright (c) ${holder ?? `the authors of ${name}`}\n\n${terms}`
}

function apache() {
  return textOf('node_modules/typescript', /^LICENSE/) ?? ''
}

/**
 * What the package is made from, as CycloneDX 1.6 in JSON. The same packages give the same bytes: no
 * time and no serial number stands in it.
 *
 * @param {readonly string[]} folders
 */
export function billOfMaterials(folders) {
  const licence = new Contrib.License.Factories.LicenseFactory(parseExpression)
  const component = new Contrib.FromNodePackageJson.Builders.ComponentBuilder(
    new Contrib.FromNodePackageJson.Factories.ExternalReferenceFactory(),
    licence,
  )
  const bom = new Models.Bom()
  const ours = componentOf(component, factsOf('.'), Enums.ComponentType.Application)
  bom.metadata.component = ours
  const parts = new Map(folders.map((folder) => [idOf(factsOf(folder)), factsOf(folder)]))
  for (const facts of parts.values()) {
    const part = componentOf(component, facts, Enums.ComponentType.Library)
    bom.components.add(part)
    ours.dependencies.add(part.bomRef)
  }
  const serializer = new Serialize.JsonSerializer(
    new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6),
  )
  return serializer.serialize(bom, { sortLists: true, space: 2 })
}

function componentOf(builder, facts, type) {
  const component = builder.makeComponent(facts, type)
  if (component === undefined) throw new Error(`${facts.name} says too little of itself.`)
  component.purl = idOf(facts)
  component.bomRef.value = component.purl
  return component
}

/**
 * The package URL of a package.
 *
 * @param {{ name: string, version: string }} facts
 */
function idOf({ name, version }) {
  const [scope, bare] = name.startsWith('@') ? name.split('/') : [null, name]
  return new PackageURL('npm', scope, bare, version, undefined, undefined).toString()
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) writeAccounts()
