import { isNamed, type Destination } from './way-out.ts'
import type { Manifest } from '../statement/manifest.ts'
import { readYaml, type Problem } from '../statement/yaml.ts'

/** A manifest as it was written, to point into. */
export interface WrittenManifest { readonly source: string | Uint8Array, readonly file: string }

const thisMachine = /^(localhost|127(\.\d+){3}|::1|\/.*)$/

/** What is wrong where a store is reached at a host that no store of the manifest names. A store on this machine, or on its socket, is the declared one itself. */
export function storeElsewhere({ stores }: Manifest, written: WrittenManifest, store: Destination, saidBy: string): Problem[] {
  if (thisMachine.test(store.host) || stores.some(({ hosts = [] }) => isNamed(hosts, store))) return []
  const id = stores[0]?.id ?? 'database'
  return [problemAt(written, ['stores', id, 'hosts'], `${saidBy} leads to a host that no store of this manifest names`, `add to stores.${id}: hosts: [${hostIn(store)}], if it stands in ${stores[0]?.country ?? 'the country'} that is stated there`)]
}

/** What is wrong where a recipient is reached at a host that the manifest does not name as one of its own. */
export function recipientElsewhere({ recipients }: Manifest, written: WrittenManifest, kind: string, to: Destination, saidBy: string): Problem[] {
  const serving = recipients.filter(({ serves }) => serves.includes(kind))
  const [first] = serving
  if (!first || serving.some(({ hosts = [] }) => isNamed(hosts, to))) return [] // that nobody serves is told by whoever hands over
  return [problemAt(written, ['recipients', first.id, 'hosts'], `${saidBy} leads to a host that this manifest does not name as one of ${first.name}`, `add to recipients.${first.id}: hosts: [${hostIn(to)}]`)]
}

const hostIn = ({ host, port }: Destination): string => `${host.toLowerCase()}:${port}`

function problemAt({ source, file }: WrittenManifest, path: readonly string[], says: string, mend: string): Problem {
  const { source: yaml } = readYaml(source, file)
  return yaml?.problem(path, says, mend) ?? { file, line: 1, column: 1, says, mend }
}
