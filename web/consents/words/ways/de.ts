export const de = { ways: { consents: 'Einwilligungen' } } as const
