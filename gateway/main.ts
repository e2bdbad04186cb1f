#!/usr/bin/env node
import { join } from 'node:path'
import { runAgent } from './agent.ts'
import { argumentsFrom, help, WrongArguments, type Arguments } from './arguments.ts'
import { ownClock, platformClock } from './clock.ts'
import { player } from './playing/player.ts'
import { recordingsIn } from './playing/recordings.ts'

const firmware = '1.0.0'

async function main({ server, serial, secret, ca, state, play, every, timeZone, clock }: Arguments): Promise<void> {
  const stopping = new AbortController()
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.once(signal, () => {
      stopping.abort()
    })
  // Started by somebody who speaks with it, it leaves when they are gone: a killed demo leaves nothing behind.
  process.once('disconnect', () => {
    stopping.abort()
  })
  await runAgent({
    server,
    serial,
    secret,
    ...(ca && { ca }),
    model: 'Qbox 2',
    firmware,
    dir: state,
    clock: clock === 'platform' ? platformClock() : ownClock,
    source: player({ recordings: await recordingsIn(play), dir: join(state, 'player'), timeZone, every }),
    says: line => {
      console.log(line)
    },
    until: stopping.signal,
  })
}

try {
  const given = argumentsFrom(process.argv.slice(2))
  if (given === 'help') console.log(help)
  else await main(given)
  process.exit(0)
} catch (error) {
  console.error(error instanceof WrongArguments ? error.message : error)
  process.exit(error instanceof WrongArguments ? 2 : 1)
}
