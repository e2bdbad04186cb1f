import { Button, Modal } from '@mantine/core'
import { useEffect, useEffectEvent, useState } from 'react'
import { answer, api } from '../../client.ts'
import { CodeField } from '../../identity/CodeField.tsx'
import { identityWords } from '../../identity/words/index.ts'
import { useCode } from '../../identity/useCode.ts'
import { Problem } from '../../problem.ts'
import { type Say, useWords } from '../../locales/words.tsx'
import { consoleWords } from '../words/index.ts'

type Ask = () => Promise<void>
let ask: Ask | undefined

/**
 * Does something that may want a fresh code: asks for it then, and does it again.
 * `await withStepUp(() => answer(api.POST('/api/staff/accounts/{id}/reset', …)))`
 */
export async function withStepUp<T>(does: () => Promise<T>): Promise<T> {
  try {
    return await does()
  } catch (thrown) {
    if (!(thrown instanceof Problem) || thrown.id !== 'fresh-code-needed' || !ask) throw thrown
    await ask().catch(() => {
      throw thrown
    })
    return does()
  }
}

/** Asks for the code, however fresh the last one is: before what nothing brings back. */
export async function freshCode(say: Say): Promise<void> {
  const needed = new Problem({ id: 'fresh-code-needed', title: say(consoleWords).freshTitle })
  if (!ask) throw needed
  await ask().catch(() => {
    throw needed
  })
}

interface Waiting {
  readonly given: () => void
  readonly refused: () => void
}

/** The question for the code, wherever in the console it comes up. */
export function StepUpDialog() {
  const t = useWords(consoleWords)
  const { factor } = useWords(identityWords)
  const [waiting, wait] = useState<Waiting>()
  const { clear, ...typed } = useCode(async code => {
    await answer(api.POST('/api/second-factor', { body: { code } }))
    waiting?.given()
    wait(undefined)
  })
  const anew = useEffectEvent(clear)
  useEffect(() => {
    ask = () =>
      new Promise<void>((resolve, reject) => {
        anew()
        wait({ given: resolve, refused: () => reject(new Error('no code was given')) })
      })
    return () => {
      ask = undefined
    }
  }, [])

  function close() {
    waiting?.refused()
    wait(undefined)
  }

  return (
    <Modal.Root opened={waiting !== undefined} onClose={close} zIndex={400}>
      <Modal.Overlay />
      <Modal.Content>
        <div className="confirm-head">
          <Modal.Title className="confirm-title">{t.freshTitle}</Modal.Title>
          <Modal.CloseButton aria-label={t.common.close} />
        </div>
        <Modal.Body>
          <form className="stack" onSubmit={typed.submit} noValidate>
            <p>{t.freshSays}</p>
            <CodeField typed={typed} recovery focus="dialog" />
            <div className="line confirm-buttons">
              <Button variant="default" onClick={close}>
                {t.common.cancel}
              </Button>
              <Button type="submit" loading={typed.busy} disabled={!typed.code.trim()}>
                {factor.code.do}
              </Button>
            </div>
          </form>
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  )
}
