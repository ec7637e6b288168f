// Pictures of what ./pictures has started: of the page, or of a terminal's text with its colours.
//   node pictures.mjs page URL OUT   ·   node pictures.mjs terminal OUT <TEXT
// PLAYWRIGHT is the folder of playwright-core (PageIT fetches it into target/web).

import {createRequire} from 'node:module';
import {readFileSync} from 'node:fs';

const {chromium} = createRequire(`${process.env.PLAYWRIGHT}/`)('playwright-core');
const [what, ...words] = process.argv.slice(2);
const COLOURS = ['#1d2126', '#b3261e', '#1f7a3d', '#8a5a00', '#1a5fb4', '#7b3f8f', '#0b6b75', '#5b626a'];
const DARK = '#1d2126';
const LIGHT = '#fcfcfb';

const escaped = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;');

/** One line with SGR sequences (ECMA-48) as HTML. */
function html(text) {
  let out = '';
  let [bold, colour, inverse] = [false, DARK, false];
  for (const part of text.split(/\x1b\[([0-9;]*)m/).entries()) {
    const [i, piece] = part;
    if (i % 2 === 0) {
      const ink = inverse ? LIGHT : colour;
      const ground = inverse ? `;background:${colour}` : '';
      out += piece && `<span style="color:${ink}${ground}${bold ? ';font-weight:bold' : ''}">${escaped(piece)}</span>`;
      continue;
    }
    for (const code of (piece || '0').split(';').map(Number)) {
      if (code === 0) [bold, colour, inverse] = [false, DARK, false];
      if (code === 1) bold = true;
      if (code === 22) bold = false;
      if (code === 7) inverse = true;
      if (code === 27) inverse = false;
      if (code >= 30 && code <= 37) colour = COLOURS[code - 30];
      if (code >= 90 && code <= 97) colour = COLOURS[code - 90];
      if (code === 39) colour = DARK;
    }
  }
  return out;
}

const browser = await chromium.launch({executablePath: '/usr/bin/chromium', args: ['--no-sandbox']});
const page = await browser.newPage({viewport: {width: 1180, height: 834}, deviceScaleFactor: 1});
if (what === 'page') {
  const [url, out] = words;
  await page.goto(url);
  await page.waitForSelector('#saw canvas');
  await page.waitForTimeout(3000);
  const chart = await page.locator('#saw canvas').first().boundingBox();
  await page.mouse.move(chart.x + chart.width / 2, chart.y + chart.height / 2);
  await page.waitForTimeout(500);
  await page.screenshot({path: out});
} else {
  const text = readFileSync(0, 'utf8').replace(/\n+$/, '').split('\n').map(html).join('\n');
  await page.setContent(`<body style="margin:0;background:${LIGHT}"><pre style="display:inline-block;margin:0;`
    + `padding:16px 20px;font:15px/19px 'DejaVu Sans Mono',monospace">${text}</pre></body>`);
  await page.locator('pre').screenshot({path: words[0]});
}
await browser.close();
