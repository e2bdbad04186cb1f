import { useQuery } from '@tanstack/react-query'
import { Waits } from '../../console/parts/Waits.tsx'
import { useWords } from '../../locales/words.tsx'
import { latestProof } from './queries.ts'
import { proofConsoleWords } from './words/index.ts'

/** What the last proof has found. */
export function ProofWaiting() {
  const { proof: t } = useWords(proofConsoleWords)
  const proof = useQuery(latestProof).data
  if (!proof) return null
  if (proof.holds === null) return <Waits tone="care" says={t.notProved} />
  const broken = proof.promises.filter(({ holds }) => !holds).length
  return <Waits tone={broken ? 'bad' : 'good'} says={broken ? t.notKept(broken) : t.allKept} />
}
