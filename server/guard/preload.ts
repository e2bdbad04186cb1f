// Loaded by `--import` before anything else in a process that serves.
import { closeTheWays } from './rules.ts'

closeTheWays()
