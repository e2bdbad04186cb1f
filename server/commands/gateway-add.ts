import { z } from 'zod'
import { platform } from '../../kernel/store/work.ts'
import { command, valued } from './command.ts'
import { handingOut, once, withInventory } from './gateways.ts'
import { data, ledger, language } from './options.ts'
import { WrongUse } from '../problems/command-errors.ts'

const howMany = z
  .string()
  .regex(/^\d{1,4}$/, 'a number from 1 to 5000')
  .transform(Number)
  .refine(count => count >= 1 && count <= 5000, 'a number from 1 to 5000')

export default command({
  name: 'gateway add',
  says: 'Makes up serial numbers and secrets for new gateways and takes them into the list. A customer claims a gateway by its serial number; the gateway signs in with both.',
  options: {
    data,
    ledger,
    language,
    model: valued(
      'NAME',
      'The model, as it stands on the device.',
      z.string().trim().min(1, 'a model is not empty').max(80),
    ),
    count: valued('NUMBER', 'How many (1).', howMany),
    ...once,
  },
  notes:
    'Without --labels and --secrets the secrets are printed. They are stored as hashes only and cannot be shown again.',
  example:
    'obhut gateway add --model "Qbox 2" --count 20 --labels /var/lib/obhut/labels.html --secrets /var/lib/obhut/secrets.csv',
  does: async ({ data: dir, model, count = 1, ...out }, io) => {
    if (model === undefined) throw new WrongUse('Say which model: --model NAME.')
    return withInventory(dir, io, async inventory => {
      const handOut = await handingOut(out)
      const made = await inventory.makeMany(model, count, platform)
      const words = await handOut(made)
      if (made.length === 0) throw new WrongUse('--model NAME: one line without control characters')
      io.give(
        { gateways: out.secrets === undefined ? made : made.map(({ serial, model: of }) => ({ serial, model: of })) },
        words,
      )
      return 0
    })
  },
})
