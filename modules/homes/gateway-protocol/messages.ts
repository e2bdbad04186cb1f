import { z } from 'zod'
import { identifier, oneLine, opaqueText } from '../../../platform/text.ts'
import { deviceKinds, deviceStates } from '../tables.ts'

// What the messages of docs/gateway.md consist of, but for readings, which are too many for schemas.

const key = identifier(40, /^[a-z0-9][a-z0-9._-]{0,39}$/, 'is up to 40 characters out of a-z 0-9 . _ -')

export const aGateway = z.object({ model: oneLine(80, 1), firmware: oneLine(40, 1) })
export const aState = z.object({ state: z.enum(deviceStates), on: z.boolean().optional() })
export const aDevice = z
  .object({
    key,
    kind: z.enum(deviceKinds),
    name: oneLine(80, 1),
    state: z.enum(deviceStates),
    switchable: z.boolean(),
    on: z.boolean().optional(),
  })
  .refine(device => !device.switchable || device.on !== undefined, {
    path: ['on'],
    message: 'says whether a device that can be switched is on',
  })
export const aChannel = z.object({
  key,
  label: oneLine(60, 1).optional(),
  obis: identifier(
    40,
    /^\d{1,3}-\d{1,3}:[\dA-F]{1,3}\.\d{1,3}\.\d{1,3}(\*\d{1,3})?$/,
    'is an OBIS code such as 1-0:1.8.0',
  ).optional(),
  unit: z.enum(['kWh', 'W', 'V', 'A', 'm³', '°C']),
  kind: z.enum(['counter', 'gauge']),
  medium: z.enum(['electricity', 'gas', 'water', 'other']),
})
export const aCondition = z.object({
  uptimeSeconds: z.int().min(0),
  memoryFree: z.int().min(0).optional(),
  signal: z.int().min(-200).max(100).optional(),
})
export const anEvent = z.object({
  id: identifier(40, /^[\w.:-]{1,40}$/, 'is up to 40 letters, digits and . : _ -'),
  device: opaqueText(40),
  at: opaqueText(24),
  on: z.boolean(),
  by: z.enum(['device', 'gateway']),
  rule: oneLine(80, 1).optional(),
})
export const aResult = z.object({
  command: opaqueText(80),
  result: z.enum(['done', 'failed']),
  at: opaqueText(24),
  reason: oneLine(200, 1).optional(),
})

export const messages = { aGateway, aState, aDevice, aChannel, aCondition, anEvent, aResult } as const
