// A process that is closed like the one that serves, and tries to get out: what it finds is evidence for the proof.
import { tryTheWays } from './attempts.ts'

process.send?.(await tryTheWays(), () => {
  process.exit(0)
})
