import type { Language, Words } from '../kernel/declare/terms.ts'

/**
 * An expected "no": it has a name, says what is wrong, and what helps. All else that is thrown is our fault and stays
 * loud.
 */
export abstract class Refusal extends Error {
  abstract readonly id: string
  abstract readonly status: number
  abstract readonly says: Words
  readonly helps?: Words
  /** Fields that are wrong, each with a sentence. */
  readonly fields?: Readonly<Record<string, Words>>
  /** Seconds after which another try makes sense. */
  readonly retryAfter?: number
  /** What its answer says beside, for programs. */
  readonly headers?: Readonly<Record<string, string>>

  constructor() {
    super()
    this.name = new.target.name
  }
}

/** Problem details as RFC 9457 has them, with the refusal's name, a way out and the fields. */
export interface Problem {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly id: string
  readonly helps?: string
  readonly fields?: Readonly<Record<string, string>>
}

export function problemOf(refusal: Refusal, language: Language): Problem {
  return {
    type: `urn:obhut:refusal:${refusal.id}`,
    title: refusal.says[language],
    status: refusal.status,
    id: refusal.id,
    ...(refusal.helps && { helps: refusal.helps[language] }),
    ...(refusal.fields && {
      fields: Object.fromEntries(Object.entries(refusal.fields).map(([name, words]) => [name, words[language]])),
    }),
  }
}

/** What came in does not have the shape that the route asks for. */
export class WrongInput extends Refusal {
  readonly id = 'wrong-input'
  readonly status = 422
  readonly says = { de: 'Einige Angaben fehlen oder stimmen nicht.', en: 'Some of the details are missing or wrong.' }
  override readonly fields: Readonly<Record<string, Words>>
  constructor(fields: Readonly<Record<string, Words>>) {
    super()
    this.fields = fields
  }
}
export class NotSignedIn extends Refusal {
  readonly id = 'not-signed-in'
  readonly status = 401
  readonly says = { de: 'Bitte melden Sie sich an.', en: 'Please sign in.' }
}
/** What is asked for does not exist, or not for this person: the answer is the same. */
export class NotFound extends Refusal {
  readonly id = 'not-found'
  readonly status = 404
  readonly says = { de: 'Das gibt es hier nicht.', en: 'There is no such thing here.' }
}
export class NotAllowed extends Refusal {
  readonly id = 'not-allowed'
  readonly status = 403
  readonly says = { de: 'Dafür ist dieses Konto nicht berechtigt.', en: 'This account has no permission to do that.' }
}
/** The password was right, and the code that is given beside it is still missing. */
export class SecondFactorNeeded extends Refusal {
  readonly id = 'second-factor-needed'
  readonly status = 403
  readonly says = {
    de: 'Bitte geben Sie zuerst den Code Ihres zweiten Faktors ein.',
    en: 'Please enter the code of your second factor first.',
  }
  override readonly helps = {
    de: 'Die App, mit der Sie ihn eingerichtet haben, zeigt ihn. Beschäftigte richten ihn bei der ersten Anmeldung ein.',
    en: 'The app with which you set it up shows it. Staff set it up when they first sign in.',
  }
}
/** An open session is not enough for this: the code has to be typed once more. */
export class FreshCodeNeeded extends Refusal {
  readonly id = 'fresh-code-needed'
  readonly status = 403
  readonly says = {
    de: 'Dafür brauchen wir den Code Ihres zweiten Faktors noch einmal.',
    en: 'We need the code of your second factor once more for this.',
  }
  override readonly helps = {
    de: 'Geben Sie ihn ein und wiederholen Sie den Schritt.',
    en: 'Enter it and repeat the step.',
  }
}
export class TooManyAttempts extends Refusal {
  readonly id = 'too-many-attempts'
  readonly status = 429
  readonly says = { de: 'Zu viele Versuche.', en: 'Too many attempts.' }
  override readonly helps: Words
  override readonly retryAfter: number
  constructor(retryAfterSeconds: number) {
    super()
    this.retryAfter = retryAfterSeconds
    const wait = Math.ceil(retryAfterSeconds / 60)
    this.helps = {
      de: `Bitte versuchen Sie es in ${wait} Minute${wait === 1 ? '' : 'n'} wieder.`,
      en: `Please try again in ${wait} minute${wait === 1 ? '' : 's'}.`,
    }
  }
}
/** A file has nothing in it. */
export class EmptyFile extends Refusal {
  readonly id = 'empty-file'
  readonly status = 422
  readonly says = { de: 'Die Datei ist leer.', en: 'The file is empty.' }
}
/** Whoever sent the file broke off before its end; nobody hears this. */
export class UploadBrokenOff extends Refusal {
  readonly id = 'upload-broken-off'
  readonly status = 400
  readonly says = { de: 'Die Datei ist nicht vollständig angekommen.', en: 'The file did not arrive completely.' }
}
/** So many pictures wait to be read that no more is taken. */
export class TooManyPictures extends Refusal {
  readonly id = 'too-many-pictures'
  readonly status = 503
  override readonly retryAfter = 20
  readonly says = {
    de: 'Gerade werden zu viele Bilder verarbeitet.',
    en: 'Too many pictures are being processed at the moment.',
  }
  override readonly helps = {
    de: 'Bitte versuchen Sie es in einer Minute noch einmal.',
    en: 'Please try again in a minute.',
  }
}
export class FileTooLarge extends Refusal {
  readonly id = 'file-too-large'
  readonly status = 413
  readonly says = { de: 'Die Datei ist zu groß.', en: 'The file is too large.' }
  override readonly helps: Words
  /** @param most in bytes */
  constructor(most: number) {
    super()
    this.helps = {
      de: `Erlaubt sind hier bis zu ${sizeIn('de', most)}.`,
      en: `Up to ${sizeIn('en', most)} are allowed here.`,
    }
  }
}
function sizeIn(language: Language, bytes: number): string {
  const [divisor, unit] =
    bytes >= 1024 * 1024
      ? [1024 * 1024, 'MB']
      : bytes >= 1024
        ? [1024, 'KB']
        : [1, { de: 'Byte', en: 'bytes' }[language]]
  // Down, so that what is named is taken.
  const size = new Intl.NumberFormat(language, { maximumFractionDigits: 1, roundingMode: 'floor' }).format(
    bytes / divisor,
  )
  return `${size} ${unit}`
}
/** What a file is, its content says; what it is called, or said to be, counts for nothing. */
export class WrongFileType extends Refusal {
  readonly id = 'wrong-file-type'
  readonly status = 415
  readonly says = {
    de: 'Dateien dieser Art nehmen wir hier nicht an.',
    en: 'Files of this kind are not accepted here.',
  }
  override readonly helps = {
    de: 'Entscheidend ist der Inhalt der Datei, nicht ihr Name. Speichern Sie sie in einem anderen Format, zum Beispiel als JPEG oder PDF.',
    en: 'What counts is the content of the file, not its name. Save it in another format, such as JPEG or PDF.',
  }
}
/** It begins like a picture and cannot be read as one, or would be too large to be shown. */
export class UnreadablePicture extends Refusal {
  readonly id = 'unreadable-picture'
  readonly status = 422
  readonly says = { de: 'Dieses Bild lässt sich nicht lesen.', en: 'This picture cannot be read.' }
  override readonly helps = {
    de: 'Es ist beschädigt, hat mehr als 50 Millionen Bildpunkte oder ein Format, das wir nicht lesen können, zum Beispiel HEIC. Speichern Sie es als JPEG oder PNG, und senden Sie es noch einmal.',
    en: 'It is damaged, has more than 50 million pixels, or has a format that we cannot read, such as HEIC. Save it as JPEG or PNG and send it again.',
  }
}
export class NoRoomForFile extends Refusal {
  readonly id = 'no-room-for-file'
  readonly status = 413
  readonly says = {
    de: 'Für diese Datei ist kein Platz mehr.',
    en: 'There is no room left for this file.',
  }
  override readonly helps = {
    de: 'Löschen Sie Dateien, die Sie hier nicht mehr brauchen, und versuchen Sie es noch einmal.',
    en: 'Delete files that you no longer need here, and try again.',
  }
}
/**
 * A row was to have a file that is not there for it: gone, sent by somebody else, taken by another row, or never sent.
 * The answer is the same.
 */
export class FileGone extends Refusal {
  readonly id = 'file-gone'
  readonly status = 409
  readonly says = {
    de: 'Die Datei ist nicht mehr da.',
    en: 'The file is no longer there.',
  }
  override readonly helps = {
    de: 'Eine Datei wartet eine Stunde auf den Eintrag, zu dem sie gehört, und gehört nur zu einem. Senden Sie sie noch einmal, und speichern Sie dann.',
    en: 'A file waits for one hour for the entry that it belongs to, and belongs to one entry only. Send it again, then save.',
  }
}
/** The range of bytes that was asked for lies behind the end of the file (RFC 9110, section 15.5.17). */
export class OutOfRange extends Refusal {
  readonly id = 'out-of-range'
  readonly status = 416
  readonly says = { de: 'So lang ist die Datei nicht.', en: 'The file is not that long.' }
  override readonly headers: Readonly<Record<string, string>>
  constructor(size: number) {
    super()
    this.headers = { 'content-range': `bytes */${size}` }
  }
}
