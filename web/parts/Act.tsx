import { ActionIcon, Button, Menu, Tooltip } from '@mantine/core'
import { type KeyboardEvent, type ReactElement, useState } from 'react'
import { useLanguage } from '../locales/words.tsx'
import type { Action } from './action.ts'
import { usePerform } from './Acting.tsx'
import { menuManners } from './menus.ts'

export type Look = 'filled' | 'light' | 'default' | 'subtle'

function useActing<T>(action: Action<T>, to: T) {
  const perform = usePerform()
  const [busy, setBusy] = useState(false)
  const act = async () => {
    setBusy(true)
    await perform(action, to)
    setBusy(false)
  }
  return { busy, act, offered: action.offered?.(to) ?? true }
}

export function ActionButton<T>({
  does,
  to,
  look = 'default',
  size = 'sm',
}: {
  does: Action<T>
  to: T
  look?: Look
  size?: 'sm' | 'md'
}) {
  const { say } = useLanguage()
  const { busy, act, offered } = useActing(does, to)
  if (!offered) return null
  return (
    <Button
      variant={does.danger ? 'light' : look}
      color={does.danger ? 'clay' : 'spruce'}
      size={size}
      loading={busy}
      onClick={act}
      {...(does.icon && { leftSection: <does.icon size={18} stroke={1.75} aria-hidden /> })}
    >
      {does.label(say, to)}
    </Button>
  )
}

/** The same as a picture, with its words on hover, on focus and for screen readers. */
export function ActionSign<T>({ does, to, disabled = false }: { does: Action<T>; to: T; disabled?: boolean }) {
  const { say } = useLanguage()
  const { busy, act, offered } = useActing(does, to)
  if (!offered || !does.icon) return null
  const label = does.label(say, to)
  return (
    <Tooltip label={label}>
      <ActionIcon
        variant="default"
        size="lg"
        radius="md"
        aria-label={label}
        aria-keyshortcuts={does.key}
        loading={busy}
        disabled={disabled}
        onClick={act}
      >
        <does.icon size={20} stroke={1.75} aria-hidden />
      </ActionIcon>
    </Tooltip>
  )
}

/** Several actions behind one button, the dangerous ones apart at the end. */
export function ActionMenu<T>({ does, to, children }: { does: readonly Action<T>[]; to: T; children: ReactElement }) {
  const { say } = useLanguage()
  const perform = usePerform()
  const offered = does.filter(action => action.offered?.(to) ?? true)
  if (!offered.length) return null
  return (
    <Menu {...menuManners} position="top-start">
      <Menu.Target>{children}</Menu.Target>
      <Menu.Dropdown>
        {offered.map(action => (
          <Menu.Item
            key={action.label(say, to)}
            onClick={() => perform(action, to)}
            {...(action.danger && { color: 'clay' })}
            {...(action.icon && { leftSection: <action.icon size={18} stroke={1.6} aria-hidden /> })}
          >
            {action.label(say, to)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

/** Hears the keys of actions while the focus is inside the part that this handler stands on. */
export function useActionKeys<T>(does: readonly Action<T>[], to: T) {
  const perform = usePerform()
  return (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return
    const pressed = does.find(({ key, offered }) => key === event.key && (offered?.(to) ?? true))
    if (!pressed) return
    event.preventDefault()
    void perform(pressed, to)
  }
}
