const sheets = new Map<string, CSSStyleSheet>()

/** Gives the page of `node`, or the corner of it that stands apart, the look of a part. */
export function dress(node: Element, look: string): void {
  const root = node.getRootNode() as Document | ShadowRoot
  if (!('adoptedStyleSheets' in root)) return
  let sheet = sheets.get(look)
  if (!sheet) {
    sheet = new CSSStyleSheet()
    sheet.replaceSync(look)
    sheets.set(look, sheet)
  }
  if (!root.adoptedStyleSheets.includes(sheet))
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet]
}
