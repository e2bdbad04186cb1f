import { ActionIcon, Menu, Tooltip, useMantineColorScheme } from '@mantine/core'
import { IconCheck, IconLanguage, IconMoon, IconSun, IconSunMoon } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { answer, api } from '../client.ts'
import { whoIsThis } from '../questions.ts'
import { type Language, languages } from '../words/language.ts'
import { useLanguage } from '../words/words.tsx'

/** Each in its own language, so that whoever needs it can read it. */
const names: Record<Language, string> = { de: 'Deutsch', en: 'English' }
const schemes = [['auto', IconSunMoon], ['light', IconSun], ['dark', IconMoon]] as const

export function useSpeak() {
  const { speak } = useLanguage()
  const queries = useQueryClient()
  return async (next: Language) => {
    await speak(next)
    // The account speaks it too from now on, in mails as well.
    if (queries.getQueryData(whoIsThis.queryKey)) {
      queries.setQueryData(whoIsThis.queryKey, await answer(api.PATCH('/api/account', { body: { language: next } })))
    }
    await queries.invalidateQueries()
  }
}

export function LanguageMenu() {
  const { language, words: t } = useLanguage()
  const speak = useSpeak()
  return (
    <Menu position="bottom-end" shadow="md">
      <Tooltip label={t.shell.language}>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t.shell.languageNow(names[language])}><IconLanguage size={21} stroke={1.6} aria-hidden /></ActionIcon>
        </Menu.Target>
      </Tooltip>
      <Menu.Dropdown>
        {languages.map(each => (
          <Menu.Item key={each} lang={each} role="menuitemradio" aria-checked={each === language} rightSection={each === language && <IconCheck size={16} aria-hidden />} onClick={() => speak(each)}>
            {names[each]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

export function SchemeMenu() {
  const { words: t } = useLanguage()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const Shown = schemes.find(([scheme]) => scheme === colorScheme)?.[1] ?? IconSunMoon
  return (
    <Menu position="bottom-end" shadow="md">
      <Tooltip label={t.shell.scheme}>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t.shell.schemeNow(t.shell.schemes[colorScheme])}><Shown size={21} stroke={1.6} aria-hidden /></ActionIcon>
        </Menu.Target>
      </Tooltip>
      <Menu.Dropdown>
        {schemes.map(([scheme, Picture]) => (
          <Menu.Item
            key={scheme} role="menuitemradio" aria-checked={scheme === colorScheme} leftSection={<Picture size={18} stroke={1.6} aria-hidden />}
            rightSection={scheme === colorScheme && <IconCheck size={16} aria-hidden />} onClick={() => setColorScheme(scheme)}
          >
            {t.shell.schemes[scheme]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
