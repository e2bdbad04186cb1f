export const de = { ways: { myData: 'Meine Daten' } } as const
