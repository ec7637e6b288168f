// Sizes, times and events in words, as the commands write them.

const UNITS = 'KMGT';

/** Bytes with three figures: 131M, 1.17G. */
export function size(bytes) {
  if (bytes === null || bytes === undefined || Number.isNaN(bytes)) return '–';
  if (bytes < 0) return '-' + size(-bytes);
  if (bytes < 1024) return `${Math.round(bytes)}B`;
  let amount = bytes, power = 0;
  while (amount >= 999.5 && power < UNITS.length) { amount /= 1024; power++; }
  return amount.toFixed(amount >= 99.95 ? 0 : amount >= 9.995 ? 1 : 2) + UNITS[power - 1];
}

/** A length of time: 31 ms, 41 s, 7 min, 3 h 12 min, 5 d 4 h. */
export function duration(seconds) {
  if (seconds === null || seconds === undefined || Number.isNaN(seconds)) return '–';
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 120) return `${Math.round(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

export function number(value) {
  if (value === null || value === undefined || Number.isNaN(value)) return '–';
  return value >= 9.95 || Number.isInteger(value) ? Math.round(value).toLocaleString('en') : value.toFixed(1);
}

export function percent(share) {
  return share === null || share === undefined ? '–' : `${Math.round(share * 100)}%`;
}

const two = (n) => String(n).padStart(2, '0');

/** 03:12:41, with the day in front where it is not today. */
export function clock(millis) {
  const at = new Date(millis);
  const time = `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
  return at.toDateString() === new Date().toDateString()
    ? time : `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${time}`;
}

const BAD = new Set(['failed', 'pool-lost', 'paused', 'limit-too-low', 'cut', 'killed', 'broken',
  'stuck', 'bug', 'not-accepting', 'front-failed', 'manager-ended', 'pool-missing']);

export const isBad = (event) => BAD.has(event.event);

function reason(event) {
  const parts = [];
  for (const measure of ['uss', 'pss', 'rss', 'vsz']) {
    const bytes = event[`${measure}_bytes`];
    if (bytes !== undefined) {
      parts.push(`${measure} ${size(bytes)}` + (event.limit_bytes ? ` of ${size(event.limit_bytes)}` : ''));
    }
  }
  if (event.cause && event.cause !== 'limit') parts.push(event.cause);
  return parts.length ? ` (${parts.join(', ')})` : '';
}

/** What happened, as a sentence without its time. */
export function sentence(event) {
  const worker = event.worker === undefined ? '' : ` ${event.worker}`;
  switch (event.event) {
    case 'recycling': return `asks worker${worker} to leave${reason(event)}`;
    case 'recycled': return `worker${worker}${event.replaced_by ? ` → ${event.replaced_by}` : ''} recycled${reason(event)}`
      + (event.left_after_seconds === undefined ? '' : `, left after ${duration(event.left_after_seconds)}`)
      + (event.idle_proof ? ', idle proof' : '') + (event.killed ? ', killed' : '')
      + (event.freed_bytes ? `, freed ${size(event.freed_bytes)}` : '')
      + (event.verdict ? `; it grew by ${event.verdict} (${percent(event.confidence)})` : '')
      + (event.route ? `, ${event.route}` : '');
    case 'failed': return `worker${worker} could not be recycled: ${event.problem ?? ''}`;
    case 'vanished': return `worker${worker} left by itself`;
    case 'diagnosed': return `why they grow: ${event.verdict} (${percent(event.confidence)})${event.route ? `, ${event.route}` : ''}`;
    case 'pool-found': return `pool found: ${event.profile}, manager ${event.manager}, ${event.workers} workers`;
    case 'pool-lost': return `pool lost: ${event.why ?? ''}`;
    case 'paused': return `paused: ${event.why ?? ''}`;
    case 'resumed': return 'goes on';
    case 'limit-too-low': return `the limit is too low: a new worker is as large${reason(event)}`;
    default: return `${String(event.event).replaceAll('-', ' ')}${worker}`
      + (event.why ? `: ${event.why}` : event.request ? `: ${event.request}` : '');
  }
}

/** The causes of growth, in words. */
export const CAUSES = {
  copy_on_write: 'copy-on-write', leak: 'leak', warm_up: 'warm-up', high_water: 'high water',
  file_backed: 'files', rest: 'rest',
};

export const cause = (name) => CAUSES[name] ?? String(name).replaceAll('_', '-');
