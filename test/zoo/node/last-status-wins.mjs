// The status that came last is taken, whatever stood there before.
import { zooProgram } from './parts.mjs'

zooProgram({ fault: { isNews: () => true } })
