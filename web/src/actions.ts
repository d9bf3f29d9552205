// The table of control actions as the sandbox documents it: new rows show here by themselves.
import { useEffect, useState } from 'react'

import { useSession } from './session.tsx'

export type Schema = {
  readonly type?: string | readonly string[]
  readonly description?: string
  readonly enum?: readonly unknown[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly minimum?: number
  readonly maximum?: number
  readonly [keyword: string]: unknown
}

export type Action = {
  readonly name: string
  readonly what: string
  readonly input: Schema
  readonly example: unknown
}

type Media = { readonly schema?: Schema; readonly example?: unknown; readonly examples?: unknown }
type Document = {
  readonly paths: Readonly<
    Record<
      string,
      {
        readonly post?: {
          readonly summary?: string
          readonly description?: string
          readonly requestBody?: { readonly content: Readonly<Record<string, Media>> }
        }
      }
    >
  >
}

/** Read once for a page: the tables do not change while a sandbox runs. */
let reading: Promise<readonly Action[]> | undefined

export function useActions(): readonly Action[] {
  const { face } = useSession()
  const [actions, setActions] = useState<readonly Action[]>([])
  useEffect(() => {
    reading ??= face.client.text('openapi.json').then(actionsOf)
    let isWanted = true
    reading.then(
      (found) => isWanted && setActions(found),
      () => {
        reading = undefined
      },
    )
    return () => {
      isWanted = false
    }
  }, [face])
  return actions
}

function actionsOf(text: string): readonly Action[] {
  const { paths } = JSON.parse(text) as Document
  return Object.entries(paths).flatMap(([path, { post }]) => {
    const name = /\/actions\/([^/]+)$/.exec(path)?.[1]
    if (name === undefined || post === undefined) return []
    const media = post.requestBody?.content['application/json']
    const what = post.summary ?? post.description ?? ''
    return [{ name, what, input: media?.schema ?? {}, example: media?.example ?? null }]
  })
}
