// While a source is being read, its page shows how far it is. Focus inside stays where it is.
document.addEventListener('DOMContentLoaded', () => {
  const box = document.getElementById('source-standing')
  if (!box || !('reading' in box.dataset)) return
  let pause = 2000

  async function look() {
    try {
      const answer = await fetch(box.dataset.standing, { headers: { Accept: 'application/json' } })
      if (!answer.ok) return
      const { html, reading } = await answer.json()
      if (!box.contains(document.activeElement)) box.innerHTML = html
      if (!reading) return
      pause = Math.min(pause + 500, 10000)
    } catch {
      pause = 10000
    }
    setTimeout(look, pause)
  }
  setTimeout(look, pause)
})
