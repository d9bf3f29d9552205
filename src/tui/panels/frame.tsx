// The frame: header, body and footer, one below the other.
import { Box } from 'ink'

import type { Frame } from '../screen/projection.ts'
import { PanePanel } from './pane.tsx'

export function FramePanel({ frame }: { readonly frame: Frame }) {
  const { header, body, footer } = frame
  return (
    <Box flexDirection="column">
      <PanePanel lines={header} />
      <PanePanel lines={body} />
      <PanePanel lines={footer} />
    </Box>
  )
}
