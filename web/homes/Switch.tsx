import { Switch as Lever } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useQueryClient } from '@tanstack/react-query'
import { answer, api } from '../client.ts'
import { sayFailed } from '../parts/toasts.ts'
import { problemIn } from '../problem.ts'
import { useWords } from '../words/words.tsx'
import { type Device, home, lastSwitchingOf, switchingsOf } from './questions.ts'

/** What became of a wish to switch. Only the device itself can say "done": then the wish is forgotten. */
type Wish = { readonly on: boolean, readonly state: 'sending' | 'sent' | 'waiting' | 'failed' }

const asking = 3_000

export function Switch({ device }: { device: Device }) {
  const t = useWords()
  const queries = useQueryClient()
  const [wish, setWish] = useState<Wish>()
  const pending = wish && wish.state !== 'failed'
  const done = wish?.on === device.on

  useEffect(() => { if (done) setWish(undefined) }, [done])
  useEffect(() => {
    if (!pending || wish.state === 'sending') return
    // The live line tells of success; that nothing came of it stands in the history alone.
    const looking = setInterval(() => void lastSwitchingOf(device.id).then(last => {
      if (last?.on !== wish.on) return
      if (last.state === 'failed') setWish({ on: wish.on, state: 'failed' })
      if (last.state === 'done') void queries.invalidateQueries(home)
    }, () => {}), asking)
    return () => clearInterval(looking)
  }, [pending, wish, device.id, queries])

  async function turn(on: boolean) {
    setWish({ on, state: 'sending' })
    try {
      const { state } = await answer(api.POST('/api/devices/{id}/switch', { params: { path: { id: device.id } }, body: { on } }))
      setWish({ on, state })
    } catch (thrown) {
      setWish({ on, state: 'failed' })
      sayFailed(problemIn(thrown), t)
    }
    await queries.invalidateQueries(switchingsOf(device.id))
  }

  const shown = pending ? wish.on : device.on ?? false
  const said = wish ? t.switching[wish.state] : device.on === null ? t.switching.unknown : device.on ? t.switching.on : t.switching.off
  return (
    <div className="switch">
      <span role="status" className={wish?.state === 'failed' ? 'small switch-failed' : 'small quiet'}>{said}</span>
      <Lever size="lg" checked={shown} disabled={device.state === 'fault'} aria-label={t.switching.of(device.name)} onChange={event => turn(event.currentTarget.checked)} {...pending && { className: 'switch-pending' }} />
    </div>
  )
}
