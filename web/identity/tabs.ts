import { pageAccount, startAnew } from '../page-account.ts'

/** Tabs of one browser share one session: when it ends or begins in one of them, the others hear of it. */
let shared: BroadcastChannel | undefined
// One for the page: what a channel says it does not hear itself.
const channel = () => (shared ??= new BroadcastChannel('obhut.session'))

type Told = { readonly is: 'left' } | { readonly is: 'arrived'; readonly account: string | null }
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel has no other origin; that is a window's
const tell = (told: Told) => channel().postMessage(told)

export const tellLeft = () => tell({ is: 'left' })
/** Somebody has signed in on this page. */
export const tellArrived = () => tell({ is: 'arrived', account: pageAccount() })

function onTold(hear: (told: Told) => void) {
  const others = channel()
  const heard = ({ data }: MessageEvent<Told>) => hear(data)
  others.addEventListener('message', heard)
  return () => others.removeEventListener('message', heard)
}
export const onLeft = (hear: () => void) =>
  onTold(told => {
    if (told.is === 'left') hear()
  })

/** Leaves this page as soon as another account is signed in, or it comes back out of the browser's memory of pages. */
export function watchOtherTabs() {
  onTold(told => {
    if (told.is === 'arrived' && pageAccount() !== null && told.account !== pageAccount()) startAnew()
  })
  addEventListener('pageshow', ({ persisted }) => {
    if (persisted) location.reload()
  })
}
