import { IconFile, IconFileTypePdf, IconTable } from '@tabler/icons-react'
import type { CSSProperties } from 'react'
import { useTranslation } from 'react-i18next'
import { fileAddress } from '../api/inbox'
import type { SentFile } from '../api/types'
import { sizeOf } from './sizeOf'

const PICTURES: Record<string, typeof IconFile> = { pdf: IconFileTypePdf, sheet: IconTable }

const WIDEST = 280
const TALLEST = 240

/** The room that a picture takes, kept for it until it is there. */
export function roomOf({ width, height }: SentFile): CSSProperties | undefined {
  if (!width || !height) return undefined
  const shown = Math.min(1, WIDEST / width, TALLEST / height)
  return { inlineSize: Math.round(width * shown), aspectRatio: `${width} / ${height}` }
}

/** Files of a message: pictures small and to be opened, any other as a card to be saved. */
export function Files({ files }: { files: readonly SentFile[] }) {
  const { t, i18n } = useTranslation()
  return (
    <ul className="ib-files">
      {files.map((file) => {
        const address = fileAddress(file.id)
        const Picture = PICTURES[file.kind] ?? IconFile
        return (
          <li key={file.id}>
            {file.kind === 'image' ? (
              <a className="ib-photo" href={address} target="_blank" rel="noopener noreferrer">
                <img
                  src={`${address}?small`}
                  alt={t('conversation.image', { alt: file.name })}
                  width={file.width}
                  height={file.height}
                  style={roomOf(file)}
                  loading="lazy"
                />
              </a>
            ) : (
              <a className="ib-file" href={address} download={file.name}>
                <Picture size={22} stroke={1.5} aria-hidden />
                <span className="ib-file-name">{file.name}</span>
                <small>{sizeOf(file.size, i18n.language)}</small>
              </a>
            )}
          </li>
        )
      })}
    </ul>
  )
}
