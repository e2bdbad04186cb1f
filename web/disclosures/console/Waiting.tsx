import { useQuery } from '@tanstack/react-query'
import { Waits } from '../../console/parts/Waits.tsx'
import { useWords } from '../../locales/words.tsx'
import { authorityRequests, legalHolds } from './queries.ts'
import { disclosuresConsoleWords } from './words/index.ts'

/** Requests of authorities that somebody else has recorded, or that are approved and still lie here. */
export function DisclosuresWaiting() {
  const { disclosures: t } = useWords(disclosuresConsoleWords)
  const waiting = useQuery(authorityRequests).data?.forYou ?? 0
  return waiting > 0 && <Waits tone="care" says={t.forYou(waiting)} />
}

/** Holds on persons that somebody else has asked for. */
export function HoldsWaiting() {
  const { legalHolds: t } = useWords(disclosuresConsoleWords)
  const waiting = useQuery(legalHolds).data?.forYou ?? 0
  return waiting > 0 && <Waits tone="care" says={t.forYou(waiting)} />
}
