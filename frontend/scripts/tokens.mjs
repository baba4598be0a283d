/** Writes tokens/tokens.css and tokens/tokens.ts from tokens/tokens.json. `--check` only compares. */
import { readFileSync, writeFileSync } from 'node:fs'

const here = new URL('../tokens/', import.meta.url)
const tokens = JSON.parse(readFileSync(new URL('tokens.json', here), 'utf8'))

const lines = (group, indent) =>
  Object.entries(group)
    .map(([name, value]) => `${indent}--fb-${name}: ${value};`)
    .join('\n')

const css = `/* Made from tokens.json by scripts/tokens.mjs. Change that file, then run: npm run tokens */
:root {
  color-scheme: light;
${lines(tokens.fixed, '  ')}
${lines(tokens.light, '  ')}
}

:root.dark,
:root[data-mantine-color-scheme='dark'],
:root[data-theme='dark'] {
  color-scheme: dark;
${lines(tokens.dark, '  ')}
}
`

const names = (group) =>
  Object.keys(group)
    .map((name) => `'${name}'`)
    .join(' | ')

const ts = `// Made from tokens.json by scripts/tokens.mjs. Change that file, then run: npm run tokens
export type Colour = ${names(tokens.light)}
export type Measure = ${names(tokens.fixed)}

/** The CSS value of a token, for places where a class will not do. */
export const token = (name: Colour | Measure): string => \`var(--fb-\${name})\`

export const light: Record<Colour, string> = ${JSON.stringify(tokens.light, null, 2)}

export const dark: Record<Colour, string> = ${JSON.stringify(tokens.dark, null, 2)}
`

let stale = false
for (const [name, text] of [
  ['tokens.css', css],
  ['tokens.ts', ts],
]) {
  const file = new URL(name, here)
  if (process.argv.includes('--check')) {
    if (readFileSync(file, 'utf8') !== text) {
      stale = true
      console.error(`tokens/${name} is out of date. Run: npm run tokens`)
    }
  } else {
    writeFileSync(file, text)
  }
}
process.exit(stale ? 1 : 0)
