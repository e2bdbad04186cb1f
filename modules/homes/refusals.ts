import { Refusal } from '../../platform/refusal.ts'

const whereItStands = {
  de: 'Sie steht auf dem Typenschild an der Unterseite des Gateways und auf der Verpackung, zum Beispiel QB-7K3M-9QXD-J.',
  en: 'You find it on the label on the underside of the gateway and on its box, for example QB-7K3M-9QXD-J.',
}

export class SerialMalformed extends Refusal {
  readonly id = 'serial-malformed'
  readonly status = 422
  readonly says = {
    de: 'Das ist keine gültige Seriennummer. Vielleicht ist sie vertippt.',
    en: 'This is not a valid serial number. Perhaps it is mistyped.',
  }
  override readonly helps = {
    de: `${whereItStands.de} Die Ziffern 0 und 1 und die Buchstaben I, L und O kommen darin nicht vor.`,
    en: `${whereItStands.en} It never contains the digits 0 and 1 or the letters I, L and O.`,
  }
  override readonly fields = { serial: this.says }
}

export class SerialUnknown extends Refusal {
  readonly id = 'serial-unknown'
  readonly status = 422
  readonly says = {
    de: 'Ein Gateway mit dieser Seriennummer kennen wir nicht.',
    en: 'We know no gateway with this serial number.',
  }
  override readonly helps = {
    de: `Bitte prüfen Sie sie noch einmal. ${whereItStands.de} Stimmt sie, hilft unser Kundendienst.`,
    en: `Please check it once more. ${whereItStands.en} If it is right, our customer service can help.`,
  }
  override readonly fields = { serial: this.says }
}

export class GatewayRetired extends Refusal {
  readonly id = 'gateway-retired'
  readonly status = 409
  readonly says = { de: 'Dieses Gateway ist nicht mehr in Betrieb.', en: 'This gateway has been retired.' }
  override readonly helps = {
    de: 'Unser Kundendienst hilft Ihnen mit einem anderen Gerät.',
    en: 'Our customer service can help you with another device.',
  }
  override readonly fields = { serial: this.says }
}

export class SerialClaimed extends Refusal {
  readonly id = 'serial-claimed'
  readonly status = 409
  readonly says = {
    de: 'Dieses Gateway gehört schon zu einem anderen Konto.',
    en: 'This gateway already belongs to another account.',
  }
  override readonly helps = {
    de: 'Haben Sie es gebraucht bekommen, muss es der Vorbesitzer erst in seinem Konto zurückgeben. Ist das nicht möglich, hilft unser Kundendienst.',
    en: 'If you got it second-hand, the previous owner first has to give it back in their account. If that is not possible, our customer service can help.',
  }
  override readonly fields = { serial: this.says }
}

export class YoursAlready extends Refusal {
  readonly id = 'serial-already-yours'
  readonly status = 409
  readonly says = {
    de: 'Dieses Gateway gehört schon zu Ihrem Konto.',
    en: 'This gateway already belongs to your account.',
  }
  override readonly helps = { de: 'Sie finden es unter „Geräte“.', en: 'You find it under “Devices”.' }
  override readonly fields = { serial: this.says }
}

export class OnlyStored extends Refusal {
  readonly id = 'data-restricted'
  readonly status = 409
  readonly says = {
    de: 'Wir bewahren Ihre Daten zurzeit nur auf, wie Sie es verlangt haben.',
    en: 'At present we only store your data, as you asked.',
  }
  override readonly helps = {
    de: 'Ihre Gateways gehören weiterhin Ihnen. Ein weiteres verbinden Sie, sobald Sie die Einschränkung unter „Meine Daten“ aufgehoben haben.',
    en: 'Your gateways are still yours. You can connect another one as soon as you have lifted the restriction under “My data”.',
  }
}

export class NotSwitchable extends Refusal {
  readonly id = 'not-switchable'
  readonly status = 409
  readonly says = { de: 'Dieses Gerät lässt sich nicht schalten.', en: 'This device cannot be switched.' }
  override readonly helps = {
    de: 'Schalten lassen sich Geräte, bei denen ein Schalter zu sehen ist, zum Beispiel Zwischenstecker.',
    en: 'Devices that show a switch can be switched, such as plugs.',
  }
}

export class NoGateways extends Refusal {
  readonly id = 'no-gateways'
  readonly status = 422
  readonly says: { readonly de: string; readonly en: string }
  constructor(says: { readonly de: string; readonly en: string }) {
    super()
    this.says = says
  }
  override readonly helps = {
    de: 'Die erste Zeile nennt die Spalten: serial, model und, wo es schon eins gibt, secret; getrennt durch Komma oder Semikolon, in UTF-8.',
    en: 'The first line names the columns: serial, model and, if there already is one, secret; separated by commas or semicolons, in UTF-8.',
  }
}
