import { useEffect, useState } from 'react'

/** The present, looked at again every so many seconds, for words such as "3 minutes ago". */
export function useNow(seconds = 30): number {
  const [now, look] = useState(Date.now)
  useEffect(() => {
    const looking = setInterval(() => look(Date.now()), seconds * 1000)
    return () => clearInterval(looking)
  }, [seconds])
  return now
}
