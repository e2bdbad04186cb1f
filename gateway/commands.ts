import { join } from 'node:path'
import type { Clock } from './clock.ts'
import { readWhole, writeWhole } from './files.ts'
import type { Command, Result } from './protocol.ts'
import type { Source } from './source.ts'

const remembered = 100

/** Carries out each command once, however often it comes, also after a restart; the answer is the same each time. */
export function commandsOf(source: Source, clock: Clock, dir: string): (command: Command) => Promise<Result> {
  const file = join(dir, 'answered.json')
  let answers: Promise<Result[]> | undefined
  let turn: Promise<unknown> = Promise.resolve()

  async function carryOut({ id, device, on, expires }: Command): Promise<Result> {
    const at = clock.now()
    const failed = (reason: string): Result => ({
      command: id,
      result: 'failed',
      at: at.toISOString(),
      reason: reason.slice(0, 200),
    })
    if (at.getTime() > Date.parse(expires)) return failed('It came too late.')
    try {
      await source.switch(device, on)
      return { command: id, result: 'done', at: at.toISOString() }
    } catch (error) {
      return failed((error as Error).message)
    }
  }
  async function answer(command: Command): Promise<Result> {
    const known = await (answers ??= readWhole<Result[]>(file).then(all => all ?? []))
    const before = known.find(one => one.command === command.id)
    if (before) return before
    const result = await carryOut(command)
    known.push(result)
    known.splice(0, known.length - remembered)
    await writeWhole(file, known)
    return result
  }
  return command => {
    const mine = turn.then(() => answer(command))
    turn = mine.catch(() => {})
    return mine
  }
}
