// The page: what is chosen, what the daemon has said, and which block is to be drawn.

import {ask, Live, poolPath} from './live.js';
import {Makeup, Sawtooth, joined, slotColour} from './chart.js';
import {clock, isBad, sentence, size} from './words.js';
import {h, show} from './dom.js';
import * as blocks from './blocks.js';

const $ = (id) => document.getElementById(id);
const MOST_EVENTS = 500;
const MOST_POINTS = 1500;

const state = {
  status: null, pools: new Map(), events: [], pool: null, range: 3600, alive: false,
  problem: '', series: null, seriesProblem: '', makeup: null, diagnosis: null, whatIf: null, whatIfProblem: '', tried: null,
  filter: {pool: 'one', kind: 'all'}, sorting: {key: 'share', up: false},
};
window.kidreaper = state; // For whoever looks with the browser's tools.

let sawtooth = null;
let makeup = null;

const pool = () => state.pools.get(state.pool) ?? null;

// What was chosen is part of the address, so that a link leads to it.
function readAddress() {
  const chosen = new URLSearchParams(location.hash.slice(1));
  state.pool = chosen.get('pool') ?? state.pool;
  state.range = Number(chosen.get('range')) || state.range;
}

function writeAddress() {
  const chosen = new URLSearchParams();
  if (state.pool) chosen.set('pool', state.pool);
  chosen.set('range', state.range);
  history.replaceState(null, '', `#${chosen}`);
}

function choose(name) {
  state.pool = name;
  state.series = state.makeup = state.diagnosis = state.whatIf = state.tried = null;
  state.seriesProblem = state.whatIfProblem = '';
  sawtooth = makeup = null;
  writeAddress();
  load();
  draw();
}

// ---- what the daemon says

function told(kind, data, id) {
  if (kind === 'event') {
    happened(data, id || data.id);
  } else {
    merge(data);
  }
  draw();
}

function merge(data) {
  const said = Date.now();
  const whole = data.pools_gone === undefined;
  if (whole) {
    state.pools = new Map();
    state.status = data;
  } else {
    Object.assign(state.status ??= {}, {history: data.history, cost: data.cost ?? state.status.cost});
    data.pools_gone.forEach((name) => state.pools.delete(name));
  }
  if (whole) state.status.said = said;
  for (const next of data.pools) {
    const before = state.pools.get(next.name);
    if (!whole && !before && next.workers_gone === undefined) continue;
    const workers = new Map(whole || !before ? [] : before.workers.map((w) => [w.pid, w]));
    next.workers_gone?.forEach((pid) => workers.delete(pid));
    next.workers.forEach((w) => { w.said = said; workers.set(w.pid, w); });
    state.pools.set(next.name, {...next, said, workers: [...workers.values()].sort((a, b) => a.slot - b.slot)});
  }
  if (!state.pools.has(state.pool)) {
    const first = [...state.pools.values()].find((p) => p.workers.length) ?? [...state.pools.values()][0];
    if (first) choose(first.name);
  }
  append();
}

function happened(event, id) {
  if (id && state.events.some((e) => e.id === id)) return;
  event.id = id;
  state.events.push(event);
  state.events.sort((a, b) => (a.id ?? 0) - (b.id ?? 0));
  state.events.splice(0, Math.max(0, state.events.length - MOST_EVENTS));
  if (event.pool === state.pool && (event.event === 'recycled' || event.event === 'failed') && state.series) {
    const known = state.series.marks.findIndex((m) => m.worker === event.worker && m.bad === (event.event === 'failed'));
    if (known < 0) state.series.marks.push(mark(event));
    else state.series.marks[known] = mark(event);
  }
  if (event.event === 'recycled' || isBad(event)) {
    $('said').textContent = `${event.pool}: ${sentence(event)}`;
  }
}

const mark = (event) => ({t: Date.parse(event.at) / 1000, worker: event.worker, bad: event.event === 'failed', text: sentence(event)});

function heard(alive, problem) {
  state.alive = alive;
  state.problem = alive ? '' : problem;
  pulse();
}

// ---- what is asked for once in a while

const asked = new Map();

/** Asks unless that was asked for less than so many seconds ago. */
async function now(key, seconds, path, then, wrong) {
  const last = asked.get(key) ?? 0;
  if (Date.now() - last < seconds * 1000) return;
  asked.set(key, Date.now());
  const of = state.pool;
  try {
    const answer = await ask(path);
    if (of === state.pool) then(answer);
  } catch (problem) {
    asked.set(key, Date.now() - seconds * 1000 + 5000);
    if (of === state.pool) wrong?.(problem.message);
  }
  draw();
}

function load() {
  const name = state.pool;
  if (!name || document.hidden) return;
  const to = Math.floor(Date.now() / 1000);
  const points = Math.max(120, Math.min(800, Math.round($('saw').clientWidth / 2)));
  const series = now(`series ${name} ${state.range}`, state.range === 3600 ? 120 : 300,
    poolPath(name, `series?from=${to - state.range}&to=${to}&points=${points}`),
    (answer) => { state.series = columns(answer); state.seriesProblem = ''; append(); },
    (problem) => { state.seriesProblem = problem; });
  // The chart first: what the limit would mean takes the daemon longest.
  series.then(() => {
    if (name !== state.pool) return;
    now(`makeup ${name}`, 120, poolPath(name, 'makeup'), (answer) => { state.makeup = answer; });
    now(`diagnosis ${name}`, 30, poolPath(name, 'diagnosis'), (answer) => { state.diagnosis = answer; });
    now(`whatif ${name}`, 120, poolPath(name, 'whatif'),
      (answer) => { state.whatIf = answer; state.whatIfProblem = ''; },
      (problem) => { state.whatIfProblem = problem; });
  });
  now('events', 600, 'events?limit=200', (answer) => answer.events.forEach((e) => { live.knows(e.id); happened(e, e.id); }));
}

/** The answer with the time of each reading, and recycles as sentences of their events. */
function columns(answer) {
  return {
    pool: answer.pool, measure: answer.measure, range: state.range, step: answer.step_seconds,
    t: answer.t, band: answer.slots.length < answer.slots_in_all ? answer.band : null,
    slots: new Map(answer.slots.map((s) => [s.slot, s.v])), blackouts: answer.blackouts ?? [],
    marks: answer.marks.map((m) => {
      const known = state.events.find((e) => e.worker === m.worker && e.event === m.event);
      return known ? mark(known) : {t: m.t, worker: m.worker, bad: m.event !== 'recycled',
        text: `worker ${m.worker}${m.replaced_by ? ` → ${m.replaced_by}` : ''} ${m.event}${m.cause ? ` (${m.cause})` : ''}`};
    }),
  };
}

/** What the workers weigh now, at the right end. */
function append() {
  const s = state.series, p = pool();
  if (!s || !p || s.pool !== p.name) return;
  const at = Date.now() / 1000;
  const last = s.t.length - 1;
  const fresh = last < 0 || at - s.t[last] >= s.step || !s.live;
  const set = (v, value) => { if (fresh) v.push(value); else v[v.length - 1] = value ?? v[v.length - 1]; };
  for (const worker of p.workers) {
    if (!s.slots.has(worker.slot) && !s.band) s.slots.set(worker.slot, new Array(s.t.length).fill(null));
  }
  for (const [slot, v] of s.slots) set(v, p.workers.find((w) => w.slot === slot)?.bytes ?? null);
  if (s.band) {
    const sizes = p.workers.map((w) => w.bytes).sort((a, b) => a - b);
    set(s.band.min, sizes[0] ?? null);
    set(s.band.median, sizes[sizes.length >> 1] ?? null);
    set(s.band.max, sizes[sizes.length - 1] ?? null);
  }
  if (fresh) s.t.push(at); else s.t[last] = at;
  s.live = true;
  const old = s.t.findIndex((t) => t > at - s.range - s.step);
  const cut = Math.max(old, s.t.length - MOST_POINTS);
  if (cut > 0) [s.t, ...s.slots.values(), ...(s.band ? Object.values(s.band) : [])].forEach((v) => v.splice(0, cut));
  s.marks = s.marks.filter((m) => m.t > at - s.range).slice(-500);
}

// ---- drawing

let waiting = false;

function draw() {
  if (waiting || document.hidden) return;
  waiting = true;
  requestAnimationFrame(() => {
    waiting = false;
    pulse();
    if (!state.status) return;
    const p = pool();
    show($('pools'), state.pools.size
      ? [...state.pools.values()].map((one) => blocks.card(one, one.name === state.pool, choose))
      : h('p', null, 'The daemon keeps no pool: its configuration names none.'));
    $('host').textContent = `${state.status.command ?? ''} ${state.status.version ?? ''} on ${location.hostname}`;
    document.title = [...state.pools.values()].some(blocks.isWrong) ? '! kidreaper' : 'kidreaper';
    show($('events'), blocks.events(state.events, p, state.filter, (change) => { Object.assign(state.filter, change); draw(); }));
    show($('cost'), blocks.cost(state.status));
    if (p) drawPool(p);
  });
}

function drawPool(p) {
  drawSawtooth(p);
  const place = $('why');
  if (!place.words) {
    place.replaceChildren(place.words = h('div'), place.chart = h('div'));
  }
  show(place.words, blocks.why(p, state.diagnosis));
  if (state.makeup?.age?.length > 1) {
    makeup ??= new Makeup(place.chart, 'What an average worker consists of, by its age');
    makeup.update(state.makeup);
  } else if (!makeup) {
    place.chart.replaceChildren();
  }
  show($('route'), blocks.routes(p, state.sorting, (key) => {
    state.sorting = {key, up: state.sorting.key === key ? !state.sorting.up : key === 'route'};
    draw();
  }));
  drawWhatIf(p);
  show($('next'), blocks.next(p));
}

/** The slider stays the same element while it is moved. */
function drawWhatIf(p) {
  const place = $('whatif');
  if (!place.words) {
    const moved = (e) => { state.tried = {bytes: Number(e.target.value)}; drawWhatIf(pool()); tryLimit(); };
    place.slider = h('input', {type: 'range', id: 'try', step: 1 << 20, oninput: moved});
    place.replaceChildren(place.words = h('div'),
      place.trying = h('div', {class: 'try'}, h('label', {for: 'try'}, 'Try a limit'), place.slider, place.told = h('output', {for: 'try'})));
  }
  show(place.words, blocks.whatIf(p, state.whatIf, state.whatIfProblem), line());
  const range = blocks.triable(state.whatIf);
  place.trying.hidden = !range;
  if (!range) return;
  const bytes = state.tried?.bytes ?? range.now;
  Object.assign(place.slider, {min: range.min, max: range.max});
  if (!state.tried) place.slider.value = bytes;
  place.slider.setAttribute('aria-valuetext', size(bytes));
  const row = state.tried?.row ?? state.whatIf.limits.find((r) => r.limit_bytes === bytes);
  show(place.told, blocks.tried(bytes, row, state.tried?.problem));
}

/** Asks what the limit would mean that the slider shows, once it rests. */
function tryLimit() {
  clearTimeout(tryLimit.waiting);
  tryLimit.waiting = setTimeout(async () => {
    const tried = state.tried, of = state.pool;
    if (!tried) return;
    try {
      const answer = await ask(poolPath(of, `whatif?limits=${tried.bytes}`));
      tried.row = answer.limits[0];
    } catch (problem) {
      tried.problem = problem.message;
    }
    if (tried === state.tried && of === state.pool) draw();
  }, 150);
}

/** The line for the configuration, to be copied. */
function line() {
  const bytes = state.whatIf?.suggested_bytes;
  if (!bytes) return '';
  const text = `limit = "${bytes % (1 << 20) === 0 ? `${bytes / (1 << 20)}M` : bytes}"`;
  return h('p', null, h('code', null, text), ' ', h('button', {type: 'button', 'data-key': 'copy',
    onclick: () => navigator.clipboard?.writeText(text).then(() => { $('said').textContent = 'copied'; }, () => {})}, 'Copy'));
}

function drawSawtooth(p) {
  const s = state.series, place = $('saw');
  if (!s || s.pool !== p.name || s.range !== state.range) {
    if (sawtooth && s?.pool === p.name) return; // The old one stays until the new one is here.
    sawtooth = null;
    show(place, h('p', {class: state.seriesProblem ? 'bad' : 'waiting'}, state.seriesProblem
      ? `Readings cannot be shown: ${state.seriesProblem}.` : 'Readings are being loaded.'));
    return;
  }
  if (![...s.slots.values()].some((v) => v.some((x) => x !== null))) {
    sawtooth = null;
    show(place, h('p', null, `No reading of this time yet. ${p.why ?? 'The first ones come within some seconds.'}`));
    return;
  }
  if (!sawtooth) {
    place.shown = undefined;
    sawtooth = new Sawtooth(place, `Size of each worker of ${p.name} over time`);
  }
  const at = Date.now() / 1000;
  const slots = [...s.slots.keys()].sort((a, b) => a - b);
  const values = joined(s.t, slots.map((slot) => s.slots.get(slot)), s.step);
  const lines = slots.map((slot, i) => ({slot, name: slot < 0 ? 'no slot' : `slot ${slot}`, v: values[i], colour: slotColour(i)}));
  const forecasts = !p.limit_bytes ? [] : lines.flatMap((l) => {
    const worker = p.workers.find((w) => w.slot === l.slot);
    return worker?.reaches_limit_seconds > 0 && worker.bytes < p.limit_bytes && !worker.leaving
      ? [{t: at, v: worker.bytes, until: at + blocks.left(worker.reaches_limit_seconds, worker.said), colour: l.colour}] : [];
  });
  const band = s.band ? (([min, max, median]) => ({min, max, median}))(joined(s.t, [s.band.min, s.band.max, s.band.median], s.step)) : null;
  // What was never seen needs no room: a daemon that is young fills the chart too.
  const first = s.t.find((_, i) => values.some((v) => v[i] !== null)) ?? at;
  const from = Math.max(at - s.range, Math.min(first - (at - first) * 0.03, at - 120));
  sawtooth.update({t: s.t, lines, band, limit: p.limit_bytes, forecasts, marks: s.marks, measure: s.measure, blackouts: s.blackouts,
    from, to: at + (at - from) * 0.12});
}

/** Whether what is shown is new. */
function pulse() {
  const old = Math.round((Date.now() - (live?.last ?? 0)) / 1000);
  const fine = state.alive && old < 25;
  $('live').className = `live ${fine ? 'on' : 'off'}`;
  $('live-word').textContent = fine ? 'live' : live?.last ? `last heard ${old} s ago` : state.problem ? 'no answer' : 'connecting';
  const trouble = $('trouble');
  trouble.hidden = fine || !state.problem;
  const words = trouble.hidden ? '' : `kidreaper cannot be reached: ${state.problem}. `
    + (live?.last ? `What you see is of ${clock(live.last)}. ` : '') + 'The page goes on by itself.';
  if (trouble.textContent !== words) trouble.textContent = words;
  $('main').classList.toggle('stale', !fine && !!state.status);
}

for (const button of document.querySelectorAll('[data-range]')) {
  button.addEventListener('click', () => {
    state.range = Number(button.dataset.range);
    press();
    writeAddress();
    if (sawtooth) sawtooth.zoom = null;
    load();
    draw();
  });
}

function press() {
  document.querySelectorAll('[data-range]').forEach((b) => b.setAttribute('aria-pressed', String(Number(b.dataset.range) === state.range)));
}

readAddress();
press();
let live = null;
live = new Live(told, heard);
load(); // Of the pool that the address names: what it is called is all that is needed.
window.addEventListener('hashchange', () => { const before = state.pool; readAddress(); press(); if (before !== state.pool) choose(state.pool); });
document.addEventListener('visibilitychange', () => { if (!document.hidden) { asked.delete(`series ${state.pool} ${state.range}`); load(); draw(); } });
setInterval(() => { if (!document.hidden) { load(); draw(); } }, 1000);
