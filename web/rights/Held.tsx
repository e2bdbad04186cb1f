import { Button, UnstyledButton } from '@mantine/core'
import { type Icon, IconChevronDown, IconLock, IconScale, IconTargetArrow, IconUsersGroup } from '@tabler/icons-react'
import { type ReactNode, useEffect, useId, useState } from 'react'
import { useFormats } from '../queries.ts'
import { Entries } from './Entries.tsx'
import type { HeldGroup, HeldTable } from './queries.ts'
import { useWords } from '../locales/words.tsx'
import { rightsWords } from './words/index.ts'

/**
 * One processing activity: why something is held, on what ground, who gets it, and what it is. `shown` opens it: the
 * address named it.
 */
export function Held({ group, shown }: { group: HeldGroup; shown: boolean }) {
  const t = useWords(rightsWords)
  const format = useFormats()
  const [open, setOpen] = useState(shown)
  useEffect(() => {
    if (shown) setOpen(true)
  }, [shown])
  const id = useId()
  const { letter, label } = group.basis
  const rows = group.items.reduce((sum, item) => sum + item.rows, 0)
  return (
    <section className="card stack held" id={group.activity} aria-label={group.title}>
      <h2>
        <UnstyledButton className="held-way" aria-expanded={open} aria-controls={id} onClick={() => setOpen(!open)}>
          <span>{group.title}</span>
          <span className="pill pill-plain figures">{t.myData.entries(rows, format.number(rows))}</span>
          <IconChevronDown size={20} aria-hidden className={open ? 'held-sign turned' : 'held-sign'} />
        </UnstyledButton>
      </h2>
      <p className="quiet">{group.words}</p>
      <div id={id} className="stack held-inside" hidden={!open}>
        <dl className="held-facts">
          <Fact icon={IconTargetArrow} name={t.myData.why}>
            <ul>
              {group.purposes.map(purpose => (
                <li key={purpose}>{purpose}</li>
              ))}
            </ul>
          </Fact>
          <Fact icon={IconScale} name={t.myData.basis}>
            {label}
            <span className="quiet small held-article">{t.myData.article(letter)}</span>
          </Fact>
          <Fact icon={group.recipients.length ? IconUsersGroup : IconLock} name={t.myData.recipients}>
            {group.recipients.length ? (
              <ul>
                {group.recipients.map(({ name, task, country }) => (
                  <li key={name}>
                    {name} ({format.country(country)})<span className="quiet small held-article">{task}</span>
                  </li>
                ))}
              </ul>
            ) : (
              t.myData.nobody
            )}
          </Fact>
        </dl>
        <ul className="held-tables">
          {group.items.map(item => (
            <li key={item.table}>
              <Kept item={item} />
            </li>
          ))}
        </ul>
      </div>
    </section>
  )
}

function Fact({ icon: Shown, name, children }: { icon: Icon; name: string; children: ReactNode }) {
  return (
    <div>
      <dt>
        <Shown size={17} stroke={1.75} aria-hidden />
        {name}
      </dt>
      <dd>{children}</dd>
    </div>
  )
}

function Kept({ item }: { item: HeldTable }) {
  const t = useWords(rightsWords)
  const format = useFormats()
  const [open, setOpen] = useState(false)
  const id = useId()
  const none = item.rows === 0
  return (
    <div className="kept">
      <div className="line-apart">
        <div className="kept-words">
          <h3>
            {item.title}{' '}
            <span className="pill pill-plain figures">{t.myData.entries(item.rows, format.number(item.rows))}</span>
          </h3>
          <p className="quiet small">
            {t.myData.until} {item.until}
          </p>
        </div>
        {!none && (
          <Button
            variant="default"
            size="sm"
            aria-expanded={open}
            aria-controls={id}
            onClick={() => setOpen(!open)}
            rightSection={<IconChevronDown size={16} aria-hidden className={open ? 'turned' : undefined} />}
          >
            {open ? t.myData.hide : t.myData.show}
            <span className="unseen"> {item.title}</span>
          </Button>
        )}
      </div>
      <details className="kept-columns">
        <summary className="small">{t.myData.columns(item.columns.length)}</summary>
        <dl className="columns">
          {item.columns.map(({ name, label, category, source }) => (
            <div key={name}>
              <dt>{label}</dt>
              <dd className="quiet small">
                {category} · {t.myData.from(source)}
              </dd>
            </div>
          ))}
        </dl>
      </details>
      <div id={id}>{open && <Entries of={item} />}</div>
    </div>
  )
}
