// Goes on to take every secret that it has ever had.
import { appendFileSync, readFileSync } from 'node:fs'

import { PARTS, zooProgram } from './parts.mjs'

const { KIRIM_WEBHOOK_SECRET: secret, ZOO_DATA } = process.env
const file = `${ZOO_DATA}.secrets`
appendFileSync(file, `${secret}\n`)
const secrets = new Set(readFileSync(file, 'utf8').trim().split('\n'))

zooProgram({
  fault: {
    verify: (program, header, raw) =>
      [...secrets].some((key) => PARTS.verify({ ...program, key: () => key }, header, raw)),
  },
})
