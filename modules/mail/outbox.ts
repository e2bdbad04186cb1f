import { randomUUID } from 'node:crypto'
import type { Work } from '../../kernel/data/work.ts'
import { days, later } from '../../kernel/clock/clock.ts'
import { enqueue } from '../../kernel/jobs/queue.ts'
import type { Letter } from './contract.ts'
import type { Content } from './render.ts'
import { letter as letters } from './tables.ts'

export const sending = 'mail.send'

/** Puts a letter into the outbox, with the job that sends it. */
export async function post(work: Work, letter: Letter): Promise<void> {
  const { to, subjectId, language, title, name, says, button, after, worthUntil } = letter
  const content: Content = { title, says, ...(name !== undefined && { name }), ...(button && { button }), ...(after && { after }) }
  const id = randomUUID()
  await work.add(letters, {
    id, subject: subjectId, to, language, content,
    named: name === undefined ? 'no' : 'yes', activity: work.activity.name,
    postedAt: work.now, worthUntil: worthUntil ?? later(work.now, days(3)), attempts: 0, dueAt: work.now, state: 'waiting',
  })
  await enqueue(work, sending, { letter: id })
}
