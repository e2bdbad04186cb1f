// npm run bench [-- name …]: every bench in its short length.
import { runAll } from './parts/all.ts'

await runAll({ whole: false, named: process.argv.slice(2) })
