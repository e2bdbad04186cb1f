export const de = { ways: { home: 'Zuhause', devices: 'Geräte' } } as const
