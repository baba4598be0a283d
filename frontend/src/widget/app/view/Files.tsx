/** @jsxImportSource preact */
import type { SentFile } from '../protocol'
import { sizeOf, type Picked, type Tray } from '../tray'
import type { Words } from '../words'
import { Icon } from './icons'

/** The id of the one field that files are picked with. */
export const PICKER = 'picker'

/** Opens the browser's own choice of files: on a phone the camera and the gallery too. */
export const openPicker = () => document.getElementById(PICKER)?.click()

/** Files that were sent: pictures small and to be opened, any other as a card to be saved. */
export function SentFiles({ files, words }: { files: readonly SentFile[]; words: Words }) {
  return (
    <ul class="files">
      {files.map((file) => (
        <li key={file.id}>
          <a
            class={file.kind === 'image' ? 'photo' : 'file'}
            href={file.url}
            target="_blank"
            rel="noopener noreferrer"
          >
            {file.kind === 'image' ? (
              <img
                src={`${file.url}?small`}
                alt={words('image_named', { name: file.name })}
                width={file.width || undefined}
                height={file.height || undefined}
                loading="lazy"
              />
            ) : (
              <>
                <Icon name="file" />
                <span class="file-name">{file.name}</span>
                <small>{sizeOf(file.size, words)}</small>
              </>
            )}
            <span class="hidden"> ({words('opens')})</span>
          </a>
        </li>
      ))}
    </ul>
  )
}

/** What is picked and not sent yet. */
export function TrayView({ tray, words }: { tray: Tray; words: Words }) {
  return (
    <>
      {tray.files.length > 0 && (
        <ul class="tray" aria-label={words('attached')}>
          {tray.files.map((picked) => (
            <Entry key={picked.key} picked={picked} tray={tray} words={words} />
          ))}
        </ul>
      )}
      {tray.problem && (
        <p class="tray-problem" role="alert">
          {tray.problem}
        </p>
      )}
    </>
  )
}

function Entry({ picked, tray, words }: { picked: Picked; tray: Tray; words: Words }) {
  const { key, name, status, problem, preview } = picked
  return (
    <li class={`picked ${status}`}>
      {preview ? <img src={preview} alt="" /> : <Icon name="file" />}
      <span class="file-name">{name}</span>
      {status === 'uploading' ? (
        <progress max={1} value={picked.progress} aria-label={words('uploading', { name })} />
      ) : (
        status === 'ready' && <small>{sizeOf(picked.size, words)}</small>
      )}
      <button
        type="button"
        class="tool"
        aria-label={words(status === 'uploading' ? 'cancel_file' : 'remove_file', { name })}
        onClick={() => {
          tray.remove(key)
          document.getElementById('composer')?.focus()
        }}
      >
        <Icon name="close" />
      </button>
      {status === 'failed' && (
        <p class="fate failed" role="alert">
          <Icon name="warning" />
          <span>{problem}</span>
          {picked.again && (
            <button type="button" class="link" onClick={() => tray.retry(key)}>
              {words('retry')}
            </button>
          )}
        </p>
      )}
      {status === 'ready' && (
        <span class="hidden" role="status">
          {words('file_ready', { name })}
        </span>
      )}
    </li>
  )
}
