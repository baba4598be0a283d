/** Pictures of cards while a flow is drawn: from our own address, whatever host they lie with. */
import { upload, type Upload } from './api/upload'

const PATH = '/api/v1/card-pictures/'

export const pictureSource = (address: string): string =>
  `${PATH}?address=${encodeURIComponent(address)}`

/** A text that will be an address once variables are filled in shows nothing yet. */
export const isPicture = (address: string): boolean =>
  /^(https:\/\/|upload:)/.test(address) && !address.includes('{')

export const isUploaded = (address: string): boolean => address.startsWith('upload:')

export const uploadPicture = (
  file: File,
  onProgress: (share: number) => void,
): Upload<{ address: string }> => upload(PATH, file, onProgress)

/** `content` with pictures that the editor may load. */
export function withPictures<Content extends { kind: string }>(content: Content): Content {
  const { cards } = content as { cards?: { picture?: string }[] }
  if (content.kind !== 'cards' || !cards) return content
  return {
    ...content,
    cards: cards.map((card) =>
      card.picture ? { ...card, picture: pictureSource(card.picture) } : card,
    ),
  }
}
