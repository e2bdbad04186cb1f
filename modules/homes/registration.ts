import type { PartInRegistration } from '../identity/contract.ts'
import type { gatewayClaims } from './claims.ts'

/** The serial number in the registration form: looked at when it is typed, bound when the address is confirmed. */
export function serialAtRegistration(claims: ReturnType<typeof gatewayClaims>, required: boolean): PartInRegistration {
  return {
    field: {
      name: 'serial',
      kind: 'serial',
      required,
      label: { de: 'Seriennummer des Gateways', en: 'Serial number of the gateway' },
      why: {
        de: 'Sie ordnet Ihr Gateway Ihrem Konto zu. Sie steht auf dem Typenschild an seiner Unterseite, zum Beispiel QB-7K3M-9QXD-J.',
        en: 'It links your gateway to your account. You find it on the label on its underside, for example QB-7K3M-9QXD-J.',
      },
      without: {
        de: 'Ohne sie sehen Sie keine Geräte und Messwerte.',
        en: 'Without it you see no devices and no readings.',
      },
    },
    check: claims.free,
    confirmed: claims.atConfirmation,
  }
}
