import {
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  hkdfSync,
  randomBytes,
  scryptSync,
  type KeyObject,
} from 'node:crypto'

// A backup is a line of plain text (how the key was made) and encrypted chunks behind it. The number of a chunk and
// whether it is the last one are its nonce, so that no chunk can be left out, moved, or cut off unnoticed; the first
// line is authenticated with each of them.

/**
 * What keys of backups are made from. A file is encrypted with the passphrase, where there is one, and opens with what its
 * first line says: files in one folder may differ in that.
 */
export type Opener =
  | { readonly secret: Buffer; readonly passphrase?: string }
  | { readonly secret?: Buffer; readonly passphrase: string }

/** A file that is no backup, or not a whole one, or opens with another secret. */
export class BadBackup extends Error {
  constructor(why: string) {
    super(why)
    this.name = 'BadBackup'
  }
}

const chunkSize = 1 << 20
const tagSize = 16
const magic = 'obhut backup 1'

interface Label {
  readonly is: string
  readonly salt: string
  readonly by: 'secret' | 'passphrase'
}

function keyFrom({ secret, passphrase }: Opener, { salt, by }: Label, name: string): KeyObject {
  const bytes = Buffer.from(salt, 'base64')
  if (by === 'passphrase') {
    if (passphrase === undefined)
      throw new BadBackup(
        `${name} was encrypted with a passphrase. Say in which file it stands: --passphrase-file FILE, and --keys-passphrase-file FILE where the wrapped keys have another one.`,
      )
    return createSecretKey(scryptSync(passphrase, bytes, 32, { N: 1 << 16, r: 8, p: 1, maxmem: 1 << 27 }))
  }
  if (secret === undefined)
    throw new BadBackup(
      `${name} was encrypted with the master secret, not with a passphrase. Put the file secret of the backed-up instance into the folder, or set OBHUT_SECRET.`,
    )
  return createSecretKey(Buffer.from(hkdfSync('sha256', secret, bytes, magic, 32)))
}

function nonceOf(number: number, last: boolean): Buffer {
  const nonce = Buffer.alloc(12)
  nonce.writeUInt8(last ? 1 : 0)
  nonce.writeBigUInt64BE(BigInt(number), 4)
  return nonce
}

/** Encrypts a stream of bytes; memory holds one chunk. */
export async function* encrypted(opener: Opener, plain: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const label: Label = {
    is: magic,
    salt: randomBytes(16).toString('base64'),
    by: opener.passphrase === undefined ? 'secret' : 'passphrase',
  }
  const first = Buffer.from(`${JSON.stringify(label)}\n`)
  const key = keyFrom(opener, label, 'A backup')
  let number = 0
  const chunk = (bytes: Buffer, last: boolean): Buffer => {
    const cipher = createCipheriv('aes-256-gcm', key, nonceOf(number++, last)).setAAD(first)
    return Buffer.concat([cipher.update(bytes), cipher.final(), cipher.getAuthTag()])
  }
  yield first
  let waiting: Buffer[] = []
  let size = 0
  for await (const bytes of plain) {
    waiting.push(bytes)
    size += bytes.length
    if (size <= chunkSize) continue
    let rest = Buffer.concat(waiting)
    for (; rest.length > chunkSize; rest = rest.subarray(chunkSize)) yield chunk(rest.subarray(0, chunkSize), false)
    waiting = [rest]
    size = rest.length
  }
  yield chunk(Buffer.concat(waiting), true)
}

/**
 * Opens what `encrypted` made. A chunk is handed on only once it is known to be whole and in its place. `name` is the
 * file's, in what is said of it.
 */
export async function* decrypted(opener: Opener, file: AsyncIterable<Buffer>, name: string): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0)
  let start: { readonly first: Buffer; readonly by: Label['by']; readonly key: KeyObject } | undefined
  let number = 0
  const open = ({ first, by, key }: NonNullable<typeof start>, bytes: Buffer, last: boolean): Buffer => {
    try {
      const decipher = createDecipheriv('aes-256-gcm', key, nonceOf(number++, last))
        .setAAD(first)
        .setAuthTag(bytes.subarray(-tagSize))
      return Buffer.concat([decipher.update(bytes.subarray(0, -tagSize)), decipher.final()])
    } catch {
      throw new BadBackup(
        number === 1
          ? `${name} does not open: it was encrypted with another ${by === 'secret' ? 'master secret' : 'passphrase'}, or it was changed.`
          : `${name} is damaged, or its end is missing. Take another one.`,
      )
    }
  }
  for await (const bytes of file) {
    rest = rest.length ? Buffer.concat([rest, bytes]) : bytes
    if (!start) {
      const end = rest.indexOf(10)
      if (end < 0 && rest.length < 1000) continue
      const first = rest.subarray(0, end + 1)
      const label = labelIn(first, name)
      start = { first, by: label.by, key: keyFrom(opener, label, name) }
      rest = rest.subarray(end + 1)
    }
    // The last chunk is known by the end of the file, so one whole chunk always waits.
    for (; rest.length > chunkSize + tagSize; rest = rest.subarray(chunkSize + tagSize))
      yield open(start, rest.subarray(0, chunkSize + tagSize), false)
  }
  if (!start || rest.length < tagSize) throw new BadBackup(`${name} is no whole backup of Obhut.`)
  yield open(start, rest, true)
}

function labelIn(line: Buffer, name: string): Label {
  try {
    const label = JSON.parse(line.toString()) as Label
    if (label.is === magic) return label
  } catch {
    /* said below */
  }
  throw new BadBackup(`${name} is no backup of Obhut.`)
}

/**
 * Whether the first bytes of a file are those of a backup, and what follows its first line is no text. Random bytes are
 * printable to two fifths.
 */
export function isEncryptedFile(begins: Buffer): boolean {
  const end = begins.indexOf(10) + 1
  try {
    labelIn(begins.subarray(0, end), 'a file')
  } catch (error) {
    if (error instanceof BadBackup) return false
    throw error
  }
  const rest = begins.subarray(end)
  const printable = rest.filter(byte => byte === 9 || byte === 10 || (byte >= 32 && byte < 127)).length
  return rest.length < 200 || printable < rest.length * 0.6
}
