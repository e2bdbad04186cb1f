/**
 * The terms of the W3C Data Privacy Vocabulary 2.3 (2026-02-25) that Obhut speaks, spelled as DPV spells them; each was
 * looked up there. `obhut:` is our extension where DPV has no term (TDDDG, HGB, AO, UWG): see `laws.ts`. What they mean
 * to a reader stands in `labels.ts`.
 */
const dpv = <const T extends string>(...names: T[]) => named('dpv', names)
const pd = <const T extends string>(...names: T[]) => named('pd', names)

function named<P extends string, T extends string>(prefix: P, names: T[]): { readonly [K in T]: `${P}:${K}` } {
  return Object.fromEntries(names.map(name => [name, `${prefix}:${name}`])) as { [K in T]: `${P}:${K}` }
}

/** Why data is processed. */
export const Purpose = dpv(
  'AccountManagement',
  'IdentityAuthentication',
  'IdentityVerification',
  'RequestedServiceProvision',
  'TechnicalServiceProvision',
  'ServiceMonitoring',
  'ServiceUsageAnalytics',
  'EnforceSecurity',
  'CustomerCare',
  'CommunicationForCustomerCare',
  'CustomerOrderManagement',
  'DeliveryOfGoods',
  'PaymentManagement',
  'CustomerRelationshipManagement',
  'CustomerClaimsManagement',
  'EstablishContractualAgreement',
  'DirectMarketing',
  'ImproveExistingProductsAndServices',
  'ResearchAndDevelopment',
  'LegalCompliance',
  'RightsFulfilment',
  'RecordManagement',
  'DisputeManagement',
  'FraudPreventionAndDetection',
  'MisusePreventionAndDetection',
)
export type Purpose = (typeof Purpose)[keyof typeof Purpose]

/** Which personal data a column holds. */
export const PersonalData = {
  ...pd(
    'Name',
    'EmailAddress',
    'TelephoneNumber',
    'PhysicalAddress',
    'PostalCode',
    'BirthDate',
    'Gender',
    'Language',
    'Username',
    'Password',
    'UID',
    'AccountIdentifier',
    'IPAddress',
    'MACAddress',
    'UserAgent',
    'DeviceBased',
    'DeviceSoftware',
    'DeviceOperatingSystem',
    'BrowserFingerprint',
    'BrowsingReferral',
    'BrowsingBehaviour',
    'AuthenticationHistory',
    'Location',
    'GPSCoordinate',
    'HomeLocation',
    'Street',
    'City',
    'Country',
    'Ownership',
    'Purchase',
    'Transaction',
    'BankAccount',
    'PaymentCard',
    'Communication',
    'CommunicationsMetadata',
    'EmailContent',
    'Opinion',
    'Preference',
    'PrivacyPreference',
    'Interest',
    'ServiceConsumptionBehaviour',
    'LinkClicked',
    'Picture',
    'Professional',
    'CurrentEmployment',
  ),
  ...dpv('ObservedPersonalData', 'GeneratedPersonalData'),
} as const
export type PersonalData = (typeof PersonalData)[keyof typeof PersonalData]

/** Categories by which one person is told from all others, alone or with what everybody can look up. */
export const identifying: ReadonlySet<PersonalData> = new Set([
  PersonalData.Name,
  PersonalData.EmailAddress,
  PersonalData.TelephoneNumber,
  PersonalData.PhysicalAddress,
  PersonalData.Street,
  PersonalData.HomeLocation,
  PersonalData.GPSCoordinate,
  PersonalData.BirthDate,
  PersonalData.Username,
  PersonalData.Password,
  PersonalData.UID,
  PersonalData.AccountIdentifier,
  PersonalData.IPAddress,
  PersonalData.MACAddress,
  PersonalData.BrowserFingerprint,
  PersonalData.BankAccount,
  PersonalData.PaymentCard,
  PersonalData.Picture,
  PersonalData.Communication,
  PersonalData.EmailContent,
])

/** What a recipient is to the controller. */
export const Role = dpv(
  'DataProcessor',
  'DataSubProcessor',
  'JointDataControllers',
  'DataController',
  'ThirdParty',
  'Authority',
)
export type Role = (typeof Role)[keyof typeof Role]

/** What a person may demand, as `eu-gdpr:` of DPV names it. */
export const Right = named('eu-gdpr', ['A7-3', 'A15', 'A16', 'A17', 'A18', 'A20', 'A21', 'A22', 'A77'])
export type Right = (typeof Right)[keyof typeof Right]

/** What lets data go to a country outside the EEA (Art. 45 to 49 GDPR). */
export const Safeguard = named('eu-gdpr', [
  'A45-3',
  'A46-2-b',
  'A46-2-c',
  'A46-2-e',
  'A46-2-f',
  'A46-3-a',
  'A49-1-a',
  'A49-1-b',
])
export type Safeguard = (typeof Safeguard)[keyof typeof Safeguard]

/** How data is guarded. */
export const Measure = dpv(
  'EncryptionInTransfer',
  'EncryptionAtRest',
  'AccessControlMethod',
  'MultiFactorAuthentication',
  'CryptographicKeyManagement',
  'ActivityMonitoring',
  'DataBackupProtocols',
  'UsageControl',
  'InformationFlowControl',
  'DataErasurePolicy',
  'PrivacyByDefault',
)
export type Measure = (typeof Measure)[keyof typeof Measure]

/** Letters of Art. 6(1) GDPR, as `eu-gdpr:` of DPV spells them. */
export type LegalBasisTerm =
  | 'eu-gdpr:A6-1-a-explicit-consent'
  | 'eu-gdpr:A6-1-a-non-explicit-consent'
  | 'eu-gdpr:A6-1-b-enter-into-contract'
  | 'eu-gdpr:A6-1-b-contract-performance'
  | 'eu-gdpr:A6-1-c'
  | 'eu-gdpr:A6-1-f-controller'
  | 'eu-gdpr:A6-1-f-third-party'

/** What an activity's processing rests on; `because` names the interest or the law, in the words of the statement. */
export interface LegalBasis {
  readonly term: LegalBasisTerm
  readonly letter: 'a' | 'b' | 'c' | 'f'
  readonly because?: Words
}

/** A sentence in the two languages that every screen, mail and statement speaks. */
export interface Words {
  readonly de: string
  readonly en: string
}
export type Language = keyof Words

/**
 * Whom the operator informs: everybody who visits or has an account, and, in a notice of their own, those who work for
 * the operator.
 */
export type Audience = 'public' | 'employees'

export const contract: LegalBasis = { term: 'eu-gdpr:A6-1-b-contract-performance', letter: 'b' }
export const beforeContract: LegalBasis = { term: 'eu-gdpr:A6-1-b-enter-into-contract', letter: 'b' }
export const consent: LegalBasis = { term: 'eu-gdpr:A6-1-a-non-explicit-consent', letter: 'a' }
/**
 * For what asks for more than a clear yes: special categories (Art. 9(2)(a) GDPR), a place outside the EEA (Art.
 * 49(1)(a)), and wherever a statement promises it.
 */
export const explicitConsent: LegalBasis = { term: 'eu-gdpr:A6-1-a-explicit-consent', letter: 'a' }
export const legitimateInterest = (because: Words): LegalBasis => ({
  term: 'eu-gdpr:A6-1-f-controller',
  letter: 'f',
  because,
})
export const legalDuty = (because: Words): LegalBasis => ({ term: 'eu-gdpr:A6-1-c', letter: 'c', because })
