import { flag, int, moment, oneOf, real, reals, text, uuid } from '../../kernel/data/columns.ts'
import { nobody, owner, through } from '../../kernel/data/subject.ts'
import { since, table } from '../../kernel/data/table.ts'
import { readings } from './activities.ts'

const measured = { is: 'dpv:ObservedPersonalData', from: 'your device' } as const
const announced = { is: 'pd:DeviceBased', from: 'your device' } as const
const derived = { is: 'dpv:GeneratedPersonalData', from: 'the readings of your device' } as const
const given = { is: 'pd:UID', from: 'the platform' } as const

/**
 * Who held a channel from when until when: the customer since the claim, the resident of those months.
 * What was measured in that time is about this person. Several may hold a channel at once.
 */
export const holding = table('telemetry.holding', {
  about: owner(), under: readings, until: since('until', readings.keep),
  columns: { channel: int(given), since: moment({ from: 'the platform' }), until: moment({ from: 'the platform' }).orNot() },
})
const held = { holding: () => holding, on: ['channel', 'channel'], at: ['at', 'since', 'until'] } as const

/**
 * One thing that a device measures; `number` is its short name in readings. Whoever holds it sees it, and it stays when
 * they go (a meter outlives its residents) unless it is retired with its device.
 */
export const channel = table('telemetry.channel', {
  about: through({ holding: () => holding, on: ['number', 'channel'], stays: true }), under: readings, until: since('retiredAt', readings.keep),
  columns: {
    number: int(given), device: uuid(given), key: text(announced), label: text(announced), obis: text(announced).orNot(), unit: text(announced),
    kind: oneOf(['counter', 'gauge'], announced), medium: oneOf(['electricity', 'gas', 'water', 'heat', 'other'], announced),
    /** Without a holder it goes, unless it belongs to a place: a building's meter in a vacant flat. */
    standing: flag(announced),
    retiredAt: moment({ from: 'the platform' }).orNot(),
  },
})

/** What was measured. One row a channel and moment; months are leaves of their own. */
export const reading = table('telemetry.reading', {
  about: through(held), under: readings, until: since('at', readings.keep), key: ['channel', 'at'], partitionedBy: 'at', bulk: true, appendOnly: true,
  columns: { channel: int(given), at: moment({ from: 'your device' }), value: real(measured) },
})

/**
 * A gauge's day by UTC in 96 quarter-hours: mean, lowest and highest of each, null where nothing was measured. Every zone's
 * hours, days and months are made of these. A day in which the holder changed has no row: it is about nobody alone.
 */
export const day = table('telemetry.day', {
  about: through(held), under: readings, until: since('at', readings.keep), key: ['channel', 'at'],
  columns: {
    channel: int(given), at: moment({ from: 'your device' }), means: reals(derived), lows: reals(derived), highs: reals(derived),
    /** Sum of the means, how many there are, lowest and highest: so that long spans need not open the lists. */
    total: real(derived), quarters: int(derived), low: real(derived), high: real(derived),
  },
})

/** Where a counter fell: the moment of the lower reading, and by how much. */
export const fall = table('telemetry.fall', {
  about: through(held), under: readings, until: since('at', readings.keep), key: ['channel', 'at'],
  columns: { channel: int(given), at: moment({ from: 'your device' }), amount: real(derived) },
})

/** A day for which readings came after it had been summed up; written with them, gone once it is summed up anew. */
export const late = table('telemetry.late', {
  about: through(held), under: readings, until: since('at', readings.keep),
  columns: { channel: int(given), at: moment({ from: 'your device' }) },
})

/** How far readings are summed up: what is older than `closed` and comes in now is late; `summed` is done. */
export const progress = table('telemetry.progress', {
  about: nobody, under: readings, key: ['one'],
  columns: { one: flag(), closed: moment(), summed: moment() },
})

export const telemetryTables = [holding, channel, reading, day, fall, late, progress]
