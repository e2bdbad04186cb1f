import { IconRouter } from '@tabler/icons-react'
import { useNow } from '../parts/now.ts'
import { Note } from '../parts/states.tsx'
import { useFormats } from '../queries.ts'
import type { Gateway } from './queries.ts'
import { useWords } from '../locales/words.tsx'
import { homesWords } from './words/index.ts'

export function GatewayHealth({ gateway }: { gateway: Gateway }) {
  const t = useWords(homesWords)
  return (
    <section className="card stack health" aria-label={`${t.gateway.title} ${gateway.serial}`}>
      <div className="line-apart">
        <h2 className="used-title">
          <IconRouter size={20} stroke={1.75} aria-hidden />
          {t.gateway.title}
        </h2>
        <OnlinePill gateway={gateway} />
      </div>
      <Health gateway={gateway} />
      <SilentNote gateway={gateway} />
    </section>
  )
}

export function OnlinePill({ gateway: { online, retiredAt } }: { gateway: Gateway }) {
  const t = useWords(homesWords)
  if (retiredAt) return <span className="pill pill-care">{t.gateway.outOfUse}</span>
  return (
    <span className={online ? 'pill pill-good' : 'pill pill-care'}>
      <span className="pill-dot" aria-hidden />
      {online ? t.gateway.online : t.gateway.silent}
    </span>
  )
}

export function Health({ gateway, wide = false }: { gateway: Gateway; wide?: boolean }) {
  const t = useWords(homesWords)
  const format = useFormats()
  const now = useNow(10)
  const { health } = gateway
  const facts: [string, string][] = [
    [t.gateway.seen, gateway.lastSeenAt ? format.ago(gateway.lastSeenAt, now) : t.gateway.never],
    [t.gateway.model, gateway.model],
    ...(gateway.firmware ? [[t.gateway.firmware, gateway.firmware] as [string, string]] : []),
    [t.gateway.serial, gateway.serial],
    // What is out of use, or silent, is not running as far as anybody knows.
    ...(health.uptimeSeconds !== null && gateway.online
      ? [[t.gateway.uptime, format.lasting(health.uptimeSeconds)] as [string, string]]
      : []),
    ...(health.signal !== null
      ? [[t.gateway.signal, `${format.number(health.signal, 0)} dBm`] as [string, string]]
      : []),
    ...(health.memoryFree !== null ? [[t.gateway.memory, format.memory(health.memoryFree)] as [string, string]] : []),
  ]
  return (
    <dl className={wide ? 'facts facts-wide' : 'facts'}>
      {facts.map(([name, fact]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className={name === t.gateway.serial ? 'figures serial' : 'figures'}>{fact}</dd>
        </div>
      ))}
    </dl>
  )
}

/** A silent gateway is shown as silent, with what helps (home/2.5.1). */
export function SilentNote({ gateway }: { gateway: Gateway }) {
  const t = useWords(homesWords)
  const format = useFormats()
  if (gateway.retiredAt)
    return (
      <Note kind="care" title={t.gateway.retired}>
        <p>{t.gateway.retiredHelps}</p>
      </Note>
    )
  if (gateway.online) return null
  return (
    <Note
      kind="care"
      title={gateway.lastSeenAt ? t.gateway.silentSince(format.moment(gateway.lastSeenAt)) : t.gateway.neverSeen}
    >
      <p>{gateway.lastSeenAt ? t.gateway.silentHelps : t.gateway.neverHelps}</p>
    </Note>
  )
}
