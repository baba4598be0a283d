/** @jsxImportSource preact */
import { parse, type Inline } from '../markdown'
import type { Words } from '../words'
import { Icon } from './icons'

/** A link out: opens apart, tells nobody where from, and names the host it leads to. */
export function OutLink({
  href,
  host,
  words,
  children,
}: {
  href: string
  host: string
  words: Words
  children: preact.ComponentChildren
}) {
  const stays = /^(mailto|tel):/.test(href)
  return (
    <>
      <a href={href} target={stays ? undefined : '_blank'} rel="noopener noreferrer nofollow ugc">
        {children}
        {!stays && (
          <>
            <Icon name="outside" />
            <span class="hidden"> ({words('opens')})</span>
          </>
        )}
      </a>
      {host && <span class="host"> ({host})</span>}
    </>
  )
}

function draw(nodes: Inline[], words: Words): preact.ComponentChildren {
  return nodes.map((node) => {
    if (typeof node === 'string') return node
    switch (node.kind) {
      case 'strong':
        return <strong>{draw(node.children, words)}</strong>
      case 'em':
        return <em>{draw(node.children, words)}</em>
      case 'code':
        return <code>{node.text}</code>
      case 'link':
        return (
          <OutLink href={node.href} host={node.host} words={words}>
            {draw(node.children, words)}
          </OutLink>
        )
    }
  })
}

/** Markdown drawn as DOM nodes; nothing here ever becomes HTML. */
export function Markdown({ text, words }: { text: string; words: Words }) {
  return (
    <>
      {parse(text).map((block) => {
        if (block.kind === 'p') {
          const lines = block.lines.map((line, i) => (
            <>
              {i > 0 && <br />}
              {draw(line, words)}
            </>
          ))
          return <p>{lines}</p>
        }
        const items = block.items.map((item) => <li>{draw(item, words)}</li>)
        return block.kind === 'ul' ? <ul>{items}</ul> : <ol start={block.start}>{items}</ol>
      })}
    </>
  )
}
