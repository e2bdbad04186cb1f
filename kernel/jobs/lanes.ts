/**
 * Each lane has places of its own to run in, so that no other lane holds it up: `interactive` for what somebody waits
 * for, `bulk` for what comes in thousands, `normal` for all else. The database keeps a lane by its place in this list.
 */
export const lanes = ['interactive', 'normal', 'bulk'] as const
export type Lane = (typeof lanes)[number]

export const placeOfLane = (lane: Lane): number => lanes.indexOf(lane)
export const laneAt = (place: number): Lane => lanes[place] ?? 'normal'

/** How many jobs of each lane one process runs at a time. */
export type Slots = Readonly<Record<Lane, number>>
export const usualSlots: Slots = { interactive: 3, normal: 3, bulk: 2 }
