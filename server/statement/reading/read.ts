import { deserialize } from 'node:v8'
import { everyModule } from '../../modules.ts'
import type { Answer, ReadingRequest } from './asked.ts'
import { readFor } from './read-here.ts'
import { markOfModules } from './reader.ts'

/** In a process of its own: the names of the modules, what tells them from others, and what is asked. */
export default (input: Uint8Array): Answer => {
  const [names, mark, asked] = deserialize(input) as [readonly string[], string, ReadingRequest]
  const modules = everyModule.filter(({ name }) => names.includes(name))
  return markOfModules(modules) === mark ? readFor(modules, asked) : { is: 'of other modules' }
}
