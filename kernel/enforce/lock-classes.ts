/** With which number advisory locks of two parts begin, so that what is locked for one reason never waits for another. */
export const lockClasses = { persons: 20261126, sweeps: 20261130, quotas: 20261131, pseudonymKeys: 20261132 } as const
