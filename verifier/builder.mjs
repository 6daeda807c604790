// SPDX-License-Identifier: Apache-2.0

// Bundles for the tests: it turns a model of a record into the lines of a bundle, signed by keys made from fixed seeds, so that
// every run makes the same bytes. It shares no code with the verifier, so that a mistake there is not repeated here.

import { createHash, webcrypto } from 'node:crypto';

const { subtle } = webcrypto;
const bytesOf = (x) => (typeof x === 'string' ? Buffer.from(x, 'utf8') : Buffer.from(x));
const sha = (...chunks) => createHash('sha256').update(Buffer.concat(chunks.map(bytesOf))).digest();

export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  return `{${Object.keys(value).sort().map((k) => `${JSON.stringify(k)}:${canonical(value[k])}`).join(',')}}`;
}

export const domainHash = (domain, value) => sha(`${domain}\n`, canonical(value));

function base32(bytes) {
  const bits = [...bytes].map((b) => b.toString(2).padStart(8, '0')).join('');
  return bits.match(/.{5}/g).map((b) => 'abcdefghijklmnopqrstuvwxyz234567'[parseInt(b, 2)]).join('');
}

export const idOf = (kind, domain, value) => `${kind}:${base32(domainHash(domain, value).subarray(0, 20))}`;

// Keys

const keyHash = (name, algorithm, open) => sha(`${name}\n`, Buffer.of(algorithm), open).subarray(0, 4);

export function vkeyOf(name, algorithm, open) {
  return `${name}+${keyHash(name, algorithm, open).toString('hex')}+${Buffer.concat([Buffer.of(algorithm), open]).toString('base64')}`;
}

export async function newKey(name, algorithm, seed) {
  const secret = sha(`seed ${seed}`);
  const pkcs8 = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), secret]);
  const key = await subtle.importKey('pkcs8', pkcs8, { name: 'Ed25519' }, true, ['sign']);
  const open = Buffer.from((await subtle.exportKey('jwk', key)).x, 'base64url');
  return {
    name,
    id: keyHash(name, algorithm, open),
    open,
    vkey: vkeyOf(name, algorithm, open),
    sign: async (message) => Buffer.from(await subtle.sign({ name: 'Ed25519' }, key, bytesOf(message))),
  };
}

const signatureLine = (key, signature) => `\u2014 ${key.name} ${Buffer.concat([key.id, signature]).toString('base64')}\n`;

export async function signNote(text, key) {
  return `${text}\n${signatureLine(key, await key.sign(text))}`;
}

export async function cosign(text, key, seconds) {
  const time = Buffer.alloc(8);
  time.writeBigUInt64BE(BigInt(seconds));
  const signature = await key.sign(`cosignature/v1\ntime ${seconds}\n${text}`);
  return signatureLine(key, Buffer.concat([time, signature]));
}

// Trees, as RFC 6962 writes them down

function splitOf(leaves) {
  let k = 1;
  while (k * 2 < leaves.length) k *= 2;
  return k;
}

export function proofOf(leaves, i) {
  if (leaves.length === 1) return [];
  const k = splitOf(leaves);
  const [left, right] = [leaves.slice(0, k), leaves.slice(k)];
  return i < k ? [...proofOf(left, i), rootOf(right)] : [...proofOf(right, i - k), rootOf(left)];
}

export function rootOf(leaves) {
  if (leaves.length === 1) return sha(Buffer.of(0), leaves[0]);
  const k = splitOf(leaves);
  return sha(Buffer.of(1), rootOf(leaves.slice(0, k)), rootOf(leaves.slice(k)));
}

export const partHashOf = ({ label, salt, content }) => sha('truce/part/1\n', Buffer.from(salt, 'hex'), label, '\n', content);
export const partsRootOf = (parts) => rootOf(parts.map(partHashOf));
export const saltOf = (about) => sha(`salt ${about}`).toString('hex');

function showPart(part, how) {
  const hash = partHashOf(part).toString('hex');
  if (how === 'withheld') return { hash };
  if (how === 'destroyed') return { destroyed: true, hash };
  return { content: part.content, label: part.label, salt: part.salt };
}

// Reports and findings

export function reportParts(about, { identity, original, extract }) {
  return Object.entries({ identity, original, extract }).map(([label, value]) => ({ label, salt: saltOf(`${about} ${label}`), content: canonical(value) }));
}

export const SEED = sha('the secret of the sample').toString('hex');

export const reportIDOf = ({ extract }, seed = SEED) =>
  idOf('report', 'truce/report/2', { extract: domainHash('truce/extract/1', extract).toString('hex'), ...(seed === '' ? {} : { seed }) });

export const observationIDOf = (report, index) => idOf('observation', 'truce/observation/1', { index, report });

// The salts of a finding are drawn from its number here; the engine derives them from a secret.
export function finding(number, { released, internal, version = 1, supersedes }) {
  const made = {
    released: { label: 'released', salt: saltOf(`finding ${number} released`), content: canonical(released) },
    internal: { label: 'internal', salt: saltOf(`finding ${number} internal`), content: canonical(internal) },
    version,
    ...(supersedes === undefined ? {} : { supersedes }),
  };
  const content = domainHash('truce/finding-content/2', {
    internal: partHashOf(made.internal).toString('hex'), released: partHashOf(made.released).toString('hex'),
  }).toString('hex');
  made.id = idOf('finding', 'truce/finding/1', { content, version, ...(supersedes === undefined ? {} : { supersedes }) });
  return made;
}

// Entries

export function entry(seq, time, kind, parts, more = {}) {
  return { header: { v: 1, seq, time, kind, engine: 'truce/engine/1', parts: parts.length, ...more }, parts };
}

export const single = (seq, time, kind, value, more) =>
  entry(seq, time, `${kind}/1`, [{ label: kind, salt: saltOf(`entry ${seq}`), content: canonical(value) }], more);

const headerPart = (e) => ({ label: 'header', salt: saltOf(`header ${e.header.seq} ${e.header.time}`), content: e.rawHeader ?? canonical(e.header) });
export const headerHashOf = (e) => partHashOf(headerPart(e));
const commitmentOf = (e) => sha('truce/entry/1\n', partHashOf(headerPart(e)), partsRootOf(e.parts));
const leafOf = (e) => `truce/leaf/1\n${commitmentOf(e).toString('hex')}\n`;
export const rootOfEntries = (entries) => rootOf(entries.map(leafOf));

function showEntry(e, how) {
  if (how === 'commitment') return { commitment: commitmentOf(e).toString('hex') };
  const header = showPart(headerPart(e));
  if (how === 'root') return { header, root: partsRootOf(e.parts).toString('hex') };
  return { header, parts: e.parts.map((p) => showPart(p, how?.[p.label])) };
}

export async function checkpointOf(model) {
  const root = model.root ?? rootOfEntries(model.entries);
  const text = `${model.checkpointOrigin ?? model.origin}\n${model.entries.length}\n${root.toString('base64')}\n`;
  let note = await signNote(text, model.logKey);
  for (const [key, seconds] of model.cosigners) note += await cosign(text, key, seconds);
  return note;
}

// What the log vouches for of findings, signed; `change` makes it say something else, or of another key.
export async function findingsNote(model, listed, { change = {}, key = model.logKey } = {}) {
  const root = model.root ?? rootOfEntries(model.entries);
  const said = {
    v: 1, origin: model.origin, size: model.entries.length, root: root.toString('hex'), engine: 'truce/engine/1',
    findings: domainHash('truce/findings/1', listed.map((f) => f.id)).toString('hex'), count: listed.length,
    exercises: listed.filter((f) => JSON.parse(f.released.content)?.exercise === true).length, ...change,
  };
  return signNote(`truce/findings/1\n${canonical(said)}\n`, key);
}

// The lines of a bundle as plain values. `show` says of each entry (by number) and of findings what is not disclosed.
// `vouched` is how the log vouches for the findings; null: it does not.
export async function assemble(model, { audience = 'mission', show = {}, showFindings = {}, noFindings = false, vouched = {} } = {}) {
  const findings = noFindings ? [] : model.findings;
  const ids = findings.map((f) => f.id);
  const note = vouched === null ? {} : { note: await findingsNote(model, findings, vouched) };
  return [
    { bundle: { v: 1, audience, origin: model.origin, engine: 'truce/engine/1', size: model.entries.length } },
    { checkpoint: await checkpointOf(model) },
    ...model.entries.map((e, i) => ({ entry: showEntry(e, show[i + 1] ?? show.all) })),
    ...findings.map(({ id, version, supersedes, released, internal }) => ({
      finding: {
        id, version, ...(supersedes === undefined ? {} : { supersedes }),
        released: showPart(released, showFindings.released), internal: showPart(internal, showFindings.internal),
      },
    })),
    { end: { findings: ids.length, digest: domainHash('truce/findings/1', ids).toString('hex'), ...note } },
  ];
}

export const encode = (lines) => Buffer.from(lines.map((l) => `${typeof l === 'string' ? l : canonical(l)}\n`).join(''), 'utf8');

// The sample record: an invented truce with three reports, of which two came from one device together, and three findings.

const SECOND = 1000;
const START = Date.UTC(2031, 4, 3, 6, 0, 0);

function sampleReport(n, roots) {
  return {
    identity: { door: 'table', file: 'day-1.csv', person: `p-${n}`, row: n },
    original: { digest: sha(`truce/original/1\nreport ${n}`).toString('hex') },
    extract: {
      exercise: true, level: 'report', received: START + n * SECOND, source: `patrol-${n}`,
      sightings: Array.from({ length: roots }, (_, i) => ({ act: 'explosion', words: `“bang” ${i} \u{1f54a}\n` })),
    },
  };
}

export async function deviceHeader(key, parts, more = {}) {
  const signed = {
    v: 1, origin: 'log.example/mill-truce', device: key.name, counter: 1, root: partsRootOf(parts).toString('hex'), reports: parts.length / 3, made: START + 2 * SECOND, ...more,
  };
  if (signed.origin === undefined) delete signed.origin;
  return signNote(`truce/submission/1\n${canonical(signed)}\n`, key);
}

function sampleFinding(number, incident, observations, more = {}) {
  const { version, supersedes, verdict = 'undetermined', cause } = more;
  return finding(number, {
    version, supersedes,
    released: {
      exercise: true, incident: idOf('incident', 'test', incident), agreement: 'mill-truce@1', article: '2', term: 'no-fire',
      verdict, status: 'assessed', ...(cause === undefined ? {} : { why: 'new reports' }), by_reading: [{ verdict, because: 'where it fell is not known' }], when: { from: 0, to: 0 }, grade: { recurrence: 0 },
    },
    internal: { incident_version: version ?? 1, observations, rule_set: sha('rule set').toString('hex'), ...(cause === undefined ? {} : { cause }) },
  });
}

// Enrols a key, or says with `act` what becomes of it.
export const keyEntry = (seq, time, key, more = {}) => single(seq, time, 'key', {
  act: 'made', by: 'mission', holder: 'patrol 7', key: key.vkey, name: key.name, use: 'device', ...more,
});

export async function sampleKeys() {
  return {
    log: await newKey('log.example/mill-truce', 1, 'log'),
    nextLog: await newKey('log.example/mill-truce-2032', 1, 'the log of the successor'),
    otherLog: await newKey('log.example/mill-truce', 1, 'another log key'),
    cosigners: await Promise.all([1, 2, 3].map((n) => newKey(`cosigner-${n}.example`, 4, `cosigner ${n}`))),
    device: await newKey('device-7.example', 1, 'device'),
    otherDevice: await newKey('device-8.example', 1, 'another device'),
    sameName: await newKey('device-7.example', 1, 'another key of the same name'),
  };
}

export async function sampleModel(keys) {
  const reports = [1, 2, 3].map((n) => sampleReport(n, n));
  const both = [...reportParts('report 1', reports[0]), ...reportParts('report 2', reports[1])];
  const origin = keys.log.name;
  const ids = reports.map((r) => reportIDOf(r));
  const first = sampleFinding(1, 'a', [observationIDOf(ids[0], 0)]);
  const second = sampleFinding(2, 'b', [observationIDOf(ids[1], 0), observationIDOf(ids[1], 1)]);
  const third = sampleFinding(3, 'a', [observationIDOf(ids[0], 0), observationIDOf(ids[2], 2)], {
    version: 2, supersedes: first.id, verdict: 'violation', cause: 'the incident has new members',
  });
  return {
    origin,
    logKey: keys.log,
    cosigners: keys.cosigners.map((k, i) => [k, 1935554400 + i]),
    entries: [
      single(1, START, 'genesis', { engine: 'truce/engine/1', realm: 'mission', seed: SEED, time_zones: '2031a' }, { origin, realm: 'mission' }),
      single(2, START, 'adoption', { agreement: { id: 'mill-truce', version: '1' } }),
      keyEntry(3, START + SECOND, keys.device),
      entry(4, START + 2 * SECOND, 'submission/1', both, { device: await deviceHeader(keys.device, both) }),
      single(5, START + 3 * SECOND, 'rating', { by: 'desk', reliability: 'B', root: 'patrol-1' }),
      entry(6, START + 3 * SECOND, 'submission/1', reportParts('report 3', reports[2])),
      single(7, START + 4 * SECOND, 'ruling', { agreement: 'mill-truce@1', by: 'panel', question: 'mill', reading: 'inside' }),
    ],
    findings: [first, second, third],
  };
}

// A name is a member of one group at most, so each quorum has groups of its own.
const GROUPS = {
  everybody: ['group everybody all a b c'],
  two: ['group two 2 a b c'],
  one: ['group one any a b c'],
  mixed: ['group either any b c', 'group mixed all a either'],
};

export function policyOf(keys, { quorum = 'everybody', logs = [keys.log] } = {}) {
  const [a, b, c] = keys.cosigners;
  return [
    '# whom the tests trust',
    ...logs.map((k) => `log ${k.vkey} https://log.example`),
    '',
    `witness a ${a.vkey}`,
    `witness b ${b.vkey} https://cosigner-2.example`,
    `witness c ${c.vkey}`,
    ...GROUPS[quorum] ?? [],
    `quorum ${quorum}`,
    '',
  ].join('\n');
}

// What a party or the public gets to see of the sample, by the table of docs/spec/bundle.md.
const WITHHELD = { genesis: 'withheld', rating: 'withheld', identity: 'withheld', original: 'withheld', extract: 'withheld' };
export const FOR_OTHERS = {
  party: { audience: 'party', show: { all: WITHHELD }, showFindings: { internal: 'withheld' } },
  // The sample is an exercise, of whose findings the public is shown the hashes alone.
  public: { audience: 'public', show: { all: WITHHELD }, showFindings: { internal: 'withheld', released: 'withheld' } },
};
