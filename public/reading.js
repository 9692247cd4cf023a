// All that runs on a page that is read: two comforts, without which everything works. No library, no build.
(() => {
  const root = document.documentElement

  // Another colour scheme without loading the page anew.
  document.addEventListener('submit', async (event) => {
    const form = event.target
    const button = event.submitter
    if (!form.matches('[data-colour-scheme-form]') || !button) return
    event.preventDefault()
    const answer = await fetch(form.action, { method: 'POST', body: new URLSearchParams(new FormData(form, button)), redirect: 'manual' }).catch(() => null)
    if (answer?.type !== 'opaqueredirect') {
      location.reload()
      return
    }
    if (button.value === 'system') delete root.dataset.colourScheme
    else root.dataset.colourScheme = button.value
    for (const other of form.querySelectorAll('button')) other.setAttribute('aria-pressed', String(other === button))
    for (const meta of document.querySelectorAll('meta[name=theme-color]')) meta.content = getComputedStyle(root).backgroundColor
  })

  // A button to copy each piece of code.
  const body = document.querySelector('.article-body')
  if (!body || !navigator.clipboard) return
  const { copy, copied } = body.dataset
  for (const code of body.querySelectorAll('pre.code')) {
    const button = Object.assign(document.createElement('button'), { type: 'button', className: 'code-copy', textContent: copy, ariaLive: 'polite' })
    const frame = Object.assign(document.createElement('div'), { className: 'code-frame' })
    let back
    button.addEventListener('click', async () => {
      await navigator.clipboard.writeText(code.innerText)
      button.textContent = copied
      clearTimeout(back)
      back = setTimeout(() => {
        button.textContent = copy
      }, 3000)
    })
    code.replaceWith(frame)
    frame.append(code, button)
  }
})()
