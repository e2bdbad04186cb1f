import type { Module, Surroundings } from '../../platform/module.ts'
import type { Needs } from '../../platform/contract.ts'
import { storeElsewhere } from '../../kernel/recipients/elsewhere.ts'
import type { Finding } from '../../kernel/statement/finding.ts'
import { states, type Manifest } from '../../kernel/statement/manifest.ts'
import { listed } from '../../kernel/declare/periods.ts'

/**
 * Everything that keeps these modules from running a manifest that is written right. The one place that says so:
 * whoever reads a manifest to check, publish or run it (`readerFor`) asks here, so that nothing is published that does
 * not start.
 */
export const lackingFor =
  (modules: readonly Module[], surroundings: Surroundings) =>
  (manifest: Manifest): Finding[] => [
    ...modules.flatMap(module => module.lacks(manifest, surroundings)),
    ...unmetNeeds(modules, manifest),
    ...databaseElsewhere(manifest, surroundings),
  ]

/**
 * A module runs where the manifest states at least one of its activities; one without activities, or that says so,
 * always does.
 */
export const runsUnder = ({ always, activities }: Module, stated: (activity: string) => boolean): boolean =>
  always || activities.length === 0 || activities.some(({ name }) => stated(name))

const databaseElsewhere = (manifest: Manifest, { kind, database }: Surroundings): Finding[] =>
  kind === 'live' && database ? storeElsewhere(manifest, database, 'DATABASE_URL') : []

/** Modules that run and need what only modules offer that do not: one finding for each of the latter. */
function unmetNeeds(modules: readonly Module[], manifest: Manifest): Finding[] {
  const [running, resting] = [true, false].map(runs =>
    modules.filter(module => runsUnder(module, name => states(manifest, name)) === runs),
  ) as [Module[], Module[]]
  const offers = ({ offers }: Module, need: string): boolean => offers.some(({ name }) => name === need)
  return resting.flatMap(provider => {
    const needing = running.filter(({ needs }) =>
      Object.values(needs as Needs).some(
        ({ many, name }) => !many && offers(provider, name) && !running.some(other => offers(other, name)),
      ),
    )
    return needing.length ? [notStated(provider, needing, manifest)] : []
  })
}

function notStated(provider: Module, needing: readonly Module[], manifest: Manifest): Finding {
  const own = needing
    .flatMap(({ activities }) => activities.map(({ name }) => name))
    .filter(name => states(manifest, name))
  const names = (sign: (name: string) => string, language: 'de' | 'en'): string =>
    listed(
      needing.map(({ name }) => sign(name)),
      language,
    )
  const activities = provider.activities.map(({ name }) => name)
  const either = (language: 'de' | 'en'): string =>
    activities.length === 1
      ? (activities[0] ?? '')
      : {
          de: `was davon gebraucht wird (${activities.join(', ')})`,
          en: `what is wanted of it (${activities.join(', ')})`,
        }[language]
  // Modules without activities run under every manifest.
  const leaving = needing.every(one => one.activities.length > 0) ? own : []
  return {
    at: own[0] === undefined ? ['activities'] : ['activities', own[0]],
    says: {
      de: `${names(name => `„${name}“`, 'de')} ${needing.length === 1 ? 'läuft' : 'laufen'} nicht ohne „${provider.name}“, von dem hier keine Verarbeitung genannt ist`,
      en: `${names(name => `'${name}'`, 'en')} ${needing.length === 1 ? 'does' : 'do'} not run without '${provider.name}', of which nothing is stated here`,
    },
    mend: {
      de: `Nehmen Sie unter activities auf: ${either('de')}${leaving.length ? `; oder nehmen Sie ${leaving.join(', ')} heraus` : ''}`,
      en: `add under activities: ${either('en')}${leaving.length ? `; or take out ${leaving.join(', ')}` : ''}`,
    },
  }
}
