// A pane of the screen: lines one below the other. It knows nothing of what they say.
import { Box, Text } from 'ink'
import { createContext, memo, useContext } from 'react'

import type { Line } from '../screen/spans.ts'
import { paint, type Theme } from '../screen/theme.ts'

export const ThemeContext = createContext<Theme | null>(null)

export function PanePanel({ lines }: { readonly lines: readonly Line[] }) {
  const theme = useContext(ThemeContext)
  if (theme === null) throw new Error('A pane stands outside of the screen.')
  return (
    <Box flexDirection="column" flexShrink={0}>
      {lines.map((one, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row of the screen is its place.
        <Row key={row} text={paint(one, theme)} />
      ))}
    </Box>
  )
}

/** A row that says the same is not made again. */
const Row = memo(({ text }: { readonly text: string }) => (
  <Text wrap="truncate">{text || ' '}</Text>
))
