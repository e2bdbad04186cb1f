import type { Language, Words } from '../../kernel/declare/terms.ts'
import { listed, periodInWords } from '../../kernel/declare/periods.ts'
import type { Period } from '../../kernel/declare/settings.ts'
import type { Letter } from '../mail/contract.ts'
import type { StaffRole } from './contract.ts'
import { rolesInWords } from './role-names.ts'

/** What identity writes; to whom is added by whoever posts it. */
export type LetterText = Pick<Letter, 'title' | 'says' | 'button' | 'after'>
interface WithLink {
  readonly link: string
  readonly valid: Period
}

const valid = (period: Period, language: Language): string => periodInWords(period, language, 'accusative')
const works = (period: Period, language: Language): string =>
  ({ de: `Der Link gilt ${valid(period, 'de')}.`, en: `The link works for ${valid(period, 'en')}.` })[language]
const worksOnce = (period: Period, language: Language): string =>
  ({
    de: `Der Link gilt ${valid(period, 'de')} und nur ein Mal.`,
    en: `The link works for ${valid(period, 'en')} and only once.`,
  })[language]

type Button = NonNullable<LetterText['button']>
const buttons = {
  signIn: { de: 'Anmelden', en: 'Sign in' },
  confirmAddress: { de: 'Adresse bestätigen', en: 'Confirm address' },
  setPassword: { de: 'Passwort vergeben', en: 'Set a password' },
  setNewPassword: { de: 'Neues Passwort vergeben', en: 'Set a new password' },
  console: { de: 'Konsole öffnen', en: 'Open the console' },
} as const satisfies Record<string, Words>
const button = (name: keyof typeof buttons, language: Language, link: string): Button => ({
  label: buttons[name][language],
  link,
})
const toSignIn = (language: Language, baseUrl: string): Button => button('signIn', language, `${baseUrl}/app/sign-in`)
const toStaff = (language: Language, baseUrl: string): Button =>
  button('console', language, `${baseUrl}/app/console/colleagues`)

export const confirmRegistration = (language: Language, site: string, { link, valid: period }: WithLink): LetterText =>
  language === 'de'
    ? {
        title: 'Bitte bestätigen Sie Ihre E-Mail-Adresse',
        says: [
          `mit dieser Adresse wurde gerade ein Konto bei ${site} beantragt. Wenn Sie das waren, bestätigen Sie bitte die Adresse; dabei fragen wir nach dem Passwort, das Sie gewählt haben. Erst dann entsteht das Konto.`,
        ],
        button: button('confirmAddress', 'de', link),
        after: [
          `${worksOnce(period, 'de')} Haben Sie sich mehrmals registriert, zählt die neueste Nachricht.`,
          'Sie waren das nicht? Dann brauchen Sie nichts zu tun: Ohne Bestätigung entsteht kein Konto, und die Angaben werden gelöscht, sobald der Link abläuft.',
        ],
      }
    : {
        title: 'Please confirm your e-mail address',
        says: [
          `Somebody has just asked for an account at ${site} with this address. If that was you, please confirm the address; we will then ask for the password that you chose. Only then is the account created.`,
        ],
        button: button('confirmAddress', 'en', link),
        after: [
          `${worksOnce(period, 'en')} If you registered several times, the newest message counts.`,
          'If that was not you, you do not need to do anything: without confirmation no account is created, and what was entered is deleted as soon as the link expires.',
        ],
      }

/** Somebody registered with the address of an existing account. Its owner learns of it, and nobody else. */
export const alreadyRegistered = (language: Language, site: string, baseUrl: string): LetterText =>
  language === 'de'
    ? {
        title: 'Sie haben schon ein Konto',
        says: [
          `gerade wollte jemand mit dieser E-Mail-Adresse ein Konto bei ${site} eröffnen. Es gibt aber schon eines. Wenn Sie das waren, melden Sie sich einfach an.`,
        ],
        button: toSignIn('de', baseUrl),
        after: [
          'Auf der Seite zur Anmeldung können Sie auch ein neues Passwort vergeben.',
          'Sie waren das nicht? Dann brauchen Sie nichts zu tun. An Ihrem Konto hat sich nichts geändert.',
        ],
      }
    : {
        title: 'You already have an account',
        says: [
          `Somebody has just tried to open an account at ${site} with this e-mail address. There already is one. If that was you, simply sign in.`,
        ],
        button: toSignIn('en', baseUrl),
        after: [
          'On the sign-in page you can also set a new password.',
          'If that was not you, you do not need to do anything. Nothing about your account has changed.',
        ],
      }

export const newPassword = (language: Language, { link, valid: period }: WithLink): LetterText =>
  language === 'de'
    ? {
        title: 'Neues Passwort vergeben',
        says: ['für Ihr Konto wurde ein neues Passwort angefordert. Wenn Sie das waren, vergeben Sie es hier:'],
        button: button('setNewPassword', 'de', link),
        after: [
          worksOnce(period, 'de'),
          'Sie waren das nicht? Dann brauchen Sie nichts zu tun; Ihr Passwort bleibt, wie es ist.',
        ],
      }
    : {
        title: 'Set a new password',
        says: ['A new password was requested for your account. If that was you, set it here:'],
        button: button('setNewPassword', 'en', link),
        after: [
          worksOnce(period, 'en'),
          'If that was not you, you do not need to do anything; your password stays as it is.',
        ],
      }

export const passwordChanged = (language: Language, baseUrl: string): LetterText =>
  language === 'de'
    ? {
        title: 'Ihr Passwort wurde geändert',
        says: [
          'das Passwort Ihres Kontos wurde gerade geändert. Alle anderen Sitzungen sind beendet.',
          'Wenn Sie das waren, ist alles in Ordnung. Wenn nicht, vergeben Sie bitte sofort ein neues Passwort und schreiben Sie uns.',
        ],
        button: toSignIn('de', baseUrl),
      }
    : {
        title: 'Your password was changed',
        says: [
          'The password of your account has just been changed. All other sessions have ended.',
          'If that was you, you do not need to do anything. If not, please set a new password at once and write to us.',
        ],
        button: toSignIn('en', baseUrl),
      }

export const confirmOldMail = (language: Language, { link, valid: period }: WithLink): LetterText =>
  language === 'de'
    ? {
        title: 'Bitte bestätigen Sie die Änderung Ihrer E-Mail-Adresse',
        says: [
          'für Ihr Konto soll künftig eine andere E-Mail-Adresse gelten. Sie gilt erst, wenn beide Adressen bestätigt sind; dies ist die Nachricht an die bisherige.',
        ],
        button: { label: 'Änderung bestätigen', link },
        after: [
          works(period, 'de'),
          'Sie wollten das nicht? Dann bestätigen Sie nichts; es bleibt bei dieser Adresse. Vergeben Sie bitte ein neues Passwort: Wer die Änderung verlangt hat, kennt Ihres.',
        ],
      }
    : {
        title: 'Please confirm the change of your e-mail address',
        says: [
          'Somebody has asked to change the e-mail address of your account. The new address takes effect only once both addresses have been confirmed; this is the message to the current one.',
        ],
        button: { label: 'Confirm the change', link },
        after: [
          works(period, 'en'),
          'If you do not want this, do not confirm anything, and this address stays. Please set a new password: whoever asked for the change knows yours.',
        ],
      }

export const confirmNewMail = (language: Language, site: string, { link, valid: period }: WithLink): LetterText =>
  language === 'de'
    ? {
        title: 'Bitte bestätigen Sie Ihre neue E-Mail-Adresse',
        says: [
          `diese Adresse soll künftig für ein Konto bei ${site} gelten. Wenn Sie das möchten, bestätigen Sie sie bitte. Auch die bisherige Adresse hat einen Link bekommen; die neue gilt, sobald beide bestätigt sind.`,
        ],
        button: button('confirmAddress', 'de', link),
        after: [
          works(period, 'de'),
          'Sie wissen davon nichts? Dann hat sich wohl jemand vertippt, und Sie brauchen nichts zu tun.',
        ],
      }
    : {
        title: 'Please confirm your new e-mail address',
        says: [
          `Somebody wants to use this address for an account at ${site} from now on. If that is what you want, please confirm it. We have sent a link to the current address, too; the new one takes effect as soon as both have been confirmed.`,
        ],
        button: button('confirmAddress', 'en', link),
        after: [
          works(period, 'en'),
          'If you know nothing about this, somebody probably mistyped an address, and you do not need to do anything.',
        ],
      }

/** Somebody wants to move an account to the address of another. */
export const mailInUse = (language: Language, site: string): LetterText =>
  language === 'de'
    ? {
        title: 'Ihre E-Mail-Adresse hat schon ein Konto',
        says: [
          `jemand wollte diese E-Mail-Adresse für ein anderes Konto bei ${site} eintragen. Das geht nicht, denn zu ihr gibt es schon eines: Ihres.`,
          'An Ihrem Konto hat sich nichts geändert, und Sie brauchen nichts zu tun.',
        ],
      }
    : {
        title: 'Your e-mail address already has an account',
        says: [
          `Somebody tried to use this e-mail address for another account at ${site}. That is not possible, because an account with it already exists: yours.`,
          'Nothing about your account has changed, and you do not need to do anything.',
        ],
      }

const activate = (language: Language, site: string, { link, valid: period }: WithLink): LetterText =>
  language === 'de'
    ? {
        title: `Ihr Konto bei ${site}`,
        says: [
          `wir haben für Sie ein Konto bei ${site} angelegt. Sie können es nutzen, sobald Sie ein Passwort vergeben haben.`,
        ],
        button: button('setPassword', 'de', link),
        after: [
          `${worksOnce(period, 'de')} Ist er abgelaufen, bekommen Sie bei der Anmeldung unter „Passwort vergessen?“ einen neuen.`,
        ],
      }
    : {
        title: `Your account at ${site}`,
        says: [`We have set up an account at ${site} for you. You can use it as soon as you have set a password.`],
        button: button('setPassword', 'en', link),
        after: [
          `${worksOnce(period, 'en')} If it has expired, you can get a new one through “Forgot your password?” on the sign-in page.`,
        ],
      }

/** To somebody who is to work with the platform: a password is not enough there. */
const activateStaff = (language: Language, site: string, { link, valid: period }: WithLink): LetterText =>
  language === 'de'
    ? {
        title: `Ihr Beschäftigtenkonto bei ${site}`,
        says: [
          `bei ${site} steht für Sie ein Konto für Beschäftigte bereit. Sie können es nutzen, sobald Sie ein Passwort vergeben haben.`,
          'Bei der ersten Anmeldung richten Sie außerdem einen zweiten Faktor ein: eine App auf Ihrem Telefon oder Rechner, deren Code Sie dann bei jeder Anmeldung eingeben.',
        ],
        button: button('setPassword', 'de', link),
        after: [
          `${worksOnce(period, 'de')} Ist er abgelaufen, bekommen Sie bei der Anmeldung unter „Passwort vergessen?“ einen neuen.`,
        ],
      }
    : {
        title: `Your staff account at ${site}`,
        says: [
          `A staff account at ${site} is ready for you. You can use it as soon as you have set a password.`,
          'When you first sign in, you also set up a second factor: an app on your phone or computer whose code you then enter each time you sign in.',
        ],
        button: button('setPassword', 'en', link),
        after: [
          `${worksOnce(period, 'en')} If it has expired, you can get a new one through “Forgot your password?” on the sign-in page.`,
        ],
      }

/** What an account begins with, by its kind. */
export const activation = { customer: activate, staff: activateStaff } as const

const ifNotYou = {
  staff: {
    de: 'wenden Sie sich bitte sofort an Ihre Administration: Jemand kennt Ihr Passwort.',
    en: 'please contact your administrators at once: somebody knows your password.',
  },
  customer: {
    de: 'schreiben Sie uns bitte sofort: Jemand kennt Ihr Passwort.',
    en: 'please write to us at once: somebody knows your password.',
  },
} as const satisfies Record<'staff' | 'customer', Words>

export const newSecondFactor =
  (kind: 'staff' | 'customer') =>
  (language: Language, baseUrl: string): LetterText =>
    language === 'de'
      ? {
          title: 'Ihr zweiter Faktor ist eingerichtet',
          says: [
            'für Ihr Konto gilt seit eben ein neuer zweiter Faktor. Ein früherer gilt nicht mehr.',
            `Wenn Sie das waren, ist alles in Ordnung. Wenn nicht, ${ifNotYou[kind].de}`,
          ],
          button: toSignIn('de', baseUrl),
        }
      : {
          title: 'Your second factor is set up',
          says: [
            'A new second factor has just come into effect for your account. Any earlier one is no longer valid.',
            `If that was you, you do not need to do anything. If not, ${ifNotYou[kind].en}`,
          ],
          button: toSignIn('en', baseUrl),
        }

export const secondFactorOff = (language: Language, baseUrl: string): LetterText =>
  language === 'de'
    ? {
        title: 'Ihr zweiter Faktor ist abgeschaltet',
        says: [
          'der zweite Faktor Ihres Kontos wurde gerade abgeschaltet. Zur Anmeldung reicht ab jetzt das Passwort; alle anderen Sitzungen sind beendet.',
          'Wenn Sie das waren, ist alles in Ordnung. Wenn nicht, vergeben Sie bitte sofort ein neues Passwort und schreiben Sie uns: Jemand kennt Ihres.',
        ],
        button: toSignIn('de', baseUrl),
      }
    : {
        title: 'Your second factor is switched off',
        says: [
          'The second factor of your account has just been switched off. From now on the password is enough to sign in; all other sessions have ended.',
          'If that was you, you do not need to do anything. If not, please set a new password at once and write to us: somebody knows yours.',
        ],
        button: toSignIn('en', baseUrl),
      }

/** To a customer who told staff that app and recovery codes are lost. */
export const accessReset = (language: Language, site: string, { link, valid: period }: WithLink): LetterText =>
  language === 'de'
    ? {
        title: 'Ihr Zugang ist zurückgesetzt',
        says: [
          `wie mit uns besprochen, haben wir den zweiten Faktor Ihres Kontos bei ${site} entfernt. Auch das Passwort gilt nicht mehr, und alle Sitzungen sind beendet.`,
          'Vergeben Sie jetzt ein neues Passwort. Danach können Sie im Konto wieder einen zweiten Faktor einrichten.',
        ],
        button: button('setNewPassword', 'de', link),
        after: [
          worksOnce(period, 'de'),
          'Sie haben uns nicht darum gebeten? Dann schreiben Sie uns bitte sofort: Jemand hat sich für Sie ausgegeben.',
        ],
      }
    : {
        title: 'Your access has been reset',
        says: [
          `As agreed with you, we have removed the second factor of your account at ${site}. The password is no longer valid either, and all sessions have ended.`,
          'Set a new password now. After that you can set up a second factor again in the account.',
        ],
        button: button('setNewPassword', 'en', link),
        after: [
          worksOnce(period, 'en'),
          'If you did not ask us for this, please write to us at once: somebody pretended to be you.',
        ],
      }

const named = (roles: readonly StaffRole[], language: Language): string =>
  listed(
    roles.map(role => rolesInWords[role][language]),
    language,
  )

/** To a member of staff whose app is lost, or in other hands. */
export const staffAccessReset = (language: Language, site: string, { link, valid: period }: WithLink): LetterText =>
  language === 'de'
    ? {
        title: 'Ihr Zugang ist zurückgesetzt',
        says: [
          `die Administration hat Ihren Zugang bei ${site} zurückgesetzt: Passwort und zweiter Faktor gelten nicht mehr, und alle Sitzungen sind beendet.`,
          'Vergeben Sie jetzt ein neues Passwort. Bei der nächsten Anmeldung richten Sie den zweiten Faktor neu ein.',
        ],
        button: button('setNewPassword', 'de', link),
        after: [
          worksOnce(period, 'de'),
          'Sie haben nicht darum gebeten? Dann fragen Sie bitte sofort bei Ihrer Administration nach.',
        ],
      }
    : {
        title: 'Your access has been reset',
        says: [
          `Your administrators have reset your access at ${site}: password and second factor are no longer valid, and all sessions have ended.`,
          'Set a new password now. When you next sign in, you set up the second factor again.',
        ],
        button: button('setNewPassword', 'en', link),
        after: [worksOnce(period, 'en'), 'If you did not ask for this, please contact your administrators at once.'],
      }

/** To the administrators: whose access it was is read in the console, as a mail names nobody else. */
export const colleagueReset = (language: Language, site: string, baseUrl: string): LetterText =>
  language === 'de'
    ? {
        title: 'Der Zugang eines Kontos wurde zurückgesetzt',
        says: [
          `bei ${site} hat jemand aus der Administration eben den Zugang eines Kontos von Beschäftigten zurückgesetzt: Passwort und zweiter Faktor gelten nicht mehr, und an die Adresse des Kontos ging ein Link, um beides neu einzurichten.`,
          'In der Konsole sehen Sie, welches Konto keinen zweiten Faktor mehr hat; wer ihn zurückgesetzt hat, steht im Protokoll.',
        ],
        button: { label: 'Konten ansehen', link: `${baseUrl}/app/console/colleagues` },
        after: ['Weiß niemand davon? Dann sperren Sie das Konto, bis es geklärt ist.'],
      }
    : {
        title: 'The access of an account has been reset',
        says: [
          `At ${site} an administrator has just reset the access of a member of staff: password and second factor are no longer valid, and a link to set up both again was sent to the address of the account.`,
          'The console shows which account no longer has a second factor; the audit log says who reset it.',
        ],
        button: { label: 'View the accounts', link: `${baseUrl}/app/console/colleagues` },
        after: ['If nobody knows about this, block the account until it is cleared up.'],
      }

/** To the administration. Who asked, and for whom, stands in the console and not in a mail. */
export const rolesAsked = (
  language: Language,
  site: string,
  roles: readonly StaffRole[],
  wait: Period,
  baseUrl: string,
): LetterText =>
  language === 'de'
    ? {
        title: 'Eine Berechtigung wurde beantragt',
        says: [
          `bei ${site} wurde eben für ein Konto beantragt: ${named(roles, 'de')}. Wer sie beantragt hat und für wen, sehen Sie in der Konsole.`,
          `Sie wird wirksam, wenn eine zweite, unabhängige Person aus der Administration zustimmt, frühestens nach ${periodInWords(wait, 'de', 'dative')}. Bis dahin können Sie den Antrag mit einem Klick beenden.`,
        ],
        button: { label: 'Antrag ansehen', link: `${baseUrl}/app/console/colleagues` },
        after: [
          'Sind Sie es, in deren Namen beantragt wurde, und waren Sie es nicht? Dann beenden Sie den Antrag und vergeben Sie sofort ein neues Passwort.',
        ],
      }
    : {
        title: 'A permission was requested',
        says: [
          `At ${site} a permission has just been requested for an account: ${named(roles, 'en')}. The console shows who requested it, and for whom.`,
          `It takes effect when a second, independent administrator approves it, after ${periodInWords(wait, 'en')} at the earliest. Until then you can end the request with one click.`,
        ],
        button: { label: 'View the request', link: `${baseUrl}/app/console/colleagues` },
        after: ['If it was requested in your name, but not by you, end the request and set a new password at once.'],
      }

export const rolesCancelled = (
  language: Language,
  site: string,
  roles: readonly StaffRole[],
  baseUrl: string,
): LetterText =>
  language === 'de'
    ? {
        title: 'Ein Antrag auf Berechtigungen ist beendet',
        says: [
          `der Antrag bei ${site} auf die Berechtigung ${named(roles, 'de')} ist beendet worden. Vergeben wird nichts.`,
        ],
        button: toStaff('de', baseUrl),
      }
    : {
        title: 'A request for permissions has ended',
        says: [
          `The request at ${site} for the permission ${named(roles, 'en')} has been ended. No permission is granted.`,
        ],
        button: toStaff('en', baseUrl),
      }

export const rolesGranted = (
  language: Language,
  site: string,
  roles: readonly StaffRole[],
  baseUrl: string,
): LetterText =>
  language === 'de'
    ? {
        title: 'Eine Berechtigung ist vergeben',
        says: [
          `bei ${site} hat ein Konto jetzt die Berechtigung ${named(roles, 'de')}. Zwei Personen aus der Administration haben das entschieden, und die Wartezeit ist vorbei.`,
        ],
        button: toStaff('de', baseUrl),
      }
    : {
        title: 'A permission has been granted',
        says: [
          `At ${site} an account now has the permission ${named(roles, 'en')}. Two administrators approved it, and the waiting period is over.`,
        ],
        button: toStaff('en', baseUrl),
      }
