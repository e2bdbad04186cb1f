import { flag, hash, int, label, long, moment, oneOf, real, ref, text } from '../../kernel/declare/columns.ts'
import { nobody, owner } from '../../kernel/declare/subject.ts'
import { asLongAs, since, table, untilErasure } from '../../kernel/declare/table.ts'
import { PersonalData } from '../../kernel/declare/terms.ts'
import { customer } from '../identity/contract.ts'
import { claiming, comparison, inventory, reporting, switching } from './activities.ts'

const { DeviceBased, DeviceSoftware, GeneratedPersonalData, ServiceConsumptionBehaviour, UID } = PersonalData
const [factory, theGateway, you, youOrIt] = [
  'the manufacturer',
  'your gateway',
  'you, in the portal',
  'you, your gateway or your device',
] as const

/** A gateway that was made. Its secret is long and random, so a plain hash is good enough. */
export const gateway = table('homes.gateway', {
  about: nobody,
  under: inventory,
  columns: {
    serial: text({ from: factory }),
    secret: hash({ is: UID, from: factory }),
    model: text({ from: factory }),
    addedAt: moment(),
    /** Out of use since. */
    retiredAt: moment().orNot(),
  },
})

/** Who has a gateway, since when. One at a time; given back, it is gone. */
export const claim = table('homes.claim', {
  title: { de: 'Ihre Gateways', en: 'Your gateways' },
  about: owner(customer),
  under: claiming,
  until: untilErasure,
  deletedAsErasure: true,
  columns: { gatewayId: ref(gateway), since: moment({ from: you, ...label('bei Ihnen seit', 'yours since') }) },
})

/** Wanted at registration, and somebody else was first: shown in the portal for a while, so that nobody wonders. */
export const missed = table('homes.missed', {
  title: {
    de: 'Bei der Registrierung genannte, schon vergebene Seriennummern',
    en: 'Serial numbers given at registration that were already taken',
  },
  about: owner(customer),
  under: claiming,
  until: since('at', claiming.remembered),
  columns: {
    serial: text({ is: DeviceBased, from: 'the registration form', ...label('Seriennummer', 'Serial number') }),
    at: moment({ from: 'the clock', ...label('Zeitpunkt', 'Time') }),
  },
})

/** A serial number was tried. How many there were of late is what counts; which one it was is not kept. */
export const guess = table('homes.guess', {
  title: { de: 'Versuche mit Seriennummern', en: 'Attempts with serial numbers' },
  about: owner(customer),
  under: claiming,
  until: since('at', claiming.tries),
  columns: { at: moment({ from: 'the clock', ...label('Zeitpunkt', 'Time') }) },
})

/** How a claimed gateway is. */
export const status = table('homes.status', {
  title: { de: 'Zustand Ihrer Gateways', en: 'State of your gateways' },
  about: owner(customer),
  under: reporting,
  until: asLongAs('claimId'),
  unaudited: 'an entry for each sign of life would be a diary of the home, kept longer than the sign itself',
  deletedAsErasure: true,
  columns: {
    claimId: ref(claim),
    model: text({ is: DeviceBased, from: theGateway, ...label('Modell', 'Model') }),
    firmware: text({ is: DeviceSoftware, from: theGateway, ...label('Softwarestand', 'Firmware') }),
    online: flag({ is: DeviceBased, from: theGateway, ...label('verbunden', 'Connected') }),
    lastSeenAt: moment({ from: theGateway, ...label('letztes Lebenszeichen', 'Last sign of life') }),
    uptimeSeconds: long({
      is: DeviceBased,
      from: theGateway,
      ...label('läuft seit (Sekunden)', 'Running for (seconds)'),
    }).orNot(),
    memoryFree: long({
      is: DeviceBased,
      from: theGateway,
      ...label('freier Arbeitsspeicher (Bytes)', 'Free memory (bytes)'),
    }).orNot(),
    signal: int({ is: DeviceBased, from: theGateway, ...label('Empfang (dBm)', 'Signal (dBm)') }).orNot(),
  },
})

export const deviceKinds = ['electricity-meter', 'gas-meter', 'water-meter', 'plug', 'sensor'] as const
export const deviceStates = ['ok', 'silent', 'fault'] as const

/** A device behind a claimed gateway. What it measures lies with telemetry, under this id. */
export const device = table('homes.device', {
  title: { de: 'Geräte an Ihrem Gateway', en: 'Devices behind your gateway' },
  about: owner(customer),
  under: reporting,
  until: asLongAs('claimId'),
  deletedAsErasure: true,
  columns: {
    claimId: ref(claim),
    key: text({ is: DeviceBased, from: theGateway, ...label('Kennung', 'Key') }),
    kind: oneOf(deviceKinds, {
      is: DeviceBased,
      from: theGateway,
      ...label('Art', 'Kind'),
      terms: {
        'electricity-meter': { de: 'Stromzähler', en: 'electricity meter' },
        'gas-meter': { de: 'Gaszähler', en: 'gas meter' },
        'water-meter': { de: 'Wasserzähler', en: 'water meter' },
        plug: { de: 'Steckdose', en: 'plug' },
        sensor: { de: 'Sensor', en: 'sensor' },
      },
    }),
    name: text({ is: DeviceBased, from: theGateway, ...label('Name am Gateway', 'Name on the gateway') }),
    givenName: text({ is: DeviceBased, from: you, ...label('Ihr Name dafür', 'Your name for it') }).orNot(),
    state: oneOf(deviceStates, {
      is: DeviceBased,
      from: theGateway,
      ...label('Zustand', 'State'),
      terms: {
        ok: { de: 'in Ordnung', en: 'in order' },
        silent: { de: 'still', en: 'silent' },
        fault: { de: 'Störung', en: 'fault' },
      },
    }),
    switchable: flag({ is: DeviceBased, from: theGateway, ...label('schaltbar', 'Can be switched') }),
    isOn: flag({ is: ServiceConsumptionBehaviour, from: theGateway, ...label('eingeschaltet', 'On') }).orNot(),
    isOnSince: moment({ from: theGateway, ...label('so seit', 'So since') }).orNot(),
  },
})

export const switchStates = ['waiting', 'sent', 'done', 'failed', 'expired'] as const

/** A device was switched, or is to be: by the customer, by a rule of the gateway, by the button of the device. */
export const switched = table('homes.switching', {
  title: { de: 'Schaltvorgänge', en: 'Switching actions' },
  about: owner(customer),
  under: switching,
  until: since('at', switching.keep),
  deletedAsErasure: true,
  columns: {
    claimId: ref(claim),
    device: ref(device, { checked: 'on input' }),
    at: moment({ from: youOrIt, ...label('Zeitpunkt', 'Time') }),
    on: flag({ is: ServiceConsumptionBehaviour, from: youOrIt, ...label('ein', 'On') }),
    by: oneOf(['you', 'gateway', 'device'], {
      is: ServiceConsumptionBehaviour,
      from: youOrIt,
      ...label('durch', 'By'),
      terms: {
        you: { de: 'Sie', en: 'you' },
        gateway: { de: 'Ihr Gateway', en: 'your gateway' },
        device: { de: 'am Gerät', en: 'at the device' },
      },
    }),
    rule: text({ is: ServiceConsumptionBehaviour, from: theGateway, ...label('Regel', 'Rule') }).orNot(),
    state: oneOf(switchStates, {
      is: GeneratedPersonalData,
      from: theGateway,
      ...label('Ergebnis', 'Outcome'),
      terms: {
        waiting: { de: 'wartet', en: 'waiting' },
        sent: { de: 'geschickt', en: 'sent' },
        done: { de: 'erledigt', en: 'done' },
        failed: { de: 'fehlgeschlagen', en: 'failed' },
        expired: { de: 'abgelaufen', en: 'expired' },
      },
    }),
    reason: text({ is: GeneratedPersonalData, from: theGateway, ...label('Grund', 'Reason') }).orNot(),
    expiresAt: moment({ from: 'the platform', ...label('gilt bis', 'Good until') }).orNot(),
    sentAt: moment({ from: 'the platform', ...label('gesendet', 'Sent') }).orNot(),
    answeredAt: moment({ from: theGateway, ...label('beantwortet', 'Answered') }).orNot(),
    /** The gateway's own name for an event: one that comes twice counts once. */
    event: text({ is: UID, from: theGateway, ...label('Kennung des Gateways', 'The gateway’s key') }).orNot(),
  },
})

/** How much electricity a home used in a month, for the comparison. */
export const compared = table('homes.compared', {
  title: { de: 'Ihre Monatswerte im Vergleich', en: 'Your monthly figures in the comparison' },
  about: owner(customer),
  under: comparison,
  until: since('month', comparison.keep),
  columns: {
    month: moment({ from: 'your device', ...label('Monat ab', 'Month from') }),
    used: real({
      is: ServiceConsumptionBehaviour,
      from: 'the readings of your device',
      ...label('Verbrauch (kWh)', 'Consumption (kWh)'),
    }),
    workedOutAt: moment({ from: 'the platform', ...label('berechnet am', 'Worked out at') }).orNot(),
  },
})

export const homesTables = [gateway, claim, missed, guess, status, device, switched, compared]
