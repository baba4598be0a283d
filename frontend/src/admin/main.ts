import './admin.css'
import { followScheme } from './followScheme'
import { startNamesLarge } from './startNamesLarge'
import { widgetPreview } from './widgetPreview'

document.addEventListener('DOMContentLoaded', () => {
  followScheme(document.documentElement)
  startNamesLarge(document)
  widgetPreview(document)
})
