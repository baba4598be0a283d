// “Fetch the names”: an endpoint's models become suggestions of the field; typing stays possible.
document.addEventListener('DOMContentLoaded', () => {
  const field = document.querySelector('input[data-names-url]')
  const form = field?.form
  if (!form) return
  const said = field.dataset

  const list = Object.assign(document.createElement('datalist'), { id: 'model-names' })
  const button = Object.assign(document.createElement('button'), {
    type: 'button', className: 'model-names-button', textContent: said.namesLabel,
  })
  const status = Object.assign(document.createElement('p'), {
    className: 'model-names-status', role: 'status',
  })
  field.setAttribute('list', list.id)
  field.autocomplete = 'off'
  field.after(list, button, status)

  button.addEventListener('click', async () => {
    const asked = new FormData()
    for (const name of ['csrfmiddlewaretoken', 'base_url', 'key']) {
      asked.set(name, form.elements[name]?.value ?? '')
    }
    button.disabled = true
    status.textContent = said.namesWait
    try {
      const answer = await fetch(said.namesUrl, { method: 'POST', body: asked })
      const { names, problem } = await answer.json()
      if (names) {
        const options = names.map((name) => Object.assign(document.createElement('option'), { value: name }))
        list.replaceChildren(...options)
        field.focus()
      }
      status.textContent = names ? said.namesDone.replace('%', names.length) : problem
    } catch {
      status.textContent = said.namesFailed
    }
    button.disabled = false
  })
})
