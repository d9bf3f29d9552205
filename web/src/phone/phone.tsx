// The phone of one customer: the chat with the business, and everything that a customer can send.
import { type FormEvent, useEffect, useRef, useState } from 'react'
import {
  Button,
  Input,
  Label,
  Menu,
  MenuItem,
  MenuTrigger,
  Popover,
  TextField,
} from 'react-aria-components'

import type { ActionInput } from '../../../src/client/control-client.ts'
import type { Chat, Conversation } from '../data.ts'
import { useDo } from '../doing.tsx'
import { durationOf } from '../parts/shown.ts'
import { useAnswer, useSession, useStatus } from '../session.tsx'
import { Bubble, type Tap } from './bubble.tsx'

type Writes = Omit<ActionInput<'customer-writes'>, 'from'>

/** What a customer can send beside text; what is left out, the sandbox makes up. */
const SENDS: readonly (readonly [label: string, input: Writes])[] = [
  ['Photo', { type: 'image', image: { caption: 'Seperti ini ya?' } }],
  ['Voice note', { type: 'audio', audio: { voice: true } }],
  ['Video', { type: 'video' }],
  ['Document', { type: 'document', document: { filename: 'bukti-transfer.pdf' } }],
  ['Sticker', { type: 'sticker' }],
  ['Place', { type: 'location', location: { name: 'Monas', address: 'Jakarta Pusat' } }],
  [
    'Contact card',
    { type: 'contacts', contacts: [{ name: 'Siti Rahayu', phones: ['+6281234567891'] }] },
  ],
]

const CHAT_MESSAGES = 200

type Props = {
  readonly phone: string
  readonly conversation: Conversation | undefined
  readonly chosen: string | null
  /** Null where only the phone is shown. */
  readonly onChoose: ((messageId: string) => void) | null
}

export function Phone({ phone, conversation, chosen, onChoose }: Props) {
  const { face } = useSession()
  const run = useDo()
  const { data: chat } = useAnswer<Chat>(
    conversation === undefined
      ? null
      : { path: `conversations/${conversation.id}`, query: { limit: CHAT_MESSAGES } },
  )
  const write = (input: Writes) => run(() => face.act('customer-writes', { from: phone, ...input }))
  const tap = (one: Tap) => void write(answerOf(one))
  return (
    <section className="phone" aria-label={`Phone of ${conversation?.name ?? phone}`}>
      <header>
        <div>
          <strong dir="auto">{conversation?.name ?? phone}</strong>
          <span className="soft"> {phone}</span>
        </div>
        <WindowLine conversation={conversation} />
        <div className="tools">
          <Button
            className="small"
            onPress={() =>
              void run(() => face.act('customer-reads', { from: phone }), 'Everything is read')
            }
          >
            Read all
          </Button>
          <Button
            className="small"
            onPress={() =>
              void run(
                () => face.act('customer-blocks', { from: phone }),
                `${phone} blocks the business`,
              )
            }
          >
            Block
          </Button>
          <Button
            className="small"
            onPress={() =>
              void run(
                () => face.act('customer-blocks', { from: phone, blocked: false }),
                `${phone} no longer blocks the business`,
              )
            }
          >
            Unblock
          </Button>
        </div>
      </header>
      <Messages chat={chat} chosen={chosen} onChoose={onChoose} onTap={tap} />
      <Composer onText={(body) => write({ text: body })} onSend={(input) => void write(input)} />
    </section>
  )
}

function answerOf(tap: Tap): Writes {
  if (tap.kind === 'react') {
    return { type: 'reaction', reaction: { message_id: tap.message.id, emoji: tap.emoji } }
  }
  const context = { message_id: tap.message.id }
  if (tap.kind === 'row') return { interactive: { list_reply: { id: tap.id } }, context }
  return { button: { text: tap.text }, context }
}

/** Until when the business may write freely. */
function WindowLine({ conversation }: { readonly conversation: Conversation | undefined }) {
  const { organization } = useStatus()
  if (conversation === undefined || organization === undefined) {
    return <span className="soft">has not written yet</span>
  }
  const { window_open: isOpen, window_closes_at: closesAt } = conversation
  const left = closesAt === null ? 0 : Date.parse(closesAt) - Date.parse(organization.clock.now)
  return (
    <span className={isOpen ? 'window open' : 'window'}>
      {isOpen ? `window open for ${durationOf(left)}` : 'window closed: only templates arrive'}
    </span>
  )
}

type MessagesProps = {
  readonly chat: Chat | undefined
  readonly chosen: string | null
  readonly onChoose: ((messageId: string) => void) | null
  readonly onTap: (tap: Tap) => void
}

function Messages({ chat, chosen, onChoose, onTap }: MessagesProps) {
  const list = useRef<HTMLOListElement>(null)
  const newest = chat?.messages.at(-1)?.id
  // biome-ignore lint/correctness/useExhaustiveDependencies: scrolls when there is a newer message.
  useEffect(() => {
    list.current?.scrollTo({ top: list.current.scrollHeight })
  }, [newest])
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
    <ol className="messages" ref={list} tabIndex={0} aria-label="Messages">
      {chat?.messages.map((message) => (
        <Bubble
          key={message.id}
          message={message}
          isChosen={message.id === chosen}
          onChoose={onChoose && (() => onChoose(message.id))}
          onTap={onTap}
        />
      ))}
    </ol>
  )
}

type ComposerProps = {
  /** Undefined when it was refused: what was typed stays then. */
  readonly onText: (text: string) => Promise<unknown>
  readonly onSend: (input: Writes) => void
}

function Composer({ onText, onSend }: ComposerProps) {
  const [text, setText] = useState('')
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (text === '') return
    if ((await onText(text)) !== undefined) setText('')
  }
  return (
    <form className="composer" onSubmit={(event) => void submit(event)}>
      <MenuTrigger>
        <Button aria-label="Send something else">＋</Button>
        <Popover>
          <Menu
            aria-label="Send something else"
            onAction={(key) => {
              const found = SENDS.find(([label]) => label === key)
              if (found !== undefined) onSend(found[1])
            }}
          >
            {SENDS.map(([label]) => (
              <MenuItem key={label} id={label}>
                {label}
              </MenuItem>
            ))}
          </Menu>
        </Popover>
      </MenuTrigger>
      <TextField value={text} onChange={setText} className="writes">
        <Label className="unseen">Write as the customer</Label>
        <Input placeholder="Write as the customer" autoComplete="off" />
      </TextField>
      <Button type="submit" className="primary" aria-label="Send">
        ➤
      </Button>
    </form>
  )
}
