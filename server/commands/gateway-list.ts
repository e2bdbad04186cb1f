import { z } from 'zod'
import { platform } from '../../kernel/store/work.ts'
import type { Listed } from '../../modules/homes/contract.ts'
import { command, valued } from './command.ts'
import { withInventory } from './gateways.ts'
import { data, ledger } from './options.ts'

export default command({
  name: 'gateway list',
  says: 'Lists the gateways that were made, with their state. It does not say whose a gateway is.',
  options: {
    data,
    ledger,
    state: valued(
      'STATE',
      'Only those in-stock, claimed or retired.',
      z.enum(['in-stock', 'claimed', 'retired'], 'a state is in-stock, claimed or retired'),
    ),
    search: valued('TEXT', 'Only those with this in serial number or model.', z.string().max(100)),
  },
  does: async ({ data: dir, state, search }, io) =>
    withInventory(dir, io, async inventory => {
      const items: Listed['items'][number][] = []
      for (let after: string | undefined; ; ) {
        const page = await inventory.list(
          { search, state: state === 'in-stock' ? 'in stock' : state, after, limit: 1000 },
          platform,
        )
        items.push(...page.items)
        if (page.next === null) {
          io.give({ gateways: items, counts: page.counts }, [
            ...items.map(
              one => `${one.serial}  ${one.state.padEnd(8)}  ${one.addedAt.toISOString().slice(0, 10)}  ${one.model}`,
            ),
            `${page.counts.inStock} in stock, ${page.counts.claimed} claimed, ${page.counts.retired} retired.`,
          ])
          return 0
        }
        after = page.next
      }
    }),
})
