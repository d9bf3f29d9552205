// The frame: header, body and footer, one below the other; what changed is shown at once.
import { useLayoutEffect } from 'react'

import type { Frame } from '../screen/projection.ts'
import { PanePanel, useEasel } from './pane.tsx'

export function FramePanel({ frame }: { readonly frame: Frame }) {
  const { header, body, footer } = frame
  const { canvas } = useEasel()
  // Runs after the panes have painted: effects of children come first.
  useLayoutEffect(() => canvas.flush())
  return (
    <>
      <PanePanel top={0} lines={header} />
      <PanePanel top={header.length} lines={body} />
      <PanePanel top={header.length + body.length} lines={footer} />
    </>
  )
}
