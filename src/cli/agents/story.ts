// The command `story`: what happened in a running sandbox, on one page that is read first.
import { type Command, InvalidArgumentError, Option } from 'commander'

import { controlClient } from '../../client/control-client.ts'
import { storyMarkdown } from '../../control/reads/story/markdown.ts'
import { STORY_MAX_CHARACTERS } from '../../control/reads/story/shape.ts'
import { harmlessJson } from '../../terminal-text.ts'
import { addConnectionFlags, type ConnectionFlags } from '../connection.ts'
import { print, type Terminal } from '../terminal.ts'

type StoryFlags = ConnectionFlags & { readonly after?: number; readonly json?: true }

const AFTER_HELP = `
Markdown of at most ${STORY_MAX_CHARACTERS.toLocaleString('en')} characters. Behind each line stands where to read on, below /_sandbox.

Examples:
  kirim-sandbox story
  kirim-sandbox story --after 120
  kirim-sandbox story --json | jq '.look_at'`

export function describeStory(command: Command, terminal: Terminal): void {
  addConnectionFlags(command, terminal)
    .addOption(
      new Option(
        '--after <number>',
        'only what happened behind this entry of the journal',
      ).argParser(readNumber),
    )
    .option('--json', 'the story as JSON')
    .addHelpText('after', AFTER_HELP)
    .action(async ({ after, json, ...connection }: StoryFlags) => {
      const { data } = await controlClient(connection).read('story', { after })
      print(terminal, json ? harmlessJson(data, 2) : storyMarkdown(data).trimEnd())
    })
}

function readNumber(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('Expected the number of an entry, such as 120.')
}
