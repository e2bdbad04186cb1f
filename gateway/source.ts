import type { Clock } from './clock.ts'
import type { Device, DeviceState, Reading, SwitchEvent } from './protocol.ts'

/** Where a source puts what it measures. It comes back once that is safe on this gateway. */
export interface Outlet {
  readings(measured: readonly Reading[]): Promise<void>
  /** A device was switched by its own button or by a rule of the source. */
  switched(event: SwitchEvent): Promise<void>
  /** The state of a device has changed, for the next status. */
  changed(device: string, state: DeviceState): void
}

/** Something that measures and switches: a meter on a serial line, a radio, a player of recordings. */
export interface Source {
  devices(): readonly Device[]
  /**
   * Measures from now on, for whoever holds the gateway since that moment, until the signal. It goes on while there is
   * no connection.
   */
  measure(out: Outlet, since: Date, clock: Clock, until: AbortSignal): Promise<void>
  /** Switches a device, or throws a sentence that says why not. */
  switch(device: string, on: boolean): Promise<void>
  /** The gateway belongs to somebody else: forgets everything gathered. */
  forget(): Promise<void>
}
