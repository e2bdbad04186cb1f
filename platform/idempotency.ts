import { contract } from './contract.ts'
import type { Answer, Caller } from './route.ts'

/** First answers to requests that may come twice: the same key with the same input gets what the first one got. */
export interface Once {
  /** @param input a text that is the same exactly for the same input */
  answer(
    caller: Caller,
    route: string,
    key: string,
    input: string,
    make: () => Promise<Answer<unknown>>,
  ): Promise<Answer<unknown>>
}
export const FirstAnswers = contract<Once>('http.first-answers')
