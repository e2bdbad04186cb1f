import { toRead } from '../declare/described.ts'
import type { Store } from './store.ts'
import type { Units } from './units.ts'

const wholes = new WeakMap<Units, Store>()

/** The units of work of a store, for modules. */
export function unitsOf(store: Store): Units {
  const units: Units = Object.freeze({
    id: store.id,
    kind: store.kind,
    clock: store.clock,
    declarations: toRead(store.declarations),
    get inForce() {
      return store.inForce
    },
    under: store.under,
    keyedHash: store.keyedHash,
  })
  wholes.set(units, store)
  return units
}

/** The store that these units of work belong to; the store itself is its own. */
export function wholeOf(units: Units): Store {
  const whole = wholes.get(units)
  if (whole) return whole
  if ('desk' in units) return units as Store // as: nothing but a store has a desk
  throw new TypeError('These units of work belong to no store.')
}
