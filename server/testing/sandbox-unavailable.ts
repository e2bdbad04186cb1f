import { SandboxError, type Sandbox } from '../../platform/sandbox.ts'

/** For a platform that takes in nothing from outside. */
export const sandboxUnavailable: Sandbox = { run: job => Promise.reject(new SandboxError(job.name, 'unavailable')) }
