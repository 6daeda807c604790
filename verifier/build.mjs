// SPDX-License-Identifier: Apache-2.0

// Puts the verifier, its style and its script into one page, which names their digests in its policy of what may run. Browsers load
// no module from file://, so a page that can be kept and handed on must hold everything. `node verifier/build.mjs` writes index.html,
// and the page that every public release has in its folder. That one is a classic script: it is opened by more kinds of browsers.

import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import process from 'node:process';
import { pathToFileURL } from 'node:url';

const read = (name) => readFile(new URL(name, import.meta.url), 'utf8');
const hashOf = (text) => `sha256-${createHash('sha256').update(text).digest('base64')}`;

function put(html, style, script) {
  const parts = { 'SCRIPT-HASH': hashOf(script), 'STYLE-HASH': hashOf(style), STYLE: style, SCRIPT: script };
  return html.replace(/SCRIPT-HASH|STYLE-HASH|\bSTYLE\b|\bSCRIPT\b/g, (name) => parts[name]);
}

export async function page() {
  const [html, style, verifier, script] = await Promise.all(['page/page.html', 'page/page.css', 'verify.js', 'page/page.js'].map(read));
  return put(html, style, `\n${verifier}${script}`);
}

// A module without its imports and exports, whose names then are those of the script around it.
const classic = (module) => module.replace(/^import \{[^}]*\} from '[^']*';\n/gm, '').replace(/^export /gm, '');

export async function releasePage() {
  const names = ['release/page.html', 'page/page.css', 'verify.js', 'release/release.js', 'release/page.js'];
  const [html, style, verifier, release, script] = await Promise.all(names.map(read));
  return put(html, style, `\n(() => {\n'use strict';\n${classic(verifier)}${classic(release)}${script}})();\n`);
}

export const RELEASE_PAGE = new URL('../internal/publish/release/verify.html', import.meta.url);

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await writeFile(new URL('index.html', import.meta.url), await page());
  await writeFile(RELEASE_PAGE, await releasePage());
}
