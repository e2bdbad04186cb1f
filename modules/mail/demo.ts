import { demoPart } from '../../platform/demo.ts'

export const demo = [
  demoPart({ needs: {}, plays: async () => ({ pages: [{ what: 'Letterbox', at: '/dev/letterbox' }] }) }),
]
