// `npm run ready`: after the packages, the portal and the links of PostgreSQL's libraries, so that a service may start from
// a folder that it cannot write to.
import { linkInstalled } from '../server/postgres/binaries.ts'
import { buildPortal } from '../server/startup/portal.ts'

await buildPortal(line => {
  console.log(line)
})
linkInstalled()
console.log('Ready: npx obhut start --manifest FILE')
