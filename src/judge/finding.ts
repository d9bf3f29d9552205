// A finding as a scenario file: `run` plays it again and fails, and passes once the program is mended.

/** One step as a scenario file has it: its name and its input. */
export type StoryStep = {
  readonly verb: string
  readonly input: Readonly<Record<string, unknown>>
  /** The name of its reply. */
  readonly as?: string
  readonly say?: string
}

export type Finding = {
  /** What the scenario is called. */
  readonly name: string
  /** What was found, as one comment at the top of the file. */
  readonly found: string
  readonly seed: number
  /** As scenario files take it: real where a program judges times by the machine's clock. */
  readonly clock: string
  readonly world: string
  readonly settings?: Readonly<Record<string, unknown>>
  /** By name, as scenario files have it. */
  readonly receivers: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  readonly steps: readonly StoryStep[]
}

/**
 * The text of the file. The same finding gives the same bytes. Inputs are written as JSON, which is
 * YAML as well, so that texts with any characters stay what they are.
 */
export function findingText(finding: Finding): string {
  const { name, found, seed, clock, world, settings, receivers, steps } = finding
  const lines = [
    ...found.split('\n').map((line) => `# ${line}`.trimEnd()),
    `name: ${JSON.stringify(name)}`,
    `seed: ${seed}`,
    `clock: ${clock}`,
    `world: ${JSON.stringify(world)}`,
    ...(settings === undefined ? [] : [`settings: ${JSON.stringify(settings)}`]),
    'receivers:',
    ...Object.entries(receivers).map(([key, one]) => `  ${key}: ${JSON.stringify(one)}`),
    'steps:',
    ...steps.flatMap(stepLines),
  ]
  return `${lines.join('\n')}\n`
}

function stepLines({ verb, input, as, say }: StoryStep): string[] {
  return [
    `  - ${verb}: ${JSON.stringify(input)}`,
    ...(as === undefined ? [] : [`    as: ${as}`]),
    ...(say === undefined ? [] : [`    say: ${JSON.stringify(say)}`]),
  ]
}

/** Texts that stand in a scenario file as they are: a dollar sign before a brace begins a reference there. */
export function literal(text: string): string {
  return text.replaceAll('${', () => '$${')
}
