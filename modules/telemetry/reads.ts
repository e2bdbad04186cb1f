/** What `latest` and `channelsOf` ask of the activity under which they run. */
export const theLatest = {
  'telemetry.channel': ['number', 'device', 'key', 'label', 'obis', 'unit', 'kind', 'medium', 'retiredAt'],
  'telemetry.holding': ['subject', 'channel', 'since', 'until'],
  'telemetry.reading': ['channel', 'at', 'value'],
} as const

/** What `series` asks of it. */
export const theSeries = {
  ...theLatest,
  'telemetry.day': ['channel', 'at', 'means', 'lows', 'highs', 'total', 'quarters', 'low', 'high'],
  'telemetry.fall': ['channel', 'at', 'amount'],
  'telemetry.outlier': ['channel', 'at', 'last', 'ends'],
  'telemetry.late': ['channel', 'at'],
  'telemetry.progress': ['closed', 'summed'],
} as const
