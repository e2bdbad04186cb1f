import { days, later } from '../../kernel/clock/clock.ts'
import { findSubjects } from '../../kernel/rows/find.ts'
import { recordedDays } from '../../gateway/demo.ts'
import type { Contract } from '../../platform/contract.ts'
import { Claims, Inventory } from '../../modules/homes/contract.ts'
import { CustomerAccounts, StaffAccounts, type NewCustomer } from '../../modules/identity/contract.ts'
import type { Platform } from '../platform.ts'
import { keepSecret, placeOf, secretOf, type DemoGateway } from './gateways.ts'
import { readMark, writeMark } from './mark.ts'
import { colleagues, demoPassword, emre, frieda, jana, type DemoPerson } from './people.ts'
import { answers, asksForAccount, doorOf, registers, type AskedField } from './registering.ts'

/** Gateways of the demo: Jana's, which is played, and one that waits for whoever tries a registration. */
export interface Populated {
  readonly played?: DemoGateway
  readonly spare?: DemoGateway
}

/**
 * Lets the people of the demo in, each as anybody would come in; said again, it goes on where it was cut off and
 * changes nothing that is done. What the manifest does not state is left out.
 */
export async function populate(platform: Platform, dataDir: string, say: (line: string) => void): Promise<Populated> {
  const offered = <T>(contract: Contract<T>): T | undefined => platform.offered(contract)
  const steps = stepsIn(platform, dataDir)
  const inventory = offered(Inventory)
  const gateway = async (name: string): Promise<DemoGateway | undefined> =>
    inventory && steps.gateway(name, () => inventory.make('Qbox 2'))
  const [played, emres, friedas, spare] = [
    await gateway('jana'),
    await gateway('emre'),
    await gateway('frieda'),
    await gateway('spare'),
  ]

  const customers = offered(CustomerAccounts)
  if (customers && !steps.allDone([jana, emre, frieda])) {
    say('Letting the people of the demo in …')
    const { open, fields: asked } = await doorOf(platform.here)
    const form = (
      { mail, could }: DemoPerson,
      serial = '',
    ): { mail: string; password: string } & Record<string, string> => ({
      ...answers(asked, { ...could, ...(serial && { serial }) }),
      mail,
      language: 'de',
      password: demoPassword,
    })
    // Where accounts are opened by staff, each rests on a contract.
    const byStaff = ({ mail, could }: DemoPerson): NewCustomer => ({
      mail,
      language: 'de',
      fields: profile(asked, could),
      ...(!open && { contractReference: 'V-2026-0117' }),
    })
    await steps.once(jana, 'customer', () => customers.withPassword(byStaff(jana), demoPassword))
    await steps.once(emre, 'customer', () =>
      open ? registers(platform.here, form(emre, emres?.serial)) : customers.withPassword(byStaff(emre), demoPassword),
    )
    await steps.once(frieda, 'customer', () =>
      open ? asksForAccount(platform.here, form(frieda, friedas?.serial)) : customers.invite(byStaff(frieda)),
    )
  }
  const claims = offered(Claims)
  const [account] =
    customers && claims && played ? await findSubjects(platform.store, 'customer', 'mail', jana.mail) : []
  if (account && claims && played)
    await steps.once({ ...jana, mail: `the gateway of ${jana.mail}` }, 'customer', () =>
      claims.enter({
        serial: played.serial,
        account: account.id,
        since: later(platform.store.clock.now(), -days(recordedDays)),
      }),
    )

  const staff = offered(StaffAccounts)
  if (staff && platform.stating.states('identity.staff')) {
    for (const one of colleagues)
      await steps.once(one, 'staff', () =>
        staff.withPassword(
          {
            mail: one.mail,
            firstName: one.could['firstName'] ?? '',
            lastName: one.could['lastName'] ?? '',
            roles: one.roles,
            language: 'de',
          },
          demoPassword,
        ),
      )
  }
  return { ...(played && { played }), ...(spare && { spare }) }
}

/** What an account consists of; a serial number is no part of it. */
const profile = (asked: readonly AskedField[], could: Readonly<Record<string, string>>): Record<string, string> =>
  answers(
    asked.filter(({ name }) => !['mail', 'password', 'serial', 'language'].includes(name)),
    could,
  )

/** What was done is noted in the mark of the demo; what a kill cut off between doing and noting is looked for. */
function stepsIn({ store }: Platform, dataDir: string) {
  let mark = readMark(dataDir) ?? { obhut: 'demo' as const, done: [], gateways: {} }
  const note = (next: typeof mark): void => {
    mark = next
    writeMark(dataDir, mark)
  }
  return {
    allDone: (people: readonly DemoPerson[]) => people.every(({ mail }) => mark.done.includes(mail)),
    async once({ mail }: DemoPerson, kind: 'customer' | 'staff', what: () => Promise<unknown>): Promise<void> {
      if (mark.done.includes(mail)) return
      if ((await findSubjects(store, kind, 'mail', mail)).length === 0) await what()
      note({ ...mark, done: [...mark.done, mail] })
    },
    async gateway(
      name: string,
      make: () => Promise<{ readonly serial: string; readonly secret: string }>,
    ): Promise<DemoGateway> {
      const known = mark.gateways[name]
      if (known !== undefined && secretOf(placeOf(dataDir, known)) !== undefined) return placeOf(dataDir, known)
      const { serial, secret } = await make()
      const place = placeOf(dataDir, serial)
      keepSecret(place, secret)
      note({ ...mark, gateways: { ...mark.gateways, [name]: serial } })
      return place
    },
  }
}
