// The page's own button opens the chat by the widget's JS API.
for (const button of document.querySelectorAll('[data-open-chat]')) {
  button.addEventListener('click', () => window.Flowbuilder?.('open'))
}
