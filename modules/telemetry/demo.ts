import { days, hours, later } from '../../kernel/clock/clock.ts'
import { platform } from '../../kernel/store/work.ts'
import { demoPart } from '../../platform/demo.ts'
import { TheManifest, TheStore } from '../../platform/services.ts'
import { DemoPeople } from '../identity/contract.ts'
import { readings } from './activities.ts'
import { DemoDevices, Telemetry, type ChannelFacts, type Reading } from './contract.ts'

const recordedDays = 365
const step = hours(6)
/** The building’s device, and the moment at which its meters stood at `began`. */
const device = '7f6a3c1e-5d0b-4c8e-9a52-31d0c4be7a10'
const installed = Date.UTC(2024, 0, 1)

/** A meter as it is read: what it stood at when it was installed, and what a day adds in summer and in winter. */
interface Meter extends Pick<ChannelFacts, 'key' | 'unit' | 'medium'> {
  readonly obis: string
  readonly label: { readonly de: string; readonly en: string }
  readonly began: number
  readonly summer: number
  readonly winter: number
}
const meters: readonly Meter[] = [
  {
    key: 'electricity',
    label: { de: 'Allgemeinstrom', en: 'Electricity of the building' },
    obis: '1-0:1.8.0*255',
    unit: 'kWh',
    medium: 'electricity',
    began: 48_210,
    summer: 14,
    winter: 23,
  },
  {
    key: 'heat',
    label: { de: 'Fernwärme', en: 'District heating' },
    obis: '6-0:1.0.0*255',
    unit: 'kWh',
    medium: 'heat',
    began: 311_400,
    summer: 60,
    winter: 640,
  },
  {
    key: 'water',
    label: { de: 'Kaltwasser', en: 'Cold water' },
    obis: '8-0:1.0.0*255',
    unit: 'm³',
    medium: 'water',
    began: 9_876,
    summer: 4.4,
    winter: 3.8,
  },
]

/** A building with three meters and a year of readings, where no other module brings devices of its own. */
export const demo = [
  demoPart({
    needs: { store: TheStore, stating: TheManifest, telemetry: Telemetry, people: DemoPeople, others: DemoDevices },
    plays: async ({ store, stating, telemetry, people: { customers }, others }, stage) => {
      const { settled } = customers
      if (!settled || others.length) return {}
      const language = stating.manifest.languages[0] ?? 'de'
      await stage.once('a year of readings', async () => {
        const now = store.clock.now()
        const since = later(now, -days(recordedDays))
        const channels = await store.under(readings, platform, async work => {
          const facts = meters.map(
            ({ label, key, obis, unit, medium }): ChannelFacts => ({
              ...{ key, obis, unit, medium },
              label: label[language],
              kind: 'counter',
            }),
          )
          const made = await telemetry.register(work, device, facts)
          await telemetry.holds(work, { subject: settled.id, device, since })
          return made
        })
        for (const [place, { number }] of channels.entries())
          await telemetry.append(readingsOf(meters[place]!, number, since, now)) // channels come in the order asked
      })
      return { told: { [settled.mail]: 'a building with three meters and a year of readings' } }
    },
  }),
]

/**
 * A reading every six hours; what is used follows the season. A value depends on its moment alone, so that a start that
 * was cut off and is played again goes on with the same.
 */
function readingsOf({ began, summer, winter }: Meter, channel: number, since: Date, now: Date): Reading[] {
  const all: Reading[] = []
  let value = began
  for (let at = installed; at <= now.getTime(); at += step) {
    const ofYear = (at % days(365.25)) / days(365.25)
    const cold = (1 + Math.cos(2 * Math.PI * (ofYear - 0.05))) / 2
    if (at >= since.getTime()) all.push({ channel, at, value: Math.round(value * 1000) / 1000 })
    value += ((summer + (winter - summer) * cold) * step) / days(1)
  }
  return all
}
