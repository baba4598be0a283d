// A new source shows the fields of its kind; without this script it shows them all.
document.addEventListener('DOMContentLoaded', () => {
  const kind = document.getElementById('id_kind')
  if (!kind) return
  const web = ['address', 'schedule']
  const fields = { file: ['upload'], article: ['text'], page: web, site: [...web, 'page_limit', 'depth_limit'] }

  function show() {
    for (const name of new Set(Object.values(fields).flat())) {
      const row = document.getElementById(`id_${name}`)?.closest('.form-row')
      if (row) row.style.display = fields[kind.value]?.includes(name) ?? true ? '' : 'none'
    }
  }
  kind.addEventListener('change', show)
  show()
})
