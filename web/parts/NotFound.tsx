import { Link } from 'react-router'
import { useWords } from '../locales/words.tsx'
import { Screen } from './Screen.tsx'

export function NotFound() {
  const t = useWords()
  return (
    <Screen title={t.notFound.title} lead={t.notFound.says} narrow>
      <p>
        <Link to="/">{t.notFound.toHome}</Link>
      </p>
    </Screen>
  )
}
