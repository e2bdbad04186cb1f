import { everyModule } from '../modules.ts'
import { aWorld, type World, type WorldOptions } from './world.ts'

export type WholeWorldOptions = Omit<WorldOptions, 'modules'> & Partial<Pick<WorldOptions, 'modules'>>

/**
 * A platform of every module: for whatever is about all of them, or runs one of the manifests in `statements/`. It is
 * chosen by a change of any of them.
 */
export const aWholeWorld = (options: WholeWorldOptions = {}): Promise<World> =>
  aWorld({ modules: everyModule, ...options })
