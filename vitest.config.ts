import { defineConfig } from 'vitest/config'

const project = (name: string, include: string[], more = {}) => ({
  extends: true as const,
  test: { name, include, ...more },
})

/** One database cluster for the whole run; each file makes databases of its own in it. */
const cluster = 'tools/testing/one-cluster.ts'

export default defineConfig({
  test: {
    setupFiles: ['tools/testing/cheap-argon2.ts'],
    pool: 'forks',
    maxWorkers: 2,
    // Generous: shared machines are slow at times, and a test that fails for that reason teaches nobody anything.
    testTimeout: 90_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 60_000 } },
    passWithNoTests: true,
    projects: [
      project('unit', ['{kernel,platform,modules,docs,server,gateway,assurance,tools}/**/*.test.ts'], {
        globalSetup: [cluster],
      }),
      project('web', ['web/**/*.test.{ts,tsx}']),
      project('clauses', ['clauses/**/*.test.ts'], {
        setupFiles: ['tools/testing/watched.ts'],
        globalSetup: [cluster, 'e2e/portal-built.ts'],
        testTimeout: 180_000,
        hookTimeout: 180_000,
      }),
      project('pictures', ['e2e/pictures.ts'], {
        globalSetup: [cluster, 'e2e/portal-built.ts'],
        testTimeout: 180_000,
        hookTimeout: 180_000,
      }),
      project('browser', ['e2e/**/*.test.ts'], {
        setupFiles: ['tools/testing/watched.ts'],
        globalSetup: [cluster, 'e2e/portal-built.ts'],
        testTimeout: 180_000,
        hookTimeout: 180_000,
      }),
    ],
  },
})
