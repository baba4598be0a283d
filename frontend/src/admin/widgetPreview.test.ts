import { expect, test } from 'vitest'

import { sentencesOn } from './widgetPreview'

const TEXTS = { text: 'text %(ratio)s', light: 'white %(ratio)s', dark: 'black %(ratio)s' }

test('a colour that cannot be seen is told of, in the numbers of the language', () => {
  expect(sentencesOn('#ffe600', TEXTS, 'pl')).toEqual(['text 16,6', 'white 1,3'])
  expect(sentencesOn('#101010', TEXTS, 'en')).toEqual(['text 19.0', 'black 1.1'])
  expect(sentencesOn('#5046e0', TEXTS, 'en')).toEqual(['text 6.4'])
  expect(sentencesOn('yellow', TEXTS, 'en')).toEqual([])
})
