import { aManifest } from '../../server/testing/manifest.ts'
import { aWorld, type World, type WorldOptions } from '../../server/testing/world.ts'
import { kernel } from '../../server/kernel-module.ts'
import { identity } from '../identity/index.ts'
import { mail } from '../mail/index.ts'
import { website } from '../website/index.ts'
import { statements } from './index.ts'
import { dayOf } from '../../kernel/declare/periods.ts'
import { platform } from '../../kernel/store/work.ts'
import { ThePublisher, type Publisher } from '../../platform/services.ts'

/** What a platform with accounts, a website and a statement that changes is made of. */
export const parts = [kernel, website, mail, identity, statements]
export const aStatementWorld = (options: Partial<WorldOptions> = {}): Promise<World> =>
  aWorld({ modules: parts, ...options })
/** Its manifest, with these settings of its activities; null leaves one out. */
export const stating = (activities: Readonly<Record<string, object | null>> = {}, more: object = {}): string =>
  aManifest(parts, activities, more)

export const publisher = (world: World): Publisher => world.offered(ThePublisher)
/** A day so many days from now, in the world's time. */
export const inDays = (world: World, days: number): string =>
  Temporal.PlainDate.from(dayOf(world.clock.now(), world.stating.manifest.timeZone)).add({ days }).toString()
export const beginOf = (day: string): Date =>
  new Date(Temporal.PlainDate.from(day).toZonedDateTime('Europe/Berlin').epochMilliseconds)
export const publish = (world: World, manifest: string, effective?: string) =>
  publisher(world).publish(manifest, effective, platform)
