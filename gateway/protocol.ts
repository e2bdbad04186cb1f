// What goes over the wire, as docs/gateway.md says it.

export interface Channel {
  readonly key: string
  readonly obis?: string
  readonly unit: 'kWh' | 'W' | 'V' | 'A' | 'm³' | '°C'
  readonly kind: 'counter' | 'gauge'
  readonly medium: 'electricity' | 'gas' | 'water' | 'other'
}
export interface DeviceState {
  readonly state: 'ok' | 'silent' | 'fault'
  readonly on?: boolean
}
export interface Device extends DeviceState {
  readonly key: string
  readonly kind: 'electricity-meter' | 'gas-meter' | 'water-meter' | 'plug' | 'sensor'
  readonly name: string
  readonly switchable: boolean
  readonly channels: readonly Channel[]
}
export interface Reading {
  readonly device: string
  readonly channel: string
  readonly at: string
  readonly value: number
}
export interface SwitchEvent {
  readonly id: string
  readonly device: string
  readonly at: string
  readonly on: boolean
  readonly by: 'device' | 'gateway'
  readonly rule?: string
}

export interface Limits {
  readonly messageBytes: number
  readonly readings: number
  readonly events: number
}
export interface Welcome {
  readonly time: string
  readonly claimed: boolean
  readonly since: string | null
  readonly statusSeconds: number
  readonly limits: Limits
}
export interface Command {
  readonly id: string
  readonly device: string
  readonly on: boolean
  readonly expires: string
}
export interface Result {
  readonly command: string
  readonly result: 'done' | 'failed'
  readonly at: string
  readonly reason?: string
}
export interface Refused {
  readonly topic: string
  readonly refused: number
  readonly items: readonly { readonly at?: number; readonly why: string; readonly says: string }[]
}

export const protocol = 1

export type Up = 'hello' | 'status' | 'readings' | 'events' | 'results' | 'offline'
export const upTopic = (serial: string, what: Up): string => `gateway/${serial}/up/${what}`
export const downTopics = (serial: string): string => `gateway/${serial}/down/#`
