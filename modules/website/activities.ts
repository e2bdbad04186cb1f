import { activity } from '../../kernel/declare/activity.ts'
import { zodOf } from '../../kernel/declare/schema.ts'
import { choice, duration, fields } from '../../kernel/declare/settings.ts'
import { legitimateInterest, Purpose } from '../../kernel/declare/terms.ts'

/** What an access log may hold: the union of what operators ask for. Each manifest takes its own choice of it. */
/** What an entry may say, as the statement names it. */
export const accessLogFields = {
  at: { de: 'Datum und Uhrzeit', en: 'date and time' },
  host: { de: 'IP-Adresse', en: 'IP address' },
  provider: {
    de: 'Domain des Internetanbieters (soweit ein vorgeschalteter Dienst sie mitteilt)',
    en: 'domain of the internet provider (as far as a service in front tells it)',
  },
  zoneOffset: {
    de: 'Zeitzonendifferenz zur koordinierten Weltzeit',
    en: 'time-zone offset from coordinated universal time',
  },
  path: { de: 'aufgerufene Seite', en: 'page requested' },
  file: { de: 'abgerufene Datei', en: 'file requested' },
  status: { de: 'Statuscode', en: 'status code' },
  bytes: { de: 'übertragene Datenmenge', en: 'bytes sent' },
  referrer: { de: 'zuvor besuchte Seite (Referrer)', en: 'page visited before (referrer)' },
  browser: { de: 'Browser', en: 'browser' },
  browserVersion: { de: 'Version des Browsers', en: 'version of the browser' },
  language: { de: 'Sprache des Browsers', en: 'language of the browser' },
  os: { de: 'Betriebssystem', en: 'operating system' },
  surface: { de: 'Art des Geräts (Telefon, Tablet, Rechner)', en: 'kind of device (phone, tablet, desktop)' },
} as const
export type AccessLogField = keyof typeof accessLogFields

const chosen = fields(accessLogFields, {
  means: { de: 'Protokollierte Angaben', en: 'What is logged' },
  otherwise: ['at', 'host', 'path', 'status', 'bytes'],
  says: (_, { de, en }) => ({ de: `Protokolliert werden: ${de}.`, en: `What is logged: ${en}.` }),
})
/** An entry without its time could not be kept for so long after it. */
const logged = {
  ...chosen,
  schema: zodOf(chosen.schema).refine(names => names.includes('at'), 'an entry always bears its time: name `at`, too'),
}

const noAddress = { de: 'Die IP-Adresse protokollieren wir nicht.', en: 'We do not log the IP address.' }
const addressLogged = {
  full: { de: 'Die IP-Adresse protokollieren wir vollständig.', en: 'The IP address is logged in full.' },
  shortened: {
    de: 'Die IP-Adresse kürzen wir vor dem Speichern: bei IPv4 um die letzte von vier Stellen, bei IPv6 um die letzten 80 Bit.',
    en: 'We shorten the IP address before storing it: by the last of its four parts for IPv4, by the last 80 bits for IPv6.',
  },
}

export const accessLog = activity('website.access-log', {
  chapter: 'visit',
  audience: ['public', 'employees'],
  purposes: [
    Purpose.TechnicalServiceProvision,
    Purpose.ServiceMonitoring,
    Purpose.EnforceSecurity,
    Purpose.ServiceUsageAnalytics,
    Purpose.ImproveExistingProductsAndServices,
  ],
  basis: legitimateInterest({
    de: 'die Seiten auszuliefern, sie sicher und ohne Störungen zu betreiben und sie zu verbessern',
    en: 'delivering the pages, running them securely and without faults, and improving them',
  }),
  settings: {
    keep: duration({
      means: { de: 'Aufbewahrung', en: 'Storage period' },
      runs: { de: 'ab dem Aufruf', en: 'from the request' },
      otherwise: 'P7D',
    }),
    fields: logged,
    address: choice(
      {
        full: { de: 'vollständig', en: 'in full' },
        shortened: {
          de: 'vor dem Speichern gekürzt (IPv4 um die letzte von vier Stellen, IPv6 um die letzten 80 Bit)',
          en: 'shortened before it is stored (IPv4 by the last of four parts, IPv6 by the last 80 bits)',
        },
      },
      {
        means: { de: 'Protokollierung der IP-Adresse', en: 'Logging of the IP address' },
        otherwise: 'full',
        says: (chosen, { fields: all }) =>
          Array.isArray(all) && !all.includes('host') ? noAddress : addressLogged[chosen],
      },
    ),
  },
  reach: { all: 'no entry can be tied to a person' },
  operations: ['collection', 'recording', 'storage', 'consultation', 'erasure'],
  title: { de: 'Zugriffsprotokoll', en: 'Access log' },
  words: {
    de: 'Jeder Aufruf einer Seite oder Schnittstelle hinterlässt einen Eintrag in unserem Zugriffsprotokoll. Es liegt getrennt von allem, was Sie eingeben, und enthält keine Kennung von Konto, Sitzung oder Person: Von Adressen unserer Seiten steht dort nur die Art der Seite, von fremden Seiten, über die Sie kommen, nur die Website. Besteht der Verdacht einer rechtswidrigen Nutzung, können die Einträge eines Zeitraums bis zu einem festgelegten Tag länger bleiben und geprüft werden; Anlass und jede Einsicht halten wir fest.',
    en: 'Each request for a page or an interface leaves an entry in our access log. It is kept apart from everything that you enter and contains no identifier of an account, a session or a person: of the addresses of our own pages it records only the kind of page, and of a page elsewhere that brought you here only the website. Where unlawful use is suspected, the entries of a certain period can be kept until a fixed day and examined; we record the reason and every time somebody looks at them.',
  },
  without: {
    de: 'Ohne diese Angaben lässt sich keine Seite ausliefern; was Ihr Browser nicht sendet, bleibt im Protokoll leer.',
    en: 'Without this data no page can be delivered; what your browser does not send stays empty in the log.',
  },
})
