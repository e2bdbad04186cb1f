import { notifications } from '@mantine/notifications'
import type { Problem } from '../problem.ts'
import type { Words } from '../locales/de.ts'
import { sentences } from './sentences.ts'

/** Said in passing, where the person stays on the screen: it worked. */
export const sayDone = (message: string, t: Words) =>
  notifications.show({
    closeButtonProps: { 'aria-label': t.common.close },
    message,
    color: 'spruce',
    autoClose: 6_000,
    withBorder: true,
  })

/** Whose page this is has changed without anything being done here; stays until it has been read and closed. */
export const sayChanged = (t: Words) =>
  notifications.show({
    closeButtonProps: { 'aria-label': t.common.close },
    title: t.otherAccount.title,
    message: t.otherAccount.says,
    color: 'spruce',
    autoClose: false,
    withBorder: true,
  })

/** It did not work; stays until it has been read and closed. */
export function sayFailed(problem: Problem, t: Words) {
  const { title, more } = sentences(problem, t)
  notifications.show({
    closeButtonProps: { 'aria-label': t.common.close },
    title,
    message: more.join(' '),
    color: 'clay',
    autoClose: false,
    withBorder: true,
  })
}
