/** @jsxImportSource preact */
// @vitest-environment jsdom
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { render } from 'preact'
import { expect, test } from 'vitest'

import { wordsIn } from '../words'
import { Rating } from './Rating'

const SCALE = {
  kind: 'rating' as const,
  text: 'Jak oceniają Państwo rozmowę?',
  scale: 'csat' as const,
  low: 1,
  high: 5,
  low_label: 'bardzo źle',
  high_label: 'bardzo dobrze',
}

function shown(answer: string | null) {
  const root = document.body.appendChild(document.createElement('div'))
  const words = wordsIn('pl')
  render(
    <Rating
      seq={1}
      content={SCALE}
      answer={answer}
      open={answer === null}
      words={words}
      onChoose={() => undefined}
    />,
    root,
  )
  return [...root.querySelectorAll('.scale label')]
}

test('a scale is numbers alone: no faces, hearts or pictures, and all alike', () => {
  const steps = shown(null)

  expect(steps.map((step) => step.textContent)).toEqual(['1', '2', '3', '4', '5'])
  expect(new Set(steps.map((step) => step.className))).toEqual(new Set(['']))
  for (const step of steps) expect(step.querySelector('svg, img, [style]')).toBeNull()
})

test.each(['1', '5'])('a chosen number looks the same whichever it is (%s)', (answer) => {
  const chosen = shown(answer).filter((step) => step.className !== '')

  expect(chosen.map((step) => [step.textContent, step.className])).toEqual([[answer, 'chosen']])
})

test('no rule of its looks asks which number it is, or has a colour for good and bad', () => {
  const look = readFileSync(join(import.meta.dirname, 'rating.css'), 'utf8')

  expect(look).not.toMatch(/\.scale[^{]*(nth|first|last|\[value|\[aria)/)
  expect(look).not.toMatch(/#[0-9a-f]{3,8}\b|rgb|hsl|oklch|--fb-(good|bad|warn)/)
  expect(look).not.toMatch(/[^-]content:|url\(/)
})
