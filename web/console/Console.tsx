import { Route, Routes } from 'react-router'
import type { ReactNode } from 'react'
import { firstCodes } from '../identity/codes.ts'
import { Guard } from '../identity/Guard.tsx'
import { identityConsoleWords } from '../identity/console/words/index.ts'
import { NotFound } from '../parts/NotFound.tsx'
import { useOnlyHere } from '../parts/onlyHere.ts'
import { Loading } from '../parts/states.tsx'
import { useSite } from '../queries.ts'
import { type ConsolePart, screen } from '../screens.ts'
import { Frame } from './Frame.tsx'
import { NotOpen } from './NotOpen.tsx'
import { Overview } from './Overview.tsx'
import { useOwnScreens, useParts, usePlaces } from './places.ts'
import './console.css'

const SetUp = screen(identityConsoleWords, () => import('../identity/console/SetUp.tsx').then(it => it.SetUp))

/** The console: for staff alone, and those only with both factors. */
export function Console() {
  const { kept: first } = useOnlyHere<readonly string[]>(firstCodes)
  return (
    <Guard lets="staff" others="/" setUp={<SetUp />} settingUp={first !== undefined}>
      <Parts />
    </Guard>
  )
}

function Parts() {
  const site = useSite().data
  return (
    <Routes>
      <Route element={<Frame />}>
        <Route index element={<Overview />} />
        {useParts().flatMap(part =>
          [part, ...(part.below ?? [])].map(({ path, screen: Shown }) => (
            <Route
              key={path}
              path={path}
              element={
                <Behind part={part}>
                  <Shown />
                </Behind>
              }
            />
          )),
        )}
        {useOwnScreens().map(({ path, screen: Shown }) => (
          <Route key={path} path={path} element={<Shown />} />
        ))}
        <Route path="*" element={site ? <NotFound /> : <Loading />} />
      </Route>
    </Routes>
  )
}

/** A part of the console, for whom it is open; to others it asks the server nothing. */
function Behind({ part, children }: { part: ConsolePart; children: ReactNode }) {
  return usePlaces().some(({ name }) => name === part.name) ? children : <NotOpen part={part} />
}
