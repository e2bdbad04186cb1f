export const de = { ways: { account: 'Konto' } } as const
