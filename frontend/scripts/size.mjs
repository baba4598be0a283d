/** Fails when the widget outgrows its budget: visitors pay for every byte on other people's pages. */
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

const dist = new URL('../dist/widget/', import.meta.url)
const BUDGETS = [
  { name: 'loader', files: ['loader.js'], kilobytes: 5 },
  { name: 'app', files: ['chat.js', 'chat.css'], kilobytes: 30 },
  { name: 'later', files: ['later.js'], kilobytes: 10 },
]

let over = false
const rows = BUDGETS.map(({ name, files, kilobytes }) => {
  const bytes = files
    .map((file) => gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length)
    .reduce((sum, size) => sum + size, 0)
  over ||= bytes > kilobytes * 1024
  return { name, bytes, budget: kilobytes * 1024 }
})

if (process.argv.includes('--json')) console.log(JSON.stringify(rows))
else {
  for (const { name, bytes, budget } of rows) {
    const verdict = bytes > budget ? 'TOO BIG' : 'ok'
    console.log(`widget ${name.padEnd(6)} ${bytes} of ${budget} bytes gzip: ${verdict}`)
  }
}
process.exitCode = over ? 1 : 0
