// Applies an OpenAPI Overlay 1.0 document: what is added to the vendor's file, without editing it.
import { query } from 'json-p3'

type Json = string | number | boolean | null | Json[] | { [key: string]: Json }
type JsonObject = { [key: string]: Json }

export type OverlayAction = {
  readonly target: string
  readonly description: string
  /** The published page from which the addition comes. */
  readonly 'x-source': string
  readonly update?: unknown
  readonly remove?: boolean
}

export type Overlay = {
  readonly overlay: string
  readonly info: { readonly title: string; readonly version: string }
  readonly extends?: string
  readonly actions: readonly OverlayAction[]
}

/**
 * The document with every action of the overlay applied, in order; neither argument is changed.
 *
 * Objects merge member by member, arrays are appended to, anything else is replaced
 * (Overlay Specification 1.0, "Action Object"). The specification lets an action that matches
 * nothing pass in silence; here it throws, because it means that the vendor's file has moved
 * under the overlay.
 */
export function applyOverlay<Document extends object>(
  document: Document,
  overlay: Overlay,
): Document {
  let root = structuredClone(document) as unknown as Json
  for (const [index, action] of overlay.actions.entries()) {
    const locations = query(action.target, root).locations()
    if (locations.length === 0) throw new Error(`${nameOf(action, index)} matches nothing.`)
    root =
      action.remove === true
        ? removeAll(root, locations, nameOf(action, index))
        : updateAll(root, locations, action)
  }
  return root as unknown as Document
}

function nameOf(action: OverlayAction, index: number): string {
  return `Overlay action ${index + 1} (${action.target}: ${action.description})`
}

function updateAll(root: Json, locations: Location[], action: OverlayAction): Json {
  let result = root
  for (const location of locations) {
    const update = structuredClone(action.update) as Json
    const merged = merge(valueAt(result, location), update)
    if (location.length === 0) result = merged
    else setAt(result, location, merged)
  }
  return result
}

function removeAll(root: Json, locations: Location[], name: string): Json {
  // From the last to the first, so that removing an array's entry does not move the next target.
  for (const location of [...locations].reverse()) {
    const key = location.at(-1)
    if (key === undefined) throw new Error(`${name} would remove the whole document.`)
    const parent = valueAt(root, location.slice(0, -1))
    if (Array.isArray(parent)) parent.splice(Number(key), 1)
    else if (isObject(parent)) delete parent[key]
  }
  return root
}

type Location = (string | number)[]

function merge(target: Json, update: Json): Json {
  if (Array.isArray(target)) return target.concat(update)
  if (!isObject(target) || !isObject(update)) return update
  for (const [key, value] of Object.entries(update)) {
    const before = target[key]
    target[key] = before === undefined ? value : merge(before, value)
  }
  return target
}

function valueAt(root: Json, location: Location): Json {
  let value = root
  for (const key of location) value = (value as JsonObject)[key] as Json
  return value
}

function setAt(root: Json, location: Location, value: Json): void {
  const parent = valueAt(root, location.slice(0, -1)) as JsonObject
  parent[location.at(-1) as string] = value
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
