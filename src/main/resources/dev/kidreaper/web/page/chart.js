// Charts on uPlot: with a reading below, keys for the cursor, and a table behind each.

import {clock, duration, size} from './words.js';
import {h, show, table} from './dom.js';

const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const FONT = '12px system-ui, sans-serif';
const ROWS = 60;
const STEPS = [0, 1, 2, 3].flatMap((power) => [1, 2, 5, 10, 20, 50, 100, 200, 500].map((n) => n * 1024 ** power));

export const slotColour = (index) => `--s${index % 8}`;

/** The parts of a chart that all have: its place, resizing, redrawing in another theme, keys. */
class Chart {
  constructor(place, label) {
    this.u = null;
    this.key = '';
    this.plot = h('div', {class: 'plot', tabindex: 0, role: 'application', 'aria-roledescription': 'chart',
      'aria-label': `${label}. The arrow keys move along it; a table is below.`});
    this.reading = h('p', {class: 'reading'});
    this.legend = h('ul', {class: 'keys'});
    this.behind = h('details', null, h('summary', null, 'As a table'));
    this.behind.addEventListener('toggle', () => this.tabulate());
    place.replaceChildren(h('div', {class: 'chart'}, this.plot, this.legend, this.reading, this.behind));
    new ResizeObserver(() => this.u?.setSize(this.size())).observe(this.plot);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.u?.redraw(false, true));
    this.plot.addEventListener('keydown', (event) => this.press(event));
  }

  size() {
    const width = Math.max(200, this.plot.clientWidth);
    return {width, height: Math.round(Math.min(this.tallest ?? 360, Math.max(190, width * 0.42)))};
  }

  press(event) {
    const last = (this.t?.length ?? 0) - 1;
    if (!this.u || last < 0) return;
    const at = this.u.cursor.idx ?? last;
    const to = {ArrowLeft: at - 1, ArrowRight: at + 1, PageUp: at - 20, PageDown: at + 20, Home: 0, End: last}[event.key];
    if (to === undefined) { if (event.key === 'Escape') this.unzoom?.(); return; }
    event.preventDefault();
    const idx = Math.max(0, Math.min(last, to));
    this.u.setCursor({left: this.u.valToPos(this.t[idx], 'x'), top: 10});
    document.getElementById('said').textContent = this.reading.textContent;
  }

  axes(x) {
    const line = {stroke: () => css('--quiet'), grid: {stroke: () => css('--line'), width: 1},
      ticks: {stroke: () => css('--line'), width: 1}, font: FONT};
    return [
      {...line, ...x},
      {...line, size: 56, incrs: STEPS, values: (_, ticks) => ticks.map((t) => (t === 0 ? '0' : size(t)))},
    ];
  }

  make(key, options, data) {
    if (this.u && this.key === key) { this.u.setData(data); return; }
    this.u?.destroy();
    this.key = key;
    this.u = new window.uPlot({...this.size(), legend: {show: false}, ...options}, data, this.plot);
  }

  /** Which rows a table has: of those that say anything, so many that one can read them. */
  rows(columns) {
    const known = this.t.map((_, i) => i).filter((i) => columns.some((v) => v[i] !== null && v[i] !== undefined));
    const step = Math.max(1, Math.ceil(known.length / ROWS));
    return known.filter((_, n) => n % step === 0 || n === known.length - 1);
  }
}

/** Sizes without values between two readings are joined; not where nobody was looking. */
export function joined(t, all, step) {
  const dead = new Array(t.length).fill(false);
  const longest = Math.max(2.5 * step, 150);
  for (let i = 0, from = 0; i <= t.length; i++) {
    const seen = i < t.length && all.some((v) => v[i] !== null && v[i] !== undefined);
    if (!seen && i < t.length) continue;
    const to = i < t.length ? t[i] : t[t.length - 1];
    if (from > 0 && to - t[from - 1] > longest) dead.fill(true, from, i);
    from = i + 1;
  }
  return all.map((v) => {
    const out = v.map((x) => x ?? null);
    let before = -1;
    for (let i = 0; i < out.length; i++) {
      if (out[i] === null) continue;
      const bridged = before >= 0 && i - before > 1 && t[i] - t[before] < Math.max(900, 4 * step)
        && !dead.slice(before + 1, i).includes(true);
      for (let j = before + 1; bridged && j < i; j++) {
        out[j] = out[i] < out[before] * 0.8 ? out[before] // A worker was replaced.
          : out[before] + (out[i] - out[before]) * (t[j] - t[before]) / (t[i] - t[before]);
      }
      before = i;
    }
    return out;
  });
}

/** The size of each place over time, the limit, what is foreseen, and each recycle. */
export class Sawtooth extends Chart {
  zoom = null;

  unzoom() { this.zoom = null; this.update(this.data); }

  /** data: {t, lines: [{name, v, colour, now}], band, limit, forecasts, marks, from, to, measure} */
  update(data) {
    this.data = data;
    this.t = data.t;
    const lines = data.lines;
    const columns = [data.t];
    const series = [{}];
    const bands = [];
    if (data.band) {
      columns.push(data.band.max, data.band.min, data.band.median);
      const edge = {stroke: () => css('--accent'), width: 1, points: {show: false}};
      series.push(edge, edge, {...edge, width: 2});
      bands.push({series: [1, 2], fill: () => css('--fill')});
    }
    for (const line of lines) {
      columns.push(line.v);
      series.push({stroke: () => css(line.colour), width: data.band ? 2 : 1.5, points: {show: false}});
    }
    this.make(JSON.stringify([data.measure, !!data.band, lines.map((l) => [l.name, l.colour])]), {
      series, bands,
      scales: {
        x: {range: () => this.zoom ?? [this.data.from, this.data.to]},
        y: {range: (_, __, max) => [0, Math.max(1, max ?? 0, (this.data.limit ?? 0)) * 1.06]},
      },
      axes: this.axes({space: 70, values: (u, ticks) => ticks.map((t) => this.tick(t))}),
      cursor: {y: false, points: {size: 5}, drag: {x: true, y: false, setScale: false}},
      hooks: {
        draw: [(u) => this.paint(u)],
        setCursor: [(u) => this.read(u)],
        setSelect: [(u) => this.select(u)],
        ready: [(u) => u.over.addEventListener('dblclick', () => this.unzoom())],
      },
    }, columns);
    show(this.legend,
      data.band ? [this.entry('--fill', 'all: smallest to largest'), this.entry('--accent', 'median')] : [],
      lines.length <= 12 ? lines.map((l) => this.entry(l.colour, l.name)) : h('li', null, `${lines.length} slots`),
      data.limit ? this.entry('--limit', `limit ${size(data.limit)}`) : null,
      data.blackouts?.some((b) => b.to > data.from && b.from < data.to) ? this.entry('--blackout', 'blackout: nobody is recycled') : null,
      h('li', null, '┄ foreseen'), data.marks.length ? this.entry('--mark', 'recycle') : null);
    if (!this.reading.textContent) {
      this.reading.textContent = 'Point at the chart, or use the arrow keys, to read it. Drag to look closer; double-click, or Esc, to see all.';
    }
    this.tabulate();
  }

  entry(colour, words) { return h('li', null, h('i', {'--c': `var(${colour})`}), words); }

  tick(seconds) {
    const at = new Date(seconds * 1000);
    const two = (number) => String(number).padStart(2, '0');
    // Of a few minutes, two ticks may be in the same one.
    const [from, to] = this.zoom ?? [this.data.from, this.data.to];
    const isShort = to - from < 900;
    const time = `${two(at.getHours())}:${two(at.getMinutes())}${isShort ? `:${two(at.getSeconds())}` : ''}`;
    return this.data.to - this.data.from > 100_000 ? `${at.getDate()}.${at.getMonth() + 1}. ${time}` : time;
  }

  paint(u) {
    const c = u.ctx;
    const ratio = window.devicePixelRatio || 1;
    const {left, top, width, height} = u.bbox;
    c.save();
    c.beginPath();
    c.rect(left, top, width, height);
    c.clip();
    const x = (t) => u.valToPos(t, 'x', true), y = (v) => u.valToPos(v, 'y', true);
    c.fillStyle = css('--blackout');
    for (const one of this.data.blackouts ?? []) c.fillRect(x(one.from), top, x(one.to) - x(one.from), height);
    if (this.data.limit) {
      c.strokeStyle = css('--limit');
      c.lineWidth = 1.5 * ratio;
      c.beginPath();
      c.moveTo(left, y(this.data.limit));
      c.lineTo(left + width, y(this.data.limit));
      c.stroke();
    }
    c.setLineDash([4 * ratio, 4 * ratio]);
    c.lineWidth = ratio;
    for (const one of this.data.forecasts) {
      c.strokeStyle = css(one.colour);
      c.beginPath();
      c.moveTo(x(one.t), y(one.v));
      c.lineTo(x(one.until), y(this.data.limit));
      c.stroke();
    }
    c.setLineDash([]);
    for (const mark of this.data.marks) {
      c.strokeStyle = css(mark.bad ? '--bad' : '--mark');
      c.lineWidth = (mark.bad ? 3 : 2) * ratio;
      c.beginPath();
      c.moveTo(x(mark.t), top + height);
      c.lineTo(x(mark.t), top + height - 12 * ratio);
      c.stroke();
    }
    c.restore();
  }

  select(u) {
    if (u.select.width < 8) return;
    const from = u.posToVal(u.select.left, 'x'), to = u.posToVal(u.select.left + u.select.width, 'x');
    u.setSelect({left: 0, width: 0, top: 0, height: 0}, false);
    if (to - from > 5) { this.zoom = [from, to]; this.update(this.data); }
  }

  read(u) {
    const idx = u.cursor.idx;
    if (idx === null || idx === undefined || u.cursor.left < 0) return;
    const near = this.data.marks.filter((m) => Math.abs(u.valToPos(m.t, 'x') - u.cursor.left) < 7);
    const named = this.data.lines.filter((l) => l.v[idx] !== null && l.v[idx] !== undefined)
      .sort((a, b) => b.v[idx] - a.v[idx]);
    const values = named.slice(0, 5).map((l) => `${l.name} ${size(l.v[idx])}`).join(', ')
      + (named.length > 5 ? `, ${named.length - 5} more` : '');
    this.reading.textContent = `${clock(this.t[idx] * 1000)}  ${values || 'nobody was looking'}`
      + near.slice(0, 2).map((m) => ` · ${clock(m.t * 1000)} ${m.text}`).join('');
  }

  tabulate() {
    if (!this.behind.open || !this.data) return;
    const {t, lines, band, marks} = this.data;
    const columns = [{name: 'Time', of: (i) => clock(t[i] * 1000)},
      ...(band ? [['Smallest', band.min], ['Median', band.median], ['Largest', band.max]] : [])
        .map(([name, v]) => ({name, of: (i) => size(v[i])})),
      ...lines.map((l) => ({name: l.name, of: (i) => size(l.v[i])}))];
    show(this.behindPlace ??= this.behind.appendChild(h('div')),
      table('Sizes over time', columns,
        this.rows([...lines.map((l) => l.v), ...(band ? [band.max] : [])])),
      this.data.blackouts?.length ? [h('h3', null, 'Blackouts'), table('Blackouts', [
        {name: 'From', of: (b) => clock(b.from * 1000)}, {name: 'To', of: (b) => clock(b.to * 1000)}], this.data.blackouts)] : [],
      marks.length ? [h('h3', null, 'Recycles in this time'), table('Recycles', [
        {name: 'Time', of: (m) => clock(m.t * 1000)}, {name: 'What', text: true, of: (m) => m.text}],
      marks.slice(-200).reverse())] : []);
  }
}

/** What an average worker consists of at each age. */
export class Makeup extends Chart {
  tallest = 240;

  /** data: {age, shared, apart, own, file} */
  update(data) {
    const parts = [['shared', 'shared with the manager'], ['apart', 'came apart (copy-on-write)'],
      ['own', 'new memory of its own'], ['file', 'files']];
    this.t = data.age;
    let below = data.age.map(() => 0);
    this.columns = parts.map(([name]) => data[name].map((v) => v ?? null));
    const stacked = this.columns.map((v) => (below = v.map((x, i) => (x === null ? null : x + (below[i] ?? 0)))));
    this.make('makeup', {
      series: [{}, ...[...parts].reverse().map(([name]) => ({fill: () => css(`--${name}`), stroke: () => css(`--${name}`),
        width: 1, spanGaps: true, points: {show: false}}))],
      scales: {x: {time: false}, y: {range: (_, __, max) => [0, (max || 1) * 1.06]}},
      axes: this.axes({space: 80, values: (_, ticks) => ticks.map((t) => (t === 0 ? 'born' : duration(t)))}),
      cursor: {y: false, points: {show: false}, drag: {x: false, y: false}},
      hooks: {setCursor: [(u) => {
        const i = u.cursor.idx;
        if (i === null || i === undefined || u.cursor.left < 0) return;
        this.reading.textContent = `At the age of ${duration(this.t[i])}: `
          + parts.map(([, words], p) => `${words} ${size(this.columns[p][i])}`).join(', ');
      }]},
    }, [data.age, ...stacked.reverse()]);
    show(this.legend, parts.map(([name, words]) => h('li', null, h('i', {'--c': `var(--${name})`}), words)));
    this.parts = parts;
    this.tabulate();
  }

  tabulate() {
    if (!this.behind.open || !this.parts) return;
    show(this.behindPlace ??= this.behind.appendChild(h('div')), table('Make-up by age',
      [{name: 'Age', of: (i) => duration(this.t[i])},
        ...this.parts.map(([, words], p) => ({name: words, of: (i) => size(this.columns[p][i])}))],
      this.rows(this.columns)));
  }
}
