/**
 * How far the heap of a process that serves may grow above what lives in it before it is collected, in percent. Left to
 * itself V8 lets it grow to the fourfold under load, which saves collections and takes what others on the machine need
 * (bench/README.md has the figures).
 */
export const boundedHeap = ['--heap-growing-percent=150']
