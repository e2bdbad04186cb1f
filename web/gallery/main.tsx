// Every part that screens are made of, in every state, without a server. It comes with the development server alone:
// the build has index.html as its only entry.
import '../styles.ts'
import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core'
import type { StorageKey } from '../storage.ts'
import { Notifications } from '@mantine/notifications'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { StrictMode, Suspense } from 'react'
import { createRoot } from 'react-dom/client'
import { BrowserRouter } from 'react-router'
import { Person } from '../identity/account.ts'
import { kept, preferred, setLanguage } from '../locales/language.ts'
import { common, Speaking } from '../locales/words.tsx'
import { Acting } from '../parts/Acting.tsx'
import { site, whoIsThis } from '../queries.ts'
import { theme } from '../theme.ts'
import { wearTheme } from '../theme-sheet.ts'
import { Gallery } from './Gallery.tsx'
import { company, somebody } from './samples.ts'

const queries = new QueryClient({ defaultOptions: { queries: { retry: false, refetchOnWindowFocus: false } } })
queries.setQueryData(site.queryKey, company)
queries.setQueryData(whoIsThis.queryKey, somebody)

const language = preferred(kept(), navigator.languages)
setLanguage(language)
await common.in(language)
wearTheme()

const place = document.getElementById('app')
if (place) {
  createRoot(place).render(
    <StrictMode>
      <MantineProvider
        theme={theme}
        withCssVariables={false}
        withGlobalClasses={false}
        defaultColorScheme="auto"
        colorSchemeManager={localStorageColorSchemeManager({ key: 'obhut.scheme' satisfies StorageKey })}
      >
        <QueryClientProvider client={queries}>
          <Speaking begin={language}>
            <Notifications position="bottom-right" limit={3} />
            <BrowserRouter basename="/app">
              <Acting>
                <Person value={somebody}>
                  <Suspense>
                    <Gallery />
                  </Suspense>
                </Person>
              </Acting>
            </BrowserRouter>
          </Speaking>
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>,
  )
}
