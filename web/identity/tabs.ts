/** Tabs of one browser share one session: when it ends in one of them, the others hear of it. */
let shared: BroadcastChannel | undefined
// One for the page: what a channel says it does not hear itself.
const channel = () => shared ??= new BroadcastChannel('obhut.session')

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel has no other origin; that is a window's
export const tellLeft = () => channel().postMessage('left')

export function onLeft(hear: () => void) {
  const others = channel()
  others.addEventListener('message', hear)
  return () => others.removeEventListener('message', hear)
}
