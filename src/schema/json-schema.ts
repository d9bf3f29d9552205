// A JSON Schema, whoever wrote it.

/** A JSON Schema (draft 2020-12). */
export type Schema = { readonly [keyword: string]: unknown }
