import type { Reporter, Settings, Stating } from '../../platform/services.ts'
import { SandboxError, type Sandbox, type SandboxFailure } from '../../platform/sandbox.ts'
import type { Clock } from '../../kernel/clock/clock.ts'
import type { IncomingRequest } from '../rights/contract.ts'
import { listFor } from './addressed.ts'
import { readingMail, type ReadMail } from './reading-job.ts'
import { refusals } from './refusing.ts'
import { senderIn } from './sender.ts'

export interface Taking {
  readonly stating: Stating
  readonly clock: Clock
  readonly reporter: Reporter
  readonly sandbox: Sandbox
  readonly settings: Pick<Settings, 'baseUrl'>
  readonly desk: { open(incoming: IncomingRequest): Promise<{ readonly id: string }> }
}

/** A mail as it came by the protocol: its bytes, to whom and, as far as the envelope says, from whom. */
export interface Delivered {
  readonly raw: Buffer
  readonly to: string
  readonly sender: string | undefined
}

/**
 * Puts a mail on the desk of its addressee. What cannot be kept is refused with a reason; what fails here is asked for
 * again.
 */
export async function take(needs: Taking, { raw, to, sender }: Delivered): Promise<void> {
  const { stating, settings, desk, clock } = needs
  const list = listFor(stating.manifest, to)
  if (list === undefined) throw refusals.nobody()
  const mail = await read(needs, raw)
  if (mail.writtenByMachine) throw refusals.machine()
  if ('unkept' in mail.body) throw refusals[mail.body.unkept](settings.baseUrl)
  const from = mail.from ?? (sender === undefined ? undefined : senderIn(sender))
  await desk
    .open({
      by: 'mail',
      list,
      ...(from !== undefined && { from }),
      says: mail.body.says,
      receivedAt: clock.now(),
      ...(mail.messageId !== undefined && { messageId: mail.messageId }),
    })
    .catch((error: unknown) => failed(needs, error))
}

const exhausting: ReadonlySet<SandboxFailure> = new Set(['processor time', 'memory'])

/** In a process of its own, which is killed if the mail keeps it busy. */
const read = (needs: Taking, raw: Buffer): Promise<ReadMail> =>
  needs.sandbox.run(readingMail, raw).catch((error: unknown) => {
    if (error instanceof SandboxError && !error.passes)
      throw refusals[exhausting.has(error.why) ? 'exhausting' : 'unreadable'](needs.settings.baseUrl)
    return failed(needs, error)
  })

/** The fault is ours: the sender's server keeps the mail and tries again. */
function failed({ reporter }: Taking, error: unknown): never {
  reporter.fault('mail to the privacy desk', error)
  throw refusals.later()
}
