// What bench/page measures. URL is the page, MINUTES how long it is left open.

import {chromium} from 'playwright-core';

const {URL: PAGE} = process.env;
const minutes = Number(process.env.MINUTES);
const browser = await chromium.launch({executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--js-flags=--expose-gc', '--enable-precise-memory-info']});

const drawn = (page) => page.waitForFunction(() => document.querySelector('#saw canvas')
  && [...window.kidreaper.series.slots.values()].some((v) => v.some((x) => x > 0)), null, {polling: 20});

/** Opens the page with that range. When the chart has its data, and what came. */
async function open(range) {
  const context = await browser.newContext({viewport: {width: 1280, height: 900}});
  const page = await context.newPage();
  const network = await context.newCDPSession(page);
  const came = new Map();
  const path = new Map();
  await network.send('Network.enable');
  network.on('Network.requestWillBeSent', (e) => path.set(e.requestId, e.request.url.slice(PAGE.length)));
  network.on('Network.loadingFinished', (e) => came.set(path.get(e.requestId), e.encodedDataLength));
  const begin = performance.now();
  await page.goto(`${PAGE}#pool=web&range=${range}`);
  await drawn(page);
  const chart = performance.now() - begin;
  const paint = await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime);
  await new Promise((done) => setTimeout(done, 1000));
  const data = [...came].filter(([p]) => p.startsWith('api/')).map(([p, bytes]) => `${p.split('?')[0].replace('api/v1/', '')} ${bytes}`);
  const rest = [...came].filter(([p]) => !p.startsWith('api/')).reduce((sum, [, bytes]) => sum + bytes, 0);
  return {page, context, chart, paint, data, rest};
}

console.log('| range | first paint, ms | chart drawn, ms | page without data, bytes | data, bytes |');
console.log('|---|---|---|---|---|');
for (const range of [3600, 86400, 604800, 604800, 604800]) {
  const seen = await open(range);
  console.log(`| ${range / 3600} h | ${Math.round(seen.paint)} | ${Math.round(seen.chart)} | ${seen.rest} | ${seen.data.join(', ')} |`);
  await seen.context.close();
}

console.log('\n| minute | events so far | heap of the page after a collection, KiB |');
console.log('|---|---|---|');
const {page} = await open(3600);
const first = await page.evaluate(() => window.kidreaper.events[0]?.id ?? 0);
for (let minute = 0; minute <= minutes; minute++) {
  const [heap, last] = await page.evaluate(() => {
    window.gc();
    return [performance.memory.usedJSHeapSize, Math.max(...window.kidreaper.events.map((e) => e.id))];
  });
  console.log(`| ${minute} | ${last - first} | ${Math.round(heap / 1024)} |`);
  if (minute < minutes) await new Promise((done) => setTimeout(done, 60_000));
}
await browser.close();
