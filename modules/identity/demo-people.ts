import type { Manifest } from '../../kernel/statement/manifest.ts'
import type { DemoCustomer, DemoPerson, StaffRole } from './contract.ts'

/** The one password of the demo; nobody's anywhere else. */
export const demoPassword = 'ein Garten am Lindenhof'

export interface DemoColleague extends DemoPerson {
  readonly roles: readonly StaffRole[]
  readonly told: string
}
export interface DemoHolder extends DemoPerson {
  /** What they could tell of themselves; a form gets of it what it requires. */
  readonly could: Readonly<Record<string, string>>
}
export interface Cast {
  readonly staff: readonly DemoColleague[]
  /** Somebody on the staff who has not opened the link of the invitation yet. */
  readonly invited: DemoColleague
  readonly customers: Readonly<Record<DemoCustomer, DemoHolder>>
}

type Name = readonly [first: string, last: string]
type Living = readonly [...Name, street: string, postcode: string, city: string, gender: 'female' | 'male']
interface Written {
  readonly second: Name
  readonly privacy: Name
  readonly officer: Name
  readonly support: Name
  readonly invited: Name
  readonly customers: Readonly<Record<DemoCustomer, Living>>
}

/** Made-up people for each of the made-up companies in `statements/`, by the domain of the company. */
const written: Readonly<Record<string, Written>> = {
  'lindenhof.example': {
    second: ['Ben', 'Hartwig'],
    privacy: ['Kim', 'Muster'],
    officer: ['Kim', 'Muster'],
    support: ['Tom', 'Weidner'],
    invited: ['Lea', 'Conrad'],
    customers: {
      settled: ['Jana', 'Brandt', 'Kastanienallee 14', '04109', 'Leipzig', 'female'],
      registered: ['Emre', 'Yıldız', 'Uferstraße 3', '06108', 'Halle', 'male'],
      unconfirmed: ['Frieda', 'Sommer', 'Am Anger 7', '99084', 'Erfurt', 'female'],
      critical: ['Paul', 'Reimann', 'Lutherstraße 22', '07743', 'Jena', 'male'],
      waiting: ['Sofie', 'Krämer', 'Schillerweg 5', '04315', 'Leipzig', 'female'],
    },
  },
  'havelheim.example': {
    second: ['Jonas', 'Reuter'],
    privacy: ['Mira', 'Falk'],
    officer: ['Helga', 'Thoms'],
    support: ['Nils', 'Arndt'],
    invited: ['Paula', 'Zimmer'],
    customers: {
      settled: ['Hanna', 'Vogt', 'Seestraße 41', '14467', 'Potsdam', 'female'],
      registered: ['Deniz', 'Kaya', 'Karl-Marx-Allee 90', '10243', 'Berlin', 'male'],
      unconfirmed: ['Martha', 'Lenz', 'Werderscher Damm 8', '14542', 'Werder', 'female'],
      critical: ['Georg', 'Pohl', 'Nauener Straße 17', '14641', 'Wustermark', 'male'],
      waiting: ['Irina', 'Sokolova', 'Havelufer 2', '14770', 'Brandenburg an der Havel', 'female'],
    },
  },
  'zaehlwerk-nord.example': {
    second: ['Wiebke', 'Petersen'],
    privacy: ['Enno', 'Harms'],
    officer: ['Sönke', 'Lührs'],
    support: ['Fenja', 'Thomsen'],
    invited: ['Malte', 'Ohlsen'],
    customers: {
      settled: ['Karin', 'Matthiesen', 'Alsterblick 12', '22301', 'Hamburg', 'female'],
      registered: ['Yusuf', 'Demir', 'Deichstraße 30', '21073', 'Hamburg', 'male'],
      unconfirmed: ['Grete', 'Jessen', 'Holstenring 4', '24534', 'Neumünster', 'female'],
      critical: ['Holger', 'Brandis', 'Am Fleet 9', '23552', 'Lübeck', 'male'],
      waiting: ['Lena', 'Kowalski', 'Osterdeich 61', '28203', 'Bremen', 'female'],
    },
  },
  'rufnah.example': {
    second: ['Marlene', 'Schmitz'],
    privacy: ['Jupp', 'Esser'],
    officer: ['Carla', 'Nolden'],
    support: ['Ole', 'Hermes'],
    invited: ['Pia', 'Klein'],
    customers: {
      settled: ['Nadine', 'Weber', 'Severinstraße 77', '50678', 'Köln', 'female'],
      registered: ['Can', 'Öztürk', 'Keupstraße 15', '51063', 'Köln', 'male'],
      unconfirmed: ['Elfriede', 'Kurth', 'Rheinaue 3', '53115', 'Bonn', 'female'],
      critical: ['Stefan', 'Lohmann', 'Aachener Straße 240', '50931', 'Köln', 'male'],
      waiting: ['Amira', 'Haddad', 'Kölner Ring 11', '40227', 'Düsseldorf', 'female'],
    },
  },
  'probierkreis.example': {
    second: ['Juliane', 'Roth'],
    privacy: ['David', 'Stern'],
    officer: ['Ute', 'Kaiser'],
    support: ['Fatma', 'Yılmaz'],
    invited: ['Jan', 'Becker'],
    customers: {
      settled: ['Lisa', 'Hofmann', 'Berger Straße 102', '60316', 'Frankfurt am Main', 'female'],
      registered: ['Tarek', 'Mansour', 'Mainweg 6', '63065', 'Offenbach', 'male'],
      unconfirmed: ['Birgit', 'Seidel', 'Am Römerhof 19', '61169', 'Friedberg', 'female'],
      critical: ['Oliver', 'Kern', 'Taunusblick 8', '65185', 'Wiesbaden', 'male'],
      waiting: ['Mai', 'Nguyen', 'Parkallee 25', '64285', 'Darmstadt', 'female'],
    },
  },
  'quellkraut.example': {
    second: ['Xaver', 'Huber'],
    privacy: ['Leni', 'Aigner'],
    officer: ['Ruth', 'Engel'],
    support: ['Vroni', 'Mayr'],
    invited: ['Korbinian', 'Wolf'],
    customers: {
      settled: ['Barbara', 'Sedlmeier', 'Kräuterhof 1', '82335', 'Berg', 'female'],
      registered: ['Ahmet', 'Aslan', 'Tulpenweg 33', '86150', 'Augsburg', 'male'],
      unconfirmed: ['Rosa', 'Stadler', 'Innufer 10', '83022', 'Rosenheim', 'female'],
      critical: ['Martin', 'Pichler', 'Lechfeld 2', '86899', 'Landsberg am Lech', 'male'],
      waiting: ['Eva', 'Novak', 'Donaulände 14', '93047', 'Regensburg', 'female'],
    },
  },
}
const usual = written['lindenhof.example']!

/**
 * Who is in the demo of a manifest. Who leads the company and who its privacy officer is, the manifest says. Every
 * address is one that can belong to nobody (RFC 2606), whatever the manifest's own.
 */
export function castOf({ company, privacyOfficer }: Manifest): Cast {
  const domain = nobodys(company.mail.split('@')[1] ?? '')
  const { second, privacy, officer, support, invited, customers } = written[domain] ?? usual
  const of =
    (roles: readonly StaffRole[], told: string) =>
    (name: Name): DemoColleague => ({ ...personAt(domain, name), roles, told })
  const named = privacyOfficer && (nameIn(privacyOfficer.name) ?? officer)
  const both = named?.join(' ') === privacy.join(' ')
  const colleagues = [
    of(['administration'], 'administration')(nameIn(company.representedBy[0]) ?? ['Ada', 'Beispiel']),
    of(['administration'], 'second administrator: decides what the first one asked for')(second),
    of(
      both ? ['privacy', 'officer'] : ['privacy'],
      both ? 'privacy desk, and privacy officer' : 'privacy desk',
    )(privacy),
    ...(named && !both ? [of(['officer'], 'privacy officer')(named)] : []),
    of(['support'], 'support; is to get the privacy desk, if the second administrator agrees')(support),
  ]
  return {
    staff: colleagues,
    invited: of(['support'], 'support')(invited),
    // as: one for each name
    customers: Object.fromEntries(
      Object.entries(customers).map(([name, living], place) => [name, holder(living, place)]),
    ) as unknown as Cast['customers'],
  }
}

/** Kept for examples, where it is; else its first part under a name that is. */
function nobodys(domain: string): string {
  return /(^|\.)(example|example\.(com|net|org)|test|invalid)$/.test(domain)
    ? domain
    : `${domain.split('.')[0] ?? 'company'}.example`
}

/** The last word is the last name; of one word there is none. */
function nameIn(full: string | undefined): Name | undefined {
  const words = full?.trim().split(/\s+/) ?? []
  const last = words.at(-1)
  return last !== undefined && words.length > 1 ? [words.slice(0, -1).join(' '), last] : undefined
}

function holder([firstName, lastName, street, postcode, city, gender]: Living, place: number): DemoHolder {
  return {
    ...personAt('example.org', [firstName, lastName]),
    could: {
      firstName,
      lastName,
      street,
      postcode,
      city,
      gender,
      country: 'DE',
      // Of the numbers that the Bundesnetzagentur keeps for films.
      phone: `+49 176 0406901${place}`,
      birthDate: '1984-05-17',
      company: `${lastName} GmbH`,
    },
  }
}

const personAt = (domain: string, [firstName, lastName]: Name): DemoPerson => ({
  firstName,
  lastName,
  mail: `${inAddress(firstName)}.${inAddress(lastName)}@${domain}`,
})
/** `sönke` as `soenke`, `yıldız` as `yildiz`: an address that anybody can type. */
const inAddress = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll('ä', 'ae')
    .replaceAll('ö', 'oe')
    .replaceAll('ü', 'ue')
    .replaceAll('ß', 'ss')
    .replaceAll('ı', 'i')
    .normalize('NFD')
    .replaceAll(/[^a-z]+/g, '')
