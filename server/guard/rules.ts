import { openedNow, type Destination } from '../../kernel/recipients/way-out.ts'
import { whoTries } from './origin.ts'
import { guardSockets, type Attempt } from './sockets.ts'
import { OperatorProblem } from '../../kernel/problems/problem.ts'

/** What this process may do on the network beside what a hand-over opens. */
export interface Allowed {
  /** Ports to listen on. */
  readonly listens: readonly number[]
  /** Its store, and the folder of a Unix socket in place of a host. */
  readonly reaches: readonly Destination[]
}

/**
 * Something in this process tried to get out (or to let somebody in) where nothing was opened. It did not get there.
 */
export class WayOutRefused extends OperatorProblem {
  constructor({ way, by }: Refused) {
    super({
      urgent: true,
      says: {
        de: `${told[way].de} die niemand erklärt hat, wurde verhindert; versucht hat sie ${by}.`,
        en: `${told[way].en} that nobody declared was refused; it was tried by ${by}.`,
      },
      mend: {
        de: 'Nichts ist hinausgegangen. Gehört das Ziel einem Empfänger, nennen Sie es im Manifest unter dessen hosts; sonst prüfen Sie, woher dieser Code kommt.',
        en: 'Nothing left. If the host belongs to a recipient, name it among its hosts in the manifest; otherwise find out where this code came from.',
      },
    })
  }
}
const told = {
  connection: { de: 'Eine Verbindung,', en: 'A connection' },
  socket: { de: 'Eine Verbindung zu einem lokalen Socket,', en: 'A local socket' },
  name: { de: 'Eine Namensauflösung,', en: 'A look-up of a name' },
  listener: { de: 'Eine Öffnung für Verbindungen,', en: 'A listener' },
  datagram: { de: 'Eine Sendung (UDP),', en: 'A datagram' },
} as const

/** A refusal says the way and who tried, and never where to: the name of a host can carry somebody's data. */
export interface Refused {
  readonly way: Attempt['way']
  readonly by: string
}

let allowed: Allowed | undefined
const counts = new Map<Attempt['way'], number>()
const waiting: Refused[] = []
let hear: ((refused: Refused) => void) | undefined

/** Closes every way out of this process but those that `allow` and hand-overs open. */
export function closeTheWays(): void {
  guardSockets(attempt => may(attempt) || refuse(attempt))
}

/** Said once, by whoever started this process; nobody widens it later. */
export function allow(what: Allowed): void {
  if (allowed) throw new Error('What this process may reach was said already.')
  allowed = what
}

/** How often each way was refused since the start. */
export const refusals = (): ReadonlyMap<Attempt['way'], number> => counts

/** Hears of each refusal, also of those before. */
export function onRefused(does: (refused: Refused) => void): void {
  hear = does
  for (const one of waiting.splice(0)) does(one)
}

function may(attempt: Attempt): boolean {
  const destinations = [...(allowed?.reaches ?? []), ...(openedNow() ? [openedNow()!.to] : [])] // asked in the same line
  switch (attempt.way) {
    case 'connection':
      return destinations.some(
        ({ host, port }) => port === attempt.port && (host === attempt.host || attempt.names.has(host)),
      )
    case 'socket':
      return destinations.some(({ host, port }) => attempt.path === `${host}/.s.PGSQL.${port}`)
    case 'name':
      return destinations.some(({ host }) => host.toLowerCase() === attempt.name.toLowerCase())
    case 'listener':
      return allowed?.listens.includes(attempt.port) ?? false
    case 'datagram':
      return false
  }
}

function refuse({ way }: Attempt): false {
  counts.set(way, (counts.get(way) ?? 0) + 1)
  const refused = { way, by: whoTries() }
  if (!isFresh(refused)) return false
  if (hear) hear(refused)
  else waiting.push(refused)
  return false
}

/** Whoever tries again and again is counted each time, and reported once a minute. */
function isFresh({ way, by }: Refused): boolean {
  const key = `${way} ${by}`
  const last = heard.get(key)
  const now = performance.now()
  if (last !== undefined && now - last < 60_000) return false
  if (heard.size > 1000) heard.clear()
  heard.set(key, now)
  return true
}
const heard = new Map<string, number>()
