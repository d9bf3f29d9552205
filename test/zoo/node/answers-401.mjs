// Answers 401 to what it cannot verify.
import { zooProgram } from './parts.mjs'

zooProgram({ fault: { refusal: 401 } })
