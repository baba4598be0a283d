import type { Preview } from '../preview'

const abSplit: Preview = (config) =>
  (Array.isArray(config['branches']) ? (config['branches'] as Record<string, unknown>[]) : [])
    .map(
      (branch) =>
        `${String(branch['label'] || branch['name'] || '')} ${String(branch['share'] ?? 0)} %`,
    )
    .join(' · ')
export default abSplit
