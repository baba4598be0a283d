/** Writes src/shared/api/schema.ts from docs/openapi.json. `--check` only compares. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import openapiTS, { astToString } from 'openapi-typescript'
import { format, resolveConfig } from 'prettier'

const source = new URL('../../docs/openapi.json', import.meta.url)
const target = new URL('../src/shared/api/schema.ts', import.meta.url)
const path = fileURLToPath(target)

const head = '// Made from docs/openapi.json by scripts/apiTypes.mjs. To renew it run: make fix\n\n'
const types = astToString(await openapiTS(JSON.parse(readFileSync(source, 'utf8'))))
const text = await format(head + types, { ...(await resolveConfig(path)), filepath: path })

if (process.argv.includes('--check')) {
  if (!existsSync(target) || readFileSync(target, 'utf8') !== text) {
    console.error('src/shared/api/schema.ts differs from docs/openapi.json. Run: make fix')
    process.exit(1)
  }
} else {
  writeFileSync(target, text)
}
