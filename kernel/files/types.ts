/*
 * What a file is, by its first bytes. Only types are known whose beginning is fixed, so that nothing that a browser runs
 * (HTML, SVG, XML, scripts) can pass for one of them: each is told at the very start of the file, and nowhere else.
 */

/** Bytes that are enough to tell. */
export const bytesToTell = 64

interface FileType {
  /** The extensions that a name of this type may bear; the first is given to names without one. */
  readonly extensions: readonly [string, ...string[]]
  /** Whether a file begins so. */
  readonly begins: (head: Buffer) => boolean
  /** A browser can be shown it in place: pictures of pixels. Anything else is only ever saved. */
  readonly shown?: true
}

const at =
  (place: number, ...values: readonly number[]) =>
  (head: Buffer): boolean =>
    values.every((value, index) => head[place + index] === value)
const text =
  (place: number, value: string) =>
  (head: Buffer): boolean =>
    head.subarray(place, place + value.length).equals(Buffer.from(value, 'latin1'))
const both =
  (...all: readonly ((head: Buffer) => boolean)[]) =>
  (head: Buffer): boolean =>
    all.every(one => one(head))

/** ISO base media (ISO/IEC 14496-12): a box `ftyp` of plausible length, whose brands say what it is. */
const branded =
  (...brands: readonly string[]) =>
  (head: Buffer): boolean => {
    if (!text(4, 'ftyp')(head)) return false
    const length = Math.min(head.readUInt32BE(0), head.length)
    const found = [head.toString('latin1', 8, 12)]
    for (let place = 16; place + 4 <= length; place += 4) found.push(head.toString('latin1', place, place + 4))
    return length >= 12 && found.some(brand => brands.includes(brand))
  }

const types = {
  'image/jpeg': { extensions: ['jpg', 'jpeg', 'jpe'], begins: at(0, 0xff, 0xd8, 0xff), shown: true },
  'image/png': {
    extensions: ['png'],
    begins: both(at(0, 0x89), text(1, 'PNG\r\n\x1a\n'), text(12, 'IHDR')),
    shown: true,
  },
  'image/gif': { extensions: ['gif'], begins: head => text(0, 'GIF87a')(head) || text(0, 'GIF89a')(head), shown: true },
  'image/webp': { extensions: ['webp'], begins: both(text(0, 'RIFF'), text(8, 'WEBPVP8')), shown: true },
  'image/avif': { extensions: ['avif'], begins: branded('avif', 'avis'), shown: true },
  'image/heic': { extensions: ['heic', 'heif'], begins: branded('heic', 'heix', 'heim', 'heis', 'hevc', 'hevx') },
  'application/pdf': { extensions: ['pdf'], begins: text(0, '%PDF-') },
  'application/zip': {
    extensions: ['zip', 'docx', 'xlsx', 'pptx', 'odt', 'ods', 'odp'],
    begins: at(0, 0x50, 0x4b, 3, 4),
  },
  'video/mp4': { extensions: ['mp4', 'm4v'], begins: branded('isom', 'iso2', 'iso5', 'iso6', 'mp41', 'mp42', 'avc1') },
  'audio/mpeg': { extensions: ['mp3'], begins: head => text(0, 'ID3')(head) || at(0, 0xff, 0xfb)(head) },
} as const satisfies Readonly<Record<string, FileType>>

export type KnownType = keyof typeof types
/** A type by its name, or all of a kind. */
export type TypeWanted = KnownType | 'image/*' | 'video/*' | 'audio/*'

const all = Object.entries(types) as [KnownType, FileType][]

/** The types that a wanted one means; none where nothing of it is known. */
export const knownTypes = (wanted: string): KnownType[] =>
  all
    .map(([name]) => name)
    .filter(name => name === wanted || (wanted.endsWith('/*') && name.startsWith(wanted.slice(0, -1))))

/** What a file is that begins with these bytes; undefined where nothing is known that does. */
export const typeOf = (head: Buffer): KnownType | undefined => all.find(([, { begins }]) => begins(head))?.[0]

/** Whether a browser may be shown a file of this type in place. */
export const isShown = (type: string): boolean => all.find(([name]) => name === type)?.[1].shown ?? false

const extensionsOf = (type: string): readonly string[] => all.find(([name]) => name === type)?.[1].extensions ?? ['bin']

const longest = 150
/** What file systems take for something else, and signs that nobody sees or that turn the direction of writing. */
const notInNames = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Cn}/\\:*?"<>|]/gu

/**
 * A name as it is kept: without folders, without signs that mislead, no longer than 150, and with an extension that fits
 * the content, so that nothing that was sent as a picture is saved as a program.
 */
export function nameFor(given: string, type: string): string {
  const bare = given
    .slice(Math.max(given.lastIndexOf('/'), given.lastIndexOf('\\')) + 1)
    .slice(0, 1000)
    .normalize('NFC')
    .replaceAll(notInNames, '')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/^[\s.]+|[\s.]+$/g, '')
  const extensions = extensionsOf(type)
  const dot = bare.lastIndexOf('.')
  const extension = bare.slice(dot + 1).toLowerCase()
  const fits = dot > 0 && extensions.includes(extension)
  const stem = fits ? bare.slice(0, dot) : bare
  const short = Array.from(stem).slice(0, longest).join('').trim()
  return `${short || 'file'}.${fits ? extension : extensions[0]}`
}
