import { flag, int, label, moment, oneOf, real, reals, text, uuid } from '../../kernel/declare/columns.ts'
import { nobody, owner, through } from '../../kernel/declare/subject.ts'
import { since, table } from '../../kernel/declare/table.ts'
import { readings } from './activities.ts'

const measured = { is: 'dpv:ObservedPersonalData', from: 'your device' } as const
const announced = { is: 'pd:DeviceBased', from: 'your device' } as const
const derived = { is: 'dpv:GeneratedPersonalData', from: 'the readings of your device' } as const
const given = { is: 'pd:UID', from: 'the platform' } as const
const ofChannel = { ...given, ...label('Messreihe (Nummer)', 'Series (number)') }
const measuredAt = { from: 'your device', ...label('Zeitpunkt', 'Time') } as const
const dayOf = { from: 'your device', ...label('Tag', 'Day') } as const

/**
 * Who held a channel from when until when: the customer since the claim, the resident of those months.
 * What was measured in that time is about this person. Several may hold a channel at once.
 */
export const possession = table('telemetry.holding', {
  title: { de: 'Welche Messreihen zu Ihnen gehören', en: 'Which series are yours' },
  about: owner(),
  under: readings,
  until: since('until', readings.keep),
  deletedAsErasure: true,
  columns: {
    channel: int(ofChannel),
    since: moment({ from: 'the platform', ...label('Ihre seit', 'Yours since') }),
    until: moment({ from: 'the platform', ...label('Ihre bis', 'Yours until') }).orNot(),
  },
})
const throughPossession = {
  possession: () => possession,
  on: ['channel', 'channel'],
  at: ['at', 'since', 'until'],
} as const

/** Days are whose the whole day was; that readings came late is of everybody who held the channel on that day. */
const throughWholeDay = { ...throughPossession, lasts: { hours: 24, held: 'throughout' } } as const
const throughThatDay = { ...throughPossession, lasts: { hours: 24, held: 'at any time' } } as const
const throughStretch = { ...throughPossession, lasts: { to: 'last', held: 'at any time' } } as const

/**
 * One thing that a device measures; `number` is its short name in readings. Whoever holds it sees it, and it stays when
 * they go (a meter outlives its residents) unless it is retired with its device.
 */
export const channel = table('telemetry.channel', {
  title: { de: 'Was Ihre Geräte messen', en: 'What your devices measure' },
  about: through({ possession: () => possession, on: ['number', 'channel'], stays: true }),
  under: readings,
  until: since('retiredAt', readings.keep),
  columns: {
    number: int({ ...given, ...label('Nummer der Messreihe', 'Number of the series') }),
    device: uuid({ ...given, ...label('Gerät (Kennung)', 'Device (identifier)') }),
    key: text({ ...announced, ...label('Name im Gerät', 'Name in the device') }),
    label: text({ ...announced, ...label('Bezeichnung', 'Name') }),
    obis: text({ ...announced, ...label('Kennzahl (OBIS)', 'OBIS code') }).orNot(),
    unit: text({ ...announced, ...label('Einheit', 'Unit') }),
    kind: oneOf(['counter', 'gauge'], {
      ...announced,
      ...label('Art', 'Kind'),
      terms: {
        counter: { de: 'Zählerstand', en: 'meter reading' },
        gauge: { de: 'Momentanwert', en: 'present value' },
      },
    }),
    medium: oneOf(['electricity', 'gas', 'water', 'heat', 'other'], {
      ...announced,
      ...label('Was gemessen wird', 'What is measured'),
      terms: {
        electricity: { de: 'Strom', en: 'electricity' },
        gas: { de: 'Gas', en: 'gas' },
        water: { de: 'Wasser', en: 'water' },
        heat: { de: 'Wärme', en: 'heat' },
        other: { de: 'anderes', en: 'other' },
      },
    }),
    /** Without a holder it goes, unless it belongs to a place: a building's meter in a vacant flat. */
    standing: flag({ ...announced, ...label('Bleibt im Gebäude', 'Stays in the building') }),
    retiredAt: moment({ from: 'the platform', ...label('Außer Betrieb seit', 'Out of use since') }).orNot(),
  },
})

/** What was measured. One row a channel and moment; months are leaves of their own. */
export const reading = table('telemetry.reading', {
  title: { de: 'Messwerte', en: 'Readings' },
  about: through(throughPossession),
  under: readings,
  until: since('at', readings.keep),
  key: ['channel', 'at'],
  partitionedBy: 'at',
  bulk: true,
  appendOnly: true,
  columns: { channel: int(ofChannel), at: moment(measuredAt), value: real({ ...measured, ...label('Wert', 'Value') }) },
})

/**
 * A gauge's day by UTC in 96 quarter-hours: mean, lowest and highest of each, null where nothing was measured. Every
 * zone's hours, days and months are made of these. A day in which the holder changed has no row: it is about nobody
 * alone.
 */
export const day = table('telemetry.day', {
  title: { de: 'Messwerte, nach Tagen für Diagramme zusammengefasst', en: 'Readings, summed up by day for charts' },
  about: through(throughWholeDay),
  under: readings,
  until: since('at', readings.keep),
  key: ['channel', 'at'],
  columns: {
    channel: int(ofChannel),
    at: moment(dayOf),
    means: reals({ ...derived, ...label('Mittelwert jeder Viertelstunde', 'Mean of each quarter of an hour') }),
    lows: reals({ ...derived, ...label('Kleinster Wert jeder Viertelstunde', 'Lowest of each quarter of an hour') }),
    highs: reals({ ...derived, ...label('Größter Wert jeder Viertelstunde', 'Highest of each quarter of an hour') }),
    /** Sum of the means, how many there are, lowest and highest: so that long spans need not open the lists. */
    total: real({ ...derived, ...label('Summe der Mittelwerte', 'Sum of the means') }),
    quarters: int({ ...derived, ...label('Viertelstunden mit Messwerten', 'Quarters of an hour with readings') }),
    low: real({ ...derived, ...label('Kleinster Wert des Tages', 'Lowest of the day') }),
    high: real({ ...derived, ...label('Größter Wert des Tages', 'Highest of the day') }),
  },
})

/**
 * Where a counter did not go on counting: the moment of the reading, and by how much it is lower than the one before;
 * negative where it leapt up.
 */
export const fall = table('telemetry.fall', {
  title: { de: 'Zähler, die neu zu zählen begannen', en: 'Meters that started again from zero' },
  about: through(throughPossession),
  under: readings,
  until: since('at', readings.keep),
  key: ['channel', 'at'],
  columns: {
    channel: int(ofChannel),
    at: moment(measuredAt),
    amount: real({ ...derived, ...label('Um so viel niedriger (negativ: höher)', 'Lower by (negative: higher)') }),
  },
})

/** Readings of a counter that later ones disproved: from the first to the last of them, and the reading that did it. */
export const outlier = table('telemetry.outlier', {
  title: { de: 'Zählerstände, die spätere widerlegten', en: 'Meter readings that later ones disproved' },
  about: through({ ...throughStretch, restsOn: 'ends' }),
  under: readings,
  until: since('at', readings.keep),
  key: ['channel', 'at'],
  columns: {
    channel: int(ofChannel),
    at: moment({ from: 'your device', ...label('Von', 'From') }),
    last: moment({ from: 'your device', ...label('bis', 'to') }),
    ends: moment({ from: 'your device', ...label('widerlegt durch den Messwert von', 'disproved by the reading of') }),
  },
})

/** A day for which readings came after it had been summed up; written with them, gone once it is summed up anew. */
export const late = table('telemetry.late', {
  title: { de: 'Tage, für die noch Messwerte nachkamen', en: 'Days for which readings came later' },
  about: through(throughThatDay),
  under: readings,
  until: since('at', readings.keep),
  columns: {
    channel: int(ofChannel),
    at: moment(dayOf),
    /** How often it could not be summed up, and when that is tried again. */
    tries: int({ ...derived, ...label('Fehlversuche', 'Failed tries') }),
    dueAt: moment({ from: 'the platform', ...label('nächster Versuch', 'Next try') }).orNot(),
  },
})

/** How far readings are summed up: what is older than `closed` and comes in now is late; `summed` is done. */
export const progress = table('telemetry.progress', {
  about: nobody,
  under: readings,
  key: ['one'],
  columns: { one: flag(), closed: moment(), summed: moment() },
})

export const telemetryTables = [possession, channel, reading, day, fall, outlier, late, progress]
