import { Modal, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { type KeyboardEvent, useId, useState } from 'react'
import { useNavigate } from 'react-router'
import { usePlaces } from './places.ts'
import { useWords } from '../locales/words.tsx'
import { consoleWords } from './words/index.ts'

/** One line to go anywhere: a part of the console by its name, a customer by number or address. */
export function CommandBar({ opened, close }: { opened: boolean; close: () => void }) {
  const t = useWords(consoleWords)
  const navigate = useNavigate()
  const [typed, setTyped] = useState('')
  const [at, setAt] = useState(0)
  const list = useId()
  const places = usePlaces()
  const wanted = typed.trim().toLowerCase()
  const found = [
    ...places
      .filter(({ part }) => part?.looksUp?.(wanted))
      .map(({ name, to, icon }) => ({
        key: `${name}-by`,
        label: t.search.lookUp(typed.trim()),
        icon,
        go: () => navigate(to, { state: { by: typed.trim() } }),
      })),
    ...places
      .filter(({ label }) => label.toLowerCase().includes(wanted))
      .map(({ name, label, to, icon }) => ({ key: name, label, icon, go: () => navigate(to) })),
  ]
  const chosen = found[Math.min(at, found.length - 1)]

  function leave(go?: () => unknown) {
    close()
    setTyped('')
    setAt(0)
    void go?.()
  }
  function hear(event: KeyboardEvent) {
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 }
    const step = steps[event.key]
    if (step !== undefined && found.length) setAt((at + step + found.length) % found.length)
    else if (event.key === 'Enter' && chosen) leave(chosen.go)
    else return
    event.preventDefault()
  }

  return (
    <Modal.Root opened={opened} onClose={() => leave()} size="lg">
      <Modal.Overlay />
      <Modal.Content>
        <div className="confirm-head">
          <Modal.Title className="confirm-title">{t.search.title}</Modal.Title>
          <Modal.CloseButton aria-label={t.common.close} />
        </div>
        <Modal.Body>
          <div className="stack">
            <TextInput
              label={t.search.label}
              description={t.search.says}
              inputWrapperOrder={['label', 'input', 'description']}
              value={typed}
              onChange={event => {
                setTyped(event.currentTarget.value)
                setAt(0)
              }}
              onKeyDown={hear}
              leftSection={<IconSearch size={18} stroke={1.75} aria-hidden />}
              autoComplete="off"
              data-autofocus
              role="combobox"
              aria-expanded
              aria-controls={list}
              aria-autocomplete="list"
              {...(chosen && { 'aria-activedescendant': `${list}-${chosen.key}` })}
            />
            <div id={list} className="command-list" role="listbox" aria-label={t.search.open}>
              {found.map(({ key, label, icon: Shown, go }) => (
                <div
                  key={key}
                  id={`${list}-${key}`}
                  role="option"
                  aria-selected={key === chosen?.key}
                  className="command"
                  onClick={() => leave(go)}
                  onKeyDown={hear}
                  tabIndex={-1}
                >
                  <Shown size={20} stroke={1.6} aria-hidden />
                  {label}
                </div>
              ))}
            </div>
            {found.length === 0 && (
              <p className="quiet" role="status">
                {t.search.none}
              </p>
            )}
          </div>
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  )
}
