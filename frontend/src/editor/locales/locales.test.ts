import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import en from './en.json'
import pl from './pl.json'

type Tree = { [key: string]: string | Tree }
const PLURAL = /_(zero|one|two|few|many|other)$/

function flat(tree: Tree, path = ''): Map<string, string> {
  const found = new Map<string, string>()
  for (const [key, value] of Object.entries(tree)) {
    if (typeof value === 'string') found.set(path + key, value)
    else for (const [inner, text] of flat(value, `${path}${key}.`)) found.set(inner, text)
  }
  return found
}

const english = flat(en as Tree)
const polish = flat(pl as Tree)
const stems = (texts: Map<string, string>) =>
  new Set([...texts.keys()].map((key) => key.replace(PLURAL, '')))
const root = join(__dirname, '..')
const sources = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
  (path) => /\.tsx?$/.test(path) && !path.includes('.test.'),
)

test('both languages have the same texts', () => {
  expect([...stems(polish)].toSorted()).toEqual([...stems(english)].toSorted())
})

test('Polish has every plural form', () => {
  const counted = [...stems(polish)].filter((key) => polish.has(`${key}_other`))

  expect(
    counted.filter((key) => !['one', 'few', 'many'].every((form) => polish.has(`${key}_${form}`))),
  ).toEqual([])
})

test('both languages fill in the same values', () => {
  const values = (text = '') => [...new Set(text.match(/\{\{\w+\}\}/g) ?? [])].toSorted()
  const differing = [...english].filter(([key, text]) => {
    const other = polish.get(key)
    return other !== undefined && !PLURAL.test(key) && `${values(text)}` !== `${values(other)}`
  })

  expect(differing.map(([key]) => key)).toEqual([])
})

test('every text that the code asks for is there', () => {
  const missing = sources.flatMap((path) =>
    [...readFileSync(join(root, path), 'utf8').matchAll(/\bt\(\s*'([\w.]+)'/g)]
      .map((match) => match[1] ?? '')
      .filter((key) => !stems(english).has(key))
      .map((key) => `${path}: ${key}`),
  )

  expect(missing).toEqual([])
})

test('every undo step is named', () => {
  const labels = new Set(
    sources.flatMap((path) =>
      [...readFileSync(join(root, path), 'utf8').matchAll(/'(edit\.\w+)'/g)].map(
        (match) => match[1] ?? '',
      ),
    ),
  )

  expect([...labels].filter((label) => !english.has(label))).toEqual([])
})

test('nothing shouts', () => {
  expect([...english, ...polish].filter(([, text]) => text.includes('!'))).toEqual([])
})
