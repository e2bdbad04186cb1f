// Makes smaller pictures of a picture. It runs in a process without network and files, and takes in what strangers
// sent: it knows the loaders of five formats, and no more pixels than fit its memory.
import sharp from 'sharp'
import type { PictureVariant } from '../kernel/declare/columns.ts'

/** More than any camera of a phone makes, and few enough to be held in memory. */
const mostPixels = 50_000_000
const quality = { jpeg: 80, webp: 78, avif: 55 } as const

sharp.cache(false)
sharp.concurrency(1)
sharp.block({ operation: ['VipsForeignLoad'] })
sharp.unblock({
  operation: ['Jpeg', 'Png', 'Webp', 'Heif', 'Nsgif'].map(format => `VipsForeignLoad${format}Buffer`),
})

/** What comes in: how long the wishes are (32 bits), the wishes as JSON, the picture. */
export interface Wishes {
  readonly variants: Readonly<Record<string, PictureVariant>>
}

export default async function smaller(input: Uint8Array): Promise<{ name: string; bytes: Uint8Array }[]> {
  const bytes = Buffer.from(input.buffer, input.byteOffset, input.byteLength)
  const end = 4 + bytes.readUInt32BE(0)
  const { variants } = JSON.parse(bytes.toString('utf8', 4, end)) as Wishes // as: we wrote it
  const picture = bytes.subarray(end)
  const made = []
  for (const [name, variant] of Object.entries(variants)) made.push({ name, bytes: await one(picture, variant) })
  return made
}

/** Upright, within the pixels, in the colours of screens, and with nothing of what a camera writes beside its picture. */
async function one(picture: Buffer, { width, height, as }: PictureVariant): Promise<Uint8Array> {
  const opened = sharp(picture, { limitInputPixels: mostPixels, failOn: 'truncated', pages: 1, sequentialRead: true })
  const fitted = opened.autoOrient().resize({ width, height, fit: 'inside', withoutEnlargement: true })
  const flat = as === 'jpeg' ? fitted.flatten({ background: '#ffffff' }) : fitted
  return flat.toFormat(as, { quality: quality[as], ...(as === 'avif' && { effort: 2 }) }).toBuffer()
}
