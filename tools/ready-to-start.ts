// `npm run ready`: after the packages, the portal, so that a service may start from a folder that it cannot write to.
import { buildPortal } from '../server/startup/portal.ts'

await buildPortal(line => {
  console.log(line)
})
console.log('Ready: npx obhut start --manifest FILE')
