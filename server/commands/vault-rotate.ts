import { rotate } from '../../kernel/vault/rotate.ts'
import { lastUpkeep } from '../../kernel/store/upkeep.ts'
import type { KeySource } from '../../kernel/vault/generations.ts'
import { command } from './command.ts'
import { withFoundation } from './foundation.ts'
import { data, ledger } from './options.ts'

export default command({
  name: 'vault rotate',
  says: 'Makes the next master key of the vault and wraps the key of every row under it, while the platform goes on. The earlier master key is destroyed.',
  options: { data, ledger },
  notes:
    'With OBHUT_VAULT_KEYS, first put the next key there beside the one in use, in every process; afterwards take the earlier one away. A store that began with OBHUT_SECRET alone has its first key from it: there the next one stands alone. Cut off, it goes on where it ended when it is said again. Copies of the whole database that are older open nothing from then on.',
  does: ({ data: dir }, io) =>
    withFoundation(dir, io, async ({ store }) => {
      const { generation, rewrapped } = await rotate(store, {
        progress: done => {
          io.say(`${done} keys wrapped anew …`)
        },
      })
      const { backup } = await lastUpkeep(store)
      const rest = whatBackupsNeed(store.vault.source, generation, backup)
      io.give({ generation, rewrapped, lastBackup: backup ?? null, neededByEarlierFiles: generation - 1 }, [
        `Generation ${generation} is in use; ${rewrapped} key${rewrapped === 1 ? ' was' : 's were'} wrapped anew, and nothing lies under an earlier one.`,
        ...rest,
      ])
      return 0
    }),
})

/** A backup opens with the newest file of wrapped keys, and that with the generation that it was wrapped under. */
function whatBackupsNeed(source: KeySource, generation: number, backup: Date | undefined): string[] {
  const earlier = generation - 1
  const files = `Files of wrapped keys written until now${backup ? ` (the last backup is of ${backup.toISOString()})` : ''} are under generation ${earlier}`
  return [
    source.read().some(one => one.number === earlier && one.derived)
      ? `${files}, which follows from OBHUT_SECRET: whoever has that opens them. Remove them as soon as you can.`
      : source.dropBefore
        ? `${files}, whose master key is destroyed: they open nothing any more.`
        : `${files}: keep that key where it is safe for as long as you want to restore with one of them, and take it out of ${source.name} now.`,
    `Make a backup now (obhut backup; or obhut vault keys --to FILE beside backups of your own): its file of wrapped keys is under generation ${generation}, and opens every backup that is still kept, the older ones too.`,
  ]
}
