import './admin.css'
