import type { DemoResult } from '../../platform/demo.ts'
import type { Platform } from '../platform.ts'

/** Where to look at a running demo, and how to sign in. */
export interface Places {
  readonly url: string
  readonly mqtt: string | null
  readonly pages: readonly { readonly what: string; readonly at: string }[]
  readonly people: readonly {
    readonly is: 'customer' | 'staff'
    readonly mail: string
    readonly password: string
    readonly told: string
  }[]
  /** What else one can try. */
  readonly tips: readonly string[]
  readonly process: number
}

export async function placesToLook(
  { url, here, mqttPort }: Pick<Platform, 'url' | 'here' | 'mqttPort'>,
  shown: readonly DemoResult[],
): Promise<Places> {
  const pages = [...shown.flatMap(one => one.pages ?? []), { what: 'API', at: '/api/openapi.json' }]
  const there = await Promise.all(
    pages.map(async ({ what, at }) => ({
      what,
      at: url + at,
      ok: (await fetch(here + at, { headers: { accept: 'text/html' } })).ok,
    })),
  )
  return {
    url,
    mqtt: mqttPort === undefined ? null : `mqtt://127.0.0.1:${mqttPort}`,
    pages: there.filter(({ ok }) => ok).map(({ what, at }) => ({ what, at })),
    people: shown
      .flatMap(one => one.people ?? [])
      .map(one => ({ ...one, told: toldOf(one.mail, shown) || 'a customer' })),
    tips: shown.flatMap(one => one.tips ?? []),
    process: process.ppid,
  }
}

/** Parts tell of the same person one after the other. */
const toldOf = (mail: string, shown: readonly DemoResult[]): string =>
  shown.flatMap(one => one.told?.[mail] ?? []).join('; ')

export function demoLines({ pages, people, tips, mqtt }: Places): string[] {
  const width =
    Math.max(0, ...[...pages.map(one => one.what), ...people.map(one => one.mail)].map(text => text.length)) + 3
  return [
    '',
    ...pages.map(({ what, at }) => `  ${what.padEnd(width)}${at}`),
    ...[...Map.groupBy(people, one => one.password)].flatMap(([password, some]) => [
      '',
      `  Sign in with the password: ${password}`,
      ...some.map(one => `  ${one.mail.padEnd(width)}${one.told}`),
    ]),
    ...tips.flatMap(tip => ['', `  ${tip}`]),
    ...(mqtt === null ? [] : [`  Gateways connect at ${mqtt}`]),
    '',
    '  Ctrl-C stops it; the next start goes on where it was, and --fresh starts anew.',
  ]
}
