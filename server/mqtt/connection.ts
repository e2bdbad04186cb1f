import type { Socket } from 'node:net'
import { Readable } from 'node:stream'
import type { Client } from 'aedes'
import type { Gate } from './gate.ts'

/** Parts of the broker's client and its parser that have no types; `broker.test.ts` holds that they are as we think. */
export interface Inside extends Client {
  readonly _parser: {
    readonly packet: { readonly length: number }
    _parseLength(): boolean
    emit(event: 'error', error: Error): boolean
  }
  _nextBatch(): void
  /** Packets that are being worked on; when one is done the broker reads on by itself. */
  readonly _parsingBatch: number
  will: unknown
  readonly subscriptions: Record<string, unknown>
}

/** Bytes that are parsed at a time: a client that pours in takes turns with the others. */
const piece = 16 * 1024

/** Reads in pieces, and only while the gate is open; what is not read the sender has to keep. */
export function throughGate(socket: Socket, client: Inside, gate: Gate): void {
  const goOn = (): void => {
    if (!client.closed) client._nextBatch()
  }
  socket.read = (size?: number) => {
    if (gate.closed && client.connected) {
      gate.wait(goOn)
      return null
    }
    const bytes = Readable.prototype.read.call(
      socket,
      size ?? (Math.min(socket.readableLength, piece) || undefined),
    ) as Buffer | null
    // A piece without the end of a packet sets nothing going that would ask for the next one.
    if (bytes)
      setImmediate(() => {
        if (client._parsingBatch === 0 && socket.readableLength > 0) goOn()
      })
    return bytes
  }
  socket.once('close', () => {
    gate.leaves(goOn)
  })
}

/** Closes the connection of who announces a packet that is too large, before any of it is kept. */
export function refuseLarger(client: Inside, connected: number, before: number): void {
  const parser = client._parser
  const parse = parser._parseLength.bind(parser)
  parser._parseLength = () => {
    const parsed = parse()
    if (parser.packet.length <= (client.connected ? connected : before)) return parsed
    parser.emit('error', new Error('the packet is too large'))
    return false
  }
}
