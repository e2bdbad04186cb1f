import { fork, type ChildProcess } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { demoGateway, recordedDays } from '../gateway/demo.ts'
import { days, later } from '../kernel/clock/clock.ts'
import { CustomerAccounts } from '../modules/identity/contract.ts'
import { Claims, Inventory } from '../modules/homes/contract.ts'
import { aManifest } from '../server/testing/manifest.ts'
import { everyModule } from '../server/modules.ts'
import type { World } from '../server/testing/world.ts'

/** A statement with everything in it that a customer of the portal meets. */
export const wholeStatement = aManifest(everyModule, {
  'identity.account': {
    required: ['firstName', 'lastName', 'street', 'postcode', 'city'],
    voluntary: ['phone', 'company'],
  },
})

export const password = 'Sieben kleine Zaunkönige'

interface Person {
  readonly name?: string
  readonly mail?: string
  readonly language?: 'de' | 'en'
  readonly further?: Readonly<Record<string, string>>
}

/** A customer whose gateway has been measuring for months, and goes on while the test looks. */
export interface Resident {
  readonly id: string
  readonly mail: string
  readonly gateway: ChildProcess
}

export async function aResident(platform: World, of: Person = {}): Promise<Resident> {
  const id = await aCustomer(platform, of)
  const made = await platform.offered(Inventory).make('Qbox 2')
  await platform
    .offered(Claims)
    .enter({ serial: made.serial, account: id, since: later(platform.clock.now(), -days(recordedDays)) })
  const gateway = playedBy(platform, made)
  await untilPlayed(platform, id)
  return { id, mail: of.mail ?? 'ida@example.org', gateway }
}

export const aCustomer = (
  platform: World,
  { name = 'Ida', mail = 'ida@example.org', language = 'de', further = {} }: Person = {},
): Promise<string> =>
  platform.offered(CustomerAccounts).withPassword(
    {
      mail,
      language,
      fields: {
        firstName: name,
        lastName: 'Ludwig',
        street: 'Am Wehr 3',
        postcode: '14467',
        city: 'Potsdam',
        ...further,
      },
    },
    password,
  )

/** The gateway's own program, as it runs in a home, with the recordings of the demo. */
export function playedBy(
  platform: World,
  { serial, secret }: { readonly serial: string; readonly secret: string },
): ChildProcess {
  const dir = join(platform.dataDir, serial)
  mkdirSync(dir)
  const secretFile = join(dir, 'secret')
  writeFileSync(secretFile, secret)
  const { file, arguments: given } = demoGateway({
    server: `mqtt://127.0.0.1:${platform.mqttPort}`,
    serial,
    secretFile,
    stateDir: join(dir, 'state'),
    timeZone: 'Europe/Berlin',
  })
  return fork(file, given, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
}

/** Months are there once the present is: the gateway tells the oldest first. */
async function untilPlayed(platform: World, id: string): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    const [row] = await platform.rows<{ fresh: boolean }>(
      `
      select exists (select from telemetry.reading r join telemetry.holding h on h.channel = r.channel join telemetry.channel c on c.number = r.channel
        where h.subject = $1 and c.key = 'power' and r.at > $2) as fresh`,
      [id, later(platform.clock.now(), -60_000)],
    )
    if (row?.fresh) return platform.settle()
    await pause(200)
  }
  throw new Error('the gateway has not come up to the present within a minute')
}

/** Signs in by the form. */
export async function signsIn(page: Page, mail: string, { stay = false, to = /\/app\/home$/ } = {}): Promise<void> {
  await page.goto('/app/sign-in')
  await page.locator('input[name=mail]').fill(mail)
  await page.locator('input[type=password]').fill(password)
  if (stay) await page.getByRole('checkbox').check()
  await page.locator('button[type=submit]').click()
  await page.waitForURL(to)
  // The address changes first; until the screen behind it has loaded, the one for signing in stands there.
  await page.locator('.shell').waitFor()
}
