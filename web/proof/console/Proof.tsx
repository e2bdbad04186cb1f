import { Button } from '@mantine/core'
import { IconChevronDown, IconCircleCheck, IconCircleX, IconRefresh } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { answer, api } from '../../client.ts'
import { Screen } from '../../parts/Screen.tsx'
import { Answered, Empty, Note } from '../../parts/states.tsx'
import { sayFailed } from '../../parts/toasts.ts'
import { problemIn } from '../../problem.ts'
import { useFormats } from '../../queries.ts'
import { latestProof, type ProofShown, type ProvenPromise } from './queries.ts'
import { useWords } from '../../locales/words.tsx'
import { proofConsoleWords } from './words/index.ts'

/** How often one asks how far a proof is, in milliseconds. */
const pulse = 700

/**
 * Whether the running system keeps what the statement promises, promise by promise; a proof that is being made shows
 * how far it is.
 */
export function Proof() {
  const t = useWords(proofConsoleWords)
  const words = t.proof
  const format = useFormats()
  const queries = useQueryClient()
  /** The proof that was asked for here: another process may be making it, and this one know nothing of it. */
  const [begun, begin] = useState<string>()
  const waits = ({ at, underWay, brokeOff }: ProofShown): boolean =>
    underWay !== null || (begun !== undefined && !(at !== null && at >= begun) && brokeOff !== begun)
  const asked = useQuery({
    ...latestProof,
    refetchInterval: ({ state: { data } }) => (data && waits(data) ? pulse : false),
    refetchIntervalInBackground: true,
  })
  const making = asked.data !== undefined && waits(asked.data)
  async function prove(deep: boolean) {
    await answer(api.POST('/api/desk/proof', { body: { deep } })).then(
      begins => {
        begin(begins.underWay?.since)
        queries.setQueryData(latestProof.queryKey, begins)
      },
      thrown => sayFailed(problemIn(thrown), t),
    )
  }
  return (
    <Screen
      title={words.title}
      lead={words.lead}
      side={
        <>
          <Button
            size="sm"
            leftSection={<IconRefresh size={18} stroke={1.75} aria-hidden />}
            disabled={making}
            onClick={() => prove(false)}
          >
            {words.now}
          </Button>
          <Button size="sm" variant="default" disabled={making} onClick={() => prove(true)}>
            {words.deep}
          </Button>
        </>
      }
    >
      {asked.data && making && <Making underWay={asked.data.underWay} />}
      <Answered to={asked} rows={6}>
        {proof => (
          <>
            {proof.brokeOff && !making && (
              <Note kind="bad" title={words.brokeOff(format.moment(proof.brokeOff))} alert>
                <p>{words.brokeOffSays}</p>
              </Note>
            )}
            <Shown proof={proof} making={making} />
          </>
        )}
      </Answered>
    </Screen>
  )
}

/** How far the proof is; the bar is for the eye, the words are read out. */
function Making({ underWay }: { underWay: ProofShown['underWay'] }) {
  const { proof: t } = useWords(proofConsoleWords)
  const id = useId()
  return (
    <section className="card stack proof-making" aria-labelledby={id}>
      <div className="line-apart">
        <h2 id={id}>{underWay?.deep ? t.makingDeep : t.making}</h2>
        {underWay && <span className="quiet small figures">{t.step(underWay.done + 1, underWay.of)}</span>}
      </div>
      <progress
        className="progress"
        aria-labelledby={id}
        {...(underWay && { value: underWay.done, max: underWay.of })}
      />
      <p className="quiet" role="status">
        {underWay ? t.steps[underWay.step] : t.makingElsewhere}
      </p>
    </section>
  )
}

function Shown({ proof, making }: { proof: ProofShown; making: boolean }) {
  const { proof: t } = useWords(proofConsoleWords)
  const format = useFormats()
  if (!proof.at)
    return making ? null : (
      <div className="card">
        <Empty title={t.none}>{t.noneSays}</Empty>
      </div>
    )
  const broken = proof.promises.filter(({ holds }) => !holds)
  const groups = [...Map.groupBy(proof.promises, ({ id }) => id.split('/')[0] ?? id)].toSorted(
    ([, a], [, b]) => Number(b.some(one => !one.holds)) - Number(a.some(one => !one.holds)),
  )
  const titles = new Map([
    ['statement', t.statement],
    ...proof.activities.map(({ name, title }) => [name, title] as const),
  ])
  return (
    <>
      <div role="status">
        {proof.holds === null ? (
          <Note kind="care" title={t.earlier}>
            <p>
              {t.earlierSays} {t.madeAt(format.moment(proof.at), proof.version ?? 0)}
            </p>
          </Note>
        ) : proof.holds ? (
          <Note kind="good" title={t.allHold(proof.promises.length)}>
            <p>{t.madeAt(format.moment(proof.at), proof.version ?? 0)}</p>
          </Note>
        ) : (
          <Note kind="bad" title={t.broken(broken.length, proof.promises.length)} alert>
            <p>{t.madeAt(format.moment(proof.at), proof.version ?? 0)}</p>
          </Note>
        )}
      </div>
      <section className="card" aria-label={t.promises}>
        <ul className="rows">
          {groups.map(([activity, promises]) => (
            <li key={activity} className="row">
              <Group activity={activity} title={titles.get(activity) ?? activity} promises={promises} />
            </li>
          ))}
        </ul>
      </section>
    </>
  )
}

function Group({ activity, title, promises }: { activity: string; title: string; promises: readonly ProvenPromise[] }) {
  const { proof: t } = useWords(proofConsoleWords)
  const bad = promises.filter(({ holds }) => !holds).length
  const [open, setOpen] = useState(bad > 0)
  const id = useId()
  return (
    <>
      <div className="row-words">
        <h2 className="row-title">{title}</h2>
        <p className="quiet small mono">{activity}</p>
      </div>
      <div className="row-side">
        <span className={bad ? 'pill pill-bad' : 'pill pill-good'}>
          {bad ? t.notKept(bad) : t.kept(promises.length)}
        </span>
        <Button
          variant="default"
          size="sm"
          aria-expanded={open}
          aria-controls={id}
          onClick={() => setOpen(!open)}
          rightSection={<IconChevronDown size={16} aria-hidden className={open ? 'turned' : undefined} />}
        >
          {open ? t.hide : t.show}
          <span className="unseen"> {title}</span>
        </Button>
      </div>
      <div id={id} className="row-below" hidden={!open}>
        {open && (
          <ul>
            {promises
              .toSorted((a, b) => Number(a.holds) - Number(b.holds))
              .map(promise => (
                <li key={promise.id}>
                  <Promised promise={promise} />
                </li>
              ))}
          </ul>
        )}
      </div>
    </>
  )
}

/**
 * `data/identity.account.mail` is about `identity.account.mail`; what is about the whole activity says so by its title.
 */
const aboutOf = ({ id }: ProvenPromise): string => id.split('/').slice(2).join('/')

function Promised({ promise }: { promise: ProvenPromise }) {
  const { proof: t } = useWords(proofConsoleWords)
  const format = useFormats()
  const places: Readonly<Record<string, string>> = t.places
  const [open, setOpen] = useState(!promise.holds)
  const id = useId()
  const Sign = promise.holds ? IconCircleCheck : IconCircleX
  return (
    <div className="promise">
      <div className="promise-head">
        <Sign
          size={22}
          stroke={1.75}
          className={promise.holds ? 'promise-kept' : 'promise-broken'}
          role="img"
          aria-label={promise.holds ? t.holds : t.doesNotHold}
        />
        <div className="row-words">
          <span className="strong">{promise.title}</span> <span className="mono quiet">{aboutOf(promise)}</span>
          {promise.clauses.length > 0 && <p className="quiet small">{promise.clauses.join(', ')}</p>}
        </div>
        <Button
          variant="subtle"
          size="xs"
          aria-expanded={open}
          aria-controls={id}
          onClick={() => setOpen(!open)}
          rightSection={<IconChevronDown size={16} aria-hidden className={open ? 'turned' : undefined} />}
        >
          {t.evidence(promise.evidence.length)}
          <span className="unseen"> {promise.id}</span>
        </Button>
      </div>
      <div id={id} hidden={!open} className="promise-evidence">
        {promise.against.length > 0 && (
          <ul className="promise-against">
            {promise.against.map(one => (
              <li key={one}>{one}</li>
            ))}
          </ul>
        )}
        <ul className="stack">
          {promise.evidence.map((one, at) => (
            <li key={at}>
              <p lang="en">{one.says}</p>
              <p className="quiet small">
                {[
                  places[one.from] ?? one.from,
                  one.rows !== undefined && t.rows(one.rows, format.number(one.rows)),
                  one.oldest && t.oldest(format.moment(one.oldest)),
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </p>
            </li>
          ))}
        </ul>
      </div>
    </div>
  )
}
