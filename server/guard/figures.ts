import { offer } from '../../platform/contract.ts'
import { Metrics } from '../../platform/metrics.ts'
import { refusals } from './rules.ts'

/** How often something tried to get out where nothing was opened. Anything but zero is worth a look. */
export const guardFigures = offer(Metrics, {
  metrics: async () => [
    {
      name: 'obhut_way_out_refused_total' as const,
      help: 'Connections, look-ups, datagrams and listeners that nobody declared, and that were refused.',
      kind: 'counter' as const,
      values: ways.map(way => ({ labels: { way }, value: refusals().get(way) ?? 0 })),
    },
  ],
})
const ways = ['connection', 'socket', 'name', 'listener', 'datagram'] as const
