import { Switch as Lever } from '@mantine/core'
import { useState } from 'react'
import { useQueryClient } from '@tanstack/react-query'
import { answer, api } from '../client.ts'
import type { News } from '../live.ts'
import { sayFailed } from '../parts/toasts.ts'
import { problemIn } from '../problem.ts'
import { withNews } from './news.ts'
import { type Device, type Home, home } from './queries.ts'
import { useWords } from '../locales/words.tsx'
import { homesWords } from './words/index.ts'

/**
 * What is wanted of a device, and what is. Only the device itself can say "done"; the live line tells of it, and of a
 * failure.
 */
export function Switch({ device }: { device: Device }) {
  const t = useWords(homesWords)
  const queries = useQueryClient()
  const [sending, setSending] = useState<boolean>()
  // A failure of before this screen was opened is history, and stands there.
  const [mine, setMine] = useState<string>()
  const { wish } = device
  const waits = wish?.state === 'sent' || wish?.state === 'waiting' ? { on: wish.on, state: wish.state } : undefined
  const pending = sending !== undefined ? { on: sending, state: 'sending' as const } : waits
  const failed = !pending && wish?.state === 'failed' && wish.id === mine

  async function turn(on: boolean) {
    setSending(on)
    try {
      const { id, state } = await answer(
        api.POST('/api/devices/{id}/switch', { params: { path: { id: device.id } }, body: { on } }),
      )
      setMine(id)
      const news: News = { about: 'device', is: { ...device, wish: { id, on, state } } }
      // The live line may have been faster, and then knows more than this answer.
      queries.setQueryData(home.queryKey, now => now && (wishIn(now, device.id) === id ? now : withNews(now, [news])))
    } catch (thrown) {
      sayFailed(problemIn(thrown), t)
    }
    setSending(undefined)
  }

  const said = pending?.state ?? (failed ? 'failed' : device.on === null ? 'unknown' : device.on ? 'on' : 'off')
  return (
    <div className="switch">
      <span role="status" className={failed ? 'small switch-failed' : 'small quiet'}>
        {t.switching[said]}
      </span>
      <Lever
        size="lg"
        checked={pending?.on ?? device.on ?? false}
        disabled={device.state === 'fault'}
        aria-label={t.switching.of(device.name)}
        onChange={event => turn(event.currentTarget.checked)}
        {...(pending && { className: 'switch-pending' })}
      />
    </div>
  )
}

const wishIn = ({ gateways }: Home, id: string) =>
  gateways.flatMap(({ devices }) => devices).find(device => device.id === id)?.wish?.id
