/** Stands in each page that is marked. */
export const rehearsalStyle =
  '.rehearsal{position:sticky;top:0;z-index:1000;padding:10px 16px;background:#7a1f1f;color:#ffffff;font:600 15px/1.4 system-ui,sans-serif;text-align:center}'

const banner = `<div role="note" class="rehearsal"><span lang="de">Probebetrieb: Nichts verlässt diese Installation, keine E-Mail, kein Gateway. Änderungen gelten hier allein.</span> <span lang="en">Rehearsal: nothing leaves this installation, no mail, no gateway. Changes count here alone.</span></div>`

/**
 * A page of an installation that only rehearses says so before everything else, in both languages: nobody may take it
 * for the real one.
 */
export const markedAsRehearsal = (page: string): string =>
  page.replace('</head>', `<style>${rehearsalStyle}</style></head>`).replace(/<body[^>]*>/, body => `${body}${banner}`)
