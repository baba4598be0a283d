/** “Do not show again” on the card with the first steps. */
document.querySelectorAll('[data-first-steps-hide]').forEach((button) => {
  button.addEventListener('click', async () => {
    button.disabled = true
    const answer = await fetch('/api/v1/first-steps/', {
      method: 'DELETE',
      headers: { 'X-CSRFToken': button.dataset.csrf },
    }).catch(() => null)
    if (answer?.ok) button.closest('[data-first-steps]').remove()
    else button.disabled = false
  })
})
