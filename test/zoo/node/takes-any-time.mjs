// Verifies the digest, and never looks at its time.
import { zooProgram } from './parts.mjs'

zooProgram({ fault: { isTimely: () => true } })
