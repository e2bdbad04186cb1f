import { escaped } from '../kernel/statement/html.ts'

/** A piece of markup; whatever else stands in a template is text and is escaped. */
export class Html {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}
type Value = Html | string | number | false | undefined | readonly (Html | false | undefined)[]

export const html = (strings: TemplateStringsArray, ...values: readonly Value[]): Html =>
  new Html(strings.reduce((text, part, place) => text + written(values[place - 1]) + part))
/** Markup that was written elsewhere, by us. */
export const markup = (text: string): Html => new Html(text)

function written(value: Value): string {
  if (value === undefined || value === false) return ''
  if (value instanceof Html) return value.text
  if (typeof value === 'object') return value.map(one => written(one)).join('\n')
  return escaped(String(value))
}
