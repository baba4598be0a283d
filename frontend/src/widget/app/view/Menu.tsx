import { useLayoutEffect, useRef, useState } from 'preact/hooks'

import type { Words } from '../words'
import { Icon } from './icons'

export interface MenuActs {
  sound: () => boolean
  toggleSound: () => void
  print: () => void
  /** Sends the talk to an address; gives what went wrong in words, or nothing. */
  mail: (email: string) => Promise<string>
  startOver: () => void
}

interface Given {
  acts: MenuActs
  words: Words
  /** Is there a conversation that may be left for a new one? */
  mayLeave: boolean
  /** Has anything been said? */
  begun: boolean
  /** Shows what is kept of the visitor, or their earlier talks; null while nothing is kept. */
  onMyData: ((part: 'MyData' | 'History') => void) | null
}

/** What can be done with the talk as a whole. */
export function Menu({ acts, words, mayLeave, begun, onMyData }: Given) {
  const [open, setOpen] = useState<'' | 'menu' | 'over' | 'mail' | 'sent'>('')
  /** What went wrong with the mail, or where it went. */
  const [told, setTold] = useState('')
  const box = useRef<HTMLDivElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  const close = () => {
    setOpen('')
    button.current?.focus()
  }
  // Before anything is painted: a key pressed at once is for what is open.
  useLayoutEffect(() => {
    if (open) box.current?.querySelector<HTMLElement>('input, button')?.focus()
  }, [open])

  const send = async (event: SubmitEvent) => {
    event.preventDefault()
    const form = event.currentTarget as HTMLFormElement
    const email = String(new FormData(form).get('email') ?? '').trim()
    const failed = await acts.mail(email)
    setTold(failed || email)
    if (!failed) setOpen('sent')
  }
  const entry = (word: Parameters<Words>[0], act: () => void) => (
    <button type="button" class="entry" onClick={act}>
      {words(word)}
    </button>
  )
  return (
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions -- keys of the buttons in it
    <div
      class="menu"
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !open) return
        event.stopPropagation()
        close()
      }}
      onFocusOut={(event) => {
        const to = event.relatedTarget as Node | null
        if (open === 'menu' && to && !event.currentTarget.contains(to)) setOpen('')
      }}
    >
      <button
        type="button"
        class="tool"
        id="more"
        ref={button}
        title={words('more')}
        aria-label={words('more')}
        aria-expanded={open !== ''}
        onClick={() => setOpen(open ? '' : 'menu')}
      >
        <Icon name="more" />
      </button>
      {open && (
        <div class="sheet" ref={box} role="group" aria-label={words('more')}>
          {open === 'menu' && (
            <>
              {mayLeave && entry('start_over', () => setOpen('over'))}
              {begun &&
                entry('mail', () => {
                  setTold('')
                  setOpen('mail')
                })}
              {begun &&
                entry('print', () => {
                  close()
                  acts.print()
                })}
              {onMyData &&
                (['History', 'MyData'] as const).map((part) =>
                  entry(part === 'MyData' ? 'my_data' : 'history', () => {
                    close()
                    onMyData(part)
                  }),
                )}
              <button
                type="button"
                class="entry"
                aria-pressed={acts.sound()}
                onClick={acts.toggleSound}
              >
                {words('sound')}
                <small aria-hidden="true">{words(acts.sound() ? 'on' : 'off')}</small>
              </button>
            </>
          )}
          {open === 'over' && (
            <>
              <p>{words('start_over_asks')}</p>
              <div class="both">
                <button
                  type="button"
                  class="primary"
                  onClick={() => {
                    close()
                    acts.startOver()
                  }}
                >
                  {words('start_over')}
                </button>
                <button type="button" class="quiet" onClick={close}>
                  {words('cancel')}
                </button>
              </div>
            </>
          )}
          {open === 'mail' && (
            <form onSubmit={send} noValidate>
              <label for="mail">{words('mail_to')}</label>
              <input id="mail" name="email" type="email" autocomplete="email" maxLength={254} />
              {told && (
                <p class="wrong" role="alert">
                  {told}
                </p>
              )}
              <div class="both">
                <button class="primary">{words('send')}</button>
                <button type="button" class="quiet" onClick={close}>
                  {words('cancel')}
                </button>
              </div>
            </form>
          )}
          {open === 'sent' && (
            <>
              <p role="status">{words('mail_sent', { email: told })}</p>
              <div class="both">
                <button type="button" class="quiet" onClick={close}>
                  {words('done')}
                </button>
              </div>
            </>
          )}
        </div>
      )}
    </div>
  )
}
