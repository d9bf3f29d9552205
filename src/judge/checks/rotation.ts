// ROT: a secret is replaced without losing an event, and the old one is worth nothing afterwards.
import { type Mail, post, type Scene, writes } from '../checking/scene.ts'
import {
  type Check,
  isAccepted,
  mustAccept,
  mustRefuse,
  type Result,
  SIGNING,
  unseen,
} from './check.ts'

const NEW_SECRET = 'whsec_after_the_rotation_0123456789abcdefghij'

type Part = Pick<Check, 'what' | 'play'> & Partial<Check>

function row(part: Part): Check {
  return {
    group: 'ROT',
    severity: 'must',
    source: SIGNING,
    needs: ['secret', 'start'],
    alone: true,
    consequence:
      'During the overlap every request has a v1 for the old and one for the new secret. What is refused then is dead at once: the rotation loses events.',
    cure: 'Read every v1, and accept when one of them fits a secret that you know. Take the new secret into use before the old one ends.',
    ...part,
  }
}

/** The program is started with the new secret, and in the end with its own again. */
async function withNewSecret(
  { bench: { program } }: Scene,
  play: () => Promise<Result>,
): Promise<Result> {
  await program.stop()
  await program.start({ KIRIM_WEBHOOK_SECRET: NEW_SECRET })
  try {
    return await play()
  } finally {
    await program.stop()
    await program.start()
  }
}

async function isTakenWith(scene: Scene, mail: Mail, secret: string): Promise<boolean> {
  return isAccepted(await post(scene, mail, { secret }))
}

export const ROTATION_CHECKS = {
  'ROT-01': row({
    what: 'With the new secret, requests of the overlap are accepted, which are signed with both',
    play: (scene) =>
      withNewSecret(scene, async () => {
        const { secret: old } = scene.bench
        const answer = await post(scene, await writes(scene), { secret: [NEW_SECRET, old] })
        const first = mustAccept(scene, answer)
        if (first.verdict !== 'passed') return first
        return mustAccept(
          scene,
          await post(scene, await writes(scene), { secret: [old, NEW_SECRET] }),
        )
      }),
  }),
  'ROT-02': row({
    what: 'After the overlap, the old secret alone is refused',
    consequence:
      'A secret is rotated because somebody may know it. As long as it is accepted, the rotation is worth nothing.',
    cure: 'Forget the old secret when its overlap ends: take it out of the configuration, and restart.',
    play: (scene) =>
      withNewSecret(scene, async () => {
        if (!(await isTakenWith(scene, await writes(scene), NEW_SECRET))) {
          return unseen('The program does not take the new secret from KIRIM_WEBHOOK_SECRET.')
        }
        const answer = await post(scene, await writes(scene), { secret: scene.bench.secret })
        return mustRefuse(scene, answer)
      }),
  }),
} satisfies Record<string, Check>
