// Run by alone.test.ts as a process of its own.
import { setTimeout as pause } from 'node:timers/promises'
import { alone } from './alone.mjs'

const [name = '', ms] = process.argv.slice(2)
await alone(name, async () => {
  console.log('in')
  await pause(Number(ms))
  console.log('out')
}, { waiting: () => { console.log('waiting') } })
