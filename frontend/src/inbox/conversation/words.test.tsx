// @vitest-environment jsdom
import { cleanup, render } from '@testing-library/react'
import { afterEach, expect, it } from 'vitest'
import { Words } from './words'

afterEach(cleanup)

const drawn = (text: string) => render(<Words text={text} />).container.innerHTML

it('an agent sees lists, code and emphasis as the visitor does', () => {
  expect(drawn('Mamy:\n- **lampy**\n- `E27`\n\n3. trzy')).toBe(
    '<p>Mamy:</p><ul><li><b>lampy</b></li><li><code>E27</code></li></ul>' +
      '<ol start="3"><li>trzy</li></ol>',
  )
})

it('a link names the host it leads to, and what is no safe link stays text', () => {
  expect(drawn('[tu](https://a.example/b)')).toContain('>tu</a> (a.example)')
  expect(drawn('[tu](javascript:alert(1)) <img src=x>')).toBe(
    '<p>[tu](javascript:alert(1)) &lt;img src=x&gt;</p>',
  )
})
