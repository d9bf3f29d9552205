// A story as Markdown: a page for a person or a model, bounded in size.
import { STORY_MAX_CHARACTERS, type Story, type StoryLine } from './shape.ts'
import { counted } from './view.ts'

/** The page; texts from outside keep their words and lose what Markdown would obey. */
export function storyMarkdown(story: Story): string {
  const sections = [
    ['What to look at', lookAt(story)],
    ['What happened', happened(story)],
    ['Faults', faults(story)],
    ['What comes next', coming(story)],
  ] as const
  const blocks = sections
    .filter(([, lines]) => lines.length > 0)
    .map(([title, lines]) => `## ${title}\n\n${lines.join('\n')}`)
  const text = [`# The story of ${plain(story.organization.name)}`, beginning(story), ...blocks]
  return bounded(`${text.join('\n\n')}\n`)
}

function beginning(story: Story): string {
  const { counts, clock, now, after, next, lost, base } = story
  const happened = [
    `${counted(counts.calls, 'call')} (${counts.refused} refused)`,
    `${counted(counts.sent, 'message')} sent (${counts.failed} failed)`,
    `${counts.received} received`,
    `${counted(counts.attempts, 'webhook attempt')} (${counts.not_taken} not taken, ${counts.dead} given up)`,
    `${counted(counts.strikes, 'strike')} of faults`,
  ]
  const entries = next > after ? `Entries ${after + 1} to ${next} of the journal` : 'Nothing yet'
  const forgotten = lost === 0 ? '' : ` ${counted(lost, 'entry is', 'entries are')} forgotten.`
  return [
    `It is ${now} by a ${clock} clock. ${entries}: ${happened.join(', ')}.${forgotten}`,
    `Read on at ${base} and the path behind each line; what comes later: ${base}story?after=${next}`,
  ].join('\n')
}

function lookAt({ look_at, look_at_more }: Story): string[] {
  const lines = look_at.map(({ what, do: deed, see }, at) => {
    return `${at + 1}. ${plain(what)}\n   ${plain(deed)} (${see})`
  })
  return [...lines, ...leftOut(look_at_more, 'more')]
}

function happened({ happened, skipped }: Story): string[] {
  let day = ''
  const lines = happened.flatMap((line) => {
    const isNewDay = line.at.slice(0, 10) !== day
    day = line.at.slice(0, 10)
    const gap = leftOut(
      line.skipped,
      counted(line.skipped, 'entry', 'entries').replace(/^\d+ /, ''),
    )
    return [...(isNewDay ? [`- **${day}**`] : []), ...gap, lineText(line)]
  })
  return [...lines, ...leftOut(skipped, 'entries')]
}

function lineText({ at, text, times, of_note, see }: StoryLine): string {
  const mark = of_note ? '**!** ' : ''
  const often = times === 1 ? '' : ` (${times} times)`
  return `- ${at.slice(11, 23)} ${mark}${plain(text)}${often} (${see})`
}

function faults({ faults, faults_more }: Story): string[] {
  const lines = faults.map(({ id, text, armed, hits }) => {
    const state = armed ? 'armed' : hits === 0 ? 'disarmed' : 'spent'
    return `- ${id}, ${state}, struck ${counted(hits, 'time')}: ${plain(text)}`
  })
  return [...lines, ...leftOut(faults_more, 'older ones')]
}

function coming({ scheduled, scheduled_more }: Story): string[] {
  const lines = scheduled.map(({ at, in_ms, text, see }) => {
    return `- ${at} (in ${in_ms / 1000} s) ${plain(text)} (${see})`
  })
  return [...lines, ...leftOut(scheduled_more, 'later ones')]
}

function leftOut(count: number, what: string): string[] {
  return count === 0 ? [] : [`- … ${count} ${what} left out`]
}

/** What would begin a link, a tag, code or emphasis is escaped. */
function plain(text: string): string {
  return text.replace(/[\\`*<>[\]|~]/g, '\\$&')
}

/** Escaping may make the lines longer than their limits add up to: then the end is cut. */
function bounded(text: string): string {
  if (text.length <= STORY_MAX_CHARACTERS) return text
  const end = '\n\n… the rest is left out: read it as JSON.\n'
  const room = text.slice(0, STORY_MAX_CHARACTERS - end.length)
  return room.slice(0, room.lastIndexOf('\n')) + end
}
