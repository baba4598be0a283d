/** A size as people read it: 320 KB, 1.4 MB. */
export function sizeOf(bytes: number, language: string): string {
  const isLarge = bytes >= 1024 * 1024
  const value = bytes / 1024 / (isLarge ? 1024 : 1)
  const shown = isLarge && value < 10 ? Math.round(value * 10) / 10 : Math.ceil(value)
  return `${shown.toLocaleString(language)} ${isLarge ? 'MB' : 'KB'}`
}
