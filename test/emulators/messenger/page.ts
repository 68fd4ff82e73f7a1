/** A page on which somebody writes to the Page as a person would, to try the assistant without an account. */
export const phonePage = `<!doctype html>
<html lang="vi">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Messenger giả lập</title>
<style>
  body { font: 1rem/1.5 system-ui, sans-serif; max-width: 32rem; margin: 1rem auto; padding: 0 1rem }
  #thread { display: flex; flex-direction: column; gap: .4rem; margin: 1rem 0 }
  #thread div { padding: .5rem .8rem; border-radius: 1rem; white-space: pre-wrap; max-width: 85% }
  .page { background: #eee; align-self: flex-start } .person { background: #0a66ff; color: #fff; align-self: flex-end }
  button { margin: .1rem; font: inherit } form { display: flex; gap: .5rem } input { flex: 1; font: inherit }
</style>
<h1>Messenger giả lập</h1>
<label>Nhắn với vai <select id="who"></select></label>
<button id="start">Bắt đầu</button> <span id="menu"></span>
<div id="thread"></div>
<form id="form"><input id="text" autocomplete="off" aria-label="Tin nhắn"><button>Gửi</button></form>
<script>
  const by = (id) => document.getElementById(id)
  const ask = async (name, argument = {}) => {
    const answer = await fetch('/__control', { method: 'POST', body: JSON.stringify({ do: name, with: argument }) })
    const { value, error } = await answer.json()
    if (error) alert(error)
    return value
  }
  const psid = () => by('who').value
  const make = (tag, text, act) => {
    const node = document.createElement(tag)
    node.textContent = text
    if (act) node.onclick = async () => { await act(); show() }
    return node
  }
  let shown = ''
  const show = async () => {
    const thread = await ask('thread', { psid: psid() })
    const state = JSON.stringify(thread)
    if (state === shown) return
    shown = state
    const nodes = thread.flatMap(({ from, body }, index) => {
      const payload = body.attachment?.payload
      const cards = payload?.elements ?? (payload?.buttons ? [payload] : [])
      const words = body.text ?? cards.map((one) => [one.text ?? one.title, one.subtitle].filter(Boolean).join('\\n')).join('\\n\\n')
      const bubble = make('div', words || '[' + (body.attachment?.type ?? 'tệp') + ']')
      bubble.className = from
      const isNewest = index === thread.length - 1
      const buttons = cards.flatMap((one) => one.buttons ?? []).map(({ title, url }) =>
        url ? Object.assign(make('a', title), { href: url }) : make('button', title, () => ask('press', { psid: psid(), title })))
      const replies = isNewest ? (body.quick_replies ?? []).map(({ title }) => make('button', title, () => ask('tap', { psid: psid(), title }))) : []
      const row = make('span', '')
      row.append(...buttons, ...replies)
      return [bubble, row]
    })
    by('thread').replaceChildren(...nodes)
    by('form').scrollIntoView()
  }
  by('start').onclick = async () => { await ask('getStarted', { psid: psid() }); show() }
  by('form').onsubmit = async (event) => {
    event.preventDefault()
    const text = by('text').value.trim()
    if (!text) return
    by('text').value = ''
    await ask('write', { psid: psid(), text })
    show()
  }
  by('who').onchange = show
  const begin = async () => {
    const people = await ask('people')
    by('who').replaceChildren(...people.map(({ psid, name }) => Object.assign(make('option', name), { value: psid })))
    const [page] = await ask('pages')
    const items = page?.profile.persistent_menu?.[0].call_to_actions ?? []
    by('menu').replaceChildren(...items.map(({ title }) => make('button', title, () => ask('menu', { psid: psid(), title }))))
    if (people.length > 0) setInterval(show, 1000)
  }
  begin()
</script>
</html>
`;
