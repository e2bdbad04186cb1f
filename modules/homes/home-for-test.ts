import type { Browser } from '../../server/testing/browser.ts'
import { aWorld, type World, type WorldOptions } from '../../server/testing/world.ts'
import { CustomerAccounts } from '../identity/contract.ts'
import { Claims, Inventory } from './contract.ts'
import { identity } from '../identity/index.ts'
import { mail } from '../mail/index.ts'
import { telemetry } from '../telemetry/index.ts'
import { consents } from '../consents/index.ts'
import { website } from '../website/index.ts'
import { homes } from './index.ts'

export interface Customer extends Browser {
  readonly id: string
  readonly mail: string
  readonly password: string
}
export interface MadeGateway {
  readonly serial: string
  readonly secret: string
}

/** A platform with customers and gateways. */
export interface HomesWorld extends World {
  /** Somebody with an account, signed in. */
  customer(name: string): Promise<Customer>
  /** A gateway fresh from the factory. */
  gateway(): Promise<MadeGateway>
  /** A gateway that this customer has had since a moment. */
  claimed(of: { readonly by: Customer; readonly since?: string }): Promise<MadeGateway>
}

/** What a platform with homes is made of. */
export const parts = [website, identity, homes, telemetry, mail, consents]

export async function aHomesWorld(options: Partial<WorldOptions> = {}): Promise<HomesWorld> {
  const world = await aWorld({ modules: parts, ...options })
  const password = 'a long enough phrase for tests'
  const gateway = (): Promise<MadeGateway> => world.offered(Inventory).make('Qbox 2')
  return {
    ...world,
    gateway,
    async customer(name) {
      const mail = `${name.toLowerCase()}@example.org`
      const id = await world
        .offered(CustomerAccounts)
        .withPassword({ mail, fields: { firstName: name, lastName: 'Beispiel' } }, password)
      const browser = world.visitor()
      const got = await browser.post('/api/sign-in', { mail, password, stay: false })
      if (got.status !== 200) throw new Error(`signing in: ${got.text}`)
      return { ...browser, id, mail, password }
    },
    async claimed({ by, since }) {
      const made = await gateway()
      await world.offered(Claims).enter({
        serial: made.serial,
        account: by.id,
        since: since === undefined ? world.clock.now() : new Date(since),
      })
      return made
    },
  }
}
