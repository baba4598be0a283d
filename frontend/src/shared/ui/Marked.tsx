import { Fragment } from 'react'

import { blocksOf, type Inline } from './marked'

/** A message's text with its bold, italic, links and lists, as React nodes. */
export function Marked({ text }: { text: string }) {
  return blocksOf(text).map((block, index) => {
    if (block.kind === 'paragraph') {
      return (
        <p key={index}>
          {block.lines.map((line, at) => (
            <Fragment key={at}>
              {at > 0 && <br />}
              <Spans spans={line} />
            </Fragment>
          ))}
        </p>
      )
    }
    const List = block.isOrdered ? 'ol' : 'ul'
    return (
      <List key={index}>
        {block.items.map((item, at) => (
          <li key={at}>
            <Spans spans={item} />
          </li>
        ))}
      </List>
    )
  })
}

function Spans({ spans }: { spans: Inline[] }) {
  return spans.map((span, index) => {
    switch (span.kind) {
      case 'text':
        return span.text
      case 'bold':
        return (
          <strong key={index}>
            <Spans spans={span.parts} />
          </strong>
        )
      case 'italic':
        return (
          <em key={index}>
            <Spans spans={span.parts} />
          </em>
        )
      case 'link':
        return (
          <a key={index} href={span.href} target="_blank" rel="noopener noreferrer nofollow">
            <Spans spans={span.parts} />
          </a>
        )
    }
  })
}
