import { useQuery } from '@tanstack/react-query'
import type { FC } from 'react'
import { useNow } from '../parts/now.ts'
import { useFormats } from '../queries.ts'
import { useWords } from '../locales/words.tsx'
import type { Place } from './places.ts'
import { alarms, authorityRequests, latestProof, objectionsWaiting, openRequests } from './queries.ts'

function Pill({ tone, says }: { tone: 'good' | 'care' | 'bad'; says: string }) {
  return <span className={`pill pill-${tone} tile-waits`}>{says}</span>
}

/** Open requests, by how soon the next one is due. */
function Requests() {
  const {
    console: { waits: t },
  } = useWords()
  const now = useNow()
  const format = useFormats()
  const open = useQuery(openRequests).data
  const [first] = open?.items ?? []
  if (!open || !first) return null
  const left = format.daysTo(first.lastDay, now)
  return <Pill tone={left < 0 ? 'bad' : left <= 7 ? 'care' : 'good'} says={t.open(open.total)} />
}

function Objections() {
  const {
    console: { waits: t },
  } = useWords()
  const waiting = useQuery(objectionsWaiting).data?.total ?? 0
  return waiting > 0 && <Pill tone="care" says={t.toExamine(waiting)} />
}

/** Requests of authorities that somebody else has recorded, or that are approved and still lie here. */
function Disclosures() {
  const {
    console: { waits: t },
  } = useWords()
  const waiting = useQuery(authorityRequests).data?.forYou ?? 0
  return waiting > 0 && <Pill tone="care" says={t.forYou(waiting)} />
}

function Proof() {
  const {
    console: { waits: t },
  } = useWords()
  const proof = useQuery(latestProof).data
  if (!proof) return null
  if (proof.holds === null) return <Pill tone="care" says={t.notProved} />
  const broken = proof.promises.filter(({ holds }) => !holds).length
  return <Pill tone={broken ? 'bad' : 'good'} says={broken ? t.broken(broken) : t.allKept} />
}

/** Open alarms nobody looks after yet, and whether one of them is urgent. */
function Alarms() {
  const {
    console: { waits: t },
  } = useWords()
  const open = useQuery(alarms('open')).data?.items.filter(({ acknowledgedAt }) => acknowledgedAt === null) ?? []
  return (
    open.length > 0 && <Pill tone={open.some(({ urgent }) => urgent) ? 'bad' : 'care'} says={t.open(open.length)} />
  )
}

/** What waits in a part of the console for whoever opens it. */
export const waiting: Partial<Record<Place['name'], FC>> = {
  requests: Requests,
  objections: Objections,
  disclosures: Disclosures,
  proof: Proof,
  alarms: Alarms,
}
