import { isNamed, type Destination } from './way-out.ts'
import type { Finding } from '../statement/finding.ts'
import type { Manifest } from '../statement/manifest.ts'

const thisMachine = /^(localhost|127(\.\d+){3}|::1|\/.*)$/

/**
 * What is wrong where a store is reached at a host that no store of the manifest names. A store on this machine, or on
 * its socket, is the declared one itself.
 */
export function storeElsewhere({ stores }: Manifest, store: Destination, saidBy: string): Finding[] {
  if (thisMachine.test(store.host) || stores.some(({ hosts = [] }) => isNamed(hosts, store))) return []
  const [first] = stores
  const id = first?.id ?? 'database'
  return [
    {
      at: ['stores', id, 'hosts'],
      says: {
        de: `${saidBy} führt zu einem Host, den kein Speicherort dieses Manifests nennt`,
        en: `${saidBy} leads to a host that no store of this manifest names`,
      },
      mend: {
        de: `Ergänzen Sie stores.${id} um hosts: [${hostIn(store)}], wenn er in ${first?.country ?? 'dem Land'} steht, das dort genannt ist`,
        en: `add to stores.${id}: hosts: [${hostIn(store)}], if it stands in ${first?.country ?? 'the country'} that is stated there`,
      },
    },
  ]
}

/** What is wrong where a recipient is reached at a host that the manifest does not name as one of its own. */
export function recipientElsewhere({ recipients }: Manifest, kind: string, to: Destination, saidBy: string): Finding[] {
  const serving = recipients.filter(({ serves }) => serves.includes(kind))
  const [first] = serving
  if (!first || serving.some(({ hosts = [] }) => isNamed(hosts, to))) return [] // that nobody serves is told by whoever hands over
  return [
    {
      at: ['recipients', first.id, 'hosts'],
      says: {
        de: `${saidBy} führt zu einem Host, den dieses Manifest nicht als einen von ${first.name} nennt`,
        en: `${saidBy} leads to a host that this manifest does not name as one of ${first.name}`,
      },
      mend: {
        de: `Ergänzen Sie recipients.${first.id} um hosts: [${hostIn(to)}]`,
        en: `add to recipients.${first.id}: hosts: [${hostIn(to)}]`,
      },
    },
  ]
}

const hostIn = ({ host, port }: Destination): string => `${host.toLowerCase()}:${port}`
