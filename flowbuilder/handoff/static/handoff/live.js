// The live view asks for its figures anew while somebody looks at it, and for the form in which a
// conversation is given to an agent. The links do the same without this file.
document.addEventListener('DOMContentLoaded', () => {
  const page = document.getElementById('live')
  if (!page) return
  const words = page.dataset
  const [figures, trouble, said] = ['figures', 'trouble', 'said'].map((name) =>
    page.querySelector(`[data-${name}]`),
  )
  const dialog = page.querySelector('dialog')
  const part = { headers: { 'X-Requested-With': 'fetch' } }
  const USUAL = 5000
  const LONGEST = 30000
  let [pause, timer, asked, over, shown, seen] = [USUAL, 0, 0, false, '', new Date()]

  async function look() {
    clearTimeout(timer)
    if (document.hidden || dialog.open || over) return
    const mine = ++asked
    try {
      const answer = await fetch(words.now + location.search, { signal: AbortSignal.timeout(15000) })
      if (mine !== asked) return
      if (answer.redirected || answer.status === 403) return stop()
      if (!answer.ok) throw new Error(answer.status)
      show(await answer.text())
      tell('')
      pause = USUAL
    } catch {
      if (mine !== asked) return
      tell(words.lost.replace('[time]', seen.toLocaleTimeString(document.documentElement.lang)))
      pause = Math.min(pause * 2, LONGEST)
    }
    timer = setTimeout(look, pause)
  }

  // Nothing is pulled away from under a finger, and the focus stays on what it was on.
  function show(html) {
    seen = new Date()
    if (html === shown || dialog.open || figures.querySelector(':active')) return
    const focused = figures.contains(document.activeElement) ? document.activeElement.id : null
    const places = [...figures.querySelectorAll('.live-scroll')].map((box) => [box.id, box.scrollLeft])
    figures.innerHTML = shown = html
    for (const [id, left] of places) document.getElementById(id)?.scrollTo({ left })
    if (focused !== null) (document.getElementById(focused) ?? figures).focus({ preventScroll: true })
  }

  function tell(text) {
    if (trouble.textContent === text) return
    trouble.textContent = text
    trouble.hidden = !text
  }

  function stop() {
    over = true
    tell(words.over)
  }

  page.addEventListener('click', async (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return
    const link = event.target.closest('a[data-assign], dialog a[data-cancel]')
    if (!link) return
    event.preventDefault()
    if ('cancel' in link.dataset) return dialog.close()
    try {
      const answer = await fetch(link.href, part)
      if (answer.redirected || !answer.ok) throw new Error(answer.status)
      dialog.innerHTML = await answer.text()
      said.textContent = ''
      if (!dialog.open) dialog.showModal()
    } catch {
      location.assign(link.href)
    }
  })

  dialog.addEventListener('submit', async (event) => {
    event.preventDefault()
    const form = event.target
    const button = form.querySelector('[type=submit]')
    button.disabled = true
    try {
      const answer = await fetch(form.action, { ...part, method: 'POST', body: new FormData(form) })
      if (answer.redirected || answer.status === 403) return stop(), dialog.close()
      if (answer.status === 204) {
        said.textContent = words.done
        return dialog.close()
      }
      if (answer.status >= 500) throw new Error(answer.status)
      dialog.innerHTML = await answer.text()
    } catch {
      const problem = form.querySelector('[data-problem]')
      problem.textContent = words.failed
      problem.hidden = button.disabled = false
    }
  })

  page.addEventListener('submit', async (event) => {
    const [form, button] = [event.target, event.submitter]
    if (form.id !== 'live-do' || !button) return
    event.preventDefault()
    button.disabled = true
    try {
      const sent = { method: 'POST', body: new FormData(form, button) }
      const answer = await fetch(button.formAction, { ...part, ...sent })
      if (answer.redirected || answer.status === 403) return stop()
      if (answer.status >= 500) throw new Error(answer.status)
      said.textContent = answer.status === 204 ? words.done : await answer.text()
      look()
    } catch {
      said.textContent = words.failed
    }
    button.disabled = false
  })

  dialog.addEventListener('close', look)
  document.addEventListener('visibilitychange', look)
  window.addEventListener('online', look)
  timer = setTimeout(look, pause)
})
