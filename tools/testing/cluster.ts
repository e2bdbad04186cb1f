import { inject } from 'vitest'
import type { AdminConnection } from '../../server/postgres/embedded.ts'

declare module 'vitest' {
  interface ProvidedContext {
    cluster: AdminConnection
  }
}

/** The one PostgreSQL of this test run, as its administrator: make a database of your own in it. */
export function testCluster(): AdminConnection {
  return inject('cluster')
}
