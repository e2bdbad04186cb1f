import { offer } from '../../platform/contract.ts'
import { demoPart, type DemoDevice, type Stage } from '../../platform/demo.ts'
import { platform } from '../../kernel/store/work.ts'
import { DemoAnswers, DemoPeople } from '../identity/contract.ts'
import { DemoDevices } from '../telemetry/contract.ts'
import { Claims, Inventory } from './contract.ts'

const model = 'Qbox 2'
const inStock = 12

/** Gateways of the people of the demo, and some that wait in the warehouse. */
const making = demoPart({
  needs: { inventory: Inventory },
  offers: [DemoAnswers, DemoDevices],
  plays: async ({ inventory }, stage) => {
    const spare = await gateway(inventory, stage, 'spare')
    await stage.once(
      'gateways in stock',
      () => inventory.makeMany(model, inStock, platform),
      async () => (await inventory.list({ limit: inStock }, platform)).items.length === inStock,
    )
    return {
      plays: [spare.serial],
      tips: [
        `To register yourself, take the gateway ${spare.serial}; it is plugged in and waits. Letters come to the letterbox.`,
      ],
      offers: [
        offer(DemoDevices, { of: 'homes' }),
        offer(DemoAnswers, {
          field: 'serial',
          answer: async name => (await gateway(inventory, stage, name)).serial,
        }),
      ],
    }
  },
})

/** A home that has been measured for months. */
const livingIn = demoPart({
  needs: { inventory: Inventory, claims: Claims, people: DemoPeople },
  plays: async ({ inventory, claims, people: { customers } }, stage) => {
    const { settled, registered } = customers
    if (!settled) return {}
    const { serial, recordedSince } = await gateway(inventory, stage, 'settled')
    await stage.once(`the gateway of ${settled.mail}`, () =>
      claims.enter({ serial, account: settled.id, since: recordedSince }),
    )
    return {
      plays: [serial],
      told: {
        [settled.mail]: 'a home with four months of real measurements, moving live',
        ...(registered && { [registered.mail]: 'the gateway is not plugged in yet' }),
      },
    }
  },
})

export const demo = [making, livingIn]

type Makes = Pick<NonNullable<(typeof Inventory)['type']>, 'make'>
const gateway = (inventory: Makes, stage: Stage, name: string): Promise<DemoDevice> =>
  stage.device(name, () => inventory.make(model))
