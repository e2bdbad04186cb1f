// Loaded before each test file of the clauses and the browser suite: sees every connection and look-up of the process, and refuses none.
import { whoTries } from '../../server/guard/origin.ts'
import { guardSockets } from '../../server/guard/sockets.ts'
import { openedNow } from '../../kernel/disclosure/way-out.ts'
import { recorderIn, recordIn } from './recorded.ts'

const watched = globalThis as { isWatched?: true } // a process may run several files, one after the other
if (!watched.isWatched) {
  watched.isWatched = true
  const recorder = recorderIn(process.env[recordIn])
  guardSockets(attempt => {
    const seen = { recipient: openedNow()?.recipient, by: whoTries() }
    if (attempt.way === 'connection') for (const host of attempt.names.size ? attempt.names : [attempt.host]) recorder.contacted({ ...seen, host, port: attempt.port })
    else if (attempt.way === 'socket') recorder.contacted({ ...seen, host: attempt.path, port: undefined })
    else if (attempt.way === 'name') recorder.contacted({ ...seen, host: attempt.name, port: undefined })
    else if (attempt.way === 'datagram') recorder.contacted({ ...seen, host: 'a datagram', port: undefined })
    return true
  })
}
