import { hours, minutes, seconds } from '../../kernel/clock/clock.ts'
import { offer } from '../../platform/contract.ts'
import { eventStreams } from '../../platform/event-streams.ts'
import { TheManifest, TheReporter, TheStore } from '../../platform/services.ts'
import { defineModule } from '../../platform/module.ts'
import { missing } from '../../kernel/statement/finding.ts'
import { states } from '../../kernel/statement/manifest.ts'
import { MqttHandlers } from '../../platform/mqtt.ts'
import { AtRegistration } from '../identity/contract.ts'
import { LiveReadings, Telemetry } from '../telemetry/contract.ts'
import { claiming, comparison, finding, inventory, reporting, switching } from './activities.ts'
import { changesIn } from './changes.ts'
import { claimsByStaff, gatewayClaims } from './claims.ts'
import { commands } from './commands.ts'
import { comparisons } from './comparison.ts'
import { Claims, Inventory } from './contract.ts'
import { gatewayHandler } from './gateway-protocol/handler.ts'
import { homes as homesOf } from './home.ts'
import { inventoryRoutes } from './inventory-routes.ts'
import { homeFeed } from './live.ts'
import { theInventory } from './inventory.ts'
import { serialAtRegistration } from './registration.ts'
import { readingsRoute } from './readings-route.ts'
import { routes } from './routes.ts'
import { homesTables } from './tables.ts'
import { landing } from './landing.ts'

/** How often to look whether the platform's clock was moved, in milliseconds of the machine. */
const clockLook = 1000

const forGateways = { de: 'ohne die kein Gateway arbeitet', en: 'without which no gateway works' }

export const homes = defineModule('homes', {
  activities: [inventory, claiming, finding, reporting, switching, comparison],
  keeps: homesTables,
  needs: { store: TheStore, stating: TheManifest, reporter: TheReporter, telemetry: Telemetry, live: LiveReadings },
  offers: [AtRegistration, MqttHandlers, Inventory, Claims],
  migrations: `${import.meta.dirname}/migrations`,
  lacks: manifest => {
    const stated = [inventory, claiming, finding, reporting, switching, comparison].find(({ name }) =>
      states(manifest, name),
    )
    return stated
      ? [inventory, claiming, finding, reporting]
          .filter(({ name }) => !states(manifest, name))
          .map(({ name }) => missing(name, ['activities', stated.name], forGateways))
      : []
  },
  landing: () => landing,
  demo: () => import('./demo.ts'),
  starts: ({ store, stating, reporter, telemetry, live }) => {
    const changes = changesIn(store, reporter)
    const claims = gatewayClaims({ store, telemetry })
    const given = commands({ store, stating })
    const stock = theInventory(store)
    const comparing = comparisons({ store, stating, telemetry })
    const handler = gatewayHandler({ store, stating, telemetry, reporter, commands: given, changes })
    const home = homesOf({ store, stating, telemetry })
    const asked = stating.value(claiming.atRegistration)
    const stopHearing = changes.listen(handler.hears)
    let clockWatch: NodeJS.Timeout | undefined
    return {
      routes: [
        ...inventoryRoutes(stock),
        readingsRoute({ homes: home, telemetry, stating }),
        ...routes({
          store,
          homes: home,
          claims,
          commands: given,
          streams: eventStreams(homeFeed({ homes: home, changes, live })),
          comparison: comparing,
        }),
      ],
      jobs: [
        { name: 'homes.silence', every: minutes(1), afterDoubt: true, does: handler.noteSilence },
        { name: 'homes.compare', every: hours(1), does: comparing.workOutAll },
        { name: 'homes.expire', every: seconds(30), afterDoubt: true, does: given.expire },
      ],
      offers: [
        offer(MqttHandlers, handler),
        offer(Inventory, stock),
        offer(Claims, claimsByStaff(store)),
        ...(asked === 'later' ? [] : [offer(AtRegistration, serialAtRegistration(claims, asked === 'required'))]),
      ],
      listen: async () => {
        await changes.start()
        let { offset } = store.clock
        clockWatch = setInterval(() => {
          if (store.clock.offset === offset) return
          offset = store.clock.offset
          handler.tellTime()
        }, clockLook).unref()
      },
      stop: async () => {
        clearInterval(clockWatch)
        stopHearing()
        await handler.close()
        await changes.stop()
      },
    }
  },
})
