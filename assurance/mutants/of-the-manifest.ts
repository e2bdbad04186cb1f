import type { AnyActivity } from '../../kernel/declare/activity.ts'
import type { Setting, Settings } from '../../kernel/declare/settings.ts'
import type { Fake, Mutant } from './mutant.ts'

/** Changes of one place in the file that an operator writes. */
export function* mutantsOfTheManifest({ manifest, modules }: Fake): Generator<Mutant> {
  const known = new Map(modules.flatMap(module => module.activities).map(activity => [activity.name, activity]))
  for (const name of Object.keys(manifest['activities'])) {
    const activity = known.get(name)
    if (activity) yield* [...periods(activity, manifest), ...purposes(activity, manifest)]
  }
  yield* recipients(manifest)
}

// any: see Fake
function* periods({ name, spec }: AnyActivity, manifest: any): Generator<Mutant> {
  for (const [setting, { kind, otherwise }] of Object.entries((spec.settings ?? {}) as Settings) as [
    string,
    Setting<string>,
  ][]) {
    if (kind !== 'duration') continue
    const now = manifest.activities[name]?.[setting] ?? otherwise
    for (const period of [times(now, 2), times(now, 10), 'P30Y']) {
      yield {
        kind: 'a period',
        says: `${name}/${setting} is ${period} in place of ${now}`,
        changes: {
          in: 'manifest',
          to: changed => {
            changed.activities[name] = { ...changed.activities[name], [setting]: period }
          },
        },
      }
    }
  }
}

const times = (period: string, factor: number): string =>
  period.replaceAll(/\d+/g, count => String(Number(count) * factor))

/**
 * Narrowed purposes are widened. Where one is given up the system does less and says so at once: that is no difference
 * between the two.
 */
// any: see Fake
function* purposes({ name, spec }: AnyActivity, manifest: any): Generator<Mutant> {
  const now: readonly string[] | undefined = manifest.activities[name]?.purposes
  for (const purpose of spec.purposes) {
    if (!now || now.includes(purpose)) continue
    const next = [...now, purpose]
    yield {
      kind: 'a purpose',
      says: `${name} is for ${next.join(', ')}`,
      changes: {
        in: 'manifest',
        to: changed => {
          changed.activities[name] = { ...changed.activities[name], purposes: next }
        },
      },
    }
  }
}

// any: see Fake
function* recipients(manifest: any): Generator<Mutant> {
  // any: see Fake
  for (const [id, now] of Object.entries(manifest.recipients) as [string, any][]) {
    // any: see Fake
    const change = (says: string, to: (recipient: any) => void): Mutant => ({
      kind: 'a recipient',
      says: `${id} ${says}`,
      changes: {
        in: 'manifest',
        to: changed => {
          to(changed.recipients[id])
        },
      },
    })
    yield change('has no contract', recipient => {
      delete recipient.contract
    })
    yield change('is in France', recipient => {
      recipient.country = 'FR'
    })
    yield change('is in the United States', recipient => {
      recipient.country = 'US'
    })
    yield change('answers for itself', recipient => {
      recipient.role = 'dpv:DataController'
      delete recipient.contract
    })
    yield change('is another company', recipient => {
      recipient.name = 'Fremd GmbH'
    })
    yield change('may be reached elsewhere', recipient => {
      recipient.hosts = ['elsewhere.example:465']
    })
    const serves: readonly string[] = now.serves ?? [id]
    if (!serves.includes('mail'))
      yield change('serves mail too', recipient => {
        recipient.serves = [...serves, 'mail']
      })
    yield {
      kind: 'a recipient',
      says: `a second one like ${id}`,
      changes: {
        in: 'manifest',
        to: changed => {
          changed.recipients.second = { ...changed.recipients[id], name: 'Zweite GmbH' }
        },
      },
    }
  }
}
