// Parses a body without a try.
import { zooProgram } from './parts.mjs'

zooProgram({ fault: { parse: (raw) => JSON.parse(raw.toString()) } })
