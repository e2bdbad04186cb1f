import { Button } from '@mantine/core'
import { IconChevronDown, IconCircleCheck, IconCircleX, IconRefresh } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { answer, api } from '../client.ts'
import { Screen } from '../parts/Screen.tsx'
import { Answered, Empty, Note } from '../parts/states.tsx'
import { sayFailed } from '../parts/toasts.ts'
import { problemIn } from '../problem.ts'
import { useFormats } from '../questions.ts'
import { useWords } from '../words/words.tsx'
import { latestProof, type ProofShown, type ProvenPromise } from './questions.ts'

/** Whether the running system keeps what the statement promises, promise by promise. */
export function Proof() {
  const t = useWords()
  const words = t.console.proof
  const queries = useQueryClient()
  const asked = useQuery(latestProof)
  const [busy, setBusy] = useState<'quick' | 'deep'>()
  async function prove(deep: boolean) {
    setBusy(deep ? 'deep' : 'quick')
    await answer(api.POST('/api/desk/proof', { body: { deep } })).then(made => queries.setQueryData(latestProof.queryKey, made), thrown => sayFailed(problemIn(thrown), t))
    setBusy(undefined)
  }
  return (
    <Screen
      title={words.title} lead={words.lead}
      side={(
        <>
          <Button size="sm" leftSection={<IconRefresh size={18} stroke={1.75} aria-hidden />} loading={busy === 'quick'} disabled={busy === 'deep'} onClick={() => prove(false)}>{words.now}</Button>
          <Button size="sm" variant="default" loading={busy === 'deep'} disabled={busy === 'quick'} onClick={() => prove(true)}>{words.deep}</Button>
        </>
      )}
    >
      <Answered to={asked} rows={6}>{proof => <Shown proof={proof} />}</Answered>
    </Screen>
  )
}

function Shown({ proof }: { proof: ProofShown }) {
  const { console: { proof: t } } = useWords()
  const format = useFormats()
  if (!proof.at) return <div className="card"><Empty title={t.none}>{t.noneSays}</Empty></div>
  const broken = proof.promises.filter(({ holds }) => !holds)
  const groups = [...Map.groupBy(proof.promises, ({ id }) => id.split('/')[0] ?? id)].toSorted(([, a], [, b]) => Number(b.some(one => !one.holds)) - Number(a.some(one => !one.holds)))
  return (
    <>
      <div role="status">
        {proof.holds
          ? <Note kind="good" title={t.allHold(proof.promises.length)}><p>{t.madeAt(format.moment(proof.at), proof.version ?? 0)}</p></Note>
          : <Note kind="bad" title={t.broken(broken.length, proof.promises.length)} alert><p>{t.madeAt(format.moment(proof.at), proof.version ?? 0)}</p></Note>}
      </div>
      {groups.map(([activity, promises]) => <Group key={activity} activity={activity} promises={promises} />)}
    </>
  )
}

function Group({ activity, promises }: { activity: string, promises: readonly ProvenPromise[] }) {
  const { console: { proof: t } } = useWords()
  const bad = promises.filter(({ holds }) => !holds).length
  return (
    <section className="card stack" aria-label={activity}>
      <div className="line-apart"><h2 className="mono">{activity}</h2><span className={bad ? 'pill pill-bad' : 'pill pill-good'}>{bad ? t.notKept(bad) : t.kept(promises.length)}</span></div>
      <ul className="rows">{promises.toSorted((a, b) => Number(a.holds) - Number(b.holds)).map(promise => <li key={promise.id}><Promised promise={promise} /></li>)}</ul>
    </section>
  )
}

function Promised({ promise }: { promise: ProvenPromise }) {
  const { console: { proof: t } } = useWords()
  const format = useFormats()
  const [open, setOpen] = useState(!promise.holds)
  const id = useId()
  const Sign = promise.holds ? IconCircleCheck : IconCircleX
  return (
    <div className="promise">
      <div className="promise-head">
        <Sign size={22} stroke={1.75} className={promise.holds ? 'promise-kept' : 'promise-broken'} role="img" aria-label={promise.holds ? t.holds : t.doesNotHold} />
        <div className="row-words"><span className="mono strong">{promise.id.split('/').slice(1).join('/') || promise.id}</span>{promise.clauses.length > 0 && <span className="quiet small promise-clauses">{promise.clauses.join(', ')}</span>}</div>
        <Button variant="default" size="xs" aria-expanded={open} aria-controls={id} onClick={() => setOpen(!open)} rightSection={<IconChevronDown size={16} aria-hidden className={open ? 'turned' : undefined} />}>{t.evidence(promise.evidence.length)}<span className="unseen"> {promise.id}</span></Button>
      </div>
      <div id={id} hidden={!open} className="promise-evidence">
        {promise.against.length > 0 && <ul className="promise-against">{promise.against.map(one => <li key={one}>{one}</li>)}</ul>}
        <ul className="stack">
          {promise.evidence.map((one, at) => (
            <li key={at}><p>{one.says}</p><p className="quiet small">{[one.from, one.rows !== undefined && t.rows(one.rows, format.number(one.rows)), one.oldest && t.oldest(format.moment(one.oldest))].filter(Boolean).join(' · ')}</p></li>
          ))}
        </ul>
      </div>
    </div>
  )
}
