// The palette: everything that can be done and every view, found by typing.
import { useCallback, useEffect, useState } from 'react'
import {
  Autocomplete,
  Dialog,
  Input,
  Label,
  Menu,
  MenuItem,
  Modal,
  ModalOverlay,
  SearchField,
  useFilter,
} from 'react-aria-components'

import { ActionDialog } from './action-form.tsx'
import { type Action, useActions } from './actions.ts'
import { useDo } from './doing.tsx'
import { goTo, VIEW_NAMES, VIEWS, type ViewName } from './route.ts'

export function usePalette() {
  const [isOpen, setOpen] = useState(false)
  const open = useCallback(() => setOpen(true), [])
  const close = useCallback(() => setOpen(false), [])
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey)) return
      event.preventDefault()
      setOpen((is) => !is)
    }
    addEventListener('keydown', pressed)
    return () => removeEventListener('keydown', pressed)
  }, [])
  return { isOpen, open, close }
}

type Props = { readonly isOpen: boolean; readonly onClose: () => void }

export function Palette({ isOpen, onClose }: Props) {
  const actions = useActions()
  const run = useDo()
  const [chosen, setChosen] = useState<Action | null>(null)
  const { contains } = useFilter({ sensitivity: 'base' })
  const choose = (key: string) => {
    onClose()
    if (key.startsWith('view:')) goTo(key.slice('view:'.length) as ViewName)
    setChosen(actions.find(({ name }) => name === key) ?? null)
  }
  return (
    <>
      <ModalOverlay
        className="overlay"
        isOpen={isOpen}
        isDismissable
        onOpenChange={(is) => is || onClose()}
      >
        <Modal className="modal palette">
          <Dialog className="dialog" aria-label="Do something">
            <Autocomplete filter={contains}>
              <SearchField autoFocus>
                <Label>Do something, or go somewhere</Label>
                <Input placeholder="advance, fault, customer …" />
              </SearchField>
              <Menu
                onAction={(key) => choose(String(key))}
                aria-label="What can be done"
                className="choices"
              >
                {actions.map(({ name, what }) => (
                  <MenuItem key={name} id={name} textValue={`${name} ${what}`}>
                    <b>{name}</b> <small>{what}</small>
                  </MenuItem>
                ))}
                {VIEW_NAMES.map((name) => (
                  <MenuItem key={name} id={`view:${name}`} textValue={`Go to ${VIEWS[name]}`}>
                    <b>Go to {VIEWS[name]}</b>
                  </MenuItem>
                ))}
              </Menu>
            </Autocomplete>
          </Dialog>
        </Modal>
      </ModalOverlay>
      {chosen !== null && (
        <ActionDialog
          action={chosen}
          onClose={() => setChosen(null)}
          onDone={() => {
            setChosen(null)
            void run(async () => {}, `Done: ${chosen.name}`)
          }}
        />
      )}
    </>
  )
}
