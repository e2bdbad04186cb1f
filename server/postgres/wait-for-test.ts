// Run by embedded.test.ts as a process that is none of ours.
console.log('here')
setInterval(() => {}, 60_000)
