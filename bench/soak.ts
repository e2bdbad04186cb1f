// npm run soak [-- name …]: every bench in its whole length and size.
import { runAll } from './parts/all.ts'

await runAll({ whole: true, named: process.argv.slice(2) })
