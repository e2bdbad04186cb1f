/** What a manifest may ask of a customer beside address and password. */
export const fieldNames = {
  gender: { de: 'Geschlecht', en: 'gender' },
  firstName: { de: 'Vorname', en: 'first name' },
  lastName: { de: 'Nachname', en: 'last name' },
  company: { de: 'Firma', en: 'company' },
  street: { de: 'Straße und Hausnummer', en: 'street and number' },
  postcode: { de: 'Postleitzahl', en: 'postcode' },
  city: { de: 'Ort', en: 'town' },
  country: { de: 'Land', en: 'country' },
  phone: { de: 'Telefonnummer', en: 'telephone number' },
  birthDate: { de: 'Geburtsdatum', en: 'date of birth' },
} as const
export type FieldName = keyof typeof fieldNames
