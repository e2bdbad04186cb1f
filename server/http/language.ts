import type { Language } from '../../kernel/declare/terms.ts'

/** The first of our languages that an Accept-Language header (RFC 9110, 12.5.4) asks for; German otherwise. */
export function languageOf(header: string | undefined): Language {
  const wishes = (header ?? '')
    .slice(0, 200)
    .split(',')
    .map(part => {
      const [tag = '', ...parameters] = part.trim().toLowerCase().split(';')
      const weight = Number(
        parameters
          .find(one => one.trim().startsWith('q='))
          ?.trim()
          .slice(2) ?? 1,
      )
      return { language: tag.split('-')[0], weight: Number.isFinite(weight) ? weight : 0 }
    })
  const best = wishes
    .filter(wish => (wish.language === 'de' || wish.language === 'en') && wish.weight > 0)
    .sort((a, b) => b.weight - a.weight)[0]
  return best?.language === 'en' ? 'en' : 'de'
}
