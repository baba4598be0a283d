/** The chat beside the widget's form: what is chosen shows at once, and whether it can be seen. */
import { contrast, parseColour, textOn } from '../widget/app/colour'

const SURFACES = { light: '#ffffff', dark: '#000000' }

/** What is good and what is not about `colour`, by the sentences that the page holds. */
export function sentencesOn(colour: string, texts: DOMStringMap, language: string): string[] {
  const rgb = parseColour(colour)
  if (!rgb) return []
  const said = (text: string | undefined, ratio: number) =>
    (text ?? '').replace(
      '%(ratio)s',
      ratio.toLocaleString(language, { minimumFractionDigits: 1, maximumFractionDigits: 1 }),
    )
  const ink = parseColour(textOn(rgb))
  const found = ink ? [said(texts.text, contrast(rgb, ink))] : []
  for (const where of ['light', 'dark'] as const) {
    const surface = parseColour(SURFACES[where])
    const ratio = surface ? contrast(rgb, surface) : 21
    if (ratio < 3) found.push(said(texts[where], ratio))
  }
  return found
}

/**
 * What the invitation under the person's hands says, else the first that is switched on; in the
 * language of the chat, if it can.
 */
export function invitationOn(page: ParentNode, language: string, touched = ''): string {
  const value = (number: string, name: string) => {
    const field = page.querySelector<HTMLInputElement>(`#id_invitations-${number}-${name}`)
    return field?.type === 'checkbox' ? (field.checked ? 'on' : '') : (field?.value.trim() ?? '')
  }
  const numbers = Array.from(page.querySelectorAll('[id^=id_invitations-][id$=-text_pl]'))
    .flatMap(({ id }) => /-(\d+)-text_pl$/.exec(id)?.[1] ?? [])
    .filter((number) => value(number, 'enabled') && !value(number, 'DELETE'))
  const order = language === 'pl' ? ['text_pl', 'text_en'] : ['text_en', 'text_pl']
  const [, hand = ''] = /^invitations-(\d+)-/.exec(touched) ?? []
  const number = numbers.includes(hand) ? hand : numbers[0]
  if (number === undefined) return ''
  return order.map((name) => value(number, name)).find(Boolean) ?? ''
}

export function widgetPreview(page: Document): void {
  const box = page.querySelector<HTMLElement>('[data-widget-preview]')
  const frame = box?.querySelector('iframe')
  const list = box?.querySelector<HTMLElement>('[data-contrast]')
  const part = (name: string) => box?.querySelector<HTMLElement>(`[data-preview=${name}]`)
  const [launcher, corner, bubble] = [part('launcher'), part('corner'), part('invitation')]
  if (!box || !frame || !list || !launcher || !corner || !bubble) return
  const field = (name: string) =>
    page.querySelector<HTMLInputElement>(`#id_${name}:not([type=hidden])`)
  let picture = ''
  let touched = ''

  const draw = (event?: Event) => {
    touched = (event?.target as HTMLInputElement | null)?.name || touched
    const invited = invitationOn(page, field('language')?.value ?? '', touched)
    bubble.hidden = !invited
    bubble.querySelector('[data-text]')?.replaceChildren(invited)
    corner.style.flexDirection = field('position')?.value === 'left' ? 'row' : 'row-reverse'
    const accent = field('accent')?.value ?? ''
    const rgb = parseColour(accent)
    const name = field('assistant_name')?.value.trim()
    const named = (words = '') => (name ? words.replace('%(name)s', () => name) : undefined)
    const look: Record<string, string | undefined> = {
      machine: named(box.dataset.machine),
      assistant: named(box.dataset.assistant),
      title: field('title')?.value ?? '',
      notice: field('ai_notice')?.value ?? '',
      ...(rgb && { accent }),
      ...(picture && { avatar: picture }),
      ...(field('no_picture')?.checked && { avatar: '' }),
    }
    frame.contentWindow?.postMessage({ flowbuilder: 'look', look }, location.origin)
    if (!rgb) return
    launcher.style.background = accent
    launcher.style.color = textOn(rgb)
    const said = sentencesOn(accent, list.dataset, page.documentElement.lang)
    list.replaceChildren(
      ...said.map((text) => Object.assign(page.createElement('li'), { textContent: text })),
    )
  }
  field('picture')?.addEventListener('change', (event) => {
    const [file] = Array.from((event.target as HTMLInputElement).files ?? [])
    const reader = new FileReader()
    reader.onload = () => {
      picture = String(reader.result)
      draw()
    }
    if (file) reader.readAsDataURL(file)
  })
  const form = box.closest('form')
  form?.addEventListener('focusin', draw)
  form?.addEventListener('input', draw)
  form?.addEventListener('change', draw)
}
