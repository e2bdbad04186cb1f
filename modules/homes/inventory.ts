import { createHash, randomBytes } from 'node:crypto'
import type { Store } from '../../kernel/data/store.ts'
import { platform } from '../../kernel/data/work.ts'
import { inventory } from './activities.ts'
import type { Inventory } from './contract.ts'
import { OtherSecret, SecretTooShort, SerialMalformed } from './refusals.ts'
import { newSerial, serialOf } from './serials.ts'
import { gateway } from './tables.ts'

/** A secret is long and random, so a plain hash cannot be turned round, and checking it costs a gateway nothing. */
export const hashOf = (secret: string | Buffer): Buffer => createHash('sha256').update(secret).digest()

const shortest = 24

export function theInventory(store: Store): Inventory {
  async function add({ serial: typed, secret, model }: { serial: string, secret: string, model: string }): Promise<void> {
    const serial = serialOf(typed)
    if (serial === undefined) throw new SerialMalformed()
    if (secret.length < shortest) throw new SecretTooShort()
    await store.under(inventory, platform, async work => {
      await work.over(gateway).insertInto('homes.gateway').values({ serial, secret: hashOf(secret), model, addedAt: work.now }).onConflict(conflict => conflict.doNothing()).execute()
      const there = await work.read(gateway, 'secret').where('serial', '=', serial).executeTakeFirstOrThrow()
      if (!there.secret.equals(hashOf(secret))) throw new OtherSecret()
    })
  }
  return {
    add,
    async make(model) {
      const made = { serial: newSerial(randomBytes), secret: randomBytes(24).toString('base64url') }
      await add({ ...made, model })
      return made
    },
  }
}
