// Where the bundle of the command line begins.
import { main } from './program.ts'

await main(process.argv.slice(2))
