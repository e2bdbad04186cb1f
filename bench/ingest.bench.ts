import { loadavg } from 'node:os'
import pg from 'pg'
import { copyIn, TripleRows } from '../kernel/store/copy.ts'
import { median, quantile, type Bench, type Figure } from './parts/bench.ts'
import { databaseFor } from './parts/platform.ts'
import { someHoursAgo, timeOf } from './parts/layout.ts'
import { generate, startServer } from './parts/processes.ts'

const clients = 40

type Row = readonly [channel: number, at: number, value: number]
function* rowsOf(messages: number, start: number): Generator<Row> {
  for (let place = 0; place < messages; place++)
    for (let client = 0; client < clients; client++) {
      const [energy, power, voltage] = [client * 3 + 1, client * 3 + 2, client * 3 + 3]
      const at = timeOf(start, place)
      yield [energy, at, place]
      yield [power, at, place % 3000]
      yield [voltage, at, 230 + (place % 7) / 10]
    }
}
const formats = {
  text: (rows: Iterable<Row>): Buffer =>
    Buffer.from(
      Array.from(rows, ([channel, at, value]) => `${channel}\t${new Date(at).toISOString()}\t${value}\n`).join(''),
    ),
  binary(rows: Iterable<Row>): Buffer {
    const written = new TripleRows(1_000_000)
    for (const [channel, at, value] of rows) written.add(channel, at, value)
    return written.done()
  },
}

/**
 * One COPY of as many rows, in the same order, into a table like the one that readings lie in; making the bytes counts
 * too.
 */
async function bareCopy(
  admin: pg.Client,
  format: keyof typeof formats,
  messages: number,
  start: number,
): Promise<number> {
  await admin.query('create schema bench; create table bench.reading (like telemetry.reading including all)')
  const began = performance.now()
  await copyIn(
    admin as unknown as pg.PoolClient,
    [{ into: 'bench.reading', columns: 'channel, at, value', format, bytes: formats[format](rowsOf(messages, start)) }],
    'select',
  )
  const seconds = (performance.now() - began) / 1000
  await admin.query('drop schema bench cascade')
  return (messages * clients * 3) / seconds
}

async function commits(admin: pg.Client, times: number): Promise<number[]> {
  await admin.query('create table public.one (at bigint)')
  const took: number[] = []
  for (let time = 0; time < times; time++) {
    const began = performance.now()
    await admin.query('insert into public.one values ($1)', [time])
    took.push(performance.now() - began)
  }
  await admin.query('drop table public.one')
  return took
}

const ingest: Bench = {
  name: 'ingest',
  says: `${clients} gateways over MQTT (QoS 1, three values a message, acknowledged after commit, the whole platform with the kernel on), generator in another process, against one COPY of the same rows`,
  async runs({ postgres, whole, say }) {
    const [before = 0] = loadavg()
    const database = await databaseFor(postgres.admin, 'ingest')
    const server = await startServer(database, clients)
    const { port, gateways } = server
    const admin = new pg.Client({ ...postgres.admin, database: 'ingest' })
    await admin.connect()
    const start = someHoursAgo()
    const messages = whole ? 60_000 : 12_500

    say('warming up')
    await generate({ port, gateways, messages: 1500, ahead: 500, start })
    const rates: number[] = [],
      texts: number[] = [],
      binaries: number[] = []
    for (const round of [1, 2, 3, 4, 5]) {
      say(`round ${round} of 5: ${(messages * clients * 3).toLocaleString('en')} values`)
      texts.push(await bareCopy(admin, 'text', messages, start))
      binaries.push(await bareCopy(admin, 'binary', messages, start))
      const sent = await generate({ port, gateways, messages, ahead: 500, start, first: round * 100_000 })
      if (sent.acknowledged !== messages * clients)
        throw new Error(`${sent.acknowledged} of ${messages * clients} messages were acknowledged`)
      rates.push((sent.acknowledged * 3) / (sent.milliseconds / 1000))
    }
    const {
      rows: [kept],
    } = await admin.query<{ n: string }>('select count(*) as n from telemetry.reading')
    const expected = (1500 + 5 * messages) * clients * 3

    say('the last round once more: everything is there already')
    const again = await generate({ port, gateways, messages, ahead: 500, start, first: 500_000 })
    say('a lone client')
    const lone = await generate({
      port,
      gateways: gateways.slice(0, 1),
      messages: 1000,
      ahead: 1,
      start,
      first: 900_000,
    })
    const bare = await commits(admin, 1000)
    await admin.end()
    await server.stop()
    const of = (copies: readonly number[]): number[] => rates.map((rate, index) => rate / copies[index]!) // one for each round
    const each = (shares: readonly number[]): string => `rounds: ${shares.map(share => share.toFixed(2)).join(', ')}`
    const figures: Figure[] = [
      {
        what: 'values a second',
        value: median(rates),
        unit: '',
        target: { atLeast: 100_000 },
        note: `load of the machine before: ${before.toFixed(1)}`,
      },
      { what: 'one COPY of the same rows, rows a second', value: median(texts), unit: '' },
      { what: 'of one COPY', value: median(of(texts)), unit: '', target: { atLeast: 0.5 }, note: each(of(texts)) },
      { what: 'one COPY in PostgreSQL’s binary format, rows a second', value: median(binaries), unit: '' },
      { what: 'of one binary COPY', value: median(of(binaries)), unit: '', note: each(of(binaries)) },
      {
        what: 'values a second when all are repetitions',
        value: ((again.acknowledged * 3) / again.milliseconds) * 1000,
        unit: '',
      },
      { what: 'acknowledged and not there', value: expected - Number(kept?.n), unit: 'values', target: { atMost: 0 } },
      {
        what: 'a lone client’s publish to its acknowledgement, median',
        value: median(lone.latencies),
        unit: 'ms',
        note: `99 %: ${quantile(lone.latencies, 0.99).toFixed(1)} ms`,
      },
      {
        what: 'a bare commit, median',
        value: median(bare),
        unit: 'ms',
        note: `99 %: ${quantile(bare, 0.99).toFixed(1)} ms`,
      },
      {
        what: 'lone client beyond a bare commit',
        value: median(lone.latencies) - median(bare),
        unit: 'ms',
        target: { atMost: 2 },
      },
    ]
    return figures
  },
}
export default ingest
