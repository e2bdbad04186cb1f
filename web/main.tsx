import './styles.ts'
import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core'
import type { StorageKey } from './storage.ts'
import { Notifications } from '@mantine/notifications'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { BrowserRouter } from 'react-router'
import { App } from './app.tsx'
import { cameAnew } from './page-account.ts'
import { watchOtherTabs } from './identity/tabs.ts'
import { Acting } from './parts/Acting.tsx'
import { Guarded } from './parts/Broken.tsx'
import { sayChanged } from './parts/toasts.ts'
import { Problem } from './problem.ts'
import { theme } from './theme.ts'
import { wearTheme } from './theme-sheet.ts'
import { kept, preferred, setLanguage } from './locales/language.ts'
import { common, Speaking } from './locales/words.tsx'

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      // A "no" stays a "no"; only silence and breakdowns are worth another try.
      retry: (times, error) => times < 2 && (!(error instanceof Problem) || error.status === 0 || error.status >= 500),
      refetchOnWindowFocus: true,
      staleTime: 15_000,
    },
    mutations: { retry: false },
  },
})

const language = preferred(kept(), navigator.languages)
setLanguage(language)
const words = await common.in(language)

wearTheme()
watchOtherTabs()
if (cameAnew()) sayChanged(words)

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
              <Guarded whole>
                <Acting>
                  <App />
                </Acting>
              </Guarded>
            </BrowserRouter>
          </Speaking>
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>,
  )
}
