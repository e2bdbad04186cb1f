import type { StaffRole } from '../../modules/identity/contract.ts'

/** The one password of the demo; nobody's anywhere else. */
export const demoPassword = 'ein Garten am Lindenhof'

export interface DemoPerson {
  readonly mail: string
  readonly told: string
  readonly could: Readonly<Record<string, string>>
}

const living = (
  firstName: string,
  lastName: string,
  street: string,
  postcode: string,
  city: string,
): Record<string, string> => ({
  firstName,
  lastName,
  street,
  postcode,
  city,
  country: 'DE',
  phone: '+49 30 23125614',
  birthDate: '1984-05-17',
  company: `${lastName} GmbH`,
})

/** Customers of the demo. Their names are made up, and `example.org` belongs to nobody. */
export const jana: DemoPerson = {
  mail: 'jana.brandt@example.org',
  told: 'a home with four months of real measurements, moving live',
  could: living('Jana', 'Brandt', 'Kastanienallee 14', '04109', 'Leipzig'),
}
export const emre: DemoPerson = {
  mail: 'emre.yildiz@example.org',
  told: 'has just registered; the gateway is not plugged in yet',
  could: living('Emre', 'Yıldız', 'Uferstraße 3', '06108', 'Halle'),
}
export const frieda: DemoPerson = {
  mail: 'frieda.sommer@example.org',
  told: 'has not opened the link in the letter yet',
  could: living('Frieda', 'Sommer', 'Am Anger 7', '99084', 'Erfurt'),
}

export const colleagues: readonly (DemoPerson & { readonly roles: readonly StaffRole[] })[] = [
  {
    mail: 'ada.beispiel@lindenhof.example',
    told: 'administration',
    roles: ['administration'],
    could: { firstName: 'Ada', lastName: 'Beispiel' },
  },
  {
    mail: 'kim.muster@lindenhof.example',
    told: 'privacy desk',
    roles: ['privacy'],
    could: { firstName: 'Kim', lastName: 'Muster' },
  },
  {
    mail: 'tom.weidner@lindenhof.example',
    told: 'support',
    roles: ['support'],
    could: { firstName: 'Tom', lastName: 'Weidner' },
  },
]
