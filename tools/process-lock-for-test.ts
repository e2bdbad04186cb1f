// Run by alone.test.ts as a process of its own.
import { setTimeout as pause } from 'node:timers/promises'
import { withProcessLock } from './process-lock.mjs'

const [name = '', ms] = process.argv.slice(2)
await withProcessLock(
  name,
  async () => {
    console.log('in')
    await pause(Number(ms))
    console.log('out')
  },
  {
    waiting: () => {
      console.log('waiting')
    },
  },
)
