// Loaded before each test file of the clauses and the browser suite: sees every connection and look-up of the process
// and refuses none, and what the database is asked. A test fails in whose browser the content security policy refused
// anything.
import { afterAll, afterEach } from 'vitest'
import { whoTries } from '../../server/guard/origin.ts'
import { guardSockets } from '../../server/guard/sockets.ts'
import { openedNow } from '../../kernel/recipients/way-out.ts'
import { playedNow, recorderIn, recordIn } from './recorded.ts'
import { refusedByPolicy } from './refused-by-policy.ts'
import { seeStatements } from './statements-seen.ts'

const watched = globalThis as { isWatched?: true } // a process may run several files, one after the other
const recorder = recorderIn(process.env[recordIn])
if (!watched.isWatched) {
  watched.isWatched = true
  guardSockets(attempt => {
    const seen = { recipient: openedNow()?.recipient, by: playedNow() ?? whoTries() }
    if (attempt.way === 'connection')
      for (const host of attempt.names.size ? attempt.names : [attempt.host])
        recorder.contacted({ ...seen, host, port: attempt.port })
    else if (attempt.way === 'socket') recorder.contacted({ ...seen, host: attempt.path, port: undefined })
    else if (attempt.way === 'name') recorder.contacted({ ...seen, host: attempt.name, port: undefined })
    else if (attempt.way === 'datagram') recorder.contacted({ ...seen, host: 'a datagram', port: undefined })
    return true
  })
  seeStatements()
}
// At the end of the file once more, for what a browser told of only after its last test.
for (const after of [afterEach, afterAll])
  after(() => {
    const refused = refusedByPolicy()
    if (refused.length) throw new Error(`The content security policy refused:\n${refused.join('\n')}`)
  })
