import { Refusal } from '../../platform/refusal.ts'

/** Somebody agreed to words that are asked no longer; nobody is held to what they did not see. */
export class WordsChanged extends Refusal {
  readonly id = 'consent-words-changed'
  readonly status = 409
  readonly says = {
    de: 'Der Text dieser Einwilligung hat sich gerade geändert.',
    en: 'The text of this consent has just changed.',
  }
  override readonly helps = {
    de: 'Bitte laden Sie die Seite neu, lesen Sie ihn noch einmal und entscheiden Sie dann.',
    en: 'Please reload the page, read it again and then decide.',
  }
}

/** The browser says "do not sell or share" (`Sec-GPC: 1`), and this is advertising: the signal counts as a refusal. */
export class BrowserRefuses extends Refusal {
  readonly id = 'browser-refuses'
  readonly status = 409
  readonly says = {
    de: 'Ihr Browser sendet das Signal „Global Privacy Control“. Wir werten es als Ablehnung von Werbung und haben diese festgehalten.',
    en: 'Your browser sends the signal “Global Privacy Control”. We take it as a refusal of advertising and have recorded it as such.',
  }
  override readonly helps = {
    de: 'Wollen Sie dennoch einwilligen, schalten Sie das Signal für unsere Seite aus.',
    en: 'If you still want to consent, switch the signal off for our site.',
  }
}
