// Refuses what is old, and takes what is dated ahead.
import { zooProgram } from './parts.mjs'

zooProgram({ fault: { isTimely: (t) => Date.now() / 1_000 - t <= 300 } })
