// @vitest-environment jsdom
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { launcherStyles } from '../launcherStyles'

const file = (name: string) => readFileSync(join(import.meta.dirname, name), 'utf8')

function rulesOf(css: string): CSSRule[] {
  const style = document.head.appendChild(document.createElement('style'))
  style.textContent = css
  return [...(style.sheet as CSSStyleSheet).cssRules]
}

test.each([
  ['chat', file('chat.css')],
  ['message', file('message.css')],
  ['launcher', launcherStyles],
])('a finger leaves no hover behind: it is styled only where there is one (%s)', (_name, css) => {
  const everywhere = rulesOf(css).filter((rule) => rule instanceof CSSStyleRule)
  const hovering = everywhere.filter((rule) => rule.selectorText.includes(':hover'))

  expect(everywhere.length).toBeGreaterThan(10)
  expect(hovering.map((rule) => rule.selectorText)).toEqual([])
})
