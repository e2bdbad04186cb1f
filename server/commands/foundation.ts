import type { Surroundings } from '../../platform/module.ts'
import type { Environment } from '../startup/environment.ts'
import { openAsItStands, type Foundation } from '../startup/foundation.ts'
import { openInstance, type Instance } from '../startup/instance.ts'
import { ledgerPlace } from '../startup/ledger-place.ts'
import { everyModule } from '../modules.ts'
import type { Io } from './command.ts'

/**
 * How the process that serves is set, as far as a command's own environment tells: without a relay in it, that one may
 * well have one.
 */
export const settingsSaid = ({ smtpUrl }: Environment): Surroundings['settings'] =>
  smtpUrl === undefined ? undefined : { smtpUrl }

/** Works on the store of an instance as it stands, whether a platform runs on it or not. */
export async function withFoundation<R>(
  data: string | undefined,
  io: Io,
  work: (foundation: Foundation, instance: Instance) => Promise<R>,
): Promise<R> {
  const instance = await openInstance({
    data,
    environment: io.environment,
    report: io.say,
    as: 'command',
    mayMake: false,
  })
  try {
    const foundation = await openAsItStands({
      ...instance,
      modules: everyModule,
      settings: settingsSaid(io.environment),
      ledgerFor: kind => ledgerPlace(instance, kind),
    })
    try {
      return await work(foundation, instance)
    } finally {
      await foundation.store.close()
    }
  } finally {
    await instance.close()
  }
}
