import { defineModule, type Module } from '../../house/module.ts'
import { MqttDoors, type MqttDoor } from '../../house/mqtt.ts'
import { offer } from '../../house/contract.ts'
import { Telemetry } from '../../modules/telemetry/contract.ts'
import { telemetry } from '../../modules/telemetry/index.ts'
import { databaseIn, type Database } from '../../server/database.ts'
import { kernel } from '../../server/modules.ts'
import { aManifest } from '../../server/testing/manifest.ts'
import type { AdminConnection } from '../../server/postgres/embedded.ts'
import { channelsOf } from './layout.ts'

export const secret = Buffer.alloc(32, 'a secret of the bench')

/** A house that takes readings in from clients `0`, `1`, `2` …, in the form in which gateways write them. */
const benchDoor: Module = defineModule('bench', {
  needs: { telemetry: Telemetry },
  offers: [MqttDoors],
  starts: ({ telemetry: into }) => {
    const door: MqttDoor<readonly number[]> = {
      name: 'bench',
      admits: async ({ username, password }) => password.toString() === 'bench'
        ? { id: username, principal: channelsOf(Number(username)), publishes: [`gateway/${username}/up/#`], subscribes: [] } : null,
      receives: async ({ principal: [energy, power, voltage] }, _topic, payload) => {
        const { readings } = JSON.parse(payload.toString()) as { readings: { channel: string, at: string, value: number }[] }
        const channel = (key: string): number => (key === 'energy' ? energy : key === 'power' ? power : voltage) ?? 0
        await into.append(readings.map(one => ({ channel: channel(one.channel), at: Date.parse(one.at), value: one.value })))
      },
    }
    return { offers: [offer(MqttDoors, door)] }
  },
})

export const modules = [kernel, telemetry, benchDoor]
export const manifest = { source: aManifest(modules, { 'telemetry.readings': { keep: 'P10Y' } }), file: 'bench.yaml' }
export const databaseFor = (admin: AdminConnection, name: string): Promise<Database> => databaseIn(admin, name, secret)
