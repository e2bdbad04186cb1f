import type { SandboxedJob } from '../../platform/sandbox.ts'
import { smallerPictures } from '../../platform/pictures-job.ts'
import { readingMail } from '../../modules/intake/reading-job.ts'
import { readingManifest } from '../statement/reading/job.ts'

/** Every job that a sandbox runs. The supervisor starts these and no others, whatever it is asked for. */
export const sandboxedJobs: readonly SandboxedJob[] = [readingMail, readingManifest, smallerPictures]
