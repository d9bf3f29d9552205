// A form for any control action, made from the schema of its input; what was typed stays until it is taken.
import { useState } from 'react'
import {
  Button,
  Checkbox,
  Dialog,
  Heading,
  Input,
  Label,
  ListBox,
  ListBoxItem,
  Modal,
  ModalOverlay,
  Popover,
  Select,
  SelectValue,
  Text,
  TextArea,
  TextField,
} from 'react-aria-components'

import type { Action, Schema } from './actions.ts'
import { explained } from './doing.tsx'
import { quoted } from './parts/shown.ts'
import { useSession } from './session.tsx'

type Typed = Readonly<Record<string, string | boolean>>

type Props = {
  readonly action: Action
  /** Filled in beforehand. */
  readonly given?: Readonly<Record<string, unknown>>
  /** Only these members are asked for; without it, all. */
  readonly only?: readonly string[]
  readonly onDone: (data: unknown) => void
  readonly onClose: () => void
}

export function ActionDialog(props: Props) {
  return (
    <ModalOverlay
      className="overlay"
      isOpen
      isDismissable
      onOpenChange={(is) => is || props.onClose()}
    >
      <Modal className="modal">
        <Dialog className="dialog">
          <Heading slot="title">{props.action.name}</Heading>
          <ActionForm {...props} />
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}

export function ActionForm({ action, given = {}, only, onDone, onClose }: Props) {
  const { face } = useSession()
  const [typed, setTyped] = useState<Typed>(() => shownAs(given))
  const [problem, setProblem] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)
  const members = Object.entries(action.input.properties ?? {}).filter(
    ([name]) => only === undefined || only.includes(name),
  )
  const required = action.input.required ?? []
  const submit = async () => {
    setBusy(true)
    try {
      const input = inputOf(action.input, typed)
      onDone(await face.act(action.name as never, input as never))
    } catch (error) {
      setProblem(explained(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <form
      className="action-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
    >
      <p className="soft">{action.what}</p>
      {members.map(([name, schema]) => (
        <Member
          key={name}
          name={name}
          schema={schema}
          isRequired={required.includes(name)}
          value={typed[name]}
          onChange={(value) => {
            setTyped((before) => ({ ...before, [name]: value }))
            setProblem(null)
          }}
        />
      ))}
      {problem !== null && (
        <p className="problem" role="alert">
          {problem}
        </p>
      )}
      <code className="soft">{commandOf(action, typed)}</code>
      <div className="buttons">
        <Button type="submit" className="primary" isDisabled={isBusy}>
          {isBusy ? 'Doing …' : 'Do it'}
        </Button>
        <Button onPress={onClose}>Cancel</Button>
      </div>
    </form>
  )
}

type MemberProps = {
  readonly name: string
  readonly schema: Schema
  readonly isRequired: boolean
  readonly value: string | boolean | undefined
  readonly onChange: (value: string | boolean) => void
}

function Member({ name, schema, isRequired, value, onChange }: MemberProps) {
  const text = typeof value === 'string' ? value : ''
  if (schema.type === 'boolean') {
    return (
      <Checkbox isSelected={value === true} onChange={onChange}>
        <span className="box" aria-hidden="true" />
        {name} <small>{schema.description}</small>
      </Checkbox>
    )
  }
  if (schema.enum !== undefined) {
    return (
      <Select
        selectedKey={text === '' ? null : text}
        onSelectionChange={(key) => onChange(String(key))}
        isRequired={isRequired}
        placeholder="Choose"
      >
        <Label>{labelOf(name, isRequired)}</Label>
        <Button>
          <SelectValue /> <span aria-hidden="true">▾</span>
        </Button>
        <Text slot="description">{schema.description}</Text>
        <Popover>
          <ListBox>
            {schema.enum.map((one) => (
              <ListBoxItem key={String(one)} id={String(one)}>
                {String(one)}
              </ListBoxItem>
            ))}
          </ListBox>
        </Popover>
      </Select>
    )
  }
  return (
    <TextField value={text} onChange={onChange} isRequired={isRequired}>
      <Label>{labelOf(name, isRequired)}</Label>
      {isStructured(schema) ? <TextArea rows={3} placeholder="JSON" /> : <Input />}
      <Text slot="description">{schema.description}</Text>
    </TextField>
  )
}

function labelOf(name: string, isRequired: boolean): string {
  return isRequired ? `${name} (needed)` : name
}

function isStructured({ type, properties, anyOf, oneOf }: Schema): boolean {
  if (properties !== undefined || type === 'object' || type === 'array') return true
  const branches = [...((anyOf as Schema[]) ?? []), ...((oneOf as Schema[]) ?? [])]
  return branches.some((one) => isStructured(one))
}

/** What was typed, as the schema wants it; what is empty is left out. */
function inputOf({ properties = {} }: Schema, typed: Typed): Record<string, unknown> {
  const entries = Object.entries(typed)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => [name, typedValue(name, properties[name] ?? {}, value)])
  return Object.fromEntries(entries)
}

function typedValue(name: string, schema: Schema, value: string | boolean): unknown {
  if (typeof value === 'boolean') return value
  if (schema.type === 'integer' || schema.type === 'number') {
    const number = Number(value)
    return Number.isNaN(number) ? value : number
  }
  if (!isStructured(schema) || !/^[[{"]/.test(value.trim())) return value
  try {
    return JSON.parse(value)
  } catch {
    throw new Error(
      `${name}: expected JSON, such as {"text": "Halo"}; this is not JSON as it should be.`,
    )
  }
}

function shownAs(given: Readonly<Record<string, unknown>>): Typed {
  const entries = Object.entries(given).map(([name, value]) => [
    name,
    typeof value === 'boolean' || typeof value === 'string' ? value : JSON.stringify(value),
  ])
  return Object.fromEntries(entries)
}

/** The same as a command, for who wants to do it again. */
function commandOf({ name }: Action, typed: Typed): string {
  const flags = Object.entries(typed)
    .filter(([, value]) => value !== '' && value !== false)
    .map(([member, value]) => {
      const flag = `--${member.replaceAll('_', '-')}`
      return value === true ? flag : `${flag} ${quoted(String(value))}`
    })
  return ['npx kirim-sandbox do', name, ...flags].join(' ')
}
