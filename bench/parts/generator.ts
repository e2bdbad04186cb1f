// Gateways that send as fast as they are let: `node generator.ts <load as JSON>`. Written close to the wire, because it
// shares two cores with what it measures.
import { connect, type Socket } from 'node:net'
import { timeOf, type Load, type Login, type Sent } from './layout.ts'

const load = JSON.parse(process.argv[2] ?? '') as Load

function text(value: string): Buffer {
  const bytes = Buffer.from(value)
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 255]), bytes])
}
function packet(type: number, body: Buffer): Buffer {
  const length: number[] = []
  for (let rest = body.length; ; ) {
    const digit = rest & 127
    rest >>= 7
    length.push(rest > 0 ? digit | 128 : digit)
    if (rest === 0) break
  }
  return Buffer.concat([Buffer.from([type, ...length]), body])
}
const greeting = ({ serial, secret }: Login): Buffer =>
  packet(
    0x10,
    Buffer.concat([text('MQTT'), Buffer.from([4, 0b1100_0010, 0, 60]), text(serial), text(serial), text(secret)]),
  )
/** The id of the message with which a gateway says what it is; readings have others. */
const helloId = 65_535
const ids = 65_534
const channel = (key: string, unit: string, kind: string) => ({ key, unit, kind, medium: 'electricity' })
const hello = JSON.stringify({
  protocol: 1,
  model: 'Qbox 2',
  firmware: '2.4.1',
  devices: [
    {
      key: 'meter',
      kind: 'electricity-meter',
      name: 'Meter',
      state: 'ok',
      switchable: false,
      channels: [channel('energy', 'kWh', 'counter'), channel('power', 'W', 'gauge'), channel('voltage', 'V', 'gauge')],
    },
  ],
})
const publish = (topic: string, id: number, body: string): Buffer =>
  packet(0x32, Buffer.concat([text(topic), Buffer.from([id >> 8, id & 255]), Buffer.from(body)]))

/** One gateway: three values a message, QoS 1, each message with a time of its own. */
class Gateway {
  readonly #serial: string
  readonly #socket: Socket
  readonly #topic: Buffer
  readonly #sentAt: number[] = []
  readonly latencies: number[] = []
  readonly #acked: Uint8Array
  #next = 0
  #open = 0
  acknowledged = 0
  #rest: Buffer = Buffer.alloc(0)
  readonly done = Promise.withResolvers<void>()
  readonly ready = Promise.withResolvers<void>()

  constructor(login: Login) {
    this.#serial = login.serial
    this.#topic = text(`gateway/${login.serial}/up/readings`)
    this.#acked = new Uint8Array(Math.ceil(load.messages / 8))
    this.#socket = connect(load.port, '127.0.0.1').setNoDelay(true)
    this.#socket.write(greeting(login))
    this.#socket.on('data', (bytes: Buffer) => {
      this.#hear(bytes)
    })
    this.#socket.on('drain', () => {
      this.go()
    })
    for (const event of ['close', 'error'])
      this.#socket.on(event, () => {
        this.ready.resolve()
        this.done.resolve()
      })
  }
  go(): void {
    while (this.#open < load.ahead && this.#next < load.messages && !over && !this.#socket.writableNeedDrain) {
      const some = Buffer.allocUnsafe(32 * 1024)
      let end = 0
      while (end < some.length - 1024 && this.#open < load.ahead && this.#next < load.messages) {
        end = this.#message(this.#next++, some, end)
        this.#open += 1
      }
      this.#socket.write(some.subarray(0, end))
    }
    if (this.#open === 0 && (over || this.#next === load.messages)) this.done.resolve()
  }
  end(): void {
    this.#socket.destroy()
  }
  get acked(): string {
    return Buffer.from(this.#acked.buffer).toString('base64')
  }

  /** Writes a message into `some` from `at` on, and says where it ends. */
  #message(place: number, some: Buffer, at: number): number {
    const id = (place % ids) + 1
    const kept = bodies[place % bodies.length]! // as many as the remainder can be
    const body = kept.place === place ? kept.body : bodyOf(place)
    if (load.ahead === 1) this.#sentAt[0] = performance.now()
    const length = this.#topic.length + 2 + body.length
    let end = some.writeUInt8(0x32, at)
    end =
      length < 128
        ? some.writeUInt8(length, end)
        : some.writeUInt8(length >> 7, some.writeUInt8((length & 127) | 128, end))
    end += this.#topic.copy(some, end)
    end = some.writeUInt16BE(id, end)
    return end + body.copy(some, end)
  }
  #hear(bytes: Buffer): void {
    let all = this.#rest.length ? Buffer.concat([this.#rest, bytes]) : bytes
    while (all.length >= 4) {
      if (all[0] === 0x20) this.#socket.write(publish(`gateway/${this.#serial}/up/hello`, helloId, hello))
      else if (all[0] === 0x40 && all.readUInt16BE(2) === helloId) this.ready.resolve()
      else if (all[0] === 0x40) this.#acknowledge(all.readUInt16BE(2))
      all = all.subarray(4)
    }
    this.#rest = all
    this.go()
  }
  #acknowledge(id: number): void {
    // Fewer are open than there are ids, so the id names the latest message that bore it.
    const place = this.#next - 1 - ((((this.#next - id) % ids) + ids) % ids)
    this.#acked[place >> 3]! |= 1 << (place & 7) // as many bits as messages
    this.acknowledged += 1
    this.#open -= 1
    if (load.ahead === 1) this.latencies.push(performance.now() - this.#sentAt[0]!) // set when it was sent
  }
}

/** All gateways say the same at the same place, so the last some are kept. */
const bodies: { place: number; body: Buffer }[] = Array.from({ length: 8192 }, () => ({
  place: -1,
  body: Buffer.alloc(0),
}))
function bodyOf(place: number): Buffer {
  const number = place + (load.first ?? 0)
  const at = new Date(timeOf(load.start, number)).toISOString()
  const body = Buffer.from(
    `{"readings":[{"device":"meter","channel":"energy","at":"${at}","value":${number}},{"device":"meter","channel":"power","at":"${at}","value":${number % 3000}},{"device":"meter","channel":"voltage","at":"${at}","value":${230 + (number % 7) / 10}}]}`,
  )
  bodies[place % bodies.length] = { place, body }
  return body
}

let over = false
const gateways = load.gateways.map(login => new Gateway(login))
await Promise.all(gateways.map(one => one.ready.promise))
const began = performance.now()
if (load.seconds !== undefined)
  setTimeout(() => {
    over = true
    for (const one of gateways) one.go()
  }, load.seconds * 1000).unref()
for (const one of gateways) one.go()
await Promise.all(gateways.map(one => one.done.promise))
const milliseconds = performance.now() - began
for (const one of gateways) one.end()
const sent: Sent = {
  milliseconds,
  acknowledged: gateways.reduce((sum, one) => sum + one.acknowledged, 0),
  latencies: gateways.flatMap(one => one.latencies),
  acked: gateways.map(one => one.acked),
}
process.send?.({ sent }, () => {
  process.exit(0)
})
