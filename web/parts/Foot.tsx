import { useSite } from '../queries.ts'
import { useLanguage, useWords } from '../locales/words.tsx'

/**
 * The statement and who answers for it, one click away on every screen (home/0-a). Pages outside of the app: plain
 * links.
 */
export function Foot({ employees = false }: { readonly employees?: boolean }) {
  const { language } = useLanguage()
  const t = useWords()
  const site = useSite().data
  return (
    <footer className="foot quiet small">
      <nav aria-label={t.shell.legal}>
        <a href={language === 'de' ? '/datenschutz' : '/privacy'}>{t.shell.statement}</a>
        {employees && (
          <a href={language === 'de' ? '/datenschutz/beschaeftigte' : '/privacy/employees'}>{t.shell.employees}</a>
        )}
        <a href={language === 'de' ? '/impressum' : '/imprint'}>{t.shell.imprint}</a>
      </nav>
      {site && <span>{site.company}</span>}
    </footer>
  )
}
