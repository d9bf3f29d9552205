// A message as a bubble: the business on the left, the customer on the right, time and ticks in the rim.
import type { ChatMessage } from '../data.ts'
import { shortTime, ticks } from '../formats.ts'
import { cut, fill, type Line, line, type Span, type Style, widthOf, wrap } from '../spans.ts'

const BUBBLE_MAX = 64
const LINES_MAX = 24

const MEDIA_SIGNS: Readonly<Record<string, string>> = {
  image: '▣ Photo',
  video: '▶ Video',
  document: '▤ Document',
  audio: '♪ Audio',
  sticker: '◆ Sticker',
  location: '⌖ Location',
  contacts: '☎ Contact',
}

const BUTTON_SIGNS: Readonly<Record<string, string>> = {
  reply: '↩',
  link: '↗',
  call: '☎',
  copy: '⧉',
  other: '•',
}

type Inside = readonly [text: string, style: Style] | 'rule'

export function bubble(message: ChatMessage, width: number): Line[] {
  const room = Math.max(10, Math.min(BUBBLE_MAX, Math.floor(width * 0.8)) - 4)
  const inside = insideOf(message, room)
  const foot = footOf(message)
  const footWidth = foot.reduce((sum, [text]) => sum + widthOf(text), 0)
  const texts = inside.map((one) => (one === 'rule' ? 0 : widthOf(one[0])))
  const inner = Math.min(room, Math.max(footWidth, ...texts))
  const isOwn = message.direction === 'inbound'
  const rim: Style = isOwn ? 'info' : 'dim'
  const dash = (count: number) => '─'.repeat(Math.max(0, count))
  const bottom: Span[] = [[`╰${dash(inner + 1 - footWidth)}`, rim], ...foot, ['─╯', rim]]
  const lines: Span[][] = [
    [[`╭${dash(inner + 2)}╮`, rim]],
    ...inside.map((one): Span[] =>
      one === 'rule'
        ? [[`├${dash(inner + 2)}┤`, rim]]
        : [
            ['│ ', rim],
            [fill(one[0], inner), one[1]],
            [' │', rim],
          ],
    ),
    bottom,
  ]
  const indent = isOwn ? Math.max(0, width - inner - 5) : 1
  const failed = message.failure === null ? [] : [failureLine(message.failure, width)]
  return [...lines.map((spans) => line(' '.repeat(indent), ...spans)), ...failed]
}

function failureLine(failure: string, width: number): Line {
  return line([cut(`  ✗ ${failure}`, width), 'bad'])
}

function insideOf(message: ChatMessage, room: number): Inside[] {
  const { header, text, footer, media, buttons, list, quotes, type } = message
  const lines = (content: string | null, style: Style): Inside[] =>
    content === null ? [] : wrap(content, room).map((one): Inside => [one, style])
  const sign = media === null ? '' : (MEDIA_SIGNS[media.kind] ?? media.kind)
  const all: Inside[] = [
    ...lines(quotes === null ? null : cut(`▏${quotes}`, room), 'dim'),
    ...(media === null ? [] : lines(cut(`${sign}  ${media.name}`, room), 'info')),
    ...lines(header, 'strong'),
    ...lines(type === 'reaction' && text === null ? '(reaction taken back)' : text, 'plain'),
    ...lines(footer, 'dim'),
  ]
  const body = all.length === 0 ? lines(type, 'dim') : all
  const short: Inside[] =
    body.length > LINES_MAX ? [...body.slice(0, LINES_MAX), ['…', 'dim']] : body
  const tappable: Inside[] = [
    ...buttons.map((one): Inside => [`${BUTTON_SIGNS[one.kind] ?? '•'} ${one.text}`, 'key']),
    ...(list === null ? [] : [[`≡ ${list.button}`, 'key'] as const]),
  ].map((one): Inside => (one === 'rule' ? one : [cut(one[0], room), one[1]]))
  return tappable.length === 0 ? short : [...short, 'rule', ...tappable]
}

function footOf({ direction, created_at: at, status }: ChatMessage): Span[] {
  const time: Span = [` ${shortTime(at)} `, 'dim']
  if (direction === 'inbound') return [time]
  const [sign, style] = ticks(status)
  return [time, [`${sign} `, style]]
}
