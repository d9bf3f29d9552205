// Which members a body may have: a tree made from its schema at build, and what a body has beyond it.

type Schema = { readonly [keyword: string]: unknown }

/**
 * What stands in a body, level by level; null where nothing is to be looked at, for it is no object or
 * one that takes any member.
 */
export type MemberTree = null | {
  readonly members?: { readonly [name: string]: MemberTree }
  readonly items?: MemberTree
  /** The member whose value chooses the branch, and the tree of each value. */
  readonly by?: string
  readonly branches?: { readonly [value: string]: MemberTree }
}

/** A member that its object does not know. */
export type UnknownMember = {
  readonly path: readonly string[]
  readonly name: string
  readonly known: readonly string[]
}

/** More than these tell nothing new; a body with a thousand wrong members is wrong as a whole. */
export const UNKNOWN_MEMBERS_MAX = 10

/** The tree of a schema whose references are resolved. */
export function memberTreeOf(schema: Schema): MemberTree {
  const branches = (schema.oneOf ?? schema.anyOf) as readonly Schema[] | undefined
  if (branches !== undefined) return treeOfBranches(schema, branches)
  if (Array.isArray(schema.allOf)) {
    const { allOf, ...own } = schema
    return unionOf([own, ...(allOf as Schema[])].filter(saysSomething).map(memberTreeOf))
  }
  if (schema.items !== undefined) {
    const items = memberTreeOf(schema.items as Schema)
    return items === null ? null : { items }
  }
  const takesAny =
    schema.additionalProperties !== undefined && schema.additionalProperties !== false
  if (schema.properties === undefined || takesAny) return null
  const members = Object.entries(schema.properties as Record<string, Schema>)
  return { members: Object.fromEntries(members.map(([name, each]) => [name, memberTreeOf(each)])) }
}

function saysSomething(schema: Schema): boolean {
  return schema.properties !== undefined || schema.oneOf !== undefined || schema.anyOf !== undefined
}

/** Where each branch names its own values of one member, that one chooses; else any branch will do. */
function treeOfBranches(schema: Schema, branches: readonly Schema[]): MemberTree {
  const { propertyName: by = 'type' } = (schema.discriminator ?? {}) as { propertyName?: string }
  const rows = branches.flatMap((branch) => {
    const { enum: values, const: value } = (branch.properties as Record<string, Schema>)?.[by] ?? {}
    const names = Array.isArray(values) ? values : value === undefined ? [] : [value]
    return names.map((name) => [String(name), memberTreeOf(branch)] as const)
  })
  const chosen = new Set(rows.map(([name]) => name))
  if (rows.length >= branches.length && chosen.size === rows.length) {
    return { by, branches: Object.fromEntries(rows) }
  }
  return unionOf(branches.filter(({ type }) => type !== 'null').map(memberTreeOf))
}

/** A tree that takes what any of them takes. */
function unionOf(trees: readonly MemberTree[]): MemberTree {
  const members: Record<string, MemberTree> = {}
  for (const tree of trees) {
    if (tree?.members === undefined) return trees.length === 1 ? tree : null
    for (const [name, each] of Object.entries(tree.members)) {
      members[name] = name in members ? unionOf([members[name] as MemberTree, each]) : each
    }
  }
  return { members }
}

/** The members of a body that its tree does not have; undefined, nearly always, when it has them all. */
export function unknownMembers(tree: MemberTree, body: unknown): UnknownMember[] | undefined {
  return tree === null ? undefined : look(tree, body, NOWHERE, undefined)
}

const NOWHERE: Path = { outer: undefined, name: '' }

/** Linked outwards, so that a body without unknown members costs no lists. */
type Path = { readonly outer: Path | undefined; readonly name: string }

type Found = UnknownMember[] | undefined

function look(tree: NonNullable<MemberTree>, value: unknown, at: Path, before: Found): Found {
  if (typeof value !== 'object' || value === null) return before
  if (tree.items !== undefined) return lookAtItems(tree.items, value, at, before)
  const members = tree.members ?? branchFor(tree, value)?.members
  if (members === undefined || Array.isArray(value)) return before
  let found = before
  for (const name in value) {
    if (!Object.hasOwn(members, name)) {
      found ??= []
      if (found.length === UNKNOWN_MEMBERS_MAX) return found
      found.push({ path: namesOf(at), name, known: Object.keys(members) })
      continue
    }
    const inner = members[name] ?? null
    if (inner === null) continue
    found = look(inner, (value as Record<string, unknown>)[name], { outer: at, name }, found)
  }
  return found
}

function lookAtItems(items: MemberTree, value: object, at: Path, before: Found): Found {
  if (items === null || !Array.isArray(value)) return before
  let found = before
  for (let n = 0; n < value.length; n++) {
    found = look(items, value[n], { outer: at, name: String(n) }, found)
  }
  return found
}

/** Without a branch there is nothing to compare with: the contract refuses such a body anyway. */
function branchFor({ by, branches }: NonNullable<MemberTree>, value: object): MemberTree {
  const name = (value as Record<string, unknown>)[by ?? '']
  if (branches === undefined || typeof name !== 'string') return null
  return Object.hasOwn(branches, name) ? (branches[name] ?? null) : null
}

function namesOf(at: Path): string[] {
  return at.outer === undefined ? [] : [...namesOf(at.outer), at.name]
}
