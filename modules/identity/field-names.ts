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

const articles: Readonly<Record<FieldName, string>> = {
  gender: 'das',
  firstName: 'der',
  lastName: 'der',
  company: 'die',
  street: 'die',
  postcode: 'die',
  city: 'der',
  country: 'das',
  phone: 'die',
  birthDate: 'das',
}
/** "die Telefonnummer"; street and number are two words, and stay so. */
export const withArticle = (name: FieldName): string =>
  name === 'street' ? 'die Angabe von Straße und Hausnummer' : `${articles[name]} ${fieldNames[name].de}`

const capital = ({ de, en }: { readonly de: string; readonly en: string }) => ({
  de,
  en: `${en.slice(0, 1).toUpperCase()}${en.slice(1)}`,
})
/** The same as they stand before an answer. German nouns are capital anyhow. */
export const fieldLabels = Object.fromEntries(
  Object.entries(fieldNames).map(([name, words]) => [name, capital(words)]),
) as Readonly<Record<FieldName, { readonly de: string; readonly en: string }>>

/** The choices of the field `gender`. */
export const genders = {
  female: { de: 'weiblich', en: 'female' },
  male: { de: 'männlich', en: 'male' },
  diverse: { de: 'divers', en: 'diverse' },
  none: { de: 'keine Angabe', en: 'no answer' },
} as const
