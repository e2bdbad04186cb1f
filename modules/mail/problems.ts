import { OperatorProblem } from '../../kernel/problems/problem.ts'
import type { Words } from '../../kernel/declare/terms.ts'
import { words } from '../../kernel/text/words.ts'

/** Why a relay takes no letters at all, whoever they are for. */
export const troubles = [
  'certificate',
  'unknown issuer',
  'no tls',
  'starttls',
  'sign-in',
  'sender refused',
  'unreachable',
  'too slow',
  'not serving',
] as const
export type Trouble = (typeof troubles)[number]

/** What is between "the mail relay … " and the full stop, and what mends it. */
const told: Readonly<Record<Trouble, { readonly says: Words; readonly mend: Words }>> = {
  certificate: {
    says: words(
      'zeigt ein Zertifikat, das nicht gilt oder nicht zu seinem Namen passt',
      'shows a certificate that is not valid or not for its name',
    ),
    mend: words(
      'Schreiben Sie in OBHUT_SMTP_URL den Namen, auf den das Zertifikat lautet; ein eigener Aussteller wird mit ?ca=DATEI genannt.',
      'Write the name that its certificate is for into OBHUT_SMTP_URL; an issuer of your own is named with ?ca=FILE.',
    ),
  },
  'unknown issuer': {
    says: words(
      'zeigt ein Zertifikat, dessen Aussteller hier niemand kennt',
      'shows a certificate whose issuer nobody here knows',
    ),
    mend: words(
      'Nennen Sie einen eigenen Aussteller mit OBHUT_SMTP_URL=…?ca=DATEI (PEM, lesbar für den Benutzer von Obhut); auch Zwischenzertifikate gehören hinein, wenn das Relay sie nicht mitschickt.',
      'Name an issuer of your own with OBHUT_SMTP_URL=…?ca=FILE (PEM, readable by the user of Obhut); certificates in between belong there too, where the relay does not send them.',
    ),
  },
  starttls: {
    says: words('spricht auf diesem Port nicht gleich TLS', 'does not speak TLS from the start on this port'),
    mend: words(
      'Schreiben Sie smtp:// statt smtps:// in OBHUT_SMTP_URL: Verschlüsselt wird dann mit STARTTLS, wie es auf Port 587 üblich ist. Gleich TLS spricht meist Port 465.',
      'Write smtp:// in place of smtps:// in OBHUT_SMTP_URL: it is then encrypted by STARTTLS, as is usual on port 587. The port with TLS from the start is mostly 465.',
    ),
  },
  'no tls': {
    says: words('bietet keine Verschlüsselung (TLS 1.2 oder neuer) an', 'offers no encryption (TLS 1.2 or later)'),
    mend: words(
      'Schalten Sie STARTTLS auf dem Relay ein, oder nennen Sie mit smtps:// den Port, auf dem es gleich TLS spricht.',
      'Turn STARTTLS on there, or name with smtps:// the port where it speaks TLS from the start.',
    ),
  },
  'sign-in': {
    says: words(
      'nimmt Benutzer und Passwort aus OBHUT_SMTP_URL nicht an',
      'does not accept user and password of OBHUT_SMTP_URL',
    ),
    mend: words(
      'Prüfen Sie beide; Sonderzeichen darin werden mit Prozentzeichen geschrieben (@ als %40).',
      'Check both; special characters in them are percent-encoded (@ as %40).',
    ),
  },
  'sender refused': {
    says: words(
      'nimmt die Absenderadresse aus OBHUT_MAIL_FROM nicht an',
      'does not accept the sender address of OBHUT_MAIL_FROM',
    ),
    mend: words(
      'Tragen Sie eine Adresse ein, für die dieses Relay senden darf, oder erlauben Sie ihm diese.',
      'Write an address that this relay may send for, or allow it this one.',
    ),
  },
  unreachable: {
    says: words('ist nicht zu erreichen', 'cannot be reached'),
    mend: words(
      'Prüfen Sie Name und Port in OBHUT_SMTP_URL, ob das Relay läuft und ob eine Firewall dazwischen steht.',
      'Check name and port in OBHUT_SMTP_URL, whether it runs, and whether a firewall stands in between.',
    ),
  },
  'too slow': {
    says: words('antwortet nicht rechtzeitig', 'does not answer in time'),
    mend: words(
      'Prüfen Sie seine Last und ob der Port wirklich SMTP spricht. Port 465 spricht gleich TLS: smtps:// statt smtp://.',
      'Check its load, and whether that port really speaks SMTP. Port 465 speaks TLS from the start: smtps:// in place of smtp://.',
    ),
  },
  'not serving': {
    says: words('nimmt zurzeit keine Verbindung an', 'takes no conversation at the moment'),
    mend: words(
      'Sein eigenes Protokoll sagt den Grund, zum Beispiel ein erschöpftes Kontingent.',
      'Its own log tells why, such as a quota that is used up.',
    ),
  },
}

/** What is wrong and what mends it, for whoever tries the relay by hand. */
export const troubleInWords = (trouble: Trouble): { readonly says: string; readonly mend: string } => ({
  says: `The relay ${told[trouble].says.en}.`,
  mend: told[trouble].mend.en,
})

/** No letter goes out until this is mended; they wait, for three days at most. */
export class MailRelayFails extends OperatorProblem {
  constructor(trouble: Trouble, relay: string) {
    const { says, mend } = told[trouble]
    const test = words(
      'Was das Relay sagt, zeigt: obhut mail test ADRESSE',
      'To hear what it says: obhut mail test ADDRESS',
    )
    super({
      says: words(
        `Das Mailrelay ${relay} ${says.de}. Briefe bleiben bis zu drei Tage liegen und werden weiter versucht.`,
        `The mail relay ${relay} ${says.en}. Letters wait for up to three days and are tried again.`,
      ),
      mend: words(`${mend.de} ${test.de}`, `${mend.en} ${test.en}`),
      urgent: true,
    })
  }
}

/** The relay refuses letters for another reason than that a mailbox does not exist. */
export class LettersRefused extends OperatorProblem {
  constructor(answer: string) {
    super({
      says: words(
        `Das Mailrelay hat einen Brief endgültig abgelehnt (Antwort ${answer || 'ohne Code'}), und nicht, weil es das Postfach nicht gäbe.`,
        `The mail relay refused a letter for good (answer ${answer || 'without a code'}), and not because there is no such mailbox.`,
      ),
      mend: words(
        'Meist darf das Relay für diese Absenderadresse oder an fremde Empfänger nicht senden, oder es hält den Brief für Werbung: SPF, DKIM und die Regeln des Relays prüfen. Was es sagt, zeigt: obhut mail test ADRESSE',
        'Mostly it may not send for this sender or to other domains, or takes the letter for spam: check SPF, DKIM and its rules. To hear what it says: obhut mail test ADDRESS',
      ),
    })
  }
}

/** Letters that nobody gets: told while any waits for longer than an hour. */
export class LettersWait extends OperatorProblem {
  constructor(count: number, hours: number) {
    super({
      says: words(
        `${count === 1 ? 'Ein Brief wartet' : `${count} Briefe warten`} auf den Versand, der älteste seit ${hours} ${hours === 1 ? 'Stunde' : 'Stunden'}.`,
        `${count === 1 ? 'One letter waits' : `${count} letters wait`} to be sent, the oldest for ${hours} ${hours === 1 ? 'hour' : 'hours'}.`,
      ),
      mend: words(
        'Prüfen Sie das Mailrelay mit: obhut mail test ADRESSE. Einzelne Briefe warten auch, wenn der Server des Empfängers sie noch nicht annimmt.',
        'Check the mail relay with: obhut mail test ADDRESS. Single letters also wait because the recipient’s server does not take them yet.',
      ),
    })
  }
}

/** A letter that cannot be written as a mail was given up; the others went out. */
export class LetterUnfit extends OperatorProblem {
  constructor(activity: string, cause: unknown) {
    super({
      says: words(
        `Ein Brief aus „${activity}“ ließ sich nicht als E-Mail schreiben und wurde aufgegeben; alle anderen gehen hinaus.`,
        `A letter of '${activity}' could not be written as a mail and was given up; all others go out.`,
      ),
      mend: words(
        'Das ist ein Fehler im Programm: Melden Sie ihn mit dieser Zeile dem Hersteller.',
        'This is a fault of the program: report it with this line.',
      ),
      cause,
    })
  }
}
