import { accountability, consents, operation, rightsKept, tenants } from '../kernel/declare/activities.ts'
import { missing } from '../kernel/statement/finding.ts'
import { states } from '../kernel/statement/manifest.ts'
import { kernelTables } from '../kernel/tables.ts'
import { defineModule } from '../platform/module.ts'

/** The kernel keeps data too (logs, queue, versions), and under the same rules as everybody. */
export const kernel = defineModule('kernel', {
  activities: [accountability, operation, consents, rightsKept, tenants],
  keeps: kernelTables,
  migrations: `${import.meta.dirname}/../kernel/migrations`,
  lacks: manifest =>
    underEveryManifest
      .filter(([{ name }]) => !states(manifest, name))
      .map(([{ name }, because]) => missing(name, ['activities'], because)),
})

/** What no store does without, whatever else its manifest states. */
const underEveryManifest = [
  [
    accountability,
    {
      de: 'ohne die sich nichts nachweisen lässt (Art. 5 Abs. 2 DSGVO)',
      en: 'without which nothing can be answered for (Art. 5(2) GDPR)',
    },
  ],
  [
    operation,
    {
      de: 'ohne die nichts geschieht, was später zu tun ist: Briefe, Fristen, Löschungen',
      en: 'without which nothing is done that is due later: letters, deadlines, erasure',
    },
  ],
  [
    rightsKept,
    {
      de: 'ohne die keine Einschränkung und kein Widerspruch festgehalten wird (Art. 18 und 21 DSGVO)',
      en: 'without which no restriction and no objection is kept (Art. 18 and 21 GDPR)',
    },
  ],
] as const
