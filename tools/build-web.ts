// `npm run build:web`: the screens as the server serves them.
import { build } from 'vite'

await build({ configFile: 'web/vite.config.ts', logLevel: 'warn' })
