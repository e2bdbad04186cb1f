export const de = {
  changed: {
    title: 'Unsere Datenschutzerklärung hat sich geändert',
    lead: (day: string, version: number) => `Seit dem ${day} gilt Fassung ${version}.`,
    last: (version: number, day: string) => `Gesehen haben Sie zuletzt Fassung ${version}, am ${day}.`,
    matters: 'Das ist jetzt anders',
    besides: 'Kleinere Änderungen',
    was: 'Bisher',
    is: 'Jetzt',
    comes: 'Neu',
    goes: 'Entfällt',
    stays:
      'Für Daten aus der Zeit davor gilt weiter, was damals galt: Ein neuer Zweck erfasst sie nur, wenn Sie einwilligen oder ein Gesetz es vorschreibt.',
    understood: 'Verstanden',
    records:
      'Damit halten wir fest, dass und wann Sie diese Fassung gesehen haben. Eine Einwilligung ist das nicht, und dass Sie den Kundenbereich nutzen, ist auch keine.',
    whole: 'Die ganze Erklärung',
    object: 'Widersprechen',
    consents: 'Einwilligungen',
  },
} as const
