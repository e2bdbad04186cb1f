import { contract } from '../../platform/contract.ts'
import type { Right } from '../../kernel/declare/terms.ts'

/** Where the form for requests about data stands, in each language. */
export const formAt = { de: '/datenschutz/anfrage', en: '/privacy/request' } as const
/** How a request came in: from the account, by the public form, by mail, by a letter that staff entered. */
export const waysIn = ['account', 'form', 'mail', 'letter'] as const
export type WayIn = (typeof waysIn)[number]
/** Whose desk it lies on: that of the privacy contact, or of the privacy officer, who reads it alone. */
export const lists = ['desk', 'officer'] as const
export type DeskList = (typeof lists)[number]

export interface IncomingRequest {
  readonly by: WayIn
  readonly list: DeskList
  /** Which right it is about, where that is clear already. */
  readonly right?: Right
  /** The account, where who asks has proven to be it. */
  readonly subject?: string
  /** The address or name that it came from, as it was written; proves nothing. */
  readonly from?: string
  /** What was written. */
  readonly says?: string
  /**
   * Of a mail, its Message-ID: the same mail delivered once more joins the request that it opened (its acknowledgement
   * got lost).
   */
  readonly messageId?: string
  readonly receivedAt: Date
}

/**
 * Where requests of people arrive, however they come: each gets a deadline and a history, and staff of the privacy desk
 * find it. `await desk.open({ by: 'mail', list: 'desk', from: 'ida@example.org', says: 'Bitte löschen Sie …',
 * receivedAt: now })`
 */
export const PrivacyDesk = contract<{ open(incoming: IncomingRequest): Promise<{ readonly id: string }> }>(
  'rights.privacy-desk',
)
