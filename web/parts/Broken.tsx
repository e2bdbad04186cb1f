import { Button } from '@mantine/core'
import { IconRefresh } from '@tabler/icons-react'
import { Component, type ReactNode } from 'react'
import { Link, useLocation } from 'react-router'
import { useWords } from '../locales/words.tsx'
import { Screen } from './Screen.tsx'

/** A screen that fails shows that it did, and how to go on; another address is another try. */
export function Guarded({
  whole = false,
  children,
}: {
  /** Nothing stands around it. */ whole?: boolean
  children: ReactNode
}) {
  const { key } = useLocation()
  return (
    <Boundary
      place={key}
      instead={
        whole ? (
          <main className="broken">
            <Broken />
          </main>
        ) : (
          <Broken />
        )
      }
    >
      {children}
    </Boundary>
  )
}

interface Props {
  place: string
  instead: ReactNode
  children: ReactNode
}
// A class, because React tells nobody else of what fails while drawing.
class Boundary extends Component<Props, { readonly failed: boolean; readonly place: string }> {
  override state = { failed: false, place: this.props.place }
  static getDerivedStateFromError() {
    return { failed: true }
  }
  static getDerivedStateFromProps({ place }: Props, state: { readonly place: string }) {
    return place === state.place ? null : { failed: false, place }
  }
  override render() {
    return this.state.failed ? this.props.instead : this.props.children
  }
}

/** Draws nothing that could fail for the same reason. */
function Broken() {
  const { broken: t } = useWords()
  return (
    <div role="alert">
      <Screen title={t.title} lead={t.says} narrow>
        <div className="line">
          <Button leftSection={<IconRefresh size={18} stroke={1.75} aria-hidden />} onClick={() => location.reload()}>
            {t.again}
          </Button>
          <Link to="/">{t.toHome}</Link>
        </div>
      </Screen>
    </div>
  )
}
