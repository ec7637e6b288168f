// Elements without markup in strings: what others have chosen is never taken for HTML.

/** An element: h('p', {class: 'quiet', onclick: f}, 'text', child, …). */
export function h(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
    else if (key.startsWith('--')) element.style.setProperty(key, value);
    else element.setAttribute(key, value === true ? '' : value);
  }
  element.append(...children.flat(9).filter((c) => c !== null && c !== undefined && c !== ''));
  return element;
}

/** Shows the children in place of those before, unless they are the same. Focus and scrolling stay. */
export function show(place, ...children) {
  const wanted = children.flat(9).filter((c) => c !== null && c !== undefined && c !== '');
  const fresh = document.createElement('div');
  fresh.append(...wanted);
  if (place.childElementCount && fresh.innerHTML === place.shown) return;
  place.shown = fresh.innerHTML;
  const focused = place.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
  const scrolled = [...place.querySelectorAll('[data-scroll]')].map((e) => [e.dataset.scroll, e.scrollTop, e.scrollLeft]);
  place.replaceChildren(...fresh.childNodes);
  for (const [key, top, left] of scrolled) {
    place.querySelector(`[data-scroll="${key}"]`)?.scrollTo(left, top);
  }
  if (focused) [...place.querySelectorAll('[data-key]')].find((e) => e.dataset.key === focused)?.focus();
}

/** A table; a column is {name, text?, of}, of(row) a text or an element. */
export function table(caption, columns, rows, rowClass = () => null) {
  return h('div', {class: 'scroll', tabindex: 0, role: 'region', 'aria-label': caption, 'data-scroll': caption},
    h('table', null,
      h('thead', null, h('tr', null, columns.map((c) => h('th', {scope: 'col', class: c.text ? 'text' : null,
        'aria-sort': c.sorted ?? null}, c.head ?? c.name)))),
      h('tbody', null, rows.map((row) => h('tr', {class: rowClass(row)},
        columns.map((c) => h('td', {class: c.text ? 'text' : null}, c.of(row) ?? '–')))))));
}
