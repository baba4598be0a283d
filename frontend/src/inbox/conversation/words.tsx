import { Fragment, type ReactNode } from 'react'

const PIECES = /(\*\*[^*\n]+\*\*|\*[^*\n]+\*|\[[^\]\n]+\]\([^)\s]+\)|https?:\/\/[^\s<>"')]+)/g
const SAFE = /^(https?:|mailto:|tel:)/i

/** Text with the Markdown subset as elements. No HTML is ever made from it. */
export function Words({ text }: { text: string }) {
  const paragraphs = text.split(/\n{2,}/)
  return (
    <>
      {paragraphs.map((paragraph, index) => (
        <p key={index}>
          {paragraph.split('\n').map((line, at) => (
            <Fragment key={at}>
              {at > 0 && <br />}
              {pieces(line)}
            </Fragment>
          ))}
        </p>
      ))}
    </>
  )
}

function pieces(line: string): ReactNode[] {
  return line.split(PIECES).map((piece, index) => {
    if (piece.startsWith('**') && piece.length > 4) return <b key={index}>{piece.slice(2, -2)}</b>
    if (piece.startsWith('*') && piece.endsWith('*') && piece.length > 2)
      return <em key={index}>{piece.slice(1, -1)}</em>
    const link = /^\[([^\]]+)\]\(([^)]+)\)$/.exec(piece)
    if (link?.[1] && link[2]) return <Link key={index} to={link[2]} text={link[1]} />
    if (/^https?:\/\//.test(piece)) return <Link key={index} to={piece} text={piece} />
    return piece
  })
}

function Link({ to, text }: { to: string; text: string }) {
  if (!SAFE.test(to)) return <>{text}</>
  return (
    <a href={to} target="_blank" rel="noopener noreferrer nofollow">
      {text}
    </a>
  )
}
