import type { Environment } from '../startup/environment.ts'
import { openInstance, type Instance } from '../startup/instance.ts'
import { emptyDemo, markDemo } from './mark.ts'

/** Nothing leaves a demo, and it touches no database but its own. */
export const demoEnvironment = (environment: Environment): Environment => ({
  ...environment,
  databaseUrl: undefined,
  smtpUrl: undefined,
  mailFrom: undefined,
})

/** The instance of a demo in this folder, made where there is none; emptied before, if it is to be `fresh`. */
export const openDemo = (
  { data, fresh }: { readonly data: string; readonly fresh: boolean },
  environment: Environment,
  report: (line: string) => void,
): Promise<Instance> =>
  openInstance({
    data,
    environment,
    report,
    as: 'platform',
    mayMake: true,
    async before(dataDir) {
      if (fresh) await emptyDemo(dataDir)
      markDemo(dataDir)
    },
  })
