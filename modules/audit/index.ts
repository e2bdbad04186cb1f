import { TheAuditLog, TheStore } from '../../platform/services.ts'
import { defineModule } from '../../platform/module.ts'
import { routes } from './routes.ts'

/** The audit log for whoever has to find out who did what: searched, and exported. What it holds is the kernel's. */
export const audit = defineModule('audit', {
  needs: { store: TheStore, log: TheAuditLog },
  starts: needs => ({ routes: routes(needs) }),
})
