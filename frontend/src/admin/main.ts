import './admin.css'
import { startNamesLarge } from './startNamesLarge'

document.addEventListener('DOMContentLoaded', () => startNamesLarge(document))
