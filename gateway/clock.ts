/** The agent's only source of time. */
export interface Clock {
  now(): Date
  /** The platform says what time it has. */
  hears(platformTime: Date): void
}

/** The gateway's own clock, kept by the system (NTP); what the platform says changes nothing. */
export const ownClock: Clock = { now: () => new Date(), hears: () => {} }

/** Follows the platform's clock, for a demo whose time can be moved. Like that clock it never runs backwards. */
export function platformClock(machine: () => number = Date.now): Clock {
  let ahead = 0
  return {
    now: () => new Date(machine() + ahead),
    hears: time => {
      const apart = time.getTime() - (machine() + ahead)
      if (apart > 2000) ahead += apart // less is the way of the message
    },
  }
}
