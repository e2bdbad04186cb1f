import { useQueryClient } from '@tanstack/react-query'
import { createContext, lazy, type ReactNode, Suspense, use, useCallback, useMemo, useState } from 'react'
import { useNavigate } from 'react-router'
import { problemIn } from '../problem.ts'
import { common, useLanguage } from '../locales/words.tsx'
import type { Action, Question, Tools } from './action.ts'
import { sayDone, sayFailed } from './toasts.ts'

type Perform = <T>(action: Action<T>, to: T) => Promise<void>
const Stage = createContext<Perform>(async () => {})
export const usePerform = () => use(Stage)

/** The dialog, and all that a dialog takes, comes when the first question is asked. */
const Confirm = lazy(() => import('./Confirm.tsx').then(part => ({ default: part.Confirm })))

interface Pending {
  readonly question: Question
  readonly danger: boolean
  readonly go: (password: string) => Promise<void>
  readonly from: Element | null
}

/** Performs actions: asks first where an action says so, tells how it went. */
export function Acting({ children }: { children: ReactNode }) {
  const { say } = useLanguage()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const [pending, setPending] = useState<Pending>()

  const tools = useMemo<Tools>(
    () => ({ say, queries, go: (to, options) => void navigate(to, options), password: '' }),
    [say, queries, navigate],
  )
  const perform = useCallback<Perform>(
    async (action, to) => {
      const from = document.activeElement
      const run = async (password: string) => {
        await action.run(to, { ...tools, password })
        if (action.done) sayDone(action.done(say, to), say(common))
      }
      if (action.asks)
        return setPending({ question: action.asks(say, to), danger: action.danger ?? false, go: run, from })
      await run('').catch(thrown => sayFailed(problemIn(thrown), say(common)))
    },
    [say, tools],
  )

  /** Back to where the question was asked. */
  function close() {
    const from = pending?.from
    setPending(undefined)
    setTimeout(() => {
      if (from instanceof HTMLElement && from.isConnected) from.focus()
    })
  }

  return (
    <Stage value={perform}>
      {children}
      {pending && (
        <Suspense>
          <Confirm {...pending} close={close} />
        </Suspense>
      )}
    </Stage>
  )
}
