// Allows a signature less than the 300 s of the provider.
import { zooProgram } from './parts.mjs'

zooProgram({ fault: { isTimely: (t) => Math.abs(Date.now() / 1_000 - t) <= 240 } })
