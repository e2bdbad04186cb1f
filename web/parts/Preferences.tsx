import { ActionIcon, Menu, useMantineColorScheme } from '@mantine/core'
import { type Icon, IconLanguage, IconMoon, IconSun, IconSunMoon } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import { answer, api } from '../client.ts'
import { whoIsThis } from '../queries.ts'
import { type Language, language, languages } from '../locales/language.ts'
import { useLanguage, useWords } from '../locales/words.tsx'
import { menuManners } from './menus.ts'

/** Each in its own language, so that whoever needs it can read it. */
export const names: Record<Language, string> = { de: 'Deutsch', en: 'English' }
type Scheme = 'auto' | 'light' | 'dark'
const schemes: readonly Scheme[] = ['auto', 'light', 'dark']
const pictures: Record<Scheme, Icon> = { auto: IconSunMoon, light: IconSun, dark: IconMoon }

/** Another language on screen; what the server said in the one before is asked for anew. */
export function useTurn() {
  const { speak } = useLanguage()
  const queries = useQueryClient()
  return useCallback(
    async (next: Language, remember = true) => {
      if (next === language()) return
      await speak(next, remember)
      const others = {
        predicate: ({ queryKey }: { queryKey: readonly unknown[] }) => queryKey[0] !== whoIsThis.queryKey[0],
      }
      // What is on its way in the other language must not arrive as fresh.
      await queries.cancelQueries(others)
      await queries.invalidateQueries(others)
    },
    [speak, queries],
  )
}

export function useSpeak() {
  const turn = useTurn()
  const queries = useQueryClient()
  return async (next: Language) => {
    await turn(next)
    // The account speaks it too from now on, in mails as well.
    const person = queries.getQueryData(whoIsThis.queryKey)
    if (person && (person.secondFactor === 'not needed' || person.secondFactor === 'given')) {
      queries.setQueryData(whoIsThis.queryKey, await answer(api.PATCH('/api/account', { body: { language: next } })))
    }
  }
}

interface Choices {
  label: string
  now: string
  picture: Icon
  value: string
  options: readonly { value: string; label: string; lang?: string }[]
  choose: (value: string) => void
}

function ChoiceMenu({ label, now, picture: Shown, value, options, choose }: Choices) {
  return (
    <Menu {...menuManners} position="bottom-end">
      <Menu.Target>
        <ActionIcon title={label} variant="subtle" color="gray" size="lg" aria-label={now}>
          <Shown size={21} stroke={1.6} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.RadioGroup value={value} onChange={choose}>
          {options.map(({ value, label, lang }) => (
            <Menu.RadioItem key={value} value={value} closeMenuOnClick {...(lang && { lang })}>
              {label}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
      </Menu.Dropdown>
    </Menu>
  )
}

export function LanguageMenu() {
  const { language: spoken } = useLanguage()
  const t = useWords()
  const speak = useSpeak()
  return (
    <ChoiceMenu
      label={t.shell.language}
      now={t.shell.languageNow(names[spoken])}
      picture={IconLanguage}
      value={spoken}
      options={languages.map(each => ({ value: each, label: names[each], lang: each }))}
      choose={next => speak(next as Language)} // as: one of the options
    />
  )
}

function recoloured(change: () => void): void {
  const { dataset } = document.documentElement
  dataset['recolouring'] = ''
  change()
  requestAnimationFrame(() => {
    requestAnimationFrame(() => {
      delete dataset['recolouring']
    })
  })
}

export function SchemeMenu() {
  const t = useWords()
  // The library would hold transitions still by a <style> element, which the content security policy refuses; look.css
  // does.
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true })
  return (
    <ChoiceMenu
      label={t.shell.scheme}
      now={t.shell.schemeNow(t.shell.schemes[colorScheme])}
      picture={pictures[colorScheme]}
      value={colorScheme}
      options={schemes.map(each => ({ value: each, label: t.shell.schemes[each] }))}
      choose={next => recoloured(() => setColorScheme(next as Scheme))} // as: one of the options
    />
  )
}
