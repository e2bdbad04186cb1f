/**
 * The account that this page was drawn for, by the name that the server gives it in `Obhut-Account`. Tabs of one
 * browser share one session: as soon as it is somebody else's, nothing of this page holds any more, and it is loaded
 * anew.
 */
let drawnFor: string | null = null

export const pageAccount = () => drawnFor
export const forgetAccount = () => {
  drawnFor = null
}

/**
 * Whether an answer is for the person of this page. The first one says who that is; one for somebody else means that
 * the session has changed hands, and the page is loaded anew.
 * @param askedAs the account that the request named, if it named one
 */
export function isOurs(askedAs: string | null, answeredTo: string): boolean {
  if (askedAs !== null && askedAs !== drawnFor) return false
  drawnFor ??= answeredTo
  if (drawnFor === answeredTo) return true
  startAnew()
  return false
}

/** What the new page is told of why it was loaded; it stands in the history of this tab, where a reload leaves it. */
const changed = 'account-changed'

/** Begins anew with whoever is signed in by now: no answer, draft or line of the other person outlasts it. */
export function startAnew() {
  history.replaceState({ usr: { why: changed }, key: changed, idx: 0 }, '', '/app/home')
  location.reload()
}

/** Whether this page was loaded because the account had changed; says so once. */
export function cameAnew(): boolean {
  const state = history.state as { usr?: { why?: string } } | null // as: the browser keeps what we or the router left there
  if (state?.usr?.why !== changed) return false
  history.replaceState({ ...state, usr: null }, '')
  return true
}
