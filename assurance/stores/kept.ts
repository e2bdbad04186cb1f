import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'

/** What the code of a commit left behind as a live store: its database as SQL, and its ledger. */
export interface KeptStore {
  readonly commit: string
  readonly sql: string
  readonly ledger: string
}

/** The master secret of all of them: they hold invented people alone, and everybody may open them. */
export const secretOfStores = Buffer.alloc(32, 'a store that is kept for tests')

export const keptStore = (commit: string): KeptStore =>
  JSON.parse(gunzipSync(readFileSync(join(import.meta.dirname, `${commit}.json.gz`))).toString()) as KeptStore
