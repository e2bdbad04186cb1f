import { z } from 'zod'

const words = z.object({ de: z.string(), en: z.string() }).meta({ id: 'Words' })
const change = z
  .object({
    where: z.string().describe('The promise that changed.'),
    what: words,
    before: words.nullable(),
    after: words.nullable(),
    material: z.boolean().describe('Whether people have to be told before it holds.'),
    why: words,
  })
  .meta({ id: 'Change' })

const version = z
  .object({
    version: z.int(),
    standing: z.enum(['in force', 'earlier', 'waiting', 'withdrawn']),
    effective: z.iso.date(),
    publishedAt: z.date(),
    inForceSince: z.date().nullable(),
    material: z.boolean(),
    toldAt: z.date().nullable().describe('When the last person concerned had been told.'),
  })
  .meta({ id: 'StatementVersion' })

export const versions = z
  .object({
    versions: z.array(version),
    waiting: z
      .object({
        version: z.int(),
        told: z.int().describe('People who have been told.'),
        lettersWaiting: z.int().describe('Letters that no relay has taken yet.'),
      })
      .nullable(),
  })
  .meta({ id: 'StatementVersions' })

export const changes = z.object({ changes: z.array(change), material: z.boolean() }).meta({ id: 'StatementChanges' })
export const published = z
  .object({ version: z.int(), effective: z.iso.date(), material: z.boolean(), changes: z.array(change) })
  .meta({ id: 'Published' })
export const withdrawn = z.object({ version: z.int() })

export const record = z
  .object({
    controller: z.object({
      name: z.string(),
      address: z.string(),
      representedBy: z.string(),
      mail: z.string(),
      phone: z.string(),
    }),
    officer: z
      .object({ name: z.string(), address: z.string(), mail: z.string() })
      .nullable()
      .describe('The data protection officer, where there is one.'),
    activities: z.array(
      z
        .object({
          activity: z.string(),
          title: z.string(),
          purposes: z.array(z.string()),
          basis: z.string(),
          operations: z.array(z.string()).describe('In the words of Art. 4(2) GDPR.'),
          subjects: z.array(z.string()).describe('Groups of people; never empty.'),
          recipients: z.array(
            z.object({
              name: z.string(),
              role: z.string(),
              country: z.string(),
              thirdCountry: z.boolean(),
              safeguard: z.string().nullable(),
              contractSince: z.iso.date().nullable(),
            }),
          ),
          measures: z.array(z.string()),
          columns: z.array(
            z.object({
              table: z.string(),
              column: z.string(),
              category: z.string(),
              source: z.string(),
              purposes: z.array(z.string()),
              until: z.string(),
            }),
          ),
        })
        .meta({ id: 'RecordedActivity' }),
    ),
  })
  .meta({ id: 'RecordOfProcessing' })

export const standing = z
  .object({
    version: z.int(),
    effective: z.iso.date(),
    seen: z.boolean().describe('Whether the caller has seen the version in force.'),
    last: z
      .object({ version: z.int(), at: z.date() })
      .nullable()
      .describe('The version that the caller has seen last, and when.'),
    changes: z.array(change).describe('What has changed since then.'),
    announced: z
      .object({ version: z.int(), effective: z.iso.date() })
      .nullable()
      .describe('The version that comes next, and from when it holds.'),
  })
  .meta({ id: 'StatementStanding' })
