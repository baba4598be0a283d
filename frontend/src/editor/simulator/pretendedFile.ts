import type { Content } from '../../shared/api/flows'

/** The name of the file that is pretended to be sent, of a kind that `content` asks for. */
export const pretendedFile = (content: Content): string =>
  content.kind === 'file_request' && content.accepts === 'documents' ? 'document.pdf' : 'photo.jpg'
