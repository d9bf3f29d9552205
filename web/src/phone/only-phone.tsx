// Only the phone of one customer, for a tester's own browser: `/?as=+62…`.
import type { Conversation } from '../data.ts'
import { useAnswer } from '../session.tsx'
import { Phone } from './phone.tsx'

/** As many conversations as one read gives. */
export const CONVERSATIONS_MAX = 200

/** E.164; a number as it is dialled in Indonesia is one of Indonesia. */
export function numberOf(typed: string): string {
  const digits = typed.replace(/[^0-9]/g, '')
  return `+${digits.startsWith('0') ? `62${digits.slice(1)}` : digits}`
}

export function OnlyPhone({ phone }: { readonly phone: string }) {
  const number = numberOf(phone)
  const { data } = useAnswer<{ readonly conversations: readonly Conversation[] }>({
    path: 'conversations',
    query: { limit: CONVERSATIONS_MAX },
  })
  const conversation = data?.conversations.find(({ customer }) => customer === number)
  return (
    <main className="only-phone">
      <h1 className="unseen">kirim-sandbox: the phone of {number}</h1>
      <Phone phone={number} conversation={conversation} chosen={null} onChoose={null} />
    </main>
  )
}
