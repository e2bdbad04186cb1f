/** The rights that somebody may ask for, as DPV names them. */
export const rights = [
  'eu-gdpr:A15',
  'eu-gdpr:A16',
  'eu-gdpr:A17',
  'eu-gdpr:A18',
  'eu-gdpr:A20',
  'eu-gdpr:A21',
  'eu-gdpr:A22',
  'eu-gdpr:A7-3',
  'eu-gdpr:A77',
] as const
