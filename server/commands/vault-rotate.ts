import { rotate } from '../../kernel/vault/rotate.ts'
import { command } from './command.ts'
import { withFoundation } from './foundation.ts'
import { data } from './options.ts'

export default command({
  name: 'vault rotate',
  says: 'Makes the next master key of the vault and wraps the key of every row under it, while the platform goes on. The earlier master key is destroyed.',
  options: { data },
  notes: 'With OBHUT_VAULT_KEYS, first put the next key there beside the one in use, in every process; afterwards take the earlier one away. Cut off, it goes on where it ended when it is said again. Copies of the whole database that are older open nothing from then on.',
  does: ({ data: dir }, io) => withFoundation(dir, io, async ({ store }) => {
    const { generation, rewrapped } = await rotate(store, { progress: done => { io.say(`${done} keys wrapped anew …`) } })
    const rest = store.vault.source.dropBefore ? [] : [`Now take the earlier keys out of ${store.vault.source.name}.`]
    io.give({ generation, rewrapped }, [`Generation ${generation} is in use; ${rewrapped} key${rewrapped === 1 ? ' was' : 's were'} wrapped anew, and nothing lies under an earlier one.`, ...rest])
    return 0
  }),
})
