// The shop: a customer who writes "pesan …" has ordered, and is told so.

/** Statuses may arrive in any order; a message that was read is never unread again. */
const RANKS = { sent: 1, delivered: 2, read: 3, failed: 4 }

/** `report` is told what went wrong and can be mended by a person only. */
export function newShop({ client, report }) {
  const orders = []
  const statuses = new Map()
  const unfinished = new Set()

  const HANDLERS = {
    'message.received': ({ entry }) => eachOf(entry, 'messages', takeMessage),
    'message.status': ({ entry }) => eachOf(entry, 'statuses', takeStatus),
  }

  async function takeMessage({ from, text }) {
    const [, item] = /^pesan (.+)$/i.exec(text?.body ?? '') ?? []
    if (item === undefined) return
    const order = { number: orders.length + 1, item, customer: `+${from}` }
    orders.push(order)
    // Kirim waits ten seconds for the answer to a webhook; sending may take longer than that.
    inBackground(answer(order))
  }

  function inBackground(work) {
    const done = work.finally(() => unfinished.delete(done))
    unfinished.add(done)
  }

  /** The order stands, whether or not the customer hears of it. */
  async function answer({ number, item, customer }) {
    const body = `Terima kasih! Pesanan nomor ${number}: ${item}.`
    try {
      await client.sendMessage({ to: customer, type: 'text', text: { body } })
    } catch (error) {
      report(error)
    }
  }

  async function takeStatus({ id, status }) {
    const before = statuses.get(id)
    if ((RANKS[status] ?? 0) > (RANKS[before] ?? 0)) statuses.set(id, status)
  }

  return {
    orders,
    statuses,
    /** Events that the shop does not know are no reason to complain. */
    handle: async (event) => HANDLERS[event.type]?.(event),
    /** Resolves when nothing is being sent any more. */
    idle: async () => {
      while (unfinished.size > 0) await Promise.all(unfinished)
    },
  }
}

async function eachOf(entries, member, take) {
  for (const { changes } of entries) {
    for (const { value } of changes) for (const one of value[member] ?? []) await take(one)
  }
}
