// The root of the screen: keys go to the store, and the state comes back as a frame.
import { useInput } from 'ink'
import { useMemo, useSyncExternalStore } from 'react'

import { FramePanel } from './panels/frame.tsx'
import { ThemeContext } from './panels/pane.tsx'
import { pressesOf } from './screen/keys.ts'
import { project } from './screen/projection.ts'
import type { Theme } from './screen/theme.ts'
import type { Store } from './store.ts'

export function App({ store, theme }: { readonly store: Store; readonly theme: Theme }) {
  const state = useSyncExternalStore(store.subscribe, store.get)
  useInput((input, key) => {
    for (const press of pressesOf(input, key)) store.dispatch({ kind: 'key', press })
  })
  const frame = useMemo(() => project(state), [state])
  return (
    <ThemeContext.Provider value={theme}>
      <FramePanel frame={frame} />
    </ThemeContext.Provider>
  )
}
