import { randomBytes, randomUUID } from 'node:crypto'
import { connect } from 'node:net'
import { Readable } from 'node:stream'
import { crc32 } from 'node:zlib'
import sharp from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import { PersonalData } from '../kernel/declare/terms.ts'
import { file } from '../kernel/files/column.ts'
import { complaining, complaint } from '../kernel/files/example-for-test.ts'
import { NoSuchFile } from '../kernel/files/problems.ts'
import { person } from '../kernel/store/work.ts'
import { drained } from '../server/http/uploads.ts'
import { kernel } from '../server/kernel-module.ts'
import { aWorld, type World } from '../server/testing/world.ts'
import { deskOnline } from './files-example-for-test.ts'
import { nameIn, rangeOf, takeFile } from './files.ts'
import { FileGone, FileTooLarge, TooManyPictures, UnreadablePicture } from './refusal.ts'

const MB = 1024 * 1024
const pdf = (size: number): Buffer => Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(size - 9)])

const picture = { create: { width: 20, height: 20, channels: 3, background: '#fff' } } as const

let world: World
beforeAll(async () => {
  world = await aWorld({ modules: [kernel, deskOnline] })
})
const sends = (
  who: string,
  bytes: Buffer | ReadableStream,
  to: 'documents' | 'pictures' = 'documents',
  name = 'Zähler Küche.pdf',
) =>
  world.visitor().fetch(`/desk/${who}/${to}`, {
    method: 'POST',
    headers: {
      'content-type': 'image/svg+xml',
      'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
    },
    body: bytes as never,
    ...(bytes instanceof Buffer ? {} : ({ duplex: 'half' } as object)),
  })
const sent = async (who: string, bytes: Buffer, to: 'documents' | 'pictures' = 'documents'): Promise<string> => {
  const answer = await sends(who, bytes, to)
  expect(answer.status).toBe(201)
  return ((await answer.json()) as { id: string }).id
}
const refused = async (answer: Response): Promise<unknown> => [
  answer.status,
  ((await answer.json()) as { id: string }).id,
]
const left = (who: string) => world.rows('select from obhut.file where subject = $1', [who])

describe('a file over HTTP', () => {
  it('comes back as it was, under its name, to be saved and not to be run', async () => {
    const who = randomUUID()
    const bytes = pdf(5 * MB + 17)
    const id = await sent(who, bytes)
    const answer = await world.visitor().fetch(`/desk/${who}/documents/${id}`)
    expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).toBe(true)
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'application/pdf',
      'content-length': String(bytes.length),
      'content-disposition': `attachment; filename="Zaehler-Kueche.pdf"; filename*=UTF-8''Z%C3%A4hler%20K%C3%BCche.pdf`,
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-store',
      etag: `"${id}"`,
    })
    const head = await world.visitor().fetch(`/desk/${who}/documents/${id}`, { method: 'HEAD' })
    expect([head.status, head.headers.get('content-length')]).toEqual([200, String(bytes.length)])
    expect(
      (await world.visitor().fetch(`/desk/${who}/documents/${id}`, { headers: { 'if-none-match': `"${id}"` } })).status,
    ).toBe(304)
  })

  it('is sent in ranges', async () => {
    const who = randomUUID()
    const bytes = pdf(700_000)
    const id = await sent(who, bytes)
    const asks = async (range: string, more = {}) => {
      const answer = await world.visitor().fetch(`/desk/${who}/documents/${id}`, { headers: { range, ...more } })
      return {
        status: answer.status,
        range: answer.headers.get('content-range'),
        bytes: Buffer.from(await answer.arrayBuffer()),
      }
    }
    for (const [range, from, to] of [
      ['bytes=0-0', 0, 1],
      ['bytes=262143-262144', 262_143, 262_145],
      ['bytes=500000-', 500_000, 700_000],
      ['bytes=-10', 699_990, 700_000],
      ['bytes=699999-900000', 699_999, 700_000],
    ] as const) {
      const got = await asks(range)
      expect([range, got.status, got.range]).toEqual([range, 206, `bytes ${from}-${to - 1}/700000`])
      expect(got.bytes.equals(bytes.subarray(from, to))).toBe(true)
    }
    expect(await asks('bytes=700000-')).toMatchObject({ status: 416, range: 'bytes */700000' })
    expect((await asks('bytes=0-1', { 'if-range': '"another"' })).status).toBe(200)
    expect((await asks('bytes=0-1,5-6')).status).toBe(200)
  })

  it('that is damaged breaks off, and the operator is told', async () => {
    const who = randomUUID()
    const id = await sent(who, pdf(5 * MB))
    await world.rows('delete from obhut.file_chunk where file_id = $1 and place = 15', [id])
    const answer = await world.visitor().fetch(`/desk/${who}/documents/${id}`)
    expect(answer.status).toBe(200)
    await expect(answer.arrayBuffer()).rejects.toThrow()
    await expect.poll(() => world.faults.length).toBe(1)
    expect(world.faults.pop()).toMatchObject({ error: { name: 'FileDamaged' } })
  })

  it('of somebody else is not there', async () => {
    const id = await sent(randomUUID(), pdf(100))
    expect((await world.visitor().fetch(`/desk/${randomUUID()}/documents/${id}`)).status).toBe(404)
  })

  it('is refused by what it is, and nothing of it is kept', async () => {
    const who = randomUUID()
    expect(
      await refused(await sends(who, Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'))),
    ).toEqual([415, 'wrong-file-type'])
    expect(await refused(await sends(who, Buffer.concat([Buffer.from('<html>'), randomBytes(20 * MB)])))).toEqual([
      415,
      'wrong-file-type',
    ])
    expect(await refused(await sends(who, Buffer.alloc(0)))).toEqual([422, 'empty-file'])
    expect(await refused(await sends(who, pdf(41 * MB)))).toEqual([413, 'file-too-large'])
    const unannounced = new ReadableStream({
      start(to) {
        to.enqueue(pdf(39 * MB))
        to.enqueue(randomBytes(2 * MB))
        to.close()
      },
    })
    expect(await refused(await sends(who, unannounced))).toEqual([413, 'file-too-large'])
    await sent(who, pdf(40 * MB))
    expect(await refused(await sends(who, pdf(30 * MB)))).toEqual([413, 'no-room-for-file'])
    expect(await left(who)).toHaveLength(1)
  })

  describe('that a row cannot have', () => {
    const uploaded = async (who: string): Promise<string> => {
      const answer = await world.visitor().fetch(`/desk/${who}/uploads`, { method: 'POST', body: pdf(100) as never })
      return ((await answer.json()) as { id: string }).id
    }
    const complains = (who: string, ...documents: string[]) =>
      world.visitor().fetch(`/desk/${who}/complaints`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ documents }),
      })
    it.each<[string, (who: string) => Promise<string[]>]>([
      ['that never was', async () => [randomUUID()]],
      ['of somebody else', async () => [await uploaded(randomUUID())]],
      ['of another row', async who => [await sent(who, pdf(100))]],
      ['of another row of somebody else', async () => [await sent(randomUUID(), pdf(100))]],
      ['for another column', async who => [await sent(who, await sharp(picture).png().toBuffer(), 'pictures')]],
      ['that is named twice', async who => Array<string>(2).fill(await uploaded(who))],
      [
        'that is gone',
        async who => {
          const id = await uploaded(who)
          await world.rows('delete from obhut.file where id = $1', [id])
          return [id]
        },
      ],
    ])('%s: all of these are refused alike, and nobody is told of a fault', async (_, files) => {
      const who = randomUUID()
      const answer = await complains(who, ...(await files(who)))
      expect([answer.status, await answer.json()]).toEqual([
        409,
        {
          type: 'urn:obhut:refusal:file-gone',
          id: 'file-gone',
          status: 409,
          title: new FileGone().says.en,
          helps: new FileGone().helps.en,
        },
      ])
      expect(world.faults).toEqual([])
    })
    it('goes to one of two that want it at once', async () => {
      const who = randomUUID()
      const id = await uploaded(who)
      const both = await Promise.all([complains(who, id), complains(who, id)])
      expect(both.map(({ status }) => status).sort()).toEqual([201, 409])
    })
    it('is what one is whose person was erased while its pictures were made', async () => {
      const who = randomUUID()
      const taken = takeFile(
        {
          store: world.store,
          sandbox: { run: () => Promise.reject(new NoSuchFile('desk.complaint.picture')) },
          under: complaining,
          who: person(who),
        },
        { for: complaint, column: 'picture' },
        { upload: { content: Readable.from([await sharp(picture).png().toBuffer()]), name: 'a.png' } },
      )
      await expect(taken).rejects.toThrow(FileGone)
    })
  })

  it('whose sender goes away half way leaves nothing', async () => {
    const who = randomUUID()
    const { hostname, port } = new URL(world.url)
    const socket = connect(Number(port), hostname)
    socket.write(
      `POST /desk/${who}/documents HTTP/1.1\r\nHost: ${hostname}:${port}\r\nContent-Type: application/pdf\r\nContent-Length: ${20 * MB}\r\n\r\n`,
    )
    socket.write(pdf(3 * MB))
    await expect.poll(async () => (await left(who)).length).toBe(1)
    socket.destroy()
    await expect.poll(async () => (await left(who)).length).toBe(0)
    await new Promise(done => {
      setTimeout(done, 200)
    })
    expect(world.faults).toEqual([])
  })

  it('of somebody whom the gate does not admit is not read: the answer comes at once and ends the connection', async () => {
    const { hostname, port } = new URL(world.url)
    const head = `POST /desk/own/documents HTTP/1.1\r\nHost: ${hostname}:${port}\r\nContent-Length: ${40 * MB}\r\n\r\n`
    const socket = connect(Number(port), hostname)
    let answer = ''
    socket.on('data', bytes => (answer += bytes.toString()))
    const ended = new Promise(done => socket.once('end', done).once('error', done))
    // So little that a server that read on would wait for more.
    socket.write(head)
    socket.write(Buffer.alloc(1000))
    await expect.poll(() => answer, { timeout: 8000 }).toMatch(/^HTTP\/1.1 401 /)
    expect(answer.toLowerCase()).toContain('connection: close')
    await ended
    socket.destroy()
  })

  it.each([
    [1.5 * MB, '1,5 MB', '1.5 MB'],
    [500, '500 Byte', '500 bytes'],
    [25 * MB, '25 MB', '25 MB'],
    [2 * MB - 1, '1,9 MB', '1.9 MB'],
  ])('of more than %i bytes is told how much may come', (most, de, en) => {
    expect(new FileTooLarge(most).helps).toEqual({
      de: `Erlaubt sind hier bis zu ${de}.`,
      en: `Up to ${en} are allowed here.`,
    })
  })

  it('leaves other routes as they were: their bodies are read as JSON and bounded', async () => {
    const answer = await world.visitor().fetch('/desk/nobody/documents', { method: 'POST', body: 'x' })
    expect(answer.status).toBe(404)
  })
})

describe('the rest of a body', () => {
  const most = { bytes: 100_000, milliseconds: 10_000 }
  const body = (pieces: number) => {
    let sent = 0
    const raw = new Readable({
      highWaterMark: 1000,
      read() {
        this.push(sent++ < pieces ? Buffer.alloc(1000) : null)
      },
    })
    return { raw: raw as never, sent: () => sent, paused: () => raw.isPaused() }
  }
  it('is read to its end where that is near', async () => {
    expect(await drained(body(50), most)).toBe(true)
  })
  it('is left unread behind the bound', async () => {
    const endless = body(Infinity)
    expect(await drained(endless, most)).toBe(false)
    const before = endless.sent()
    await new Promise(done => {
      setTimeout(done, 50)
    })
    expect(endless.paused()).toBe(true)
    expect(endless.sent()).toBeLessThan(before + 5)
  })
  it('is given up where it does not come', async () => {
    const stuck = new Readable({ read() {} })
    expect(await drained({ raw: stuck as never }, { bytes: 100, milliseconds: 20 })).toBe(false)
  })
})

describe('smaller pictures', () => {
  const shown = async (who: string, id: string) => {
    const answer = await world.visitor().fetch(`/desk/${who}/pictures/${id}/small`)
    return { answer, picture: Buffer.from(await answer.arrayBuffer()) }
  }

  it('are upright, no larger than they may be, and tell nothing of camera and place', async () => {
    const who = randomUUID()
    const wide = sharp({ create: { width: 400, height: 200, channels: 3, background: '#c00' } })
      .jpeg()
      .withExif({ IFD0: { Make: 'Secret Camera' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '52/1 30/1 0/1' } })
      .withMetadata({ orientation: 6 })
    const source = await wide.toBuffer()
    expect(source.includes('Secret Camera')).toBe(true)
    const { answer, picture } = await shown(who, await sent(who, source, 'pictures'))
    expect(answer.headers.get('content-type')).toBe('image/webp')
    expect(answer.headers.get('content-disposition')).toMatch(/^inline; /)
    const { width, height, format, exif, orientation } = await sharp(picture).metadata()
    expect({ width, height, format, exif, orientation }).toEqual({
      width: 40,
      height: 80,
      format: 'webp',
      exif: undefined,
      orientation: undefined,
    })
    expect(picture.includes('Secret Camera')).toBe(false)
  })

  it.each([
    [
      'PNG',
      (): Promise<Buffer> =>
        sharp({ create: { width: 300, height: 300, channels: 4, background: '#0c08' } })
          .png()
          .toBuffer(),
    ],
    [
      'WebP',
      (): Promise<Buffer> =>
        sharp({ create: { width: 300, height: 300, channels: 3, background: '#00c' } })
          .webp()
          .toBuffer(),
    ],
    [
      'AVIF',
      (): Promise<Buffer> =>
        sharp({ create: { width: 300, height: 300, channels: 3, background: '#00c' } })
          .avif({ effort: 0 })
          .toBuffer(),
    ],
    [
      'GIF',
      (): Promise<Buffer> =>
        sharp({ create: { width: 300, height: 300, channels: 3, background: '#00c' } })
          .gif()
          .toBuffer(),
    ],
  ])('are made of %s', async (_, make) => {
    const who = randomUUID()
    const { picture } = await shown(who, await sent(who, await make(), 'pictures'))
    expect(await sharp(picture).metadata()).toMatchObject({ width: 80, height: 80, format: 'webp' })
  })

  it('are not made of what is no picture, or too large to be one: it is refused, and nothing is kept', async () => {
    const who = randomUUID()
    const good = await sharp(randomBytes(600 * 600 * 3), { raw: { width: 600, height: 600, channels: 3 } })
      .jpeg()
      .toBuffer()
    const bomb = await sharp({
      create: { width: 16_000, height: 16_000, channels: 3, background: '#fff' },
      limitInputPixels: false,
    })
      .png({ compressionLevel: 9 })
      .toBuffer()
    const claims = Buffer.from(
      await sharp({ create: { width: 10, height: 10, channels: 3, background: '#fff' } })
        .png()
        .toBuffer(),
    )
    claims.writeUInt32BE(50_000, 16)
    claims.writeUInt32BE(50_000, 20)
    claims.writeUInt32BE(crc32(claims.subarray(12, 29)), 29)
    for (const [what, bytes] of [
      ['half a picture', good.subarray(0, good.length / 2)],
      ['a start and nothing of a picture', Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), randomBytes(10_000)])],
      ['a start of GIF before HTML', Buffer.from('GIF89a/*<html><script>alert(1)</script>*/=1;')],
      ['HEIC', Buffer.concat([Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic'), randomBytes(5000)])],
      ['many pixels in few bytes', bomb],
      ['a header that claims 50,000 pixels each way', claims],
    ] as const) {
      expect(bytes.length).toBeLessThan(2 * MB)
      expect([what, await refused(await sends(who, Buffer.from(bytes), 'pictures'))]).toEqual([
        what,
        [422, 'unreadable-picture'],
      ])
    }
    expect(await left(who)).toEqual([])
    expect(new UnreadablePicture().helps.de).toContain('als JPEG oder PNG')
    expect(new UnreadablePicture().helps.en).toContain('as JPEG or PNG')
    // The process goes on for whoever comes next.
    await sent(who, good, 'pictures')
  })

  it('are made of few pictures at a time, and a person has few of them waiting', async () => {
    const who = randomUUID()
    const picture = await sharp({ create: { width: 99, height: 99, channels: 3, background: '#fff' } })
      .png()
      .toBuffer()
    const free = Promise.withResolvers<undefined>()
    let running = 0
    const sandbox = {
      run: async () => {
        running++
        await free.promise
        return [] as never
      },
    }
    const once = async function* () {
      yield picture
    }
    const refusals: unknown[] = []
    const all = Array.from({ length: 8 }, () =>
      takeFile(
        { store: world.store, sandbox, under: complaining, who: person(who) },
        { for: complaint, column: 'picture' },
        { upload: { content: once(), name: 'a.png' } },
      ).catch((error: unknown) => {
        refusals.push(error)
      }),
    )
    await expect.poll(() => refusals.length, { timeout: 30_000 }).toBe(3)
    expect(refusals.every(error => error instanceof TooManyPictures)).toBe(true)
    expect(running).toBe(2)
    free.resolve(undefined)
    await Promise.all(all)
    expect(running).toBe(5)
    expect(await left(who)).toHaveLength(5)
  })

  it('are not declared of more than can be read', () => {
    const facts = { is: PersonalData.Picture, from: 'the person', types: ['image/*'] } as const
    const variants = { small: { width: 80, height: 80, as: 'webp' } } as const
    expect(() => file({ ...facts, most: 48 * MB, variants })).toThrow(/47 MB at most/)
    expect(() => file({ ...facts, most: 47 * MB, variants })).not.toThrow()
    expect(() => file({ ...facts, most: 48 * MB })).not.toThrow()
  })

  it('go with their original', async () => {
    const who = randomUUID()
    await sent(
      who,
      await sharp({ create: { width: 99, height: 99, channels: 3, background: '#fff' } })
        .png()
        .toBuffer(),
      'pictures',
    )
    expect(
      await world.rows(
        'select variant, row_id is not null as taken from obhut.file where subject = $1 order by variant',
        [who],
      ),
    ).toEqual([
      { variant: 'small', taken: true },
      { variant: null, taken: true },
    ])
    await world.rows('delete from desk.complaint where subject = $1', [who])
    expect(await left(who)).toEqual([])
  })
})

describe('what a request says of its file', () => {
  it('is read as RFC 6266 has it', () => {
    expect(nameIn(`attachment; filename="a.pdf"; filename*=UTF-8''%C3%A4.pdf`)).toBe('ä.pdf')
    expect(nameIn('attachment; filename="a.pdf"')).toBe('a.pdf')
    expect(nameIn(`attachment; filename*=UTF-8''%E4%`)).toBe('')
    expect(nameIn(undefined)).toBe('')
  })
  it('is one range, or the whole', () => {
    expect(['bytes=5-4', 'bytes=-', 'bits=0-1', 'bytes=0-1, 3-4', undefined].map(one => rangeOf(one, 10))).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
    ])
    expect(rangeOf('bytes=-0', 10)).toBe('none')
    expect(rangeOf('bytes=-20', 10)).toEqual({ from: 0, to: 10 })
  })
})
