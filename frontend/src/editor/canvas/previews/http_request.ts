import type { Preview } from '../preview'

const httpRequest: Preview = (config) => {
  const url = String(config['url'] ?? '')
  return url && `${String(config['method'] ?? 'GET')} ${url}`
}
export default httpRequest
