import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'

export const help = `A gateway of Obhut: measures, keeps what waits on disk, and stays in touch with the platform.

  node gateway/main.ts --server mqtts://platform.example:8883 --serial QB-7K3M-9QXD-J --secret-file secret --play gateway/recordings

  --server URL         where the platform listens: mqtts://host:port; mqtt:// only on this machine
  --serial NUMBER      the serial number of this gateway
  --secret-file FILE   a file that holds its secret and nothing else
  --ca FILE            a certificate to trust beside the system's
  --state DIR          where it keeps what waits and what it knows (default: gateway-state)
  --play DIR           plays the recordings of this folder as if they were measured now; they repeat every two days
  --every SECONDS      how often the power of the running minute is told (default: 5)
  --time-zone ZONE     the clock on the wall here (default: Europe/Berlin)
  --clock own|platform whose time counts: this machine's, or the platform's, for a demo whose clock is moved (default: own)
  --help               this text

It runs until it is told to stop (SIGTERM or SIGINT) and says goodbye first. Exit codes: 0 stopped, 2 wrong arguments.`

export interface Arguments {
  readonly server: string
  readonly serial: string
  readonly secret: string
  readonly ca?: Buffer
  readonly state: string
  readonly play: string
  readonly every: number
  readonly timeZone: string
  readonly clock: 'own' | 'platform'
}

/** Arguments that cannot be, with a sentence for each. */
export class WrongArguments extends Error {
  constructor(wrong: readonly string[]) {
    super(`${wrong.join('\n')}\nAsk --help.`)
    this.name = 'WrongArguments'
  }
}

export function argumentsFrom(given: readonly string[]): Arguments | 'help' {
  const { values } = parsed(given)
  if (values.help) return 'help'
  const wrong: string[] = []
  const text = (name: 'server' | 'serial' | 'secret-file' | 'play'): string => {
    if (!values[name]) wrong.push(`--${name} is missing.`)
    return values[name] ?? ''
  }
  const read = (name: 'secret-file' | 'ca', file: string): Buffer => {
    try {
      return readFileSync(file)
    } catch (error) {
      wrong.push(`--${name}: '${file}' cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'}).`)
      return Buffer.alloc(0)
    }
  }
  const server = text('server')
  const faulty = server && serverFault(server)
  if (faulty) wrong.push(faulty)
  const every = Number(values.every)
  if (!(every >= 1 && every <= 3600)) wrong.push('--every is a number of seconds from 1 to 3600.')
  if (!isZone(values['time-zone']))
    wrong.push(`--time-zone is a zone such as Europe/Berlin; '${values['time-zone']}' is none.`)
  const { clock } = values
  if (clock !== 'own' && clock !== 'platform') wrong.push('--clock is own or platform.')
  const secretFile = text('secret-file')
  const result: Arguments = {
    server,
    serial: text('serial'),
    secret: secretFile ? read('secret-file', secretFile).toString().trim() : '',
    ...(values.ca !== undefined && { ca: read('ca', values.ca) }),
    state: values.state,
    play: text('play'),
    every,
    timeZone: values['time-zone'],
    clock: clock as Arguments['clock'],
  }
  if (wrong.length) throw new WrongArguments(wrong)
  return result
}

function parsed(given: readonly string[]) {
  try {
    return parseArgs({
      args: [...given],
      options: {
        server: { type: 'string' },
        serial: { type: 'string' },
        'secret-file': { type: 'string' },
        ca: { type: 'string' },
        state: { type: 'string', default: 'gateway-state' },
        play: { type: 'string' },
        every: { type: 'string', default: '5' },
        'time-zone': { type: 'string', default: 'Europe/Berlin' },
        clock: { type: 'string', default: 'own' },
        help: { type: 'boolean', default: false },
      },
    })
  } catch (error) {
    throw new WrongArguments([(error as Error).message])
  }
}

const loopback = new Set(['localhost', '127.0.0.1', '[::1]'])

/** A secret goes over a line that others can listen to only encrypted. */
function serverFault(server: string): string | undefined {
  const url = URL.parse(server)
  if (!url || (url.protocol !== 'mqtts:' && url.protocol !== 'mqtt:'))
    return '--server is an address such as mqtts://platform.example:8883.'
  if (url.protocol === 'mqtt:' && !loopback.has(url.hostname))
    return '--server: mqtt:// would send secret and readings in the clear; use mqtts:// except on this machine.'
  return undefined
}

function isZone(name: string): boolean {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name)
    return true
  } catch {
    return false
  }
}
