// Run by embedded.test.ts as a process of its own, to be killed or to be somebody else.
import { embeddedPostgres } from './embedded.ts'

const [dir = '', then] = process.argv.slice(2)
const postgres = await embeddedPostgres({ dir, fsync: false })
console.log(JSON.stringify(postgres.admin))
if (then === 'and-stop') await postgres.stop()
else setInterval(() => {}, 60_000)
