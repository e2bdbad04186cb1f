import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { inflateRawSync } from 'node:zlib'
import { beforeAll, describe, expect, it } from 'vitest'
import { backUp } from '../../kernel/backup/backup.ts'
import { aBackupFolder, onBackup, opener } from '../../kernel/backup/store-for-test.ts'
import { complaining, complaint, desk, receipt } from '../../kernel/files/example-for-test.ts'
import { readFile } from '../../kernel/files/reading.ts'
import { receiveFile, writeFile } from '../../kernel/files/writing.ts'
import { eraseSubject } from '../../kernel/rights/erase.ts'
import { atOneMoment } from '../../kernel/rows/copy.ts'
import { person } from '../../kernel/store/work.ts'
import { kernel } from '../../server/kernel-module.ts'
import { aWorld, type World } from '../../server/testing/world.ts'
import { copyAsZip, portableAsZip } from './archive.ts'

const MB = 1024 * 1024
const modules = [kernel, desk]
const pdf = (size: number): Buffer => Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(size - 9)])
const sha = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')
async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes
}

let world: World
const who = randomUUID()
const letter = pdf(30 * MB)
const paper = pdf(1000)
let document: string
beforeAll(async () => {
  world = await aWorld({ modules })
  document = (
    await receiveFile(
      world.store,
      { under: complaining, who: person(who) },
      {
        for: complaint,
        column: 'document',
        name: 'Brief an Sie.pdf',
        content: once(letter),
      },
    )
  ).id
  await world.store.under(complaining, person(who), async work => {
    const { id } = await writeFile(work, { for: receipt, column: 'paper', name: 'Beleg', content: once(paper) })
    await work.over(receipt).insertInto('desk.receipt').values({ issuedAt: work.now, paper: id }).execute()
    await work
      .over(complaint)
      .insertInto('desk.complaint')
      .values([{ says: 'Es tropft', document }, { says: 'Immer noch' }])
      .execute()
  })
})

/** What a ZIP holds, by its directory. */
function entriesOf(zip: Buffer): Map<string, Buffer> {
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'))
  const files = new Map<string, Buffer>()
  let entry = zip.readUInt32LE(end + 16)
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    const [method, packed, name, extra, comment, begins] = [
      zip.readUInt16LE(entry + 10),
      zip.readUInt32LE(entry + 20),
      zip.readUInt16LE(entry + 28),
      zip.readUInt16LE(entry + 30),
      zip.readUInt16LE(entry + 32),
      zip.readUInt32LE(entry + 42),
    ]
    const data = begins + 30 + zip.readUInt16LE(begins + 26) + zip.readUInt16LE(begins + 28)
    const bytes = zip.subarray(data, data + packed)
    files.set(zip.toString('utf8', entry + 46, entry + 46 + name), method === 0 ? bytes : inflateRawSync(bytes))
    entry += 46 + name + extra + comment
  }
  return files
}

const zipped = (make: typeof copyAsZip, most?: (bytes: number) => void, id = who): Promise<Buffer> => {
  const subject = { kind: 'complainant', id }
  const { store, stating } = world
  return atOneMoment(store, subject, async snapshot => {
    const all: Buffer[] = []
    for await (const piece of await make({ store, stating, subject, language: 'de', snapshot })) {
      most?.((piece as Buffer).length)
      all.push(piece as Buffer)
    }
    return Buffer.concat(all)
  })
}

describe('files in a copy', () => {
  it('are in the ZIP as they were sent, under names that one can read and that stand in their rows', async () => {
    const pieces: number[] = []
    const entries = entriesOf(await zipped(copyAsZip, size => pieces.push(size)))
    const rows = JSON.parse(entries.get('json/desk.complaint.json')?.toString() ?? '') as { document: string | null }[]
    const path = rows.map(row => row.document).find(one => one !== null) ?? ''
    expect(path).toMatch(/^files\/Brief an Sie-[0-9a-f]{12}\.pdf$/)
    expect(rows.map(row => row.document).sort()).toEqual([path, null].sort())
    expect(sha(entries.get(path) ?? Buffer.alloc(0))).toBe(sha(letter))
    const [receipts] = JSON.parse(entries.get('json/desk.receipt.json')?.toString() ?? '') as { paper: string }[]
    expect(entries.get(receipts?.paper ?? '')?.equals(paper)).toBe(true)
    expect(entries.get('csv/desk.complaint.csv')?.toString()).toContain(path)
    expect([...entries.keys()].filter(name => name.startsWith('files/'))).toHaveLength(2)
    expect([...entries.keys()].join()).not.toContain('obhut.file')
    // A chunk at a time: a file is never in memory as a whole.
    expect(Math.max(...pieces)).toBeLessThanOrEqual(MB)
  })

  it('go along to somebody else, too', async () => {
    const entries = entriesOf(await zipped(portableAsZip))
    const { data } = JSON.parse(entries.get('data.json')?.toString() ?? '') as {
      data: { 'desk.complaint': { document: string | null }[] }
    }
    const path = data['desk.complaint'].map(row => row.document).find(one => one !== null) ?? ''
    expect(sha(entries.get(path) ?? Buffer.alloc(0))).toBe(sha(letter))
  })
})

describe('what is damaged', () => {
  const other = randomUUID()
  beforeAll(async () => {
    const [good, bad, keyless] = await Promise.all(
      ['gut', 'schlecht', 'verschlossen'].map(name =>
        receiveFile(
          world.store,
          { under: complaining, who: person(other) },
          { for: complaint, column: 'document', name, content: once(pdf(700_000)) },
        ),
      ),
    )
    await world.store.under(complaining, person(other), async work => {
      const rows = [bad, keyless, good].map(file => ({ says: 'x', document: file!.id }))
      await work.over(complaint).insertInto('desk.complaint').values(rows).execute()
    })
    await world.rows(
      'update obhut.file_chunk set content = set_byte(content, 500, get_byte(content, 500) # 1) where file_id = $1 and place = 1',
      [bad!.id],
    )
    await world.rows('delete from obhut.row_key where id = $1', [keyless!.id])
  })
  it.each([
    ['a copy', copyAsZip],
    ['portable data', portableAsZip],
  ] as const)('is named in %s, which goes on', async (_, make) => {
    const entries = entriesOf(await zipped(make, undefined, other))
    const files = [...entries].filter(([name]) => name.startsWith('files/'))
    expect(files.find(([name]) => name.includes('gut'))?.[1].length).toBe(700_000)
    const [path = '', broken] = files.find(([name]) => name.includes('schlecht')) ?? []
    expect(broken?.length).toBe(256 * 1024)
    const missing = entries.get('FEHLT.txt')?.toString() ?? ''
    expect(missing).toContain(`  ${path} (desk.complaint.document)\r\n  desk.complaint.document (1)\r\n`)
    expect(missing).not.toContain('gut')
  })
  it('is not spoken of where nothing is', async () => {
    expect([...entriesOf(await zipped(copyAsZip)).keys()]).not.toContain('FEHLT.txt')
  })
})

describe('files in a backup', () => {
  it('come back with it, and not those that were erased since', async () => {
    const folder = await aBackupFolder()
    const bea = randomUUID()
    await world.store.under(complaining, person(bea), async work => {
      const { id } = await writeFile(work, { for: complaint, column: 'document', name: 'b', content: once(pdf(MB)) })
      await work.over(complaint).insertInto('desk.complaint').values({ says: '', document: id }).execute()
    })
    const file = join(folder, 'whole.backup')
    await backUp(world.store, file, opener)
    await eraseSubject(world.store, { kind: 'complainant', id: bea })
    // The file of wrapped keys is the newest one, whatever backup of the data it is used with.
    await backUp(world.store, join(folder, 'later.backup'), opener)
    const restored = await onBackup(world, modules, file)
    const got: Buffer[] = []
    await restored.store.under(complaining, person(who), async work => {
      for await (const piece of readFile(work, { of: complaint, column: 'document', id: document })) got.push(piece)
    })
    expect(sha(Buffer.concat(got))).toBe(sha(letter))
    expect(await restored.rows('select from obhut.file where subject = $1', [bea])).toEqual([])
    expect(await restored.rows('select from obhut.file_chunk where subject = $1', [bea])).toEqual([])
  })
})
