// SPDX-License-Identifier: Apache-2.0

// Checks the folder of a public release against its manifest, the log's word on who let it go and the checkpoint that their acts stand
// under (docs/spec/public-release.md), written from that page alone. A bundle of the same log, where the reader has one, is checked too.

import {
  NO, Refused, UNKNOWN, YES, decodeUTF8, equal, hash32, leafHash, meets, members, object, parseCanonical, parsePolicy, printable,
  readCanonical, readCheckpointText, readNote, refuse, sha256, signatureBy, text, toHex, utf8, verifyBundle, whole,
} from '../verify.js';

export const RELEASE_QUESTIONS = ['form', 'files', 'log', 'quorum', 'approved', 'included', 'bundle'];

const WORD = 'truce/publication-approved/1\n';
const PEOPLE = 2;

const withoutEnd = (bytes, what) => {
  if (bytes.at(-1) !== 10) refuse(`${what} does not end with a line feed`);
  return bytes.subarray(0, -1);
};

function readManifest(bytes) {
  const manifest = object(parseCanonical(withoutEnd(bytes, 'manifest.json')), 'manifest.json');
  if (manifest.get('v') !== 1) refuse('manifest.json: v is not 1');
  const files = manifest.get('files');
  if (!Array.isArray(files) || files.length === 0) refuse('manifest.json lists no file');
  for (const file of files) {
    members(file, 'a file of the manifest', ['name', 'bytes', 'sha256']);
    text(file.get('name'), 'the name of a file');
    whole(file.get('bytes'), 'the length of a file', 0);
    hash32(file.get('sha256'), 'the digest of a file');
  }
  const findings = manifest.get('findings');
  if (!Array.isArray(findings)) refuse('manifest.json lists no findings');
  return { manifest, files, findings };
}

function readProof(bytes) {
  const proof = object(parseCanonical(withoutEnd(bytes, 'proof.json')), 'proof.json');
  members(proof, 'proof.json', ['v', 'checkpoint', 'word', 'acts']);
  if (proof.get('v') !== 1) refuse('proof.json: v is not 1');
  const note = readNote(text(proof.get('checkpoint'), 'the checkpoint'), 'the checkpoint');
  const checkpoint = readCheckpointText(note.text, 'the checkpoint');
  const wordNote = readNote(text(proof.get('word'), "the log's word"), "the log's word");
  if (!wordNote.text.startsWith(WORD) || !wordNote.text.endsWith('\n')) refuse("the log's word is not of the form");
  const word = object(readCanonical(wordNote.text.slice(WORD.length, -1)), "the log's word");
  members(word, "the log's word", ['v', 'origin', 'size', 'root', 'manifest', 'people', 'acts']);
  if (word.get('v') !== 1 || !Array.isArray(word.get('acts'))) refuse("the log's word is not of version 1");
  const acts = proof.get('acts');
  if (!Array.isArray(acts)) refuse('proof.json shows no acts');
  for (const act of acts) {
    members(act, 'an act', ['seq', 'commitment', 'hashes']);
    whole(act.get('seq'), 'the number of an act');
    hash32(act.get('commitment'), 'the commitment of an act');
    if (!Array.isArray(act.get('hashes')) || act.get('hashes').length > 63) refuse('an act does not show its hashes');
    act.get('hashes').forEach((h) => hash32(h, 'a hash of an act'));
  }
  return { note, checkpoint, wordNote, word, acts };
}

// The root to which a leaf and hashes lead, as RFC 9162 has it; null if they lead nowhere.
export function rootOf(index, size, leaf, hashes) {
  if (index >= size) return null;
  let [at, last, root] = [index, size - 1, leaf];
  const up = (n) => Math.floor(n / 2);
  for (const hash of hashes) {
    if (last === 0) return null;
    if (at % 2 === 1 || at === last) {
      root = sha256(Uint8Array.of(1), hash, root);
      while (at % 2 === 0 && at !== 0) [at, last] = [up(at), up(last)];
    } else {
      root = sha256(Uint8Array.of(1), root, hash);
    }
    [at, last] = [up(at), up(last)];
  }
  return last === 0 ? root : null;
}

// Whether the files are those that are listed. A folder whose files lost their subfolder, and of which nothing else is to be said, was
// saved file by file rather than changed: that is nothing that could be told of it.
export function checkFiles(files, listed) {
  const known = new Set(['manifest.json', 'proof.json']);
  const lost = [];
  const isFile = (bytes, file) => bytes?.length === file.get('bytes') && toHex(sha256(bytes)) === file.get('sha256');
  for (const file of listed) {
    const name = file.get('name');
    if (known.has(name)) return [NO, `the manifest lists ${printable(name)} twice, or itself`];
    known.add(name);
    const bytes = files.get(name);
    if (bytes === undefined) lost.push(file);
    else if (!isFile(bytes, file)) return [NO, `${printable(name)} was changed`];
  }
  const folderOf = (name) => name.slice(0, name.lastIndexOf('/') + 1);
  for (const file of lost) {
    const name = file.get('name');
    const folder = folderOf(name);
    const base = name.slice(folder.length);
    if (folder === '' || [...files.keys()].some((other) => other.startsWith(folder))) return [NO, `${printable(name)} is missing`];
    if (!known.has(base) && isFile(files.get(base), file)) known.add(base);
  }
  const extra = [...files.keys()].filter((name) => !known.has(name)).sort();
  if (extra.length > 0) return [NO, `${printable(extra[0])} is in no manifest`];
  if (lost.length === 0) return [YES, ''];
  return [UNKNOWN, `the subfolder ${printable(folderOf(lost[0].get('name')))} is not there, with ${lost.length} of the files that are listed; what is there was not changed. Take the release as one archive, or put its files into their subfolders`];
}

async function checkLog(policy, proof) {
  for (const key of policy.logs) {
    if (key.name === proof.checkpoint.origin && await signatureBy(key, proof.note) === 'holds') return [YES, ''];
  }
  return [NO, 'no log of the policy signed the checkpoint'];
}

async function checkQuorum(policy, proof) {
  const signed = new Set();
  for (const { name, key } of policy.cosigners) if (await signatureBy(key, proof.note) === 'holds') signed.add(name);
  return meets(policy, (name) => signed.has(name)) ? [YES, ''] : [NO, `${signed.size} of the policy's ${policy.cosigners.length} cosigners signed: the quorum is not met`];
}

async function checkApproved(policy, proof, digest) {
  const { word, checkpoint } = proof;
  if (word.get('manifest') !== digest) return [NO, 'what was let go is another manifest'];
  if (word.get('origin') !== checkpoint.origin || String(word.get('size')) !== checkpoint.size || word.get('root') !== toHex(checkpoint.root)) {
    return [NO, "the log's word is of another checkpoint"];
  }
  if (!(word.get('people') >= PEOPLE) || word.get('acts').length !== word.get('people')) return [NO, `${printable(String(word.get('people')))} people stand behind it, and it takes ${PEOPLE}`];
  if (policy === null) return [UNKNOWN, 'no policy says whom to trust'];
  for (const key of policy.logs) {
    if (key.name === word.get('origin') && await signatureBy(key, proof.wordNote) === 'holds') return [YES, ''];
  }
  return [NO, 'no log of the policy signed the word on who let it go'];
}

function checkIncluded({ word, acts, checkpoint }) {
  const places = word.get('acts');
  if (acts.length !== places.length) return [NO, `${acts.length} acts are shown, and the log's word has ${places.length}`];
  let before = 0;
  for (const [i, act] of acts.entries()) {
    const seq = act.get('seq');
    if (seq !== places[i] || seq <= before) return [NO, `act ${i + 1} is not entry ${printable(String(places[i]))}, as the log's word has it`];
    before = seq;
    const leaf = leafHash(utf8(`truce/leaf/1\n${act.get('commitment')}\n`));
    const root = rootOf(seq - 1, Number(checkpoint.size), leaf, act.get('hashes').map((h) => hash32(h, 'a hash')));
    if (root === null || !equal(root, checkpoint.root)) return [NO, `entry ${seq} is not shown to stand under the checkpoint`];
  }
  return [YES, ''];
}

// A bundle of the same log: whole and signed, of the same tree where it has as many entries, and with every finding that the release
// shows. A longer or a shorter one cannot be told to be of the same tree.
async function checkBundle(bytes, policy, proof, findings) {
  const result = await verifyBundle(bytes, { policy, without: ['headers', 'succession', 'destroyed', 'inputs', 'recomputed'] });
  const wrong = result.answers.find((a) => a.answer === NO);
  if (wrong !== undefined) return [NO, `${wrong.question}: ${wrong.why}`];
  if (result.origin !== proof.checkpoint.origin) return [NO, `the bundle is of the log ${printable(result.origin)}`];
  const same = String(result.size) === proof.checkpoint.size;
  if (same && result.root !== toHex(proof.checkpoint.root)) return [NO, 'the bundle is of another tree of as many entries: keep both, they are evidence'];
  const ids = new Set();
  for (const found of decodeUTF8(bytes, 'the bundle').matchAll(/^\{"finding":\{"id":"(finding:[a-z2-7]{32})"/gm)) ids.add(found[1]);
  const lacking = findings.filter((id) => !ids.has(id));
  if (lacking.length > 0) return [same ? NO : UNKNOWN, `the bundle does not have ${lacking.length} of the findings, the first ${printable(lacking[0])}`];
  if (!same) return [UNKNOWN, `the bundle has ${result.size} entries and the release stands under ${proof.checkpoint.size}: whether one tree goes on from the other is not shown`];
  return result.whole === YES ? [YES, ''] : [UNKNOWN, 'the bundle could not be checked whole: see the page that checks bundles'];
}

// Checks a release: `files` are bytes by name, relative to the folder, manifest and proof among them. Options: `policy` and `bundle`,
// bytes or null. The result has `answers`, each with `question`, `answer` and `why`, `whole`, and of a release that can be read
// `manifest` (a Map) and `digest`.
export async function verifyRelease(files, { policy = null, bundle = null } = {}) {
  const answers = new Map(RELEASE_QUESTIONS.map((q) => [q, [UNKNOWN, 'the release cannot be read']]));
  const done = (more = {}) => {
    const list = RELEASE_QUESTIONS.filter((q) => q !== 'bundle' || bundle !== null).map((question) => {
      const [answer, why] = answers.get(question);
      return { question, answer, why };
    });
    const given = list.map((a) => a.answer);
    return { answers: list, whole: [NO, UNKNOWN].find((a) => given.includes(a)) ?? YES, ...more };
  };
  let read;
  let trusted = null;
  try {
    for (const name of ['manifest.json', 'proof.json']) if (!files.has(name)) refuse(`there is no ${name}`);
    read = { ...readManifest(files.get('manifest.json')), proof: readProof(files.get('proof.json')) };
    if (policy !== null) trusted = parsePolicy(policy);
  } catch (e) {
    if (!(e instanceof Refused)) throw e;
    answers.set('form', [NO, e.message]);
    return done();
  }
  const digest = toHex(sha256(utf8('truce/public-release/1\n'), files.get('manifest.json')));
  const untold = [UNKNOWN, 'no policy says whom to trust'];
  answers.set('form', [YES, '']);
  answers.set('files', checkFiles(files, read.files));
  answers.set('log', trusted === null ? untold : await checkLog(trusted, read.proof));
  answers.set('quorum', trusted === null ? untold : await checkQuorum(trusted, read.proof));
  answers.set('approved', await checkApproved(trusted, read.proof, digest));
  answers.set('included', checkIncluded(read.proof));
  if (bundle !== null) answers.set('bundle', await checkBundle(bundle, policy, read.proof, read.findings));
  return done({ manifest: read.manifest, digest, signed: read.proof.note.signatures });
}
