import { CannotCompose, met, unmet } from '../../platform/compose.ts'
import type { Needs, Offered } from '../../platform/contract.ts'
import type { DemoPart, DemoResult, Stage } from '../../platform/demo.ts'
import { recordedDays } from '../../gateway/demo.ts'
import { days, later } from '../../kernel/clock/clock.ts'
import type { Platform } from '../platform.ts'
import { aBrowser } from '../testing/browser.ts'
import { keepSecret, placeOf, secretOf } from './gateways.ts'
import { readMark, writeMark } from './mark.ts'

/**
 * Plays what the running modules bring to the demo, in the order of its needs. Said again, it goes on where it was cut
 * off and changes nothing that is done.
 */
export async function playDemo(platform: Platform, dataDir: string): Promise<DemoResult[]> {
  const { modules, offers } = platform.running()
  const parts = (await Promise.all(modules.map(module => module.demo()))).flatMap(({ demo }) => demo)
  return playAll(parts, offers, stageOf(platform, dataDir))
}

/** Each part once everything is there that it needs; what needs something that does not run is left out. */
export async function playAll(
  parts: readonly DemoPart[],
  given: readonly Offered[],
  stage: Stage,
): Promise<DemoResult[]> {
  const offers = [...given]
  const shown: DemoResult[] = []
  let waiting = playable(parts, given)
  while (waiting.length) {
    const next = waiting.find(part => unmet(part, offers, waiting).length === 0)
    if (!next) throw new CannotCompose('parts of the demo need each other in a circle')
    const it = await next.plays(met(next.needs, offers) as never, stage)
    offers.push(...(it.offers ?? []))
    shown.push(it)
    waiting = waiting.filter(part => part !== next)
  }
  return shown
}

function playable(parts: readonly DemoPart[], given: readonly Offered[]): readonly DemoPart[] {
  const there = new Set([
    ...given.map(({ contract }) => contract.name),
    ...parts.flatMap(({ offers }) => offers.map(({ name }) => name)),
  ])
  const left = parts.filter(({ needs }) =>
    Object.values(needs as Needs).every(({ many, name }) => many || there.has(name)),
  )
  return left.length === parts.length ? parts : playable(left, given)
}

/** What was done is noted in the mark of the demo. */
function stageOf({ here, jobs, store }: Platform, dataDir: string): Stage {
  let mark = readMark(dataDir) ?? { obhut: 'demo' as const, done: [], gateways: {} }
  const note = (next: typeof mark): void => {
    mark = next
    writeMark(dataDir, mark)
  }
  const secretFor = async (
    name: string,
    make: () => Promise<{ readonly serial: string; readonly secret: string }>,
  ): Promise<string> => {
    const known = mark.gateways[name]
    if (known !== undefined && secretOf(placeOf(dataDir, known)) !== undefined) return known
    const { serial, secret } = await make()
    keepSecret(placeOf(dataDir, serial), secret)
    note({ ...mark, gateways: { ...mark.gateways, [name]: serial } })
    return serial
  }
  return {
    visitor: () => aBrowser(here),
    settle: () => jobs.drain(),
    async once(step, does, isThere) {
      if (mark.done.includes(step)) return
      if (!(await isThere?.())) await does()
      note({ ...mark, done: [...mark.done, step] })
    },
    device: async (name, make) => ({
      serial: await secretFor(name, make),
      recordedSince: later(store.clock.now(), -days(recordedDays)),
    }),
  }
}
