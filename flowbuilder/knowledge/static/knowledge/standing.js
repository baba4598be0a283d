// While work goes on in the background, its page shows how far it is: at first in quick looks, as
// most of it is short. Focus inside stays where it is; at the end it goes to the new heading.
document.addEventListener('DOMContentLoaded', () => {
  const box = document.querySelector('[data-standing]')
  if (!box || !('goesOn' in box.dataset)) return
  let pause = 250

  async function look() {
    try {
      const answer = await fetch(box.dataset.standing, { headers: { Accept: 'application/json' } })
      if (!answer.ok) return
      const { html, goes_on: goesOn } = await answer.json()
      const focused = box.contains(document.activeElement)
      if (!focused || !goesOn) box.innerHTML = html
      if (!goesOn) {
        if (focused) box.querySelector('h2')?.focus()
        return
      }
      pause = Math.min(pause * 1.4, 5000)
    } catch {
      pause = 5000
    }
    setTimeout(look, pause)
  }
  setTimeout(look, pause)
})
