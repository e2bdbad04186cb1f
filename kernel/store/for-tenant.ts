import { AsyncLocalStorage } from 'node:async_hooks'

/*
 * For which tenant something is done: the one that a unit of work is bound to; where that is bound to none, that of the
 * unit around it, or of the job that it is part of. Jobs, events and disclosures bear it.
 */

const ofJob = new AsyncLocalStorage<string>()

/**
 * Does a job of a tenant's, or of nobody's: what units in it put into the queue, announce and hand over is that
 * tenant's.
 */
export const doneFor = <R>(tenant: string | undefined, does: () => R): R =>
  tenant === undefined ? ofJob.exit(does) : ofJob.run(tenant, does)

export const tenantOfJob = (): string | undefined => ofJob.getStore()
