#!/usr/bin/env node
// `npx obhut …` in a checkout: the command line of the server, made ready first.
process.argv.splice(2, 0, 'server/cli.ts')
await import('./ready.mjs')
