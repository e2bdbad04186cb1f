import { Refusal } from '../../platform/refusal.ts'

export class WrongCredentials extends Refusal {
  readonly id = 'wrong-credentials'
  readonly status = 401
  readonly says = {
    de: 'E-Mail-Adresse oder Passwort stimmt nicht.',
    en: 'The e-mail address or the password is wrong.',
  }
  override readonly helps = {
    de: 'Wenn Sie Ihr Passwort vergessen haben, vergeben Sie ein neues.',
    en: 'If you have forgotten your password, set a new one.',
  }
}
/** Expired, cut off, or never sent: nobody learns which. */
export class LinkExpired extends Refusal {
  readonly id = 'link-expired'
  readonly status = 410
  readonly says = {
    de: 'Dieser Link ist abgelaufen oder unvollständig.',
    en: 'This link has expired or is incomplete.',
  }
  override readonly helps = {
    de: 'Fordern Sie einen neuen an; er kommt per E-Mail.',
    en: 'Ask for a new one; it comes by e-mail.',
  }
}
/** Mistyped, expired, used, replaced by a newer one, or for another address: nobody learns which. */
export class CodeWrong extends Refusal {
  readonly id = 'code-wrong'
  readonly status = 422
  readonly says = {
    de: 'Dieser Code passt nicht zu dieser E-Mail-Adresse, oder er gilt nicht mehr.',
    en: 'This code does not belong to this e-mail address, or it is no longer valid.',
  }
  override readonly helps = {
    de: 'Es zählt der Code aus der neuesten Nachricht. Er gilt so lange wie der Link daneben und nur ein Mal.',
    en: 'Use the code from the newest message. It works as long as the link next to it, and only once.',
  }
}
/** The secret of a second factor that waited too long for its first code. */
export class EnrolmentExpired extends Refusal {
  readonly id = 'enrolment-expired'
  readonly status = 410
  readonly says = {
    de: 'Dieser Schlüssel ist abgelaufen, bevor er bestätigt wurde.',
    en: 'This key expired before it was confirmed.',
  }
  override readonly helps = {
    de: 'Beginnen Sie noch einmal; Sie bekommen einen neuen.',
    en: 'Start again; you will get a new one.',
  }
}
export class LinkUsed extends Refusal {
  readonly id = 'link-used'
  readonly status = 410
  readonly says = { de: 'Dieser Link wurde schon benutzt.', en: 'This link has already been used.' }
  override readonly helps = {
    de: 'Wahrscheinlich ist alles erledigt: Melden Sie sich an.',
    en: 'Most likely everything is done already: sign in.',
  }
}
/** Said only to somebody who has proven to control the address, or to staff. */
export class MailTaken extends Refusal {
  readonly id = 'mail-taken'
  readonly status = 409
  readonly says = {
    de: 'Zu dieser E-Mail-Adresse gibt es schon ein Konto.',
    en: 'An account with this e-mail address already exists.',
  }
  override readonly helps = {
    de: 'Melden Sie sich damit an oder vergeben Sie ein neues Passwort.',
    en: 'Sign in to it, or set a new password.',
  }
}
export class RegistrationClosed extends Refusal {
  readonly id = 'registration-closed'
  readonly status = 403
  readonly says = {
    de: 'Konten eröffnet hier unser Personal, sobald ein Vertrag besteht.',
    en: 'Our staff open accounts here, once there is a contract.',
  }
  override readonly helps = {
    de: 'Wenn Sie einen Vertrag haben, wenden Sie sich an uns; Sie bekommen dann einen Link zur Freischaltung.',
    en: 'If you have a contract, get in touch with us; you will then get a link for activation.',
  }
}
export class AlreadyActive extends Refusal {
  readonly id = 'already-active'
  readonly status = 409
  readonly says = { de: 'Dieses Konto ist schon freigeschaltet.', en: 'This account is already active.' }
  override readonly helps = {
    de: 'Wer das Passwort vergessen hat, kann auf der Seite zur Anmeldung ein neues vergeben.',
    en: 'If the person has forgotten the password, they can set a new one on the sign-in page.',
  }
}
export class Busy extends Refusal {
  readonly id = 'busy'
  readonly status = 503
  readonly says = { de: 'Im Moment melden sich sehr viele an.', en: 'Very many people are signing in at the moment.' }
  override readonly helps = {
    de: 'Bitte versuchen Sie es in ein paar Sekunden wieder.',
    en: 'Please try again in a few seconds.',
  }
  override readonly retryAfter = 5
}
/** A permission that gives power over others' data, and no second administrator who could approve it. */
export class SecondAdministratorNeeded extends Refusal {
  readonly id = 'second-administrator-needed'
  readonly status = 409
  readonly says = {
    de: 'Diese Berechtigung braucht die Zustimmung einer zweiten Person aus der Administration, deren Konto nicht über Ihres angelegt wurde. Es gibt hier keine.',
    en: 'This permission needs the approval of a second administrator whose account was not opened through yours. There is none here.',
  }
  override readonly helps = {
    de: 'Wer den Server betreibt, vergibt sie mit „obhut staff invite“ oder „obhut staff roles“.',
    en: 'Whoever runs the server can give it with “obhut staff invite” or “obhut staff roles”.',
  }
}
export class NotIndependent extends Refusal {
  readonly id = 'not-independent'
  readonly status = 403
  readonly says = {
    de: 'Dem kann nur jemand Unabhängiges zustimmen: nicht wer es beantragt hat, nicht wer die Berechtigung bekommen soll, und niemand, dessen Konto über das der antragstellenden Person angelegt wurde (oder umgekehrt).',
    en: 'Only somebody independent can approve this: not the person who requested it, not the person who is to get it, and nobody whose account was opened by the person who requested it (or the other way round), directly or through others.',
  }
  override readonly helps = {
    de: 'Bitten Sie jemand anderen aus der Administration.',
    en: 'Ask another administrator.',
  }
}
export class RoleRequestEnded extends Refusal {
  readonly id = 'role-request-ended'
  readonly status = 409
  readonly says = { de: 'Dieser Antrag ist schon erledigt.', en: 'This request has already ended.' }
}
/**
 * Permissions, second factor and access of an account are in another administrator's hands, so that the last
 * administrator cannot shut everybody out.
 */
export class NotOneself extends Refusal {
  readonly id = 'not-oneself'
  readonly status = 409
  readonly says = {
    de: 'Das kann nur jemand anderes aus der Administration für Sie tun.',
    en: 'Only another administrator can do this for you.',
  }
  override readonly helps = {
    de: 'Bitten Sie eine Kollegin oder einen Kollegen darum.',
    en: 'Ask a colleague to do it.',
  }
}
