// The resources for agents: the contract, the pages of the reference, the journal and the story.
import { readVendorDocument } from '../../contract/spec.ts'
import { storyMarkdown } from '../../control/reads/story/markdown.ts'
import { harmlessJson } from '../../terminal-text.ts'
import { referencePage, referencePages } from './explaining.ts'
import { Refused, type Workplace } from './tool.ts'

type Resource = {
  readonly name: string
  readonly what: string
  readonly type: string
  readonly read: (place: Workplace) => Promise<string> | string
}

const JSON_TYPE = 'application/json'
const MARKDOWN = 'text/markdown'

/** By address. */
export const RESOURCES: Readonly<Record<string, Resource>> = {
  'kirim://contract': {
    name: 'The contract',
    what: "The provider's OpenAPI document of the Kirim API, byte for byte.",
    type: JSON_TYPE,
    read: readVendorDocument,
  },
  'kirim://control': {
    name: 'The control API',
    what: 'The OpenAPI document of what is below /_sandbox.',
    type: JSON_TYPE,
    read: (place) => place.clientFor().text('openapi.json'),
  },
  'kirim://story': {
    name: 'The story',
    what: 'What happened in order, what to look at, and what comes.',
    type: MARKDOWN,
    read: async (place) => storyMarkdown((await place.clientFor().read('story')).data),
  },
  'kirim://journal': {
    name: 'The journal',
    what: 'The newest 100 entries of what happened.',
    type: JSON_TYPE,
    read: async (place) => harmlessJson((await place.clientFor().read('journal')).data),
  },
}

const ENTRY = 'kirim://journal/'
const PAGE = 'kirim://reference/'

/** Addresses that have a part to fill in. */
export const RESOURCE_TEMPLATES = [
  {
    uriTemplate: `${ENTRY}{number}`,
    name: 'An entry of the journal',
    description: 'One call or webhook with headers and bodies of both directions.',
    mimeType: JSON_TYPE,
  },
] as const

/** Every resource that has an address of its own. */
export function listResources() {
  const pages = referencePages().map((page) => ({
    uri: PAGE + page,
    name: `Reference: ${page}`,
    description: `The page ${page} of the reference, printed from the tables of the code.`,
    mimeType: MARKDOWN,
  }))
  const others = Object.entries(RESOURCES).map(([uri, { name, what, type }]) => {
    return { uri, name, description: what, mimeType: type }
  })
  return [...others, ...pages]
}

/** @throws Refused when there is no such resource; what the sandbox refuses. */
export async function readResource(place: Workplace, uri: string) {
  const known = Object.hasOwn(RESOURCES, uri) ? RESOURCES[uri] : undefined
  if (known !== undefined) return { uri, mimeType: known.type, text: await known.read(place) }
  const page = uri.slice(PAGE.length)
  if (uri.startsWith(PAGE) && referencePages().includes(page)) {
    return { uri, mimeType: MARKDOWN, text: referencePage(page) }
  }
  const number = uri.slice(ENTRY.length)
  if (uri.startsWith(ENTRY) && /^\d+$/.test(number)) {
    const { data } = await place.clientFor().read(`journal/${number}`)
    return { uri, mimeType: JSON_TYPE, text: harmlessJson(data, 1) }
  }
  const addresses = listResources().map((one) => one.uri)
  throw new Refused(`There is no resource ${uri}. Resources: ${addresses.join(', ')}.`)
}
