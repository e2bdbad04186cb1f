import { createSign, generateKeyPairSync } from 'node:crypto'

/** A certificate that signs itself, for a name and a time: what a mail server of a test shows. */
export function selfSigned(
  name: string,
  { from = '20200101000000Z', until = '21200101000000Z', kind = 'ec' as 'ec' | 'rsa' } = {},
): { readonly key: string; readonly cert: string } {
  const { privateKey, publicKey } =
    kind === 'ec'
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
      : generateKeyPairSync('rsa', { modulusLength: 2048 })
  // ecdsa-with-SHA256, or sha256WithRSAEncryption
  const algorithm =
    kind === 'ec' ? sequence(oid(1, 2, 840, 10045, 4, 3, 2)) : sequence(oid(1, 2, 840, 113549, 1, 1, 11), der(0x05))
  const named = sequence(set(sequence(oid(2, 5, 4, 3), der(0x0c, Buffer.from(name)))))
  const extensions = sequence(sequence(oid(2, 5, 29, 17), der(0x04, sequence(der(0x82, Buffer.from(name))))))
  const body = sequence(
    der(0xa0, integer(2)),
    integer(1),
    algorithm,
    named,
    sequence(der(0x18, Buffer.from(from)), der(0x18, Buffer.from(until))),
    named,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, extensions),
  )
  const signature = createSign('sha256').update(body).sign(privateKey)
  const whole = sequence(body, algorithm, der(0x03, Buffer.from([0]), signature))
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${whole
      .toString('base64')
      .match(/.{1,64}/g)
      ?.join('\n')}\n-----END CERTIFICATE-----\n`,
  }
}

function der(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts)
  const length =
    content.length < 128
      ? [content.length]
      : content.length < 256
        ? [0x81, content.length]
        : [0x82, content.length >> 8, content.length & 255]
  return Buffer.concat([Buffer.from([tag, ...length]), content])
}
const sequence = (...parts: Buffer[]): Buffer => der(0x30, ...parts)
const set = (...parts: Buffer[]): Buffer => der(0x31, ...parts)
/** Below 128, which is all that is needed here. */
const integer = (value: number): Buffer => der(0x02, Buffer.from([value]))
function oid(first: number, second: number, ...rest: number[]): Buffer {
  const base128 = (value: number): number[] =>
    value < 128 ? [value] : [...base128(Math.floor(value / 128)).map(part => part | 128), value % 128]
  return der(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]))
}
