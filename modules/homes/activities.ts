import { activity } from '../../kernel/declare/activity.ts'
import { choice, duration } from '../../kernel/declare/settings.ts'
import { consent, contract, legitimateInterest, Purpose } from '../../kernel/declare/terms.ts'
import { theLatest, theSeries } from '../telemetry/contract.ts'

/** Which gateways were made. A device on a shelf is about nobody. */
export const inventory = activity('homes.inventory', {
  chapter: 'devices',
  purposes: [Purpose.TechnicalServiceProvision],
  basis: legitimateInterest({
    de: 'nur Geräte anzunehmen, die von uns stammen',
    en: 'to let in only devices that are ours',
  }),
  reach: { all: 'the list of gateways that were made names no person' },
  reads: { 'homes.claim': ['gatewayId'] },
  operations: ['recording', 'storage', 'consultation', 'erasure'],
  title: { de: 'Verzeichnis der Gateways', en: 'List of gateways' },
  words: {
    de: 'Wir führen ein Verzeichnis aller Gateways mit Seriennummer und Modell und sehen darin, ob ein Gateway schon vergeben ist. Wem es gehört, steht darin nicht.',
    en: 'We keep a list of all gateways with serial number and model, and see in it whether a gateway is taken. It does not say whose it is.',
  },
})

/** Tying a gateway to the customer who has it, by its serial number. */
export const claiming = activity('homes.claiming', {
  chapter: 'devices',
  purposes: [Purpose.RequestedServiceProvision, Purpose.EstablishContractualAgreement],
  basis: contract,
  settings: {
    atRegistration: choice(
      {
        required: { de: 'Pflichtangabe', en: 'required' },
        voluntary: { de: 'freiwillig', en: 'voluntary' },
        later: { de: 'erst im Konto', en: 'only later, in the account' },
      },
      {
        means: { de: 'Seriennummer bei der Registrierung', en: 'Serial number at registration' },
        otherwise: 'required',
        says: chosen =>
          ({
            required: {
              de: 'Die Seriennummer ist bei der Registrierung eine Pflichtangabe.',
              en: 'The serial number is required at registration.',
            },
            voluntary: {
              de: 'Die Seriennummer können Sie bei der Registrierung freiwillig angeben.',
              en: 'You may give the serial number at registration.',
            },
            later: {
              de: 'Die Seriennummer geben Sie erst im Konto an.',
              en: 'You give the serial number only later, in your account.',
            },
          })[chosen],
      },
    ),
    tries: duration({
      means: { de: 'Aufbewahrung der Versuche', en: 'Attempts are kept for' },
      runs: { de: 'ab dem Versuch', en: 'from the attempt' },
      otherwise: 'PT1H',
    }),
    remembered: duration({
      means: {
        de: 'War das Gateway bei der Bestätigung schon vergeben, zeigen wir das',
        en: 'If the gateway was taken by the time of confirmation, we show that for',
      },
      runs: { de: 'ab der Bestätigung', en: 'from the confirmation' },
      otherwise: 'P30D',
    }),
  },
  reads: { 'homes.gateway': ['serial', 'model', 'retiredAt'] },
  operations: ['collection', 'recording', 'storage', 'consultation', 'use', 'erasure'],
  title: { de: 'Ihr Gateway', en: 'Your gateway' },
  words: {
    de: 'Mit der Seriennummer ordnen wir Ihr Gateway Ihrem Konto zu, und nur Ihrem. Geben Sie es zurück, löschen wir die Zuordnung und alles, was das Gateway über Sie gemeldet hat. Damit niemand Seriennummern ausprobiert, zählen wir Versuche.',
    en: 'Its serial number links your gateway to your account, and to yours alone. When you give it back, we delete that link and everything the gateway has reported about you. To keep anybody from guessing serial numbers, we count attempts.',
  },
  without: {
    de: 'Ohne die Seriennummer sehen Sie keine Geräte und Messwerte.',
    en: 'Without the serial number you see no devices and no readings.',
  },
})

/** Finding out whose gateway it is that signs in; nothing is kept under it. */
export const finding = activity('homes.finding', {
  chapter: 'devices',
  purposes: [Purpose.TechnicalServiceProvision, Purpose.EnforceSecurity],
  basis: contract,
  reach: { all: 'a gateway signs in with its serial number; whose it is follows from the claim alone' },
  reads: {
    'homes.gateway': ['serial', 'secret', 'retiredAt'],
    'homes.claim': ['subject', 'gatewayId', 'since'],
    'homes.status': ['subject', 'claimId', 'online', 'lastSeenAt'],
    'homes.switching': ['subject', 'state', 'expiresAt'],
  },
  operations: ['retrieval', 'use'],
  title: { de: 'Anmeldung des Gateways', en: 'Sign-in of the gateway' },
  words: {
    de: 'Meldet sich ein Gateway an, stellen wir anhand der Seriennummer fest, zu welchem Konto es gehört, und ob es sich noch meldet.',
    en: 'When a gateway signs in, we find out by its serial number to which account it belongs, and whether it still reports.',
  },
})

/** What a gateway reports about itself and about the devices behind it. */
export const reporting = activity('homes.reporting', {
  chapter: 'devices',
  purposes: [Purpose.RequestedServiceProvision, Purpose.TechnicalServiceProvision],
  basis: contract,
  settings: {
    silentAfter: duration({
      means: { de: 'Zeit, nach der ein Gateway als still gilt', en: 'Time after which a gateway counts as silent' },
      says: ({ dative, english }) => ({
        de: `Nach ${dative} ohne Lebenszeichen gilt ein Gateway als still.`,
        en: `After ${english} without a sign of life a gateway counts as silent.`,
      }),
      runs: { de: 'nach dem letzten Lebenszeichen', en: 'after its last sign of life' },
      otherwise: 'PT5M',
    }),
  },
  reads: {
    'homes.gateway': ['serial', 'model', 'retiredAt'],
    'homes.claim': ['gatewayId', 'since'],
    'homes.missed': ['serial', 'at'],
    ...theLatest,
  },
  operations: ['collection', 'recording', 'storage', 'consultation', 'use', 'erasure'],
  title: { de: 'Zustand von Gateway und Geräten', en: 'State of gateway and devices' },
  words: {
    de: 'Das Gateway meldet uns Modell, Softwarestand und Zustand sowie die Geräte dahinter mit Art, Namen und Zustand. Wir zeigen Ihnen das im Portal; es bleibt, solange das Gateway zu Ihrem Konto gehört.',
    en: 'The gateway reports its model, software version and state, and the devices behind it with kind, name and state. We show you this in the portal; it stays as long as the gateway belongs to your account.',
  },
  without: {
    de: 'Ohne diese Meldungen läuft das Gateway nicht zuverlässig und Sie sehen keine Geräte.',
    en: 'Without these reports the gateway does not run reliably and you see no devices.',
  },
})

/** Switching devices, and who or what did it. */
export const switching = activity('homes.switching', {
  chapter: 'devices',
  purposes: [Purpose.RequestedServiceProvision],
  basis: contract,
  settings: {
    keep: duration({
      means: { de: 'Aufbewahrung der Schaltvorgänge', en: 'Switching actions are kept for' },
      runs: { de: 'ab dem Schalten', en: 'from the switching' },
      otherwise: 'P1Y',
    }),
    waits: duration({
      means: { de: 'Längste Wartezeit eines Schaltbefehls', en: 'How long a command waits at most' },
      says: ({ accusative, english }) => ({
        de: `Ein Schaltbefehl wartet höchstens ${accusative} auf das Gateway.`,
        en: `A command waits for the gateway for ${english} at most.`,
      }),
      otherwise: 'PT5M',
    }),
  },
  reads: { 'homes.device': ['claimId', 'key', 'switchable'] },
  operations: ['collection', 'recording', 'storage', 'consultation', 'use', 'erasure'],
  title: { de: 'Schalten von Geräten', en: 'Switching devices' },
  words: {
    de: 'Schalten Sie, eine Regel oder jemand am Gerät ein Gerät, halten wir Zeitpunkt, Gerät und Auslöser fest und zeigen Ihnen den Verlauf.',
    en: 'When you, a rule or somebody at the device switches a device, we record time, device and what caused it, and show you the history.',
  },
})

/** Setting the own consumption beside that of other homes: only for those, and with those, who want it. */
export const comparison = activity('homes.comparison', {
  chapter: 'devices',
  purposes: [Purpose.ServiceUsageAnalytics],
  basis: consent,
  asks: {
    says: {
      de: 'Ich möchte meinen monatlichen Stromverbrauch mit dem Durchschnitt der Haushalte vergleichen, die ebenfalls teilnehmen. Dafür wird aus den Messwerten meiner Stromzähler der Verbrauch jedes Monats gebildet und in diesen Durchschnitt eingerechnet. Meinen einzelnen Wert sehe nur ich.',
      en: 'I want to compare my monthly electricity consumption with the average of the homes that take part as well. For this, the consumption of each month is worked out from the readings of my electricity meters and counted into that average. My single figure is seen by me alone.',
    },
  },
  settings: {
    keep: duration({
      means: { de: 'Aufbewahrung der Monatswerte', en: 'Monthly figures are kept for' },
      runs: { de: 'ab Beginn des Monats', en: 'from the beginning of the month' },
      otherwise: 'P14M',
    }),
  },
  reach: { all: 'the average is that of all homes that take part' },
  reads: theSeries,
  operations: ['recording', 'storage', 'combination', 'consultation', 'erasure'],
  title: { de: 'Vergleich mit anderen Haushalten', en: 'Comparison with other homes' },
  words: {
    de: 'Wenn Sie möchten, zeigen wir Ihnen Ihren Stromverbrauch eines Monats neben dem Durchschnitt der Haushalte, die ebenfalls teilnehmen. Einen Durchschnitt zeigen wir erst ab fünf Haushalten. Widerrufen Sie, löschen wir Ihre Monatswerte sofort, und sie zählen nicht mehr mit.',
    en: 'If you want, we show you your electricity consumption of a month beside the average of the homes that take part as well. We show an average only from five homes on. If you withdraw, we delete your monthly figures at once, and they no longer count.',
  },
})
