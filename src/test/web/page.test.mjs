// The page in a real browser, beside a real daemon and a real pool. Started by PageIT, which sets:
// KIDREAPER the program, CONFIG its configuration, SOCKET its control socket, URL the page, SHOTS a
// folder for pictures. Prints what took how long.

import assert from 'node:assert/strict';
import {spawn, execFile} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {promisify} from 'node:util';
import {chromium} from 'playwright-core';

const {KIDREAPER, CONFIG, SOCKET, URL: PAGE, SHOTS} = process.env;
const PATIENCE = Number(process.env.PATIENCE ?? 60_000);
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const wrong = [];
const streams = [];
let daemon;

const say = (words) => console.log(words);

function start() {
  daemon = spawn(KIDREAPER, ['watch', '--config', CONFIG], {stdio: ['ignore', 'ignore', 'inherit']});
}

async function stop() {
  const ended = new Promise((done) => daemon.once('exit', done));
  daemon.kill('SIGTERM');
  await ended;
}

async function until(what, test) {
  const end = Date.now() + PATIENCE;
  for (;;) {
    const found = await test().catch(() => null);
    if (found) return found;
    if (Date.now() > end) throw new Error(`waited in vain for ${what}`);
    await new Promise((done) => setTimeout(done, 50));
  }
}

/** Waits until something is so in a page. */
const inPage = (page, what, test, value) => page.waitForFunction(test, value, {timeout: PATIENCE, polling: 50})
  .catch(async () => { throw new Error(`waited in vain for ${what}: ${await page.locator('body').innerText()}`); });

const json = async (path) => (await fetch(`${PAGE}api/v1/${path}`)).json();

/** Has one worker recycled, and gives its pid. */
async function recycle() {
  // A daemon that has just started may not have found its pool yet.
  const pid = await until('an active worker', async () => {
    const pool = (await json('status')).pools.find((p) => p.name === 'web');
    const pids = pool.workers.filter((w) => w.state === 'active').map((w) => w.pid);
    return pids.length > 0 ? Math.min(...pids) : null;
  });
  await promisify(execFile)(KIDREAPER, ['recycle', `web/${pid}`, '--socket', SOCKET]);
  return pid;
}

const hasRecycled = (pid) => window.kidreaper.events.some((e) => e.event === 'recycled' && e.worker === pid);
const isShown = (pid) => [...document.querySelectorAll('#events li')].some((li) => li.innerText.includes(`worker ${pid} `)
  && li.innerText.includes('recycled'));

async function open(context) {
  const page = await context.newPage();
  page.on('console', (m) => { if (m.type() === 'error' || m.type() === 'warning') wrong.push(m.text()); });
  page.on('pageerror', (e) => wrong.push(String(e.stack)));
  page.on('request', (r) => {
    if (!r.url().startsWith(PAGE)) wrong.push(`asks for ${r.url()}`);
    if (r.url().includes('/stream')) streams.push(r.url());
  });
  await page.goto(`${PAGE}#pool=web`);
  await inPage(page, 'the chart', () => document.querySelector('#saw canvas')
    && [...window.kidreaper.series.slots.values()].some((v) => v.some((x) => x > 0)));
  return page;
}

async function hide(page, hidden) {
  await page.evaluate((is) => {
    Object.defineProperty(document, 'hidden', {value: is, configurable: true});
    document.dispatchEvent(new Event('visibilitychange'));
  }, hidden);
}

async function axe(page, what) {
  await page.evaluate(AXE);
  const found = await page.evaluate(() => window.axe.run());
  assert.deepEqual(found.violations.map((v) => `${what}: ${v.id}: ${v.nodes.map((n) => n.html).join(' | ')}`), []);
}

const shot = (page, name) => page.screenshot({path: `${SHOTS}/${name}.png`, fullPage: true});

async function loads(context) {
  const begin = Date.now();
  const page = await open(context);
  say(`chart after ${Date.now() - begin} ms`);
  await inPage(page, 'live', () => document.getElementById('live-word').textContent === 'live');
  assert.match(await page.locator('#pools').innerText(), /web[\s\S]*gone|gone[\s\S]*web/);
  assert.match(await page.locator('#pools').innerText(), /no pidfile/);
  assert.match(await page.locator('#cost').innerText(), /Memory \(RSS\)/);
  assert.match(await page.locator('#route').innerText(), /does not see this pool's requests/);
  return page;
}

async function aRecycleShows(page) {
  const pid = await recycle();
  await inPage(page, 'a recycle', isShown, pid);
  const late = await page.evaluate((p) => Date.now() - Date.parse(window.kidreaper.events.find(
    (e) => e.event === 'recycled' && e.worker === p).at), pid);
  say(`a recycle shows after ${late} ms`);
  assert.ok(await page.evaluate(() => window.kidreaper.series.marks.length > 0), 'it is marked in the chart');
}

async function itIsReadByKeys(page) {
  await page.locator('#saw .plot').focus();
  await page.keyboard.press('End');
  await page.keyboard.press('ArrowLeft');
  await inPage(page, 'a reading', () => /slot \d/.test(document.querySelector('#saw .reading').textContent));
  assert.match(await page.locator('#said').innerText(), /slot \d/);
  await page.locator('#saw summary').focus();
  await page.keyboard.press('Enter');
  await inPage(page, 'the table', () => document.querySelectorAll('#saw tbody tr').length > 2);
}

async function anotherLimitIsTried(page) {
  await inPage(page, 'what if', () => document.querySelectorAll('#whatif tbody tr').length > 2);
  assert.match(await page.locator('#whatif').innerText(), /From \d+ lives of the last week/);
  const tried = () => page.locator('#whatif output').innerText();
  await page.locator('#try').focus();
  await page.keyboard.press('Home');
  const told = /^[\d.]+M: a life of .*, [\d,.]+ recycles a day, all workers/;
  const least = await until('what the least limit means', async () => told.test(await tried()) && tried());
  for (let i = 0; i < 30; i++) await page.keyboard.press('ArrowRight');
  const more = await until('what a larger one means', async () => {
    const now = await tried();
    return told.test(now) && now !== least && Number.parseFloat(now) === Number.parseFloat(least) + 30 && now;
  });
  const recycles = (text) => Number(text.match(/([\d,.]+) recycles/)[1].replaceAll(',', ''));
  assert.ok(recycles(more) < recycles(least), `${least} | ${more}`);
  assert.equal(await page.evaluate(() => document.activeElement.id), 'try');
}

async function tabsShareOneStream(context, first) {
  const pages = [first];
  while (pages.length < 7) pages.push(await open(context));
  const pid = await recycle();
  await Promise.all(pages.map((p, i) => inPage(p, `tab ${i} to hear of it`, hasRecycled, pid)));
  assert.equal(streams.length, 1, `one stream for all tabs: ${streams}`);
  // Its reader is hidden: another tab takes over. Shown again, it knows what it has missed.
  await hide(first, true);
  await until('another stream', async () => streams.length === 2);
  const missed = await recycle();
  await inPage(pages[1], 'the next reader to hear', hasRecycled, missed);
  const recycled = (await json('status')).pools.find((p) => p.name === 'web').recycled;
  const begin = Date.now();
  await hide(first, false);
  await inPage(first, 'the shown tab to be current', (n) => window.kidreaper.pools.get('web').recycled >= n, recycled);
  say(`a hidden tab is current after ${Date.now() - begin} ms`);
  await inPage(first, 'the missed event', hasRecycled, missed);
  await Promise.all(pages.slice(1).map((p) => p.close()));
}

async function itGoesOnAfterARestart(page) {
  await stop();
  await inPage(page, 'the trouble', () => !document.getElementById('trouble').hidden);
  await axe(page, 'without a daemon');
  await shot(page, 'no-daemon');
  wrong.length = 0; // The browser itself tells of connections that were refused.
  start();
  const begin = Date.now();
  await inPage(page, 'it to go on', () => document.getElementById('trouble').hidden
    && document.getElementById('live-word').textContent === 'live');
  say(`it goes on ${Date.now() - begin} ms after the daemon was started`);
  const pid = await recycle();
  await inPage(page, 'a recycle after the restart', hasRecycled, pid);
  wrong.length = 0;
}

async function strangersTextIsText(page) {
  await inPage(page, 'the route as text', () => {
    window.kidreaper.pools.get('web').routes = [{route: '<img src=x onerror="window.owned=1"><script>window.owned=1</script>',
      requests: 1, bytes_per_request: 1, share: 1, confidence: 1, stands_out: true}];
    return document.getElementById('route').innerText.includes('<img src=x');
  });
  assert.equal(await page.evaluate(() => window.owned), undefined);
}

async function looks(browser) {
  for (const [name, options] of Object.entries({
    wide: {viewport: {width: 1280, height: 900}},
    dark: {viewport: {width: 1280, height: 900}, colorScheme: 'dark'},
    phone: {viewport: {width: 320, height: 640}, hasTouch: true},
    print: {viewport: {width: 800, height: 900}},
  })) {
    const context = await browser.newContext({reducedMotion: 'reduce', ...options});
    const page = await open(context);
    if (name === 'print') await page.emulateMedia({media: 'print'});
    await inPage(page, 'events', () => document.querySelector('#events li'));
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= options.viewport.width, `${name}: ${width} wide`);
    await shot(page, name);
    if (name !== 'print') await axe(page, name);
    await context.close();
  }
}

start();
const browser = await chromium.launch({executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu']});
try {
  await until('the page', async () => (await fetch(PAGE)).ok && (await json('status')).pools.some((p) => p.workers.length));
  const context = await browser.newContext({viewport: {width: 1000, height: 800}});
  const page = await loads(context);
  await aRecycleShows(page);
  await itIsReadByKeys(page);
  await anotherLimitIsTried(page);
  await tabsShareOneStream(context, page);
  assert.deepEqual(wrong, []);
  await itGoesOnAfterARestart(page);
  await strangersTextIsText(page);
  await context.close();
  await looks(browser);
  assert.deepEqual(wrong, []);
  say('all is well');
} finally {
  await browser.close();
  if (daemon.exitCode === null) await stop();
}
