import type { Manifest } from './manifest.ts'

/**
 * Something that a manifest leans on and that has ended: a contract, a review that is due, a safeguard, a certificate.
 */
export interface Lapse {
  readonly what: 'contract' | 'review' | 'safeguard' | 'certificate'
  /** The recipient's or store's id. */
  readonly of: string
  readonly until: string
}

/** What has ended before this day (`2026-12-01`). Its last day still counts. */
export function lapsedOn({ recipients, stores }: Manifest, day: string): Lapse[] {
  const ends: { what: Lapse['what']; of: string; until: string | undefined }[] = [
    ...recipients.flatMap(({ id, contract, safeguard }) => [
      { what: 'contract' as const, of: id, until: contract?.until },
      { what: 'review' as const, of: id, until: contract?.review },
      { what: 'safeguard' as const, of: id, until: safeguard?.until },
    ]),
    ...stores.map(({ id, certificate }) => ({ what: 'certificate' as const, of: id, until: certificate?.until })),
  ]
  return ends.flatMap(({ what, of, until }) => (until !== undefined && until < day ? [{ what, of, until }] : []))
}
