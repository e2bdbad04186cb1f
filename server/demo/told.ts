import { findSubjects } from '../../kernel/rows/find.ts'
import type { Platform } from '../platform.ts'
import { colleagues, demoPassword, emre, frieda, jana, type DemoPerson } from './people.ts'

/** Where to look at a running demo, and how to sign in. */
export interface Places {
  readonly url: string
  readonly mqtt: string | null
  readonly pages: readonly { readonly what: string; readonly at: string }[]
  readonly customers: readonly { readonly mail: string; readonly told: string }[]
  readonly staff: readonly { readonly mail: string; readonly told: string }[]
  readonly password: string
  /** The serial number of a gateway that nobody has claimed. */
  readonly spare: string | null
  readonly process: number
}

const pages = [
  ['Start page', '/'],
  ['Portal', '/app/'],
  ['Console of the staff', '/app/console'],
  ['Privacy statement', '/datenschutz'],
  ['The same in English', '/privacy'],
  ['Letterbox', '/dev/letterbox'],
  ['Codes of the staff', '/dev/codes'],
  ['API', '/api/openapi.json'],
] as const

export async function placesToLook(platform: Platform, spare: string | undefined): Promise<Places> {
  const { url, here, mqttPort } = platform
  const there = await Promise.all(
    pages.map(async ([what, path]) => ({
      what,
      at: url + path,
      ok: (await fetch(here + path, { headers: { accept: 'text/html' } })).ok,
    })),
  )
  return {
    url,
    mqtt: mqttPort === undefined ? null : `mqtt://127.0.0.1:${mqttPort}`,
    pages: there.filter(({ ok }) => ok).map(({ what, at }) => ({ what, at })),
    customers: (await still(platform, 'customer', [jana, emre, frieda])).map(one =>
      spare === undefined && one.mail !== frieda.mail ? { ...one, told: 'a customer' } : one,
    ),
    staff: await still(platform, 'staff', colleagues),
    password: demoPassword,
    spare: spare ?? null,
    process: process.ppid,
  }
}

/** Whoever tried the deletion of an account is no longer named. */
async function still(
  { store }: Platform,
  kind: string,
  people: readonly DemoPerson[],
): Promise<{ mail: string; told: string }[]> {
  const found = await Promise.all(
    people.map(async ({ mail, told: what }) => ({
      mail,
      told: what,
      there: (await findSubjects(store, kind, 'mail', mail)).length > 0,
    })),
  )
  return found.filter(({ there }) => there).map(({ mail, told: what }) => ({ mail, told: what }))
}

export function told({ pages: all, customers, staff, password, spare, mqtt }: Places): string[] {
  const width =
    Math.max(
      0,
      ...[...all.map(one => one.what), ...[...customers, ...staff].map(one => one.mail)].map(text => text.length),
    ) + 3
  const people = [...customers, ...staff]
  return [
    '',
    ...all.map(({ what, at }) => `  ${what.padEnd(width)}${at}`),
    ...(people.length
      ? ['', `  Sign in with the password: ${password}`, ...people.map(one => `  ${one.mail.padEnd(width)}${one.told}`)]
      : []),
    ...(staff.length
      ? ['  Staff are asked for a code as well; the page of codes shows what their apps would show.']
      : []),
    ...(spare === null
      ? []
      : [
          '',
          `  To register yourself, take the gateway ${spare}; it is plugged in and waits. Letters come to the letterbox.`,
        ]),
    ...(mqtt === null ? [] : [`  Gateways connect at ${mqtt}`]),
    '',
    '  Ctrl-C stops it; the next start goes on where it was, and --fresh starts anew.',
  ]
}
