// A process that computes for others: bytes come in by its standard input, results go out by its standard output. It
// has no network, and once the code of its job is loaded, no files. Started by worker.ts.
import { serialize } from 'node:v8'
import { readFrames, said, writeFrame } from './frames.ts'

const [, , code = '', most = '0', largest = '0'] = process.argv
const { default: compute } = (await import(code)) as { default: (input: Uint8Array) => unknown }
// From here on it reads no files: its code is loaded.
process.permission.drop('fs.read')

readFrames(
  process.stdin,
  Number(most),
  bytes => {
    void answer(bytes).then(result => {
      writeFrame(process.stdout, result)
    })
  },
  () => {
    process.exit(1)
  },
)
process.stdin.on('end', () => {
  process.exit(0)
})
writeFrame(process.stdout, said('ready'))

/** Of an error nothing is told: its message may hold what somebody wrote. */
async function answer(bytes: Uint8Array): Promise<Uint8Array> {
  try {
    const value = serialize(await compute(bytes))
    return value.length > Number(largest) ? said('size of the result') : Buffer.concat([said('result'), value])
  } catch {
    return said('failed')
  }
}
