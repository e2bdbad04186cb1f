import type { SaidToAll } from '../../kernel/recipients/said.ts'
import type { Language } from '../../kernel/declare/terms.ts'
import type { Manifest } from '../../kernel/statement/manifest.ts'
import type { Settings } from '../../platform/services.ts'
import { readIn } from './read-letter.ts'
import { render } from './render.ts'
import { senderOf } from './sender.ts'

const known = new WeakMap<Manifest, Map<string, SaidToAll>>()

/** What every letter of this language says, whoever it goes to: the letter without content, and who is named in it. */
export function frameOf(manifest: Manifest, settings: Settings, language: Language): SaidToAll {
  const { baseUrl, mailFrom = '' } = settings
  const frames = known.get(manifest) ?? new Map<string, SaidToAll>()
  known.set(manifest, frames)
  const key = [language, baseUrl, mailFrom].join('\n')
  const frame = frames.get(key) ?? made(manifest, settings, language)
  frames.set(key, frame)
  return frame
}

function made(manifest: Manifest, settings: Settings, language: Language): SaidToAll {
  const { site, company, recipients } = manifest
  const { text, html } = render({ title: '', says: [] }, language, manifest, settings.baseUrl)
  return {
    lines: [senderOf(settings, manifest).name, text, ...readIn(html)],
    phrases: [
      site.name,
      company.name,
      // A letter may ask to pass something on to one of them by post.
      ...recipients.flatMap(({ name, street, postcode, city }) => [name, `${street}, ${postcode} ${city}`]),
    ],
    site: settings.baseUrl,
  }
}
