import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { Io } from '../../server/commands/command.ts'
import { readEnvironment } from '../../server/startup/environment.ts'
import { aFolder } from '../../server/testing/command-line.ts'
import { develop } from './develop.ts'

const io: Io = {
  json: false,
  environment: readEnvironment({}),
  say: () => {},
  give: () => {},
  write: async () => {},
  read: async () => '',
}
/** Locks are sockets of this process: as long as one is held, it does not end. */
const held = (): number => process.getActiveResourcesInfo().filter(one => one.startsWith('Pipe')).length

it('gives its ports back where the folder cannot be taken', async () => {
  const folder = aFolder()
  writeFileSync(join(folder, 'letter.txt'), 'mine')
  const [before, told] = [held(), new AbortController()]
  const asked = { module: undefined, manifest: 'statements/demo.yaml', port: undefined, mqttPort: undefined }
  await expect(develop({ ...asked, data: folder, fresh: false }, io, told.signal)).rejects.toThrow('holds other things')
  await expect.poll(held).toBe(before)
})
