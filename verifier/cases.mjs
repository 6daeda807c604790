// SPDX-License-Identifier: Apache-2.0

// What is done to the sample record, and what each question must then be answered. A case tampers with a finished bundle, as
// anybody can who hands it on, or makes the record itself wrong before it is signed, as only an operator can.

import {
  FOR_OTHERS, SEED, assemble, canonical, deviceHeader, domainHash, encode, entry, finding, idOf, keyEntry, observationIDOf, partHashOf, policyOf, reportIDOf,
  reportParts, rootOfEntries, sampleKeys, sampleModel, saltOf, signNote, single,
} from './builder.mjs';

const NO = 'no';
const UNKNOWN = 'could not tell';
const ID_OF_NOTHING = idOf('finding', 'test', 'nothing');

export const REFUSED = {
  form: NO, log: UNKNOWN, quorum: UNKNOWN, tree: UNKNOWN, headers: UNKNOWN, findings: UNKNOWN, succession: UNKNOWN, destroyed: UNKNOWN, inputs: UNKNOWN,
  recomputed: UNKNOWN,
};
export const HOLDS = { form: 'yes', log: 'yes', quorum: 'yes', tree: 'yes', headers: 'yes', findings: 'yes', succession: 'yes', destroyed: 'yes', inputs: 'yes', recomputed: UNKNOWN };

const refusedForm = { form: NO };
const expand = (want) => ({ ...(want.form === NO ? REFUSED : HOLDS), ...want });

// Lines by name: a bundle of the sample has lines 0 bundle, 1 checkpoint, 2 to 8 entries 1 to 7, 9 to 11 findings 1 to 3, 12 end.
const entryOf = (lines, n) => lines[1 + n].entry;
const findingOf = (lines, n) => lines[8 + n].finding;
const swap = (list, i, j) => { [list[i], list[j]] = [list[j], list[i]]; };

// Counts the findings anew in the last line, as anybody can; the note in it stays.
function countAnew(lines) {
  const ids = lines.filter((l) => l.finding).map((l) => l.finding.id);
  Object.assign(lines.at(-1).end, { findings: ids.length, digest: domainHash('truce/findings/1', ids).toString('hex') });
}

// Puts an invented finding in the place of one, with an ID that is that of its content.
function invent(lines, n) {
  const { id, released, internal, version } = finding(99, { released: { incident: idOf('incident', 'test', 'z'), agreement: 'mill-truce@1', term: 'no-fire', verdict: 'violation' }, internal: {} });
  const hidden = { hash: partHashOf(internal).toString('hex') };
  lines[8 + n] = { finding: { id, version, released, internal: hidden } };
  countAnew(lines);
}

function changeFirst(bytes, from, to) {
  const text = bytes.toString('utf8');
  if (!text.includes(from)) throw new Error(`the sample does not hold ${from}`);
  return Buffer.from(text.replace(from, () => to), 'utf8');
}

// The text of a checkpoint whose root nobody computes.
const seenOf = (origin, size) => `${origin}\n${size}\n${Buffer.alloc(32).toString('base64')}\n`;

// A signature line with one byte of the signature (after the four of the key) changed.
function changeSignature(note, line, at) {
  const lines = note.split('\n');
  const fields = lines[line].split(' ');
  const bytes = Buffer.from(fields[2], 'base64');
  bytes[4 + at] ^= 1;
  lines[line] = [fields[0], fields[1], bytes.toString('base64')].join(' ');
  return lines.join('\n');
}

// Makes a finding anew under another version or other content, so that its ID is right for what it then says.
function remake(model, n, change) {
  const old = model.findings[n - 1];
  const said = { released: JSON.parse(old.released.content), internal: JSON.parse(old.internal.content), version: old.version, supersedes: old.supersedes };
  change(said);
  model.findings[n - 1] = finding(n, said);
}

const tampering = {
  'two entries are swapped': [(l) => swap(l, 3, 4), { tree: NO, headers: NO }, true],
  'two entries of one time are swapped': [(l) => swap(l, 6, 7), { tree: NO, headers: NO }],
  'the content of an entry is changed': [(l) => { entryOf(l, 2).parts[0].content = canonical({ agreement: { id: 'other', version: '1' } }); }, { tree: NO }],
  'the content of a report is changed': [(l) => { const p = entryOf(l, 6).parts[2]; p.content = p.content.replace('patrol-3', 'patrol-4'); }, { tree: NO, inputs: NO }],
  'the content of a report of a device is changed': [(l) => { const p = entryOf(l, 4).parts[5]; p.content = p.content.replace('patrol-2', 'patrol-4'); }, { tree: NO, headers: NO, inputs: NO }],
  'a salt is wrong': [(l) => { entryOf(l, 5).parts[0].salt = saltOf('wrong'); }, { tree: NO }],
  'the salt of a header is wrong': [(l) => { entryOf(l, 5).header.salt = saltOf('wrong'); }, { tree: NO }],
  'a label is wrong': [(l) => { entryOf(l, 5).parts[0].label = 'ruling'; }, { tree: NO, headers: NO }],
  'a part is missing': [(l) => { entryOf(l, 6).parts.pop(); }, { tree: NO, headers: NO, inputs: NO }],
  'a part is added': [(l) => { entryOf(l, 5).parts.push({ hash: saltOf('more') }); }, { tree: NO, headers: NO }],
  'a withheld part has another hash': [(l) => { entryOf(l, 2).parts[0] = { hash: saltOf('other') }; }, { tree: NO }],
  'the header of an entry is changed': [(l) => { const h = entryOf(l, 5).header; h.content = h.content.replace('engine/1', 'engine/2'); }, { tree: NO }],
  'the engine of the bundle is another': [(l) => { l[0].bundle.engine = 'truce/engine/2'; }, { headers: NO, findings: NO }],
  'the engine of the last header is changed': [(l) => { const h = entryOf(l, 7).header; h.content = h.content.replace('engine/1', 'engine/2'); }, { tree: NO, headers: NO }],
  'a header is changed and a later line is none': [(l) => { const h = entryOf(l, 2).header; h.content = h.content.replace('"v":1', '"v":2'); l[7] = {}; }, { form: NO, headers: NO }, true],
  'a finding is changed and the end is missing': [(l) => { findingOf(l, 1).id = ID_OF_NOTHING; l.pop(); }, { form: NO, findings: NO }],
  'the origin of the bundle is another and the end is missing': [(l) => { l[0].bundle.origin = 'log.example/other'; l.pop(); }, { form: NO, log: NO, headers: NO }],
  'the signature of the log is damaged and the end is missing': [(l) => { l[1].checkpoint = changeSignature(l[1].checkpoint, 4, 0); l.pop(); }, { form: NO, log: NO }],
  'a header is of the wrong label': [(l) => { entryOf(l, 5).header.label = 'headers'; }, refusedForm],
  'a header is destroyed': [(l) => { entryOf(l, 5).header = { destroyed: true, hash: saltOf('h') }; }, refusedForm],
  'a header is withheld beside its parts': [(l) => { entryOf(l, 5).header = { hash: saltOf('h') }; }, refusedForm],
  'a commitment is another': [(l) => { l[6] = { entry: { commitment: saltOf('c') } }; }, { tree: NO, headers: UNKNOWN, destroyed: UNKNOWN }],
  'a root is another': [(l) => { l[6].entry = { header: entryOf(l, 5).header, root: saltOf('r') }; }, { tree: NO }],
  'the root that a device signed is another': [(l) => { l[5].entry = { header: entryOf(l, 4).header, root: saltOf('r') }; }, { tree: NO, headers: NO, destroyed: UNKNOWN, inputs: UNKNOWN }],
  'entry 1 is a commitment': [(l) => { l[2] = { entry: { commitment: saltOf('c') } }; }, refusedForm],
  'an entry has root and parts': [(l) => { entryOf(l, 5).root = saltOf('r'); }, refusedForm],
  'a rating is destroyed': [(l) => { const p = entryOf(l, 5).parts; p[0] = { destroyed: true, hash: partHashOf(p[0]).toString('hex') }; }, { headers: NO }, true],
  'a signature of somebody unknown is spelled in another way': [(l) => { l[1].checkpoint += '\u2014 unknown.example AAAAAAB=\n'; }, refusedForm],
  'a hundred and one signatures': [(l) => { l[1].checkpoint += Array.from({ length: 97 }, (_, i) => `\u2014 unknown.example-${i} AAAAAAA=\n`).join(''); }, refusedForm],
  'an entry has no part': [(l) => { entryOf(l, 5).parts = []; }, refusedForm],
  'destroyed is false': [(l) => { entryOf(l, 6).parts[0] = { destroyed: false, hash: saltOf('h') }; }, refusedForm],
  'a hash is in upper case': [(l) => { entryOf(l, 6).parts[0] = { hash: saltOf('h').toUpperCase() }; }, refusedForm],
  'a salt is too short': [(l) => { const p = entryOf(l, 6).parts[0]; p.salt = p.salt.slice(1); }, refusedForm],
  'a label has a letter that labels do not have': [(l) => { entryOf(l, 6).parts[0].label = 'Identity'; }, refusedForm],
  'content is no text': [(l) => { entryOf(l, 6).parts[0].content = {}; }, refusedForm],
  'a part has an unknown member': [(l) => { entryOf(l, 6).parts[0].more = 1; }, refusedForm],
  'an entry has an unknown member': [(l) => { entryOf(l, 6).more = 1; }, refusedForm],
  'the first line has an unknown member': [(l) => { l[0].bundle.more = 1; }, refusedForm],
  'a finding has an unknown member': [(l) => { findingOf(l, 1).cause = 'x'; }, refusedForm],
  'the last line has an unknown member': [(l) => { l[12].end.more = 1; }, refusedForm],
  'a line has two members': [(l) => { l[12].more = {}; }, refusedForm],
  'a line has no member': [(l) => { l[12] = {}; }, refusedForm],
  'a line is no object': [(l) => { l[12] = []; }, refusedForm],
  'a line is of another kind': [(l) => { l[9] = { note: {} }; }, refusedForm],
  'a line is of a kind in upper case': [(l) => { l[12] = { End: l[12].end }; }, refusedForm],
  'the version of the bundle is another': [(l) => { l[0].bundle.v = 2; }, refusedForm],
  'the audience is unknown': [(l) => { l[0].bundle.audience = 'press'; }, refusedForm],
  'the audience is a list': [(l) => { l[0].bundle.audience = ['mission']; }, refusedForm],
  'the origin of the bundle is another': [(l) => { l[0].bundle.origin = 'log.example/other'; }, { log: NO, headers: NO, findings: NO }],
  'the origin is empty': [(l) => { l[0].bundle.origin = ''; }, refusedForm],
  'the engine is missing': [(l) => { delete l[0].bundle.engine; }, refusedForm],
  'the size is 0': [(l) => { l[0].bundle.size = 0; }, refusedForm],
  'the size is one more': [(l) => { l[0].bundle.size = 8; }, refusedForm],
  'the first line is missing': [(l) => { l.shift(); }, refusedForm],
  'the checkpoint is missing': [(l) => { l.splice(1, 1); }, refusedForm],
  'the checkpoint stands twice': [(l) => { l.splice(1, 0, l[1]); }, refusedForm],
  'the last entry is missing': [(l) => { l.splice(8, 1); }, refusedForm],
  'an entry stands twice': [(l) => { l.splice(8, 0, l[8]); }, refusedForm],
  'a finding stands before the entries': [(l) => { l.splice(2, 0, l.splice(9, 1)[0]); }, refusedForm],
  'the end is missing': [(l) => { l.pop(); }, refusedForm],
  'the end stands twice': [(l) => { l.push(l[12]); }, refusedForm],
  'a line follows the end and the digest of the findings is wrong': [(l) => { l[12].end.digest = saltOf('d'); l.push(l[11]); }, { form: NO, findings: NO }],
  'a line follows the end and two entries are swapped': [(l) => { swap(l, 3, 4); l.push(l[11]); }, { form: NO, tree: NO, headers: NO }],
  'a line follows the end': [(l) => { l.push(l[11]); }, refusedForm],
  'a finding is invented in the place of another and counted anew': [(l) => invent(l, 2), { findings: NO }],
  'a finding is left out and the rest counted anew': [(l) => { l.splice(10, 1); countAnew(l); }, { findings: NO }, true],
  'two findings are swapped and counted anew': [(l) => { swap(l, 9, 10); countAnew(l); }, { findings: NO }],
  'the note of the findings is damaged': [(l) => { l[12].end.note = changeSignature(l[12].end.note, 3, 0); }, { findings: NO }],
  'the note of the findings is empty': [(l) => { l[12].end.note = ''; }, { findings: NO }],
  'the note of the findings is the checkpoint': [(l) => { l[12].end.note = l[1].checkpoint; }, { findings: NO }],
  'the note of the findings is no text': [(l) => { l[12].end.note = {}; }, refusedForm],
  'the note of the findings is taken away': [(l) => { delete l[12].end.note; }, { findings: UNKNOWN }],
  'the note of the findings is taken away and the digest is wrong': [(l) => { delete l[12].end.note; l[12].end.digest = saltOf('d'); }, { findings: NO }],
  'the digest of the findings is wrong': [(l) => { l[12].end.digest = saltOf('d'); }, { findings: NO }],
  'the number of findings is wrong': [(l) => { l[12].end.findings = 4; }, { findings: NO }],
  'a finding is missing': [(l) => { l.splice(10, 1); }, { findings: NO }, true],
  'two findings are swapped': [(l) => swap(l, 9, 10), { findings: NO }],
  'the ID of a finding is another': [(l) => { findingOf(l, 1).id = ID_OF_NOTHING; }, { findings: NO }],
  'the ID of a finding is of another kind': [(l) => { findingOf(l, 1).id = ID_OF_NOTHING.replace('finding', 'report'); }, refusedForm],
  'what a finding released is changed': [(l) => { const p = findingOf(l, 3).released; p.content = p.content.replaceAll('"violation"', '"no-violation"'); }, { findings: NO }, true],
  'the salt of a finding is changed': [(l) => { findingOf(l, 1).internal.salt = saltOf('x'); }, { findings: NO }],
  'the hash of a withheld part of a finding is changed': [(l) => { findingOf(l, 1).internal = { hash: saltOf('x') }; }, { findings: NO }],
  'the two parts of a finding are swapped': [(l) => { const f = findingOf(l, 1); [f.released, f.internal] = [f.internal, f.released]; }, refusedForm],
  'the version of a finding is changed': [(l) => { findingOf(l, 3).version = 3; }, { findings: NO }],
  'the version of a finding is 0': [(l) => { findingOf(l, 1).version = 0; }, refusedForm],
  'a finding supersedes another': [(l) => { findingOf(l, 3).supersedes = findingOf(l, 2).id; }, { findings: NO }],
  'a finding supersedes nothing any more': [(l) => { delete findingOf(l, 3).supersedes; }, { findings: NO }],
  'the root of the checkpoint is changed': [(l) => { l[1].checkpoint = l[1].checkpoint.replace(/\n7\n..../, '\n7\nAAAA'); }, { log: NO, quorum: NO, tree: NO, findings: NO }],
  'the size of the checkpoint is changed': [(l) => { l[1].checkpoint = l[1].checkpoint.replace('\n7\n', '\n8\n'); }, refusedForm],
  'the origin of the checkpoint is changed': [(l) => { l[1].checkpoint = l[1].checkpoint.replace('log', 'lag'); }, { log: NO, quorum: NO }],
  'the signature of the log is damaged': [(l) => { l[1].checkpoint = changeSignature(l[1].checkpoint, 4, 0); }, { log: NO }],
  'the signature of the log is missing': [(l) => { l[1].checkpoint = l[1].checkpoint.replace(/\u2014 log.*\n/, ''); }, { log: NO }],
  'a cosignature says another time': [(l) => { l[1].checkpoint = changeSignature(l[1].checkpoint, 5, 7); }, { quorum: NO }, true],
  'a cosignature is damaged': [(l) => { l[1].checkpoint = changeSignature(l[1].checkpoint, 6, 8); }, { quorum: NO }],
  'a cosignature is missing': [(l) => { l[1].checkpoint = l[1].checkpoint.replace(/\u2014 cosigner-2.*\n/, ''); }, { quorum: NO }],
  'a cosignature is under another name': [(l) => { l[1].checkpoint = l[1].checkpoint.replace('cosigner-2', 'cosigner-3'); }, { quorum: NO }],
  'no signature is left': [(l) => { l[1].checkpoint = l[1].checkpoint.replace(/\u2014 .*\n/g, ''); }, refusedForm],
  'the checkpoint has an extension line': [(l) => { l[1].checkpoint = l[1].checkpoint.replace('\n\n', '\nmore\n\n'); }, refusedForm],
  'a signature line is no base 64': [(l) => { l[1].checkpoint = l[1].checkpoint.replace(/=\n$/, '\n'); }, refusedForm],
  'the checkpoint has a carriage return': [(l) => { l[1].checkpoint = l[1].checkpoint.replace('\n7\n', '\r\n7\n'); }, refusedForm],
};

const spelling = {
  'the file is empty': () => Buffer.alloc(0),
  'the file is one line feed': () => Buffer.from('\n'),
  'the last line feed is missing': (b) => b.subarray(0, -1),
  'an empty line follows': (b) => Buffer.concat([b, Buffer.from('\n')]),
  'a byte follows': (b) => Buffer.concat([b, Buffer.of(0)]),
  'the file is cut in the middle': (b) => b.subarray(0, 4000),
  'the file begins with a byte order mark': (b) => Buffer.concat([Buffer.of(0xef, 0xbb, 0xbf), b]),
  'lines end as on Windows': (b) => changeFirst(b, '\n', '\r\n'),
  'white space stands between members': (b) => changeFirst(b, '"engine":', '"engine": '),
  'members are out of order': (b) => changeFirst(b, '"size":7,"v":1', '"v":1,"size":7'),
  'a member stands twice': (b) => changeFirst(b, '"size":7,', '"size":7,"size":7,'),
  'a letter is escaped without need': (b) => changeFirst(b, '"mission"', '"\\u006dission"'),
  'a solidus is escaped': (b) => changeFirst(b, 'log.example/', 'log.example\\/'),
  'a control character is escaped the long way': (b) => changeFirst(b, '\\n', '\\u000a'),
  'half of a surrogate pair is escaped': (b) => changeFirst(b, '"mission"', '"mission\\ud83d"'),
  'a control character stands as it is': (b) => changeFirst(b, '"mission"', '"mission\u0001"'),
  'an integer has a fraction': (b) => changeFirst(b, '"v":1', '"v":1.0'),
  'an integer has an exponent': (b) => changeFirst(b, '"size":7', '"size":7e0'),
  'an integer is too large': (b) => changeFirst(b, '"size":7', '"size":9007199254740993'),
  'an integer has a leading zero': (b) => changeFirst(b, '"size":7', '"size":07'),
  'zero is negative': (b) => changeFirst(b, '"size":7', '"size":-0'),
  'a member is named __proto__': (b) => changeFirst(b, '{"bundle":{', '{"bundle":{"__proto__":{},'),
  'a line is nested too deep': (b) => changeFirst(b, '"size":7', `"size":${'['.repeat(100000)}${']'.repeat(100000)}`),
  'a byte is not UTF-8': (b) => { const c = Buffer.from(b); c[c.indexOf('mill-truce')] = 0xff; return c; },
  'a surrogate is encoded': (b) => { const c = Buffer.from(b); c.set([0xed, 0xa0, 0xbd], c.indexOf('mill-truce')); return c; },
  'a literal is cut': (b) => changeFirst(b, '"size":7', '"size":tru'),
};

// The sample without its secret, named as such a record names its reports.
function noSecret(model, genesis) {
  model.entries[0].parts[0].content = canonical({ engine: 'truce/engine/1', realm: 'mission', time_zones: '2031a', ...genesis });
  const reports = [2, 5].map((i) => model.entries[3].parts[i]).concat(model.entries[5].parts[2]);
  const ids = reports.map((p) => reportIDOf({ extract: JSON.parse(p.content) }, ''));
  const rest = [[[0, 0]], [[1, 0], [1, 1]], [[0, 0], [2, 2]]];
  rest.forEach((list, i) => remake(model, i + 1, (f) => {
    f.internal.observations = list.map(([report, index]) => observationIDOf(ids[report], index));
    if (i === 2) f.supersedes = model.findings[0].id;
  }));
}

// An entry after the last that ends the log, in favour of a key.
const closing = (m, key, more = {}) => m.entries.push(single(8, m.entries[6].header.time, 'closing', { key: key.vkey, origin: key.name, ...more }));

// An entry after the last that says that parts of report 1 of entry 6 are destroyed, and how the rest of the bundle is then shown.
const destruction = (m, more = {}) => m.entries.push(single(m.entries.length + 1, m.entries.at(-1).header.time, 'destruction', {
  by: 'desk', origin: m.origin, parts: ['identity', 'original'], reason: 'consent withdrawn', report: 1, seq: 6, ...more,
}));
const GONE = { show: { 6: { identity: 'destroyed', original: 'destroyed' } } };

const again = (model, n, change) => { Object.assign(model.entries[n - 1].header, change); };

const lies = {
  'the operator signed another root': [(m) => { m.root = rootOfEntries(m.entries.slice(0, 6)); }, { tree: NO }, true],
  'the checkpoint is of another log': [(m) => { m.checkpointOrigin = 'log.example/other'; }, { log: NO }],
  'another key signed under the name of the log': [(m, k) => { m.logKey = k.otherLog; }, { log: NO, findings: NO }, true],
  'a cosigner signed as logs do': [async (m, k) => {
    m.cosigners.pop();
    m.afterwards = async (note) => note + (await signNote(note.slice(0, note.indexOf('\n\n') + 1), k.cosigners[2])).split('\n\n')[1];
  }, { quorum: NO }],
  'no cosigner signed': [(m) => { m.cosigners = []; }, { quorum: NO }],
  'time goes back': [(m) => again(m, 5, { time: m.entries[3].header.time - 1 }), { headers: NO }],
  'the log goes on after it was closed': [(m, k) => {
    closing(m, k.nextLog);
    m.entries.push(single(9, m.entries[7].header.time, 'rating', { by: 'desk' }));
  }, { headers: NO }],
  'the log is closed for nobody': [(m, k) => closing(m, k.nextLog, { key: 'k', origin: 'o' }), { succession: NO }, true],
  'the log is closed for itself': [(m, k) => closing(m, k.otherLog), { succession: NO }],
  'the log is closed for another name than the key has': [(m, k) => closing(m, k.nextLog, { origin: 'log.example/other' }), { succession: NO }],
  'the log is closed for a cosigner': [(m, k) => closing(m, k.cosigners[0]), { succession: NO }],
  'a closing has an unknown member': [(m, k) => closing(m, k.nextLog, { more: 1 }), { succession: NO }],
  'a closing is labelled otherwise': [(m, k) => { closing(m, k.nextLog); m.entries[7].parts[0].label = 'ruling'; }, { headers: NO, succession: NO }],
  'what is destroyed on record is shown': [(m) => destruction(m), { destroyed: NO }, true],
  'a destruction of a report that there is not': [(m) => destruction(m, { report: 2 }), { destroyed: NO }],
  'a destruction of a rating': [(m) => destruction(m, { seq: 5 }), { destroyed: NO }],
  'a destruction of an entry after it': [(m) => destruction(m, { seq: 9 }), { destroyed: NO }],
  'a destruction of itself': [(m) => destruction(m, { seq: 8 }), { destroyed: NO }],
  'a destruction of no part': [(m) => destruction(m, { parts: [] }), { destroyed: NO }],
  'a destruction names parts out of order': [(m) => destruction(m, { parts: ['original', 'identity'] }), { destroyed: NO }],
  'a destruction names a part twice': [(m) => destruction(m, { parts: ['identity', 'identity'] }), { destroyed: NO }],
  'a destruction gives no reason': [(m) => destruction(m, { reason: '' }), { destroyed: NO }],
  'a destruction is labelled otherwise': [(m) => { destruction(m); m.entries[7].parts[0].label = 'rating'; }, { headers: NO, destroyed: NO }],
  'a destruction of another log names anything': [(m) => destruction(m, { origin: 'log.example/other', seq: 99 }), {}],
  'the log follows itself': [(m) => again(m, 1, { follows: { origin: m.origin, size: 4, root: saltOf('r') } }), { succession: NO }],
  'time is beyond the year 9999': [(m) => again(m, 7, { time: 253402300800000 }), { headers: NO }],
  'a kind is unknown': [(m) => again(m, 5, { kind: 'rating/2' }), { headers: NO }],
  'a number is left out': [(m) => again(m, 5, { seq: 6 }), { headers: NO }],
  'the header says another number of parts': [(m) => again(m, 6, { parts: 6 }), { headers: NO }],
  'a single kind has two parts': [(m) => { m.entries[4].parts.push(m.entries[4].parts[0]); again(m, 5, { parts: 2 }); }, { headers: NO }],
  'the last entry says another engine': [(m) => again(m, 7, { engine: 'truce/engine/2' }), { headers: NO }],
  'a submission has parts that are not in threes': [(m) => { m.entries[5].parts.push(m.entries[4].parts[0]); again(m, 6, { parts: 4 }); }, { headers: NO }],
  'the parts of a report are out of order': [(m) => swap(m.entries[5].parts, 0, 1), { headers: NO }],
  'an extract is called another part': [(m) => { m.entries[5].parts[2].label = 'original'; }, { headers: NO, inputs: NO }],
  'the header of entry 1 names another log': [(m) => again(m, 1, { origin: 'log.example/other' }), { headers: NO }],
  'the header of entry 1 names no realm': [(m) => { delete m.entries[0].header.realm; }, { headers: NO, succession: UNKNOWN }],
  'the realm is unknown': [(m) => again(m, 1, { realm: 'party' }), { headers: NO, succession: UNKNOWN }],
  'a later header names the log': [(m) => again(m, 2, { origin: m.origin }), { headers: NO }],
  'a header has an unknown member': [(m) => again(m, 2, { more: 1 }), { headers: NO }],
  'a header is of another version': [(m) => again(m, 2, { v: 2 }), { headers: NO }],
  'a header has no engine': [(m) => { delete m.entries[1].header.engine; }, { headers: NO }],
  'a header is not canonical': [(m) => { m.entries[1].rawHeader = `${canonical(m.entries[1].header)} `; }, { headers: NO }],
  'a header of a submission is not canonical': [(m) => { m.entries[5].rawHeader = JSON.stringify(m.entries[5].header); }, { headers: NO }],
  'a header is no object': [(m) => { m.entries[1].rawHeader = '[]'; }, { headers: NO }],
  'follows has no root': [(m) => again(m, 1, { follows: { origin: 'log.example/old', size: 4 } }), { headers: NO, succession: UNKNOWN }],
  'a genesis stands later': [(m) => again(m, 2, { kind: 'genesis/1' }), { headers: NO }],
  'previous is zeros': [async (m, k) => again(m, 6, { device: await deviceHeader(k.device, m.entries[5].parts, { counter: 2, previous: '0'.repeat(64) }) }), { headers: NO }],
  'follows stands in entry 2': [(m) => again(m, 2, { follows: { origin: 'log.example/old', size: 4, root: saltOf('r') } }), { headers: NO }],
  'a header of a device is replayed over other parts': [(m) => again(m, 6, { device: m.entries[3].header.device }), { headers: NO }],
  'a device signed another number of reports': [async (m, k) => again(m, 6, { device: await deviceHeader(k.device, m.entries[5].parts, { reports: 2 }) }), { headers: NO }],
  'a device says another name than signed': [async (m, k) => again(m, 6, { device: await deviceHeader(k.device, m.entries[5].parts, { device: 'device-8' }) }), { headers: NO }],
  'a device leaves previous out': [async (m, k) => again(m, 6, { device: await deviceHeader(k.device, m.entries[5].parts, { counter: 2 }) }), { headers: NO }],
  'a device says something unknown': [async (m, k) => again(m, 6, { device: await deviceHeader(k.device, m.entries[5].parts, { more: 2 }) }), { headers: NO }],
  'a device signed with a key that another name has': [async (m, k) => again(m, 4, { device: await deviceHeader({ ...k.otherDevice, name: k.device.name }, m.entries[3].parts) }), { headers: NO }],
  'a device signed with another key of its name': [async (m, k) => again(m, 4, { device: await deviceHeader(k.sameName, m.entries[3].parts) }), { headers: NO }],
  'the signature of a device is damaged': [(m) => again(m, 4, { device: changeSignature(m.entries[3].header.device, 3, 0) }), { headers: NO }, true],
  'the header of a device has a second signature': [(m) => again(m, 4, { device: m.entries[3].header.device + m.entries[3].header.device.split('\n')[3] + '\n' }), { headers: NO }],
  'the key of a device is that of a cosigner': [async (m, k) => {
    m.entries[2] = keyEntry(3, m.entries[2].header.time, k.cosigners[0], { use: 'cosigner' });
    again(m, 4, { device: await deviceHeader(k.cosigners[0], m.entries[3].parts) });
  }, { headers: NO }],
  'a device rests on no key before it, and its root is another': [async (m, k) => again(m, 6, { device: await deviceHeader(k.otherDevice, m.entries[3].parts) }), { headers: NO }],
  'the header of a device is no note': [(m) => again(m, 6, { device: 'truce/submission/1\n{}\n' }), { headers: NO }],
  'a device signed a rating': [(m) => again(m, 5, { device: m.entries[3].header.device }), { headers: NO }],
  'a finding supersedes one of another incident': [(m) => remake(m, 3, (f) => { f.supersedes = m.findings[1].id; }), { findings: NO }],
  'a finding supersedes one that is not in the bundle, though the version before is': [(m) => remake(m, 3, (f) => { f.supersedes = ID_OF_NOTHING; }), { findings: NO }],
  'a version is left out': [(m) => remake(m, 3, (f) => { f.version = 3; }), { findings: NO }],
  'version 2 supersedes nothing': [(m) => remake(m, 3, (f) => { f.supersedes = undefined; }), { findings: NO }],
  'version 1 supersedes something': [(m) => remake(m, 3, (f) => { f.version = 1; }), { findings: NO }],
  'a version 1 stands twice': [(m) => remake(m, 3, (f) => { f.version = 1; f.supersedes = undefined; }), { findings: NO }],
  'the same finding stands twice': [(m) => { m.findings.push(m.findings[1]); }, { findings: NO }],
  'version 2 stands before version 1': [(m) => swap(m.findings, 0, 2), { findings: NO }],
  'released is no object': [(m) => remake(m, 2, (f) => { f.released = []; }), { findings: NO }],
  'internal is no object': [(m) => remake(m, 2, (f) => { f.internal = []; }), { findings: NO, inputs: UNKNOWN }],
  'internal names what is no ID': [(m) => remake(m, 2, (f) => { f.internal.observations = ['observation:1']; }), { inputs: NO }],
  'a finding rests on a sighting that its report does not have': [(m) => remake(m, 2, (f) => { f.internal.observations[0] = observationIDOf(reportIDOf({ extract: JSON.parse(m.entries[5].parts[2].content) }), 3); }), { inputs: NO }, true],
  'a finding rests on reports named without the secret': [(m) => remake(m, 2, (f) => { f.internal.observations[0] = observationIDOf(reportIDOf({ extract: JSON.parse(m.entries[5].parts[2].content) }, ''), 0); }), { inputs: NO }],
  'the secret is another': [(m) => { m.entries[0].parts[0].content = m.entries[0].parts[0].content.replace(SEED, saltOf('secret')); }, { inputs: NO }],
  'the secret is no secret': [(m) => { m.entries[0].parts[0].content = m.entries[0].parts[0].content.replace(SEED, 'secret'); }, { inputs: UNKNOWN }],
  'a report has more sightings than a report may have': [(m) => {
    const extract = { sightings: Array(1001).fill({}) };
    m.entries.push(entry(8, m.entries[6].header.time, 'submission/1', reportParts('many', { identity: {}, original: {}, extract })));
    remake(m, 2, (f) => { f.internal.observations = [observationIDOf(reportIDOf({ extract }), 0)]; });
  }, { inputs: NO }],
  'a finding rests on an observation of no report': [(m) => remake(m, 2, (f) => { f.internal.observations = [observationIDOf(idOf('report', 'test', 'none'), 0)]; }), { inputs: NO }],
  'a report is not canonical': [(m) => { m.entries[5].parts[2].content += ' '; }, { inputs: NO }],
};

// Bundles that are as they should be, or of which something cannot be told.
function asTheyAre(keys) {
  const two = [keys.cosigners[0], keys.cosigners[1]].map((k) => [k, 1935554400]);
  const last = [[keys.cosigners[2], 1935554400]];
  return {
    'a bundle for the mission': [{}, {}, true],
    'a bundle for a party': [{ assembly: FOR_OTHERS.party }, { inputs: UNKNOWN }, true],
    'a bundle for the public': [{ assembly: FOR_OTHERS.public }, { inputs: UNKNOWN }, true],
    'nobody vouches for the findings of a bundle for a party': [{ assembly: { ...FOR_OTHERS.party, vouched: null } }, { inputs: UNKNOWN, findings: UNKNOWN }, true],
    'a finding for a party is invented and counted anew': [{ assembly: FOR_OTHERS.party, tamper: (l) => invent(l, 2) }, { inputs: UNKNOWN, findings: NO }, true],
    'a finding for a party is withheld whole': [{ assembly: { ...FOR_OTHERS.party, showFindings: { internal: 'withheld', released: 'withheld' } } }, { inputs: UNKNOWN, findings: UNKNOWN }],
    'another key under the name of the log vouches for the findings': [{ assembly: { vouched: { key: keys.otherLog } } }, { findings: NO }, true],
    'a cosigner vouches for the findings': [{ assembly: { vouched: { key: keys.cosigners[0] } } }, { findings: NO }],
    'the log vouches for findings at another size': [{ assembly: { vouched: { change: { size: 6 } } } }, { findings: NO }, true],
    'the log vouches for findings of another engine': [{ assembly: { vouched: { change: { engine: 'truce/engine/2' } } } }, { findings: NO }],
    'the log vouches for findings under another root': [{ assembly: { vouched: { change: { root: saltOf('r') } } } }, { findings: NO }],
    'the log vouches for another number of findings': [{ assembly: { vouched: { change: { count: 2 } } } }, { findings: NO }],
    'the log vouches for another number of exercises': [{ assembly: { vouched: { change: { exercises: 2 } } } }, { findings: NO }],
    'a finding that is no exercise is withheld from the public': [{ assembly: FOR_OTHERS.public, model: (m) => remake(m, 2, (f) => { f.released.exercise = false; }) }, { inputs: UNKNOWN, findings: NO }, true],
    'the log vouches in a later version': [{ assembly: { vouched: { change: { v: 2 } } } }, { findings: NO }],
    'the log vouches for more than is asked': [{ assembly: { vouched: { change: { more: 1 } } } }, { findings: NO }],
    'no policy is given': [{ policy: null }, { log: UNKNOWN, quorum: UNKNOWN, findings: UNKNOWN }],
    'the policy is refused': [{ policy: 'quorum nobody\n' }, { log: UNKNOWN, quorum: UNKNOWN, findings: UNKNOWN }],
    'the policy knows another log': [{ policy: policyOf(keys, { logs: [keys.otherLog] }) }, { log: NO, findings: NO }],
    'the policy knows two keys of the log': [{ policy: policyOf(keys, { logs: [keys.otherLog, keys.log] }) }, {}],
    'no quorum is asked for and nobody cosigned': [{ policy: policyOf(keys, { quorum: 'none' }), model: (m) => { m.cosigners = []; } }, {}],
    'two of three cosigned and two are enough': [{ policy: policyOf(keys, { quorum: 'two' }), model: (m) => { m.cosigners = two; } }, {}, true],
    'two of three cosigned and three are asked for': [{ model: (m) => { m.cosigners = two; } }, { quorum: NO }],
    'one of three cosigned and two are asked for': [{ policy: policyOf(keys, { quorum: 'two' }), model: (m) => { m.cosigners = last; } }, { quorum: NO }],
    'one of three cosigned and any is enough': [{ policy: policyOf(keys, { quorum: 'one' }), model: (m) => { m.cosigners = last; } }, {}],
    'a group of a cosigner and a group is met': [{ policy: policyOf(keys, { quorum: 'mixed' }), model: (m) => { m.cosigners = two; } }, {}, true],
    'a group of a cosigner and a group is not met': [{ policy: policyOf(keys, { quorum: 'mixed' }), model: (m) => { m.cosigners.shift(); } }, { quorum: NO }],
    'a single cosigner is the quorum': [{ policy: policyOf(keys, { quorum: 'c' }), model: (m) => { m.cosigners = last; } }, {}],
    'a cosigner signed twice, once at a time that does not hold': [{ tamper: (l) => {
      const line = l[1].checkpoint.split('\n')[5];
      const bad = changeSignature(l[1].checkpoint, 5, 7).split('\n')[5];
      l[1].checkpoint = l[1].checkpoint.replace(line, `${bad}\n${line}`);
    } }, {}],
    'somebody unknown signed as well': [{ model: (m) => { m.cosigners.push([{ ...keys.device, name: 'unknown.example' }, 1]); } }, {}],
    'an entry is withheld': [{ assembly: { show: { 5: 'commitment' } } }, { headers: UNKNOWN, destroyed: UNKNOWN }, true],
    'the last entry is withheld and the engine is that of the one before': [{ assembly: { show: { 7: 'commitment' } } }, { headers: UNKNOWN, destroyed: UNKNOWN }],
    'the key of a device is withheld': [{ assembly: { show: { 3: { key: 'withheld' } } } }, { headers: UNKNOWN }, true],
    'the key of a device is withheld as one root': [{ assembly: { show: { 3: 'root' } } }, { headers: UNKNOWN }],
    'the key of a device is withheld with its entry': [{ assembly: { show: { 3: 'commitment' } } }, { headers: UNKNOWN, destroyed: UNKNOWN }],
    'the key of a device stands after what it signed': [{ model: (m) => { const [a, b] = [m.entries[2], m.entries[3]]; Object.assign(m.entries, { 2: b, 3: a }); again(m, 3, { seq: 3, time: a.header.time }); again(m, 4, { seq: 4 }); } }, { headers: UNKNOWN }],
    'the key of a device is unreadable': [{ model: (m) => { m.entries[2] = keyEntry(3, m.entries[2].header.time, keys.device, { key: 'device-7.example+00000000+AAAA' }); } }, { headers: UNKNOWN }],
    'a device goes on under its next key': [{ model: async (m) => {
      m.entries[4] = keyEntry(5, m.entries[4].header.time, keys.otherDevice, { act: 'rotated', replaces: keys.device.name });
      again(m, 6, { device: await deviceHeader(keys.otherDevice, m.entries[5].parts, { counter: 2, previous: saltOf('p') }) });
    } }, {}, true],
    'a device signs with a key that was revoked': [{ model: async (m) => {
      m.entries[4] = single(5, m.entries[4].header.time, 'key', { act: 'revoked', by: 'mission', name: keys.device.name });
      again(m, 6, { device: await deviceHeader(keys.device, m.entries[5].parts, { counter: 2, previous: saltOf('p') }) });
    } }, {}],
    'earlier entries are of another engine': [{ model: (m) => { for (const n of [1, 2, 3, 4]) again(m, n, { engine: 'truce/engine/0' }); } }, {}],
    'people confirmed a number': [{ model: (m) => m.entries.push(single(8, m.entries[6].header.time, 'confirmation', {
      by: 'mission', harm: 'killed', incident: idOf('incident', 'test', 'a'), least: 0, most: 0, of: 'civilian', reason: 'asked again' })) }, {}],
    'released and internal have members that later pages may name': [{ model: (m) => remake(m, 2, (f) => { f.released.more = 1; f.internal.more = 1; }) }, {}, true],
    'released names no incident': [{ model: (m) => remake(m, 2, (f) => { f.released = {}; }) }, { findings: UNKNOWN }],
    'a released part is withheld': [{ assembly: { showFindings: { released: 'withheld' } } }, { findings: UNKNOWN }, true],
    'the record has no secret': [{ model: (m) => noSecret(m, {}) }, {}, true],
    'the secret is zeros': [{ model: (m) => noSecret(m, { seed: '0'.repeat(64) }) }, { inputs: UNKNOWN }],
    'the secret is withheld': [{ assembly: { show: { 1: { genesis: 'withheld' } } } }, { inputs: UNKNOWN }, true],
    'an extract is destroyed': [{ assembly: { show: { 6: { extract: 'destroyed' } } } }, { destroyed: NO, inputs: UNKNOWN }],
    'a submission is withheld on which a finding rests': [{ assembly: { show: { 6: 'commitment' } } }, { headers: UNKNOWN, destroyed: UNKNOWN, inputs: UNKNOWN }],
    'the parts of a submission are withheld as one root': [{ assembly: { show: { 4: 'root' } } }, { destroyed: UNKNOWN, inputs: UNKNOWN }, true],
    'the parts of entry 1 are withheld as one root': [{ assembly: { show: { 1: 'root' } } }, { inputs: UNKNOWN }],
    'identities and originals are destroyed on record': [{
      model: (m) => [{ seq: 4 }, { seq: 4, report: 2 }, {}].forEach((more) => destruction(m, more)),
      assembly: { show: { all: { identity: 'destroyed', original: 'destroyed' } } },
    }, {}, true],
    'identities and originals are destroyed and no entry says so': [{ assembly: { show: { all: { identity: 'destroyed', original: 'destroyed' } } } }, { destroyed: NO }, true],
    'what is destroyed on record is withheld': [{ model: (m) => destruction(m), assembly: { show: { 6: { identity: 'withheld', original: 'withheld' } } } }, {}],
    'identities and originals are withheld from the mission': [{ assembly: { show: { all: { identity: 'withheld', original: 'withheld' } } } }, { destroyed: UNKNOWN }, true],
    'one identity is withheld from the mission and another destroyed': [{ assembly: { show: { 4: { identity: 'withheld' }, 6: { identity: 'destroyed' } } } }, { destroyed: NO }],
    'one part more is destroyed than is on record': [{ model: (m) => destruction(m, { parts: ['identity'] }), assembly: GONE }, { destroyed: NO }],
    'two destructions are of one report': [{ model: (m) => { destruction(m, { parts: ['identity'] }); destruction(m, { parts: ['original'] }); }, assembly: GONE }, {}],
    'the destruction is withheld': [{ model: (m) => destruction(m), assembly: { show: { ...GONE.show, 8: { destruction: 'withheld' } } } }, { destroyed: UNKNOWN }],
    'the destruction is withheld with its entry': [{ model: (m) => destruction(m), assembly: { show: { ...GONE.show, 8: 'commitment' } } }, { headers: UNKNOWN, destroyed: UNKNOWN }],
    'parts are destroyed in a log that is closed': [{ model: (m) => closing(m, keys.nextLog), assembly: GONE }, { destroyed: UNKNOWN }],
    'an entry before what is destroyed is withheld': [{ assembly: { show: { ...GONE.show, 5: 'commitment' } } }, { headers: UNKNOWN, destroyed: NO }],
    'an extract on which nothing shown rests is withheld': [{ assembly: { show: { 6: { extract: 'withheld' } } }, model: (m) => { m.findings.pop(); } }, { destroyed: UNKNOWN }],
    'the last finding is left out and the end written anew': [{ model: (m) => { m.findings.pop(); } }, {}],
    'internal parts are withheld': [{ assembly: { showFindings: { internal: 'withheld' } } }, { inputs: UNKNOWN }],
    'there is no finding': [{ assembly: { noFindings: true } }, { inputs: UNKNOWN }],
    'the log has one entry': [{ model: (m) => { m.entries.length = 1; m.findings = []; } }, { inputs: UNKNOWN }],
    'the log follows another': [{ model: (m) => again(m, 1, { follows: { origin: 'log.example/old', size: 4, root: saltOf('r') } }) }, { succession: UNKNOWN }],
    'a device saw all entries before': [{ model: async (m) => again(m, 6, { device: await deviceHeader(keys.device, m.entries[5].parts, {
      counter: 2, previous: saltOf('p'), seen: seenOf(m.origin, 5) }) }) }, {}],
    'a device saw a checkpoint that holds what it sends': [{ model: async (m) => again(m, 6, { device: await deviceHeader(keys.device, m.entries[5].parts, {
      counter: 2, previous: saltOf('p'), seen: seenOf(m.origin, 6) }) }) }, { headers: NO }, true],
    'a device saw a checkpoint of another log': [{ model: async (m) => again(m, 6, { device: await deviceHeader(keys.device, m.entries[5].parts, {
      counter: 2, previous: saltOf('p'), seen: seenOf('log.example/other', 3) }) }) }, { headers: NO }],
    'a device sealed it for another log': [{ model: async (m) => again(m, 4, { device: await deviceHeader(keys.device, m.entries[3].parts, {
      origin: 'log.example/other' }) }) }, { headers: NO }, true],
    'a device names no log': [{ model: async (m) => again(m, 4, { device: await deviceHeader(keys.device, m.entries[3].parts, { origin: undefined }) }) }, { headers: NO }],
    'a device goes on': [{ model: async (m) => again(m, 6, { device: await deviceHeader(keys.device, m.entries[5].parts, {
      counter: 2, previous: saltOf('p'), seen: m.origin + '\n3\n' + Buffer.alloc(32).toString('base64') + '\n' }) }) }, {}],
    'an entry that is withheld follows the closing': [{
      model: (m) => { closing(m, keys.nextLog); m.entries.push(single(9, m.entries[6].header.time, 'rating', { by: 'desk' })); },
      assembly: { show: { 9: 'commitment' } },
    }, { headers: NO, destroyed: UNKNOWN }, true],
    'the list of findings ends where an extract was destroyed': [{ assembly: { vouched: { change: { until: 7 } } } }, { findings: UNKNOWN }, true],
    'the list of findings ends where an extract was destroyed and nobody trusted says so': [
      { assembly: { vouched: { change: { until: 7 }, key: keys.otherLog } } }, { findings: NO }],
    'the list of findings ends beyond the last entry': [{ assembly: { vouched: { change: { until: 8 } } } }, { findings: NO }, true],
    'the list of findings ends at no entry': [{ assembly: { vouched: { change: { until: 0 } } } }, { findings: NO }],
    'the log is closed': [{ model: (m) => closing(m, keys.nextLog) }, {}],
    'the closing is withheld': [{ model: (m) => closing(m, keys.nextLog), assembly: { show: { 8: 'root' } } }, { succession: UNKNOWN }],
    'names of members are in the order of UTF-16': [{ model: (m) => m.entries.push(single(8, m.entries[6].header.time, 'answer', { '\u{1f54a}': 1, '\uff21': 2 })) }, {}],
    'a report says nothing': [{ model: (m) => m.entries.push(entry(8, m.entries[6].header.time, 'submission/1',
      reportParts('empty', { identity: {}, original: {}, extract: {} }))) }, {}],
  };
}

async function build(keys, { model: change, assembly, tamper, raw }) {
  const model = await sampleModel(keys);
  if (change) await change(model, keys);
  const lines = structuredClone(await assemble(model, assembly));
  if (model.afterwards) lines[1].checkpoint = await model.afterwards(lines[1].checkpoint);
  if (tamper) tamper(lines);
  const bytes = encode(lines);
  return raw ? raw(bytes) : bytes;
}

// All cases as {name, bytes, policy, want, kept}; those that are kept are written to testdata.
export async function allCases() {
  const keys = await sampleKeys();
  const specs = [
    ...Object.entries(asTheyAre(keys)).map(([name, [how, want, kept]]) => ({ name, how, want, kept })),
    ...Object.entries(tampering).map(([name, [tamper, want, kept]]) => ({ name, how: { tamper }, want, kept })),
    ...Object.entries(spelling).map(([name, raw]) => ({ name, how: { raw }, want: refusedForm, kept: name.startsWith('members') })),
    ...Object.entries(lies).map(([name, [model, want, kept]]) => ({ name, how: { model }, want, kept })),
  ];
  const out = [];
  for (const { name, how, want, kept } of specs) {
    const policy = how.policy === undefined ? policyOf(keys) : how.policy;
    out.push({ name, bytes: await build(keys, how), policy, want: expand(want), kept: kept === true });
  }
  return out;
}
