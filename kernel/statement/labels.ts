import { laws, type LawTerm } from './laws.ts'
import type {
  Language,
  LegalBasis,
  LegalBasisTerm,
  Measure,
  PersonalData,
  Purpose,
  Right,
  Role,
  Safeguard,
  Words,
} from '../declare/terms.ts'

/** What the terms mean to a reader, in our own words. A term without words here is a type error. */
const purposes: Record<Purpose, Words> = {
  'dpv:AccountManagement': { de: 'Konto führen', en: 'managing the account' },
  'dpv:IdentityAuthentication': { de: 'Anmeldung prüfen', en: 'authenticating sign-ins' },
  'dpv:IdentityVerification': { de: 'Identität feststellen', en: 'verifying identity' },
  'dpv:RequestedServiceProvision': { de: 'den gewünschten Dienst erbringen', en: 'providing the service asked for' },
  'dpv:TechnicalServiceProvision': {
    de: 'den Dienst technisch bereitstellen',
    en: 'providing the service technically',
  },
  'dpv:ServiceMonitoring': {
    de: 'Betrieb überwachen und Störungen beheben',
    en: 'monitoring operation and fixing faults',
  },
  'dpv:ServiceUsageAnalytics': { de: 'Nutzung in Zahlen auswerten', en: 'analysing how the service is used' },
  'dpv:EnforceSecurity': { de: 'Sicherheit gewährleisten', en: 'ensuring security' },
  'dpv:CustomerCare': { de: 'Kundinnen und Kunden betreuen', en: 'customer care' },
  'dpv:CommunicationForCustomerCare': { de: 'Anliegen beantworten', en: 'answering requests' },
  'dpv:CustomerOrderManagement': { de: 'Bestellungen abwickeln', en: 'handling orders' },
  'dpv:DeliveryOfGoods': { de: 'Waren liefern', en: 'delivering goods' },
  'dpv:PaymentManagement': { de: 'Zahlungen abwickeln', en: 'handling payments' },
  'dpv:CustomerRelationshipManagement': { de: 'Kundenbeziehungen pflegen', en: 'maintaining customer relations' },
  'dpv:CustomerClaimsManagement': {
    de: 'Reklamationen und Ansprüche bearbeiten',
    en: 'handling complaints and claims',
  },
  'dpv:EstablishContractualAgreement': { de: 'Verträge schließen', en: 'concluding contracts' },
  'dpv:DirectMarketing': { de: 'Direktwerbung', en: 'direct marketing' },
  'dpv:ImproveExistingProductsAndServices': {
    de: 'Produkte und Dienste verbessern',
    en: 'improving products and services',
  },
  'dpv:ResearchAndDevelopment': { de: 'Forschung und Entwicklung', en: 'research and development' },
  'dpv:LegalCompliance': { de: 'gesetzliche Pflichten erfüllen', en: 'complying with legal obligations' },
  'dpv:RightsFulfilment': { de: 'Ihre Datenschutzrechte erfüllen', en: 'fulfilling your data protection rights' },
  'dpv:RecordManagement': { de: 'Nachweise führen', en: 'keeping records' },
  'dpv:DisputeManagement': { de: 'Streitfälle klären', en: 'settling disputes' },
  'dpv:FraudPreventionAndDetection': { de: 'Betrug verhindern und erkennen', en: 'preventing and detecting fraud' },
  'dpv:MisusePreventionAndDetection': {
    de: 'Missbrauch verhindern und erkennen',
    en: 'preventing and detecting misuse',
  },
}

const personalData: Record<PersonalData, Words> = {
  'pd:Name': { de: 'Name', en: 'name' },
  'pd:EmailAddress': { de: 'E-Mail-Adresse', en: 'e-mail address' },
  'pd:TelephoneNumber': { de: 'Telefonnummer', en: 'telephone number' },
  'pd:PhysicalAddress': { de: 'Anschrift', en: 'postal address' },
  'pd:PostalCode': { de: 'Postleitzahl', en: 'postcode' },
  'pd:BirthDate': { de: 'Geburtsdatum', en: 'date of birth' },
  'pd:Gender': { de: 'Geschlecht', en: 'gender' },
  'pd:Language': { de: 'Sprache', en: 'language' },
  'pd:Username': { de: 'Benutzername', en: 'user name' },
  'pd:Password': {
    de: 'Passwort und andere Geheimnisse (nur als Prüfwert oder verschlüsselt)',
    en: 'password and other secrets (only as a check value or encrypted)',
  },
  'pd:UID': { de: 'interne Kennung', en: 'internal identifier' },
  'pd:AccountIdentifier': { de: 'Konto- oder Kundennummer', en: 'account or customer number' },
  'pd:IPAddress': { de: 'IP-Adresse', en: 'IP address' },
  'pd:MACAddress': { de: 'MAC-Adresse', en: 'MAC address' },
  'pd:UserAgent': { de: 'Browserkennung', en: 'browser identification' },
  'pd:DeviceBased': { de: 'Gerätedaten', en: 'device data' },
  'pd:DeviceSoftware': { de: 'Software des Geräts', en: 'device software' },
  'pd:DeviceOperatingSystem': { de: 'Betriebssystem', en: 'operating system' },
  'pd:BrowserFingerprint': { de: 'Browsermerkmale', en: 'browser characteristics' },
  'pd:BrowsingReferral': { de: 'zuvor besuchte Seite (Referrer)', en: 'page visited before (referrer)' },
  'pd:BrowsingBehaviour': { de: 'Nutzung der Seiten', en: 'use of the pages' },
  'pd:AuthenticationHistory': { de: 'Verlauf der Anmeldungen', en: 'sign-in history' },
  'pd:Location': { de: 'Ort', en: 'place' },
  'pd:GPSCoordinate': { de: 'Koordinaten', en: 'coordinates' },
  'pd:HomeLocation': { de: 'Lage der Wohnung', en: 'location of the home' },
  'pd:Street': { de: 'Straße und Hausnummer', en: 'street and house number' },
  'pd:City': { de: 'Wohnort', en: 'town' },
  'pd:Country': { de: 'Land', en: 'country' },
  'pd:Ownership': { de: 'Zuordnung von Geräten', en: 'which devices are yours' },
  'pd:Purchase': { de: 'Käufe', en: 'purchases' },
  'pd:Transaction': { de: 'Zahlungsvorgänge', en: 'payment transactions' },
  'pd:BankAccount': { de: 'Bankverbindung', en: 'bank account' },
  'pd:PaymentCard': { de: 'Zahlungskarte', en: 'payment card' },
  'pd:Communication': { de: 'Inhalt von Nachrichten', en: 'content of messages' },
  'pd:CommunicationsMetadata': {
    de: 'Metadaten von Nachrichten (wann, an wen, Zustellung)',
    en: 'message metadata (when, to whom, delivery)',
  },
  'pd:EmailContent': { de: 'Inhalt von E-Mails', en: 'content of e-mails' },
  'pd:Opinion': { de: 'Meinungen und Antworten', en: 'opinions and answers' },
  'pd:Preference': { de: 'Einstellungen', en: 'preferences' },
  'pd:PrivacyPreference': { de: 'Datenschutz-Einstellungen', en: 'privacy choices' },
  'pd:Interest': { de: 'Interessen', en: 'interests' },
  'pd:ServiceConsumptionBehaviour': { de: 'Verbrauchs- und Nutzungswerte', en: 'consumption and usage readings' },
  'pd:LinkClicked': { de: 'angeklickte Links', en: 'links clicked' },
  'pd:Picture': { de: 'Bild', en: 'picture' },
  'pd:Professional': { de: 'berufliche Angaben', en: 'professional details' },
  'pd:CurrentEmployment': { de: 'Firma', en: 'company' },
  'dpv:ObservedPersonalData': {
    de: 'beobachtete Daten (etwa Messwerte und Ereignisse)',
    en: 'observed data (such as readings and events)',
  },
  'dpv:GeneratedPersonalData': {
    de: 'Vorgangsdaten (etwa Zeitpunkte)',
    en: 'records of what happened (such as times)',
  },
}

const roles: Record<Role, Words> = {
  'dpv:DataProcessor': { de: 'Auftragsverarbeiter', en: 'processor' },
  'dpv:DataSubProcessor': { de: 'Unterauftragsverarbeiter', en: 'sub-processor' },
  'dpv:JointDataControllers': { de: 'gemeinsam mit uns verantwortlich', en: 'joint controller with us' },
  'dpv:DataController': { de: 'eigenständig verantwortlich', en: 'controller in its own right' },
  'dpv:ThirdParty': { de: 'Dritter', en: 'third party' },
  'dpv:Authority': { de: 'Behörde', en: 'authority' },
}

const rights: Record<Right, Words> = {
  'eu-gdpr:A7-3': { de: 'Widerruf der Einwilligung', en: 'withdrawal of consent' },
  'eu-gdpr:A15': { de: 'Auskunft', en: 'access' },
  'eu-gdpr:A16': { de: 'Berichtigung', en: 'rectification' },
  'eu-gdpr:A17': { de: 'Löschung', en: 'erasure' },
  'eu-gdpr:A18': { de: 'Einschränkung der Verarbeitung', en: 'restriction of processing' },
  'eu-gdpr:A20': { de: 'Datenübertragbarkeit', en: 'data portability' },
  'eu-gdpr:A21': { de: 'Widerspruch', en: 'objection' },
  'eu-gdpr:A22': { de: 'keine automatisierte Entscheidung', en: 'no automated decision' },
  'eu-gdpr:A77': { de: 'Beschwerde bei der Aufsichtsbehörde', en: 'complaint to the supervisory authority' },
}

const safeguards: Record<Safeguard, Words> = {
  'eu-gdpr:A45-3': {
    de: 'Angemessenheitsbeschluss der EU-Kommission (Art. 45 Abs. 3 DSGVO)',
    en: 'adequacy decision of the EU Commission (Art. 45(3) GDPR)',
  },
  'eu-gdpr:A46-2-b': {
    de: 'verbindliche interne Datenschutzvorschriften (Art. 46 Abs. 2 Buchst. b DSGVO)',
    en: 'binding corporate rules (Art. 46(2)(b) GDPR)',
  },
  'eu-gdpr:A46-2-c': {
    de: 'Standarddatenschutzklauseln (Art. 46 Abs. 2 Buchst. c DSGVO)',
    en: 'standard data protection clauses (Art. 46(2)(c) GDPR)',
  },
  'eu-gdpr:A46-2-e': {
    de: 'genehmigte Verhaltensregeln (Art. 46 Abs. 2 Buchst. e DSGVO)',
    en: 'approved code of conduct (Art. 46(2)(e) GDPR)',
  },
  'eu-gdpr:A46-2-f': {
    de: 'genehmigte Zertifizierung (Art. 46 Abs. 2 Buchst. f DSGVO)',
    en: 'approved certification (Art. 46(2)(f) GDPR)',
  },
  'eu-gdpr:A46-3-a': {
    de: 'genehmigte Vertragsklauseln (Art. 46 Abs. 3 Buchst. a DSGVO)',
    en: 'authorised contractual clauses (Art. 46(3)(a) GDPR)',
  },
  'eu-gdpr:A49-1-a': {
    de: 'ausdrückliche Einwilligung (Art. 49 Abs. 1 Buchst. a DSGVO)',
    en: 'explicit consent (Art. 49(1)(a) GDPR)',
  },
  'eu-gdpr:A49-1-b': {
    de: 'zur Erfüllung des Vertrags mit Ihnen erforderlich (Art. 49 Abs. 1 Buchst. b DSGVO)',
    en: 'necessary for the contract with you (Art. 49(1)(b) GDPR)',
  },
}

const measures: Record<Measure, Words> = {
  'dpv:EncryptionInTransfer': { de: 'Verschlüsselung bei der Übertragung', en: 'encryption in transfer' },
  'dpv:EncryptionAtRest': { de: 'Verschlüsselung bei der Speicherung', en: 'encryption at rest' },
  'dpv:AccessControlMethod': { de: 'Zugriffskontrolle', en: 'access control' },
  'dpv:MultiFactorAuthentication': {
    de: 'Anmeldung unserer Beschäftigten mit zweitem Faktor',
    en: 'sign-in of our employees with a second factor',
  },
  'dpv:CryptographicKeyManagement': { de: 'Verwaltung der Schlüssel', en: 'key management' },
  'dpv:ActivityMonitoring': { de: 'Protokollierung von Zugriffen', en: 'logging of access' },
  'dpv:DataBackupProtocols': { de: 'Sicherungskopien', en: 'backups' },
  'dpv:UsageControl': { de: 'Bindung jedes Zugriffs an einen Zweck', en: 'tying each access to a purpose' },
  'dpv:InformationFlowControl': { de: 'Kontrolle ausgehender Daten', en: 'control of outgoing data' },
  'dpv:DataErasurePolicy': { de: 'Löschregeln', en: 'erasure rules' },
  'dpv:PrivacyByDefault': { de: 'datenschutzfreundliche Voreinstellungen', en: 'privacy by default' },
}

const bases: Record<LegalBasisTerm, Words> = {
  'eu-gdpr:A6-1-a-explicit-consent': { de: 'ausdrückliche Einwilligung', en: 'explicit consent' },
  'eu-gdpr:A6-1-a-non-explicit-consent': { de: 'Einwilligung', en: 'consent' },
  'eu-gdpr:A6-1-b-enter-into-contract': {
    de: 'Schritte vor einem Vertrag auf Ihre Anfrage',
    en: 'steps before a contract at your request',
  },
  'eu-gdpr:A6-1-b-contract-performance': {
    de: 'Erfüllung des Vertrags mit Ihnen',
    en: 'performance of the contract with you',
  },
  'eu-gdpr:A6-1-c': { de: 'rechtliche Verpflichtung', en: 'legal obligation' },
  'eu-gdpr:A6-1-f-controller': { de: 'berechtigtes Interesse', en: 'legitimate interest' },
  'eu-gdpr:A6-1-f-third-party': {
    de: 'berechtigtes Interesse eines Dritten',
    en: 'legitimate interest of a third party',
  },
}

export type Term = Purpose | PersonalData | Role | Right | Safeguard | Measure | LegalBasisTerm | LawTerm

/** German and English words for every term that a manifest or a declaration can name. */
export const labels: Readonly<Record<Term, Words>> = {
  ...purposes,
  ...personalData,
  ...roles,
  ...rights,
  ...safeguards,
  ...measures,
  ...bases,
  ...laws,
}

/** `label('pd:IPAddress').de` is "IP-Adresse". */
export const label = (term: Term): Words => labels[term]

/** Where in the law a legal basis stands: `Art. 6(1)(b) GDPR`. */
export const articleOf = ({ letter }: LegalBasis, language: Language): string =>
  language === 'de' ? `Art. 6 Abs. 1 Buchst. ${letter} DSGVO` : `Art. 6(1)(${letter}) GDPR`
