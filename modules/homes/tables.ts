import { flag, hash, int, long, moment, oneOf, ref, text } from '../../kernel/data/columns.ts'
import { nobody, owner } from '../../kernel/data/subject.ts'
import { asLongAs, since, table, untilErasure } from '../../kernel/data/table.ts'
import { PersonalData } from '../../kernel/statement/terms.ts'
import { customer } from '../identity/contract.ts'
import { claiming, inventory, reporting, switching } from './activities.ts'

const theGateway = 'your gateway'
const you = 'you, in the portal'

/** A gateway that was made. Its secret is long and random, so a plain hash is good enough. */
export const gateway = table('homes.gateway', {
  about: nobody, under: inventory,
  columns: { serial: text({ from: 'the factory' }), secret: hash({ is: PersonalData.UID, from: 'the factory' }), model: text({ from: 'the factory' }), addedAt: moment({ from: 'the clock' }) },
})

/** Who has a gateway, since when. One at a time; given back, it is gone. */
export const claim = table('homes.claim', {
  title: { de: 'Zuordnung des Gateways', en: 'Which gateway is yours' },
  about: owner(customer), under: claiming, until: untilErasure,
  columns: { gatewayId: ref(gateway), since: moment({ from: you }) },
})

/** Wanted at registration, and somebody else was first: shown once in the portal, so that nobody wonders. */
export const missed = table('homes.missed', {
  title: { de: 'Bereits vergebene Seriennummern', en: 'Serial numbers already taken' },
  about: owner(customer), under: claiming, until: since('at', claiming.tries),
  columns: { serial: text({ is: PersonalData.DeviceBased, from: you }), at: moment() },
})

/** A serial number was tried. How many there were of late is what counts; which one it was is not kept. */
export const guess = table('homes.guess', {
  title: { de: 'Zähler der Versuche', en: 'Count of attempts' },
  about: owner(customer), under: claiming, until: since('at', claiming.tries), columns: { at: moment() },
})

/** How a claimed gateway is. */
export const status = table('homes.status', {
  about: owner(customer), under: reporting, until: asLongAs('claimId'),
  columns: {
    claimId: ref(claim), model: text({ is: PersonalData.DeviceBased, from: theGateway }), firmware: text({ is: PersonalData.DeviceSoftware, from: theGateway }),
    online: flag({ is: PersonalData.DeviceBased, from: theGateway }), lastSeenAt: moment({ from: theGateway }),
    uptimeSeconds: long({ is: PersonalData.DeviceBased, from: theGateway }).orNot(), memoryFree: long({ is: PersonalData.DeviceBased, from: theGateway }).orNot(),
    signal: int({ is: PersonalData.DeviceBased, from: theGateway }).orNot(),
  },
})

export const deviceKinds = ['electricity-meter', 'gas-meter', 'water-meter', 'plug', 'sensor'] as const
export const deviceStates = ['ok', 'silent', 'fault'] as const

/** A device behind a claimed gateway. What it measures lies with telemetry, under this id. */
export const device = table('homes.device', {
  about: owner(customer), under: reporting, until: asLongAs('claimId'),
  columns: {
    claimId: ref(claim), key: text({ is: PersonalData.DeviceBased, from: theGateway }), kind: oneOf(deviceKinds, { is: PersonalData.DeviceBased, from: theGateway }),
    name: text({ is: PersonalData.DeviceBased, from: theGateway }), givenName: text({ is: PersonalData.DeviceBased, from: you }).orNot(),
    state: oneOf(deviceStates, { is: PersonalData.DeviceBased, from: theGateway }), switchable: flag({ is: PersonalData.DeviceBased, from: theGateway }),
    isOn: flag({ is: PersonalData.ServiceConsumptionBehaviour, from: theGateway }).orNot(), isOnSince: moment({ from: theGateway }).orNot(),
  },
})

export const switchStates = ['waiting', 'sent', 'done', 'failed', 'expired'] as const

/** A device was switched, or is to be: by the customer, by a rule of the gateway, by the button of the device. */
export const switched = table('homes.switching', {
  about: owner(customer), under: switching, until: since('at', switching.keep),
  columns: {
    claimId: ref(claim), device: ref(device, { checked: 'at the door' }), at: moment({ from: 'you, your gateway or your device' }), on: flag({ is: PersonalData.ServiceConsumptionBehaviour, from: 'you, your gateway or your device' }),
    by: oneOf(['you', 'gateway', 'device'], { is: PersonalData.ServiceConsumptionBehaviour, from: theGateway }), rule: text({ is: PersonalData.ServiceConsumptionBehaviour, from: theGateway }).orNot(),
    state: oneOf(switchStates, { is: PersonalData.GeneratedPersonalData, from: theGateway }), reason: text({ is: PersonalData.GeneratedPersonalData, from: theGateway }).orNot(),
    expiresAt: moment({ from: 'the platform' }).orNot(), sentAt: moment({ from: 'the platform' }).orNot(), answeredAt: moment({ from: theGateway }).orNot(),
    /** The gateway's own name for an event: one that comes twice counts once. */
    event: text({ is: PersonalData.UID, from: theGateway }).orNot(),
  },
})

export const homesTables = [gateway, claim, missed, guess, status, device, switched]
