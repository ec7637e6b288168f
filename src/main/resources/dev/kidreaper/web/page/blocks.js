// What each block of the page says. All of it is made from what the daemon has said.

import {cause, clock, duration, isBad, number, percent, sentence, size} from './words.js';
import {h, table} from './dom.js';

const WELL = new Set(['watching', 'serving', 'observing']);

/** How many seconds are left of what was foreseen when it was said. */
export const left = (seconds, said) => Math.max(0, seconds - (Date.now() - said) / 1000);

export function isWrong(pool) {
  return pool.cut > 0 || pool.failed > 0 || !WELL.has(pool.state) || pool.timetable?.can_hold === false;
}

const sum = (pool) => pool.workers.reduce((all, w) => all + w.bytes, 0);

export function card(pool, chosen, choose) {
  const largest = Math.max(0, ...pool.workers.map((w) => w.bytes));
  const part = pool.limit_bytes ? Math.min(1, largest / pool.limit_bytes) : 0;
  const next = pool.timetable?.next?.[0];
  return h('button', {type: 'button', class: `card${isWrong(pool) ? ' wrong' : ''}`, 'aria-pressed': String(chosen),
    'data-key': `pool ${pool.name}`, onclick: () => choose(pool.name)},
  h('span', {class: 'top'}, h('span', {class: 'name'}, pool.name),
    h('span', {class: WELL.has(pool.state) ? 'good' : 'bad'}, pool.state)),
  pool.limit_bytes ? h('span', {class: `bar${part >= 1 ? ' full' : ''}`}, h('i', {'--part': part.toFixed(3)})) : null,
  pool.workers.length ? h('span', {class: 'facts'}, `${pool.workers.length} workers, ${size(sum(pool))} in all, largest ${size(largest)}`
    + (pool.limit_bytes ? ` of ${size(pool.limit_bytes)}` : '')) : null,
  pool.why ? h('span', {class: WELL.has(pool.state) ? 'facts' : 'near'}, pool.why) : null,
  h('span', {class: 'facts'}, `recycled ${number(pool.recycled)}, failed ${pool.failed}`
    + (pool.cut === undefined ? '' : `, requests ${number(pool.requests)}, cut ${pool.cut}`)
    + (pool.diagnosis && pool.diagnosis.verdict !== 'undecided' ? `; grows by ${pool.diagnosis.verdict}` : '')
    + (next ? `; next in ${duration(left(next.in_seconds, pool.said))}` : '')),
  pool.timetable?.can_hold === false ? h('span', {class: 'bad'}, 'the pace cannot hold the limit') : null);
}

export function why(pool, diagnosis) {
  const found = diagnosis ?? pool.diagnosis;
  if (!found || found.verdict === 'undecided') {
    return [h('p', null, 'Not known yet. ' + (found?.missing ? `The verdict ${found.missing}.`
      : 'The workers must be seen growing for some minutes.'))];
  }
  const shares = Object.entries(found.shares ?? {}).filter(([, s]) => s >= 0.01).sort((a, b) => b[1] - a[1]);
  const e = found.evidence;
  return [
    h('p', null, h('strong', null, found.verdict === 'steady' ? 'They do not grow' : `They grow by ${found.verdict}`),
      `: ${percent(found.confidence)} sure, after ${duration(found.seen_for_seconds)}.`,
      found.route ? [' The route is ', h('code', null, found.route), '.'] : ''),
    shares.map(([name, share]) => h('p', null, `${percent(share)} ${cause(name)}`, h('span', {class: 'bar'}, h('i', {'--part': share.toFixed(3)})))),
    e ? h('p', {class: 'quiet'}, `Seen: ${e.workers} workers, ${number(e.readings)} readings in ${duration(e.seconds)}. An average worker:`
      + ` came apart ${size(e.apart_bytes)} (${e.apart_shape}), new of its own ${size(e.own_bytes)} (${e.own_shape}), files ${size(e.file_bytes)}.`) : '',
    found.advice ? h('p', null, found.advice) : '',
    found.missing ? h('p', {class: 'quiet'}, `What could change this: ${found.missing}.`) : '',
  ];
}

export function routes(pool, sorting, sort) {
  if (pool.traffic === false || pool.routes === undefined) {
    return [h('p', null, 'kidreaper does not see this pool\'s requests, so it cannot name a route. ',
      h('code', null, 'kidreaper serve'), ' hands them out, and then it can.')];
  }
  if (!pool.routes.length) return [h('p', null, 'No request has been weighed yet.')];
  const column = (key, name, of, text) => ({name, of, text,
    sorted: sorting.key === key ? (sorting.up ? 'ascending' : 'descending') : 'none',
    head: h('button', {type: 'button', 'data-key': `route ${key}`, onclick: () => sort(key)}, name
      + (sorting.key === key ? (sorting.up ? ' ▲' : ' ▼') : ''))});
  const rows = [...pool.routes].sort((a, b) => (a[sorting.key] < b[sorting.key] ? -1 : 1) * (sorting.up ? 1 : -1));
  return [table('Routes', [
    column('route', 'Route', (r) => (r.stands_out ? h('strong', null, r.route) : r.route), true),
    column('requests', 'Requests', (r) => number(r.requests)),
    column('bytes_per_request', 'Bytes each', (r) => size(r.bytes_per_request)),
    column('share', 'Share', (r) => percent(r.share)),
    column('confidence', 'Sure', (r) => percent(r.confidence))], rows, (r) => (r.stands_out ? 'best' : null))];
}

export function whatIf(pool, answer, problem) {
  if (problem) return [h('p', {class: 'bad'}, `It cannot be told: ${problem}.`)];
  if (!answer) return [h('p', {class: 'waiting'}, 'The lives of the workers are being read.')];
  if (!answer.limits.length) return [h('p', null, `It cannot be told yet: ${answer.reason}.`)];
  return [
    table('Limits', [
      {name: 'Limit', of: (r) => size(r.limit_bytes)},
      {name: 'A life', of: (r) => (r.life_seconds === null ? (r.recycles_per_day === null ? 'not known' : 'no end') : duration(r.life_seconds)) + (r.beyond_what_was_seen ? ' *' : '')},
      {name: 'Recycles a day', of: (r) => number(r.recycles_per_day)},
      {name: 'Pool, average', of: (r) => size(r.pool_average_bytes)},
      {name: 'at its peak', of: (r) => size(r.pool_peak_bytes)},
      {name: 'Somebody away', of: (r) => `${(r.away_share * 100).toFixed(1)}%`},
      {name: 'Note', text: true, of: (r) => (r.limit_bytes === answer.limit_bytes ? 'now' : '')
        + (r.limit_bytes === answer.suggested_bytes ? ' suggested' : '')}],
    answer.limits, (r) => (r.limit_bytes === answer.suggested_bytes ? 'best' : r.limit_bytes === answer.limit_bytes ? 'now' : null)),
    answer.limits.some((r) => r.beyond_what_was_seen)
      ? h('p', {class: 'quiet'}, `* beyond what was seen: workers grew to ${size(answer.largest_bytes)}.`) : '',
    h('p', null, answer.suggested_bytes ? `Suggested: ${size(answer.suggested_bytes)}, ${answer.reason}.` : `No limit is suggested: ${answer.reason}.`),
    h('p', {class: 'quiet'}, `From ${number(answer.lives)} lives of the last week; a new worker weighs ${size(answer.newborn_bytes)}.`),
  ];
}

/** Between which limits one may try: from what a new worker weighs to half as much again as was seen. */
export function triable(answer) {
  if (!answer?.limits?.length || !answer.newborn_bytes) return null;
  const whole = (bytes) => Math.max(1, Math.round(bytes / 1048576)) * 1048576;
  const most = Math.max(answer.largest_bytes ?? 0, answer.limit_bytes ?? 0, ...answer.limits.map((r) => r.limit_bytes));
  const min = whole(answer.newborn_bytes * 1.1), max = whole(most * 1.5);
  return max > min ? {min, max, now: Math.min(max, Math.max(min, answer.limit_bytes ?? answer.suggested_bytes ?? min))} : null;
}

/** What the limit means that is tried. */
export function tried(bytes, row, problem) {
  if (problem) return h('span', {class: 'bad'}, `${size(bytes)}: it cannot be told: ${problem}.`);
  if (!row) return h('span', {class: 'waiting'}, `${size(bytes)} …`);
  return h('span', null, h('strong', null, size(bytes)), `: ${row.life_seconds === null ? (row.recycles_per_day === null ? 'whether workers grow so far is not known' : 'no worker reaches it') : `a life of ${duration(row.life_seconds)}`}, `
    + `${number(row.recycles_per_day)} recycles a day, all workers ${size(row.pool_average_bytes)} on average, ${size(row.pool_peak_bytes)} at worst`
    + (row.beyond_what_was_seen ? '; beyond what was seen' : ''));
}

export function next(pool) {
  const plan = pool.timetable;
  if (!pool.workers.length) return [h('p', null, `Nothing: ${pool.why ?? 'the pool has no workers now'}.`)];
  const leaving = pool.workers.filter((w) => w.leaving);
  const now = leaving.length ? h('p', null, `Leaving now: ${leaving.map((w) => w.pid).join(', ')}.`) : '';
  if (!plan?.next?.length) return [now, h('p', null, 'No worker is foreseen to reach a limit.')];
  const pace = plan.possible_per_hour ? `The growth asks for ${number(plan.needed_per_hour)} recycles an hour; the pace allows ${number(plan.possible_per_hour)}.` : '';
  return [now,
    pace ? h('p', {class: plan.can_hold ? null : 'bad'}, plan.can_hold ? pace : `${pace} The pace cannot hold the limit.`) : '',
    table('Timetable', [
      {name: 'Worker', of: (n) => n.pid}, {name: 'Slot', of: (n) => n.slot},
      {name: 'is asked in', of: (n) => duration(left(n.in_seconds, pool.said))},
      {name: 'at its limit in', of: (n) => duration(left(n.reaches_limit_seconds, pool.said))},
      {name: 'because of', of: (n) => n.cause}], plan.next.slice(0, 20))];
}

export function events(all, pool, filter, choose) {
  const kinds = [...new Set(all.map((e) => e.event))].sort();
  const shown = all.filter((e) => (filter.pool === 'all' || e.pool === pool?.name)
    && (filter.kind === 'all' || (filter.kind === 'bad' ? isBad(e) : e.event === filter.kind))).slice(-50).reverse();
  const option = (value, words, is) => h('option', {value, selected: value === is}, words);
  return [
    h('div', null,
      h('label', null, 'Pools', h('select', {'data-key': 'events pool', onchange: (e) => choose({pool: e.target.value})},
        option('one', 'this one', filter.pool), option('all', 'all', filter.pool))),
      h('label', null, 'Kinds', h('select', {'data-key': 'events kind', onchange: (e) => choose({kind: e.target.value})},
        option('all', 'all', filter.kind), option('bad', 'what went wrong', filter.kind),
        kinds.map((k) => option(k, k.replaceAll('-', ' '), filter.kind))))),
    shown.length ? h('ol', {class: 'events', tabindex: 0, 'aria-label': 'Events, the latest first', 'data-scroll': 'events'},
      shown.map((e) => h('li', {class: isBad(e) ? 'bad' : null},
        h('time', {datetime: e.at}, clock(Date.parse(e.at))), filter.pool === 'all' ? h('strong', null, `${e.pool} `) : '', sentence(e))))
      : h('p', null, 'Nothing of this kind has happened.'),
  ];
}

export function cost(status) {
  const c = status.cost;
  const pair = (name, value) => [h('dt', null, name), h('dd', null, value)];
  const up = status.uptime_seconds + (Date.now() - status.said) / 1000;
  return [h('dl', null,
    c ? [pair('Memory (RSS)', size(c.rss_bytes)),
      pair('Processor time', `${duration(c.cpu_seconds)}, ${(100 * c.cpu_seconds / Math.max(1, up)).toFixed(2)}% of one core`),
      pair('Readings', `${number(c.cheap_looks)} cheap, ${number(c.costly_looks)} costly, ${duration(c.look_seconds)} in all`),
      pair('Longest reading', duration(c.longest_look_seconds))] : pair('Cost', 'this daemon does not tell'),
    pair('Runs for', duration(up)),
    pair('History', status.history))];
}
