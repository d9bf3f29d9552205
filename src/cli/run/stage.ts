// The stage of a scenario: a sandbox in this process, or one that real programs can call.
import { existsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

import { type AppOptions, startApp } from '../../app.ts'
import type { Scenario } from '../../scenario/format/scenario.ts'
import type { Open } from '../../scenario/play/play-state.ts'

export type StageOptions = {
  /** Where real programs find the sandbox; 0 takes any free port. */
  readonly port: number
  readonly allowTargets: readonly string[]
  readonly allowHosts: readonly string[]
}

/** The variables that a program finds the sandbox by; known only once it listens. */
export const STAGE_VARIABLES = [
  'KIRIM_BASE_URL',
  'KIRIM_API_KEY',
  'KIRIM_CONTROL_URL',
  'KIRIM_WEBHOOK_INBOX',
] as const

export function stageOpener({ port, allowTargets, allowHosts }: StageOptions): Open {
  return async (scenario, machine, wrapTransport) => {
    const { seed, tier, rate, settings } = scenario
    const { isSimulated, clock } = machine
    const options: AppOptions = {
      host: '127.0.0.1',
      port,
      seed,
      tier,
      rate,
      world: worldOf(scenario),
      strictUrls: false,
      allowTargets,
      allowHosts,
      wrapTransport,
      machine: clock,
      isHeard: !isSimulated,
      // Simulated receivers judge by the clock that signs, and the bytes are the same each time.
      settings: isSimulated ? { signatureTime: 'world', ...settings } : settings,
    }
    const app = await startApp(options)
    const { api, sandbox, organization, close } = app
    if (isSimulated) return { api, sandbox, organization, close, env: {} }
    const env = {
      KIRIM_BASE_URL: app.url,
      KIRIM_API_KEY: app.apiKey,
      KIRIM_CONTROL_URL: app.controlUrl,
      KIRIM_WEBHOOK_INBOX: `${app.controlUrl}/inbox/default`,
    }
    return { api, sandbox, organization, close, env }
  }
}

/** A world file stands beside its scenario; a name is that of a ready-made world. */
function worldOf({ world, file }: Scenario): string {
  const beside = resolve(dirname(file), world)
  return existsSync(beside) && /[./]/.test(world) ? beside : world
}
