import { demoPart } from '../../platform/demo.ts'
import { TheManifest } from '../../platform/services.ts'

export const demo = [
  demoPart({
    needs: { stating: TheManifest },
    plays: async ({ stating: { manifest } }) => ({
      pages: [
        { what: 'Start page', at: '/' },
        { what: 'Privacy statement', at: '/datenschutz' },
        ...(manifest.languages.includes('en') ? [{ what: 'The same in English', at: '/privacy' as const }] : []),
      ],
    }),
  }),
]
