/** @jsxImportSource preact */
import { cited } from '../citations'
import { parse, safeLink, type Inline } from '../markdown'
import type { Source } from '../protocol'
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

/** A source's number behind what it says; a link where the source has an address. */
function Mark({ place, source, words }: { place: number; source: Source; words: Words }) {
  const target = source.url ? safeLink(source.url) : null
  const name = `${words('source')} ${place + 1}: ${source.title || target?.host}`
  return (
    <sup class="mark">
      {target ? (
        <a href={target.href} target="_blank" rel="noopener noreferrer nofollow ugc" title={name}>
          {place + 1}
          <span class="hidden"> ({name})</span>
        </a>
      ) : (
        <span title={name}>
          {place + 1}
          <span class="hidden"> ({name})</span>
        </span>
      )}
    </sup>
  )
}

function draw(nodes: Inline[], words: Words, sources: Source[]): preact.ComponentChildren {
  return nodes.map((node) => {
    if (typeof node === 'string')
      return cited(node, sources.length).map((piece) =>
        typeof piece === 'string' ? (
          piece
        ) : (
          <Mark place={piece} source={sources[piece] as Source} words={words} />
        ),
      )
    switch (node.kind) {
      case 'strong':
        return <strong>{draw(node.children, words, sources)}</strong>
      case 'em':
        return <em>{draw(node.children, words, sources)}</em>
      case 'code':
        return <code>{node.text}</code>
      case 'link':
        return (
          <OutLink href={node.href} host={node.host} words={words}>
            {draw(node.children, words, sources)}
          </OutLink>
        )
    }
  })
}

/** Markdown drawn as DOM nodes; nothing here ever becomes HTML. `sources` may be named in it. */
export function Markdown({
  text,
  words,
  sources = [],
}: {
  text: string
  words: Words
  sources?: Source[]
}) {
  return (
    <>
      {parse(text).map((block) => {
        if (block.kind === 'p') {
          const lines = block.lines.map((line, i) => (
            <>
              {i > 0 && <br />}
              {draw(line, words, sources)}
            </>
          ))
          return <p>{lines}</p>
        }
        const items = block.items.map((item) => <li>{draw(item, words, sources)}</li>)
        return block.kind === 'ul' ? <ul>{items}</ul> : <ol start={block.start}>{items}</ol>
      })}
    </>
  )
}
