import { alone } from '../tools/alone.mjs'

/** Takes a lock of this machine until it is given back or the process ends, however it ends. */
export function hold(name: string, waiting: () => void = () => {}): Promise<() => Promise<void>> {
  return new Promise((resolve, reject) => {
    const done = alone(name, () => new Promise<void>(release => {
      resolve(async () => {
        release()
        await done
      })
    }), { waiting })
    done.catch(reject)
  })
}
