import { z } from 'zod'

const looks = new WeakSet<object>()

/**
 * Every list that comes in from outside is one of these (`server/http/input-texts.test.ts` holds all routes to it). How
 * long it is is looked at before anything in it: zod's own `max` comes after each element was judged, and an issue told
 * of each. `roles: listOf(z.enum(staffRoles), 10)`
 */
export function listOf<T extends z.ZodType>(element: T, most: number, least = 0): z.ZodType<z.output<T>[]> {
  const list = z.array(element).max(most)
  const schema = z.preprocess(
    (value, context) => {
      if (!Array.isArray(value) || value.length <= most) return value
      context.addIssue({ code: 'too_big', origin: 'array', maximum: most, inclusive: true, input: undefined })
      return z.NEVER
    },
    least > 0 ? list.min(least) : list,
  )
  looks.add(schema.def.in)
  return schema
}

/** Whether a part of a schema is the look at a list's length. */
export const isLookAtLength = (schema: object): boolean => looks.has(schema)
