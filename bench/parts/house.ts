import { databaseIn, type Database } from '../../server/database.ts'
import type { AdminConnection } from '../../server/postgres/embedded.ts'

export const secret = Buffer.alloc(32, 'a secret of the bench')

export const databaseFor = (admin: AdminConnection, name: string): Promise<Database> => databaseIn(admin, name, secret)
