// Tries again after a moment, whatever Retry-After says.
import { zooProgram } from './parts.mjs'

zooProgram({ fault: { waitMs: () => 250 } })
