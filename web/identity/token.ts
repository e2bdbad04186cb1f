import { useEffect, useState } from 'react'
import { useLocation, useNavigate } from 'react-router'
import { tokenIn } from '../address.ts'

/**
 * The token of a link. It travels behind the `#`, which no server sees, and leaves the address bar and the history at
 * once.
 */
export function useToken(): string {
  const { hash, pathname } = useLocation()
  const navigate = useNavigate()
  const [token, setToken] = useState(() => tokenIn(hash))
  useEffect(() => {
    if (!hash) return
    // Another link may have been opened where this page still stood.
    setToken(tokenIn(hash))
    void navigate(pathname, { replace: true })
  }, [hash, pathname, navigate])
  return token
}
