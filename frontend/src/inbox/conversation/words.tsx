import { Fragment, type ReactNode } from 'react'
import { parse, type Block, type Inline } from '../../widget/app/markdown'

/** Text with the Markdown subset as elements, read as the visitor's chat reads it. Never HTML. */
export function Words({ text }: { text: string }) {
  return <>{parse(text).map((block, index) => drawBlock(block, index))}</>
}

function drawBlock(block: Block, index: number): ReactNode {
  if (block.kind === 'p')
    return (
      <p key={index}>
        {block.lines.map((line, at) => (
          <Fragment key={at}>
            {at > 0 && <br />}
            {draw(line)}
          </Fragment>
        ))}
      </p>
    )
  const items = block.items.map((item, at) => <li key={at}>{draw(item)}</li>)
  return block.kind === 'ul' ? (
    <ul key={index}>{items}</ul>
  ) : (
    <ol key={index} start={block.start}>
      {items}
    </ol>
  )
}

function draw(nodes: Inline[]): ReactNode[] {
  return nodes.map((node, index) => {
    if (typeof node === 'string') return node
    switch (node.kind) {
      case 'strong':
        return <b key={index}>{draw(node.children)}</b>
      case 'em':
        return <em key={index}>{draw(node.children)}</em>
      case 'code':
        return <code key={index}>{node.text}</code>
      case 'link':
        return (
          <Fragment key={index}>
            <a href={node.href} target="_blank" rel="noopener noreferrer nofollow">
              {draw(node.children)}
            </a>
            {node.host && ` (${node.host})`}
          </Fragment>
        )
    }
  })
}
