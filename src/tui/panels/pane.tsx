// A pane of the screen: draws lines from a row on. It knows nothing of what they say.
import { createContext, useContext, useLayoutEffect } from 'react'

import type { Line } from '../screen/spans.ts'
import { paint, type Theme } from '../screen/theme.ts'
import type { Canvas } from '../terminal.ts'

/**
 * What panes draw on. Not Ink's own text: Ink takes every line of every frame apart into characters,
 * 13 ms of the server's time for each frame of 120×40 and 50 for 300×80; see decision 9.
 */
export type Easel = { readonly canvas: Canvas; readonly theme: Theme }

export const EaselContext = createContext<Easel | null>(null)

export function useEasel(): Easel {
  const easel = useContext(EaselContext)
  if (easel === null) throw new Error('A pane stands outside of the screen.')
  return easel
}

export function PanePanel({
  top,
  lines,
}: {
  readonly top: number
  readonly lines: readonly Line[]
}) {
  const { canvas, theme } = useEasel()
  useLayoutEffect(() => {
    canvas.paint(
      top,
      lines.map((one) => paint(one, theme)),
    )
  }, [canvas, theme, top, lines])
  return null
}
