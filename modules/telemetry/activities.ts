import { activity } from '../../kernel/declare/activity.ts'
import { duration } from '../../kernel/declare/settings.ts'
import { contract, Purpose } from '../../kernel/declare/terms.ts'
import { theSeries } from './reads.ts'

/** Taking in what devices measure, and keeping it as long as the manifest says. */
export const readings = activity('telemetry.readings', {
  chapter: 'devices',
  purposes: [Purpose.RequestedServiceProvision, Purpose.TechnicalServiceProvision],
  basis: contract,
  settings: {
    keep: duration({
      means: { de: 'Aufbewahrung der Messwerte', en: 'Storage of readings' },
      runs: { de: 'ab dem Zeitpunkt der Messung', en: 'from the time of measuring' },
      otherwise: 'P2Y',
    }),
  },
  reach: { all: 'readings of all devices are written together, many at a time' },
  operations: ['collection', 'recording', 'organisation', 'storage', 'erasure'],
  title: { de: 'Messwerte Ihrer Geräte', en: 'Readings of your devices' },
  words: {
    de: 'Ihre Geräte messen, zum Beispiel den Verbrauch an Strom, Gas und Wasser. Wir nehmen diese Messwerte mit ihrem Zeitpunkt entgegen und bewahren sie für Sie auf.',
    en: 'Your devices measure, for example how much electricity, gas and water is used. We take in these readings with their time and keep them for you.',
  },
  without: {
    de: 'Ohne Messwerte können wir Ihnen keinen Verbrauch zeigen.',
    en: 'Without readings there is no consumption that we could show you.',
  },
})

/** Showing people what their own devices measured: as charts, live, and as a file to take along. */
export const charts = activity('telemetry.charts', {
  chapter: 'devices',
  purposes: [Purpose.RequestedServiceProvision],
  basis: contract,
  reads: theSeries,
  operations: ['retrieval', 'consultation', 'use'],
  title: { de: 'Ihr Verbrauch in Zahlen und Kurven', en: 'Your consumption in figures and charts' },
  words: {
    de: 'Wir zeigen Ihnen die Messwerte Ihrer Geräte nach Stunden, Tagen, Monaten und Jahren und geben sie Ihnen auf Wunsch als Datei. Sie sehen nur Werte aus der Zeit, in der das Gerät Ihnen zugeordnet war.',
    en: 'We show you the readings of your devices by hour, day, month and year, and hand them to you as a file if you wish. You see values from the time in which the device was yours, and no others.',
  },
})
