// The root of the screen: keys go to the store, and the state comes back as a frame.
import { useInput } from 'ink'
import { useMemo, useSyncExternalStore } from 'react'

import { FramePanel } from './panels/frame.tsx'
import { type Easel, EaselContext } from './panels/pane.tsx'
import { pressesOf } from './screen/keys.ts'
import { project } from './screen/projection.ts'
import type { Store } from './store.ts'

export function App({ store, easel }: { readonly store: Store; readonly easel: Easel }) {
  const state = useSyncExternalStore(store.subscribe, store.get)
  useInput((input, key) => {
    for (const press of pressesOf(input, key)) store.dispatch({ kind: 'key', press })
  })
  const frame = useMemo(() => project(state), [state])
  return (
    <EaselContext.Provider value={easel}>
      <FramePanel frame={frame} />
    </EaselContext.Provider>
  )
}
