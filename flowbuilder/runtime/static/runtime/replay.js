/* The arrow keys turn the events; the links do the same without this file. */
document.addEventListener('keydown', (event) => {
  if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return
  if (event.target instanceof Element && event.target.closest('input, select, textarea, [tabindex="0"]')) return
  const rel = { ArrowLeft: 'prev', ArrowRight: 'next' }[event.key]
  const link = rel && document.querySelector(`.replay a[rel="${rel}"]`)
  if (!link) return
  event.preventDefault()
  link.click()
})
