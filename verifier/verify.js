// SPDX-License-Identifier: Apache-2.0

// Verifier of Truce bundles (docs/spec/bundle.md), written from the pages in docs/spec alone. It turns the bytes of a bundle and
// the reader's policy into one answer for each question: yes, no or could not tell. It depends on nothing but the language and,
// where it is offered, WebCrypto for Ed25519; it runs unchanged in a browser and in Node.
//
// Nothing in a bundle makes it throw: bytes that it cannot read lead to the answer "no" for `form`.

export const QUESTIONS = ['form', 'log', 'quorum', 'tree', 'headers', 'findings', 'succession', 'destroyed', 'inputs', 'recomputed'];
export const YES = 'yes';
export const NO = 'no';
export const UNKNOWN = 'could not tell';
export const EXIT_CODES = { [YES]: 0, [NO]: 1, [UNKNOWN]: 2 };

// The questions that a reader may be asked to leave out of the whole where they could not be told.
export const OPTIONAL_QUESTIONS = ['headers', 'succession', 'destroyed', 'inputs', 'recomputed'];

const MAX_LINE = 64 * 1024 * 1024; // bytes before the LF
const MAX_DEPTH = 64;
const MAX_CONTAINERS = 2 ** 21; // objects and arrays of one text; a line of nothing but withheld parts has fewer than 2^20
const MAX_SIGNATURES = 100; // lines of one note, and its bytes (docs/spec/checkpoint.md)
const MAX_NOTE = 64 * 1024;
const MAX_BASE64 = MAX_NOTE; // letters of one signature or key
const MAX_POLICY = 256 * 1024; // bytes, and how many logs, witnesses and groups it has (docs/spec/checkpoint.md)
const MAX_NAMED = 1000;
const PASSKEY = '/3RydWNl'; // how the base 64 of a passkey begins (docs/spec/passkey.md)
const MAX_SECONDS = 9007199254740n; // of a cosignature: in milliseconds an integer of canonical bytes
const MAX_SIGHTINGS = 1000; // of one report (docs/spec/report.md)
const MAX_NAME = 255; // bytes of the name of a key (docs/spec/checkpoint.md)
const MAX_ENTRY = 8 * 1024 * 1024; // bytes of content and 69 of each part (docs/spec/journal.md)
const MAX_DEVICE = 64 * 1024; // bytes of the header of a device
const MAX_OBSERVATIONS = 2000000; // held of one file, about 100 bytes each; what is beyond could not be told
const FIRST_INSTANT = -62135596800000; // year 1
const LAST_INSTANT = 253402300799999; // year 9999

// Refused says that bytes are not of their format. Its message is for the person who reads the answer.
export class Refused extends Error {
  line = null; // where it is of a line of the file
}

export function refuse(message) {
  throw new Refused(message);
}

// Bytes and texts

const encoder = new TextEncoder();
export const utf8 = (text) => encoder.encode(text);

export function decodeUTF8(bytes, what) {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return refuse(`${what} is not valid UTF-8`);
  }
}

export function equal(a, b) {
  return a.length === b.length && a.every((x, i) => x === b[i]);
}

function concat(chunks) {
  const out = new Uint8Array(chunks.reduce((n, c) => n + c.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    out.set(chunk, at);
    at += chunk.length;
  }
  return out;
}

// Safe for a terminal and a page: no control characters, nothing that turns the direction of writing, and not long.
export function printable(text, limit = 160) {
  const safe = String(text).slice(0, limit + 1).replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (c) => `\\u{${c.codePointAt(0).toString(16)}}`);
  return safe.length > limit ? `${safe.slice(0, limit)}...` : safe;
}

const codesOf = (text) => Uint8Array.from(text, (c) => c.charCodeAt(0));
const HEX = codesOf('0123456789abcdef');

// Text of few letters, made at once: text that is added up letter by letter takes ten times the memory.
const fromCodes = (codes) => String.fromCharCode.apply(null, codes);

// For digests, keys and signatures, not for long bytes.
export function toHex(bytes) {
  const codes = new Uint8Array(2 * bytes.length);
  for (let i = 0; i < bytes.length; i++) {
    codes[2 * i] = HEX[bytes[i] >> 4];
    codes[2 * i + 1] = HEX[bytes[i] & 15];
  }
  return fromCodes(codes);
}

// Of lower-case digits only.
function fromHex(text) {
  const out = new Uint8Array(text.length / 2);
  const digit = (i) => {
    const c = text.charCodeAt(i);
    return c < 58 ? c - 48 : c - 87;
  };
  for (let i = 0; i < out.length; i++) out[i] = (digit(2 * i) << 4) | digit(2 * i + 1);
  return out;
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

export function toBase64(bytes) {
  let out = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const n = (bytes[i] << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    out += BASE64[n >> 18] + BASE64[(n >> 12) & 63];
    out += i + 1 < bytes.length ? BASE64[(n >> 6) & 63] : '=';
    out += i + 2 < bytes.length ? BASE64[n & 63] : '=';
  }
  return out;
}

// Standard alphabet, padded, and with zeros in the bits that the last letter leaves over: bytes have exactly one spelling.
export function fromBase64(text, what) {
  if (text.length > MAX_BASE64) refuse(`${what} is too long`);
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)) refuse(`${what} is not base 64`);
  const digits = text.replace(/=+$/, '');
  const out = new Uint8Array(Math.floor((digits.length * 3) / 4));
  let bits = 0;
  let held = 0;
  let at = 0;
  for (let i = 0; i < digits.length; i++) {
    bits = ((bits << 6) | BASE64.indexOf(digits[i])) & 0xffff;
    held += 6;
    if (held >= 8) {
      held -= 8;
      out[at++] = (bits >> held) & 0xff;
    }
  }
  if ((bits & ((1 << held) - 1)) !== 0) refuse(`${what} is not the one spelling of its bytes in base 64`);
  return out;
}

const BASE32 = codesOf('abcdefghijklmnopqrstuvwxyz234567');

// SHA-2. The constants are the first bits of the fractional parts of square and cube roots of primes, so they are computed here.

function fractionOfRoot(prime, degree) {
  const n = BigInt(prime) << BigInt(64 * degree);
  let x = 1n << 68n; // above every root that is asked for
  for (;;) {
    const y = degree === 2 ? (x + n / x) / 2n : (2n * x + n / (x * x)) / 3n;
    if (y >= x) return BigInt.asUintN(64, x);
    x = y;
  }
}

const PRIMES = [];
for (let n = 2; PRIMES.length < 80; n++) if (PRIMES.every((p) => n % p !== 0)) PRIMES.push(n);
const K512 = PRIMES.map((p) => fractionOfRoot(p, 3));
const H512 = PRIMES.slice(0, 8).map((p) => fractionOfRoot(p, 2));
const K256 = Int32Array.from(K512.slice(0, 64), (k) => Number(k >> 32n));
const H256 = Int32Array.from(H512, (h) => Number(h >> 32n));
const W256 = new Int32Array(64);

function block256(h, bytes, at) {
  const w = W256;
  for (let i = 0; i < 16; i++, at += 4) {
    w[i] = (bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3];
  }
  for (let i = 16; i < 64; i++) {
    const x = w[i - 15];
    const y = w[i - 2];
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    w[i] = (w[i - 16] + s0 + w[i - 7] + s1) | 0;
  }
  let a = h[0], b = h[1], c = h[2], d = h[3], e = h[4], f = h[5], g = h[6], k = h[7];
  for (let i = 0; i < 64; i++) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const t1 = (k + s1 + ((e & f) ^ (~e & g)) + K256[i] + w[i]) | 0;
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    k = g; g = f; f = e; e = (d + t1) | 0; d = c; c = b; b = a; a = (t1 + t2) | 0;
  }
  h[0] += a; h[1] += b; h[2] += c; h[3] += d; h[4] += e; h[5] += f; h[6] += g; h[7] += k;
}

// WebCrypto's digest answers through a promise, once for each of the many small inputs of a bundle, takes no input in pieces, and
// is missing on pages that were not served securely. So SHA-256 is here; the tests hold it against WebCrypto's.
export class Sha256 {
  constructor() {
    this.h = H256.slice();
    this.rest = new Uint8Array(64);
    this.length = 0;
  }

  reset() {
    this.h.set(H256);
    this.length = 0;
    return this;
  }

  update(bytes) {
    const held = this.length % 64;
    this.length += bytes.length;
    let at = 0;
    if (held > 0) {
      at = Math.min(64 - held, bytes.length);
      this.rest.set(bytes.subarray(0, at), held);
      if (held + at < 64) return this;
      block256(this.h, this.rest, 0);
    }
    for (; at + 64 <= bytes.length; at += 64) block256(this.h, bytes, at);
    this.rest.set(bytes.subarray(at));
    return this;
  }

  // Nothing can be added afterwards.
  digest() {
    const { h, rest } = this;
    let held = this.length % 64;
    rest[held++] = 0x80;
    if (held > 56) {
      rest.fill(0, held);
      block256(h, rest, 0);
      held = 0;
    }
    rest.fill(0, held);
    setInteger(rest, 56, Math.floor(this.length / 0x20000000));
    setInteger(rest, 60, this.length << 3);
    block256(h, rest, 0);
    const out = new Uint8Array(32);
    for (let i = 0; i < 8; i++) setInteger(out, 4 * i, h[i]);
    return out;
  }
}

function setInteger(bytes, at, n) {
  bytes[at] = n >>> 24;
  bytes[at + 1] = n >>> 16;
  bytes[at + 2] = n >>> 8;
  bytes[at + 3] = n;
}

const HASH = new Sha256(); // used again for each digest, since a bundle has many

export function sha256(...chunks) {
  HASH.reset();
  for (const chunk of chunks) HASH.update(chunk);
  return HASH.digest();
}

const rotate64 = (x, n) => BigInt.asUintN(64, (x >> n) | (x << (64n - n)));

export function sha512(message) {
  const bytes = new Uint8Array(128 * Math.ceil((message.length + 17) / 128));
  bytes.set(message);
  bytes[message.length] = 0x80;
  const view = new DataView(bytes.buffer);
  view.setBigUint64(bytes.length - 8, BigInt(message.length) * 8n);
  const h = H512.slice();
  for (let at = 0; at < bytes.length; at += 128) {
    const w = Array.from({ length: 16 }, (_, i) => view.getBigUint64(at + 8 * i));
    for (let i = 16; i < 80; i++) {
      const x = w[i - 15];
      const y = w[i - 2];
      const s0 = rotate64(x, 1n) ^ rotate64(x, 8n) ^ (x >> 7n);
      const s1 = rotate64(y, 19n) ^ rotate64(y, 61n) ^ (y >> 6n);
      w[i] = BigInt.asUintN(64, w[i - 16] + s0 + w[i - 7] + s1);
    }
    let [a, b, c, d, e, f, g, k] = h;
    for (let i = 0; i < 80; i++) {
      const s1 = rotate64(e, 14n) ^ rotate64(e, 18n) ^ rotate64(e, 41n);
      const t1 = k + s1 + ((e & f) ^ (BigInt.asUintN(64, ~e) & g)) + K512[i] + w[i];
      const s0 = rotate64(a, 28n) ^ rotate64(a, 34n) ^ rotate64(a, 39n);
      const t2 = s0 + ((a & b) ^ (a & c) ^ (b & c));
      k = g; g = f; f = e; e = BigInt.asUintN(64, d + t1); d = c; c = b; b = a; a = BigInt.asUintN(64, t1 + t2);
    }
    [a, b, c, d, e, f, g, k].forEach((x, i) => { h[i] = BigInt.asUintN(64, h[i] + x); });
  }
  const out = new DataView(new ArrayBuffer(64));
  h.forEach((x, i) => out.setBigUint64(8 * i, x));
  return new Uint8Array(out.buffer);
}

// Ed25519 of RFC 8032 in plain JavaScript, for places where WebCrypto does not offer it. It only verifies, so it need not run in
// constant time.

const P = 2n ** 255n - 19n;
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;
const mod = (x) => ((x % P) + P) % P;

function power(x, n) {
  let out = 1n;
  for (; n > 0n; n >>= 1n, x = (x * x) % P) if (n & 1n) out = (out * x) % P;
  return out;
}

const D = mod(-121665n * power(121666n, P - 2n));
const ROOT_OF_MINUS_ONE = power(2n, (P - 1n) / 4n);

function littleEndian(bytes) {
  let out = 0n;
  for (let i = bytes.length - 1; i >= 0; i--) out = (out << 8n) | BigInt(bytes[i]);
  return out;
}

// A point is [X, Y, Z, T] with x = X/Z, y = Y/Z, xy = T/Z.
function addPoints(p, q) {
  const a = ((p[1] - p[0]) * (q[1] - q[0])) % P;
  const b = ((p[1] + p[0]) * (q[1] + q[0])) % P;
  const c = (2n * p[3] * q[3] * D) % P;
  const d = (2n * p[2] * q[2]) % P;
  const [e, f, g, h] = [b - a, d - c, d + c, b + a];
  return [mod(e * f), mod(g * h), mod(f * g), mod(e * h)];
}

function multiply(n, p) {
  let out = [0n, 1n, 1n, 0n];
  for (; n > 0n; n >>= 1n, p = addPoints(p, p)) if (n & 1n) out = addPoints(out, p);
  return out;
}

function decodePoint(bytes) {
  const n = littleEndian(bytes);
  const sign = n >> 255n;
  const y = n & ((1n << 255n) - 1n);
  if (y >= P) return null;
  const u = mod(y * y - 1n);
  const v = mod(D * y * y + 1n);
  let x = (u * power(v, 3n) * power((u * power(v, 7n)) % P, (P - 5n) / 8n)) % P;
  if (mod(v * x * x) !== u) {
    x = (x * ROOT_OF_MINUS_ONE) % P;
    if (mod(v * x * x) !== u) return null;
  }
  if (x === 0n && sign === 1n) return null;
  if ((x & 1n) !== sign) x = mod(-x);
  return [x, y, 1n, (x * y) % P];
}

function encodePoint([x, y, z]) {
  const inverse = power(z, P - 2n);
  let n = mod(y * inverse) | ((mod(x * inverse) & 1n) << 255n);
  const out = new Uint8Array(32);
  for (let i = 0; i < 32; i++, n >>= 8n) out[i] = Number(n & 255n);
  return out;
}

const BASE_POINT = decodePoint(Uint8Array.from({ length: 32 }, (_, i) => (i === 0 ? 0x58 : 0x66)));

export function verifyEd25519Plain(key, message, signature) {
  if (key.length !== 32 || signature.length !== 64) return false;
  const a = decodePoint(key);
  const s = littleEndian(signature.subarray(32));
  if (a === null || s >= ORDER) return false;
  const k = littleEndian(sha512(concat([signature.subarray(0, 32), key, message]))) % ORDER;
  const minusA = [mod(-a[0]), a[1], a[2], mod(-a[3])];
  return equal(encodePoint(addPoints(multiply(s, BASE_POINT), multiply(k, minusA))), signature.subarray(0, 32));
}

async function verifyEd25519(key, message, signature) {
  const subtle = globalThis.crypto?.subtle; // not offered by Node 18 and on pages that were not served securely
  if (subtle) {
    let imported = null;
    try {
      imported = await subtle.importKey('raw', key, { name: 'Ed25519' }, false, ['verify']);
    } catch {
      // Not offered here, or not a key; the plain verification below decides.
    }
    if (imported) return subtle.verify({ name: 'Ed25519' }, imported, signature, message);
  }
  return verifyEd25519Plain(key, message, signature);
}

// Canonical bytes (docs/spec/canonical-bytes.md)
//
// The grammar below accepts one spelling of each value: no white space, ascending names, integers only, no escape but those that
// are due. So what it accepts is canonical, and nothing needs to be written again and compared. JSON.parse would not do: it
// forgets repeated members, the spelling of numbers and of escapes, and turns large integers into others. Objects become Maps,
// so that a member named __proto__ is a member like any other.

const RUN = /[^"\\\u0000-\u001f]*/y;
const INTEGER = /-?(?:0|[1-9][0-9]{0,15})/y;
const ESCAPE = /\\(?:["\\btnfr]|u00(?:0[0-7be-f]|1[0-9a-f]))/y;
const LITERALS = { t: ['true', true], f: ['false', false], n: ['null', null] };

class CanonicalReader {
  constructor(text) {
    this.text = text;
    this.at = 0;
    this.containers = 0;
  }

  fail(why) {
    refuse(`not canonical bytes: ${why} at character ${this.at + 1}`);
  }

  value(depth) {
    const c = this.text[this.at];
    if (c === '"') return this.string();
    if (c === '{' || c === '[') {
      if (depth === MAX_DEPTH) this.fail('nested too deep');
      if (++this.containers > MAX_CONTAINERS) this.fail('too many objects and arrays');
      this.at++;
      return c === '{' ? this.object(depth + 1) : this.array(depth + 1);
    }
    if (c !== 't' && c !== 'f' && c !== 'n') return this.integer();
    const [word, value] = LITERALS[c];
    if (!this.text.startsWith(word, this.at)) this.fail('no value');
    this.at += word.length;
    return value;
  }

  integer() {
    const start = this.at;
    if (!this.skip(INTEGER)) this.fail(this.at < this.text.length ? 'no value' : 'it ends too early');
    const digits = this.text.slice(start, this.at);
    const n = Number(digits);
    if (!Number.isSafeInteger(n)) this.fail('an integer beyond 2^53-1');
    if (digits === '-0') this.fail('negative zero');
    return n;
  }

  // Moves behind what the pattern matches from here, and says whether it does.
  skip(pattern) {
    pattern.lastIndex = this.at;
    if (!pattern.test(this.text)) return false;
    this.at = pattern.lastIndex;
    return true;
  }

  // JSON.parse takes the escapes away once each of them is known to be due: letter by letter it takes minutes for a long text.
  string() {
    const start = this.at++;
    let escaped = false;
    for (this.skip(RUN); this.text[this.at] !== '"'; this.skip(RUN)) {
      if (this.text[this.at] !== '\\') this.fail(this.at < this.text.length ? 'a control character in a string' : 'it ends within a string');
      if (!this.skip(ESCAPE)) this.fail('an escape that is not needed or not known');
      escaped = true;
    }
    this.at++;
    return escaped ? JSON.parse(this.text.slice(start, this.at)) : this.text.slice(start + 1, this.at - 1);
  }

  array(depth) {
    const out = [];
    if (this.take(']')) return out;
    do out.push(this.value(depth)); while (this.take(','));
    if (!this.take(']')) this.fail('no comma or bracket');
    return out;
  }

  object(depth) {
    const out = new Map();
    if (this.take('}')) return out;
    let last = null;
    do {
      if (this.text[this.at] !== '"') this.fail('no name of a member');
      const name = this.string();
      if (last !== null && !(last < name)) this.fail(last === name ? 'a name twice' : 'names out of order'); // by UTF-16 code units
      if (!this.take(':')) this.fail('no colon');
      out.set(name, this.value(depth));
      last = name;
    } while (this.take(','));
    if (!this.take('}')) this.fail('no comma or brace');
    return out;
  }

  take(c) {
    if (this.text[this.at] !== c) return false;
    this.at++;
    return true;
  }
}

// The text must come from valid UTF-8, as every text in a bundle does; no escape that is accepted makes a surrogate.
export function readCanonical(text) {
  const reader = new CanonicalReader(text);
  const value = reader.value(0);
  if (reader.at !== text.length) reader.fail('something follows the value');
  return value;
}

export function parseCanonical(bytes) {
  return readCanonical(decodeUTF8(bytes, 'the text'));
}

// The spelling of strings by JSON.stringify is that of RFC 8785.
export function writeCanonical(value) {
  if (value instanceof Map) {
    const names = [...value.keys()].sort(); // by UTF-16 code units
    return `{${names.map((n) => `${JSON.stringify(n)}:${writeCanonical(value.get(n))}`).join(',')}}`;
  }
  if (Array.isArray(value)) return `[${value.map(writeCanonical).join(',')}]`;
  return JSON.stringify(value);
}

function digest(domain, members) {
  return sha256(utf8(`${domain}\n${writeCanonical(new Map(Object.entries(members)))}`));
}

// The first 20 bytes are 32 letters of 5 bits and leave no bit over.
function cutID(kind, hash) {
  const codes = new Uint8Array(kind.length + 33);
  codes.set(codesOf(`${kind}:`));
  let at = kind.length + 1;
  let bits = 0;
  let held = 0;
  for (let i = 0; i < 20; i++) {
    bits = ((bits << 8) | hash[i]) & 0xfff;
    for (held += 8; held >= 5; held -= 5) codes[at++] = BASE32[(bits >> (held - 5)) & 31];
  }
  return fromCodes(codes);
}

function isID(kind, value) {
  return typeof value === 'string' && value.length === kind.length + 33 && value.startsWith(`${kind}:`)
    && /^[a-z2-7]{32}$/.test(value.slice(-32)) && !/^a{32}$/.test(value.slice(-32));
}

// Members

export function object(value, what) {
  if (!(value instanceof Map)) refuse(`${what} is not an object`);
  return value;
}

export function members(value, what, due, may = []) {
  object(value, what);
  for (const name of due) if (!value.has(name)) refuse(`${what} has no member ${name}`);
  for (const name of value.keys()) {
    if (!due.includes(name) && !may.includes(name)) refuse(`${what} has a member that is not known: ${printable(name, 40)}`);
  }
}

export function text(value, what) {
  if (typeof value !== 'string' || value === '') refuse(`${what} is not a text, or is empty`);
  return value;
}

export function whole(value, what, least = 1) {
  if (!Number.isSafeInteger(value) || value < least) refuse(`${what} is not a whole number from ${least}`);
  return value;
}

export function hash32(value, what) {
  if (typeof value !== 'string' || !/^[0-9a-f]{64}$/.test(value)) refuse(`${what} is not 64 lower-case hexadecimal digits`);
  return fromHex(value);
}

export function instant(value, what) {
  if (!Number.isSafeInteger(value) || value < FIRST_INSTANT || value > LAST_INSTANT) {
    refuse(`${what} is not milliseconds in the years 1 to 9999`);
  }
  return value;
}

// Parts and trees (docs/spec/commitment.md)

const ZERO = Uint8Array.of(0);
const ONE = Uint8Array.of(1);
const PART = utf8('truce/part/1\n');
export const leafHash = (bytes) => sha256(ZERO, bytes);

// Tree keeps the roots of the whole subtrees so far, the largest first: as many as its size has bits.
export class Tree {
  constructor() {
    this.size = 0;
    this.roots = [];
  }

  add(leaf) {
    let hash = leafHash(leaf);
    for (let n = this.size++; n % 2 === 1; n = (n - 1) / 2) hash = sha256(ONE, this.roots.pop(), hash);
    this.roots.push(hash);
  }

  root() {
    return this.roots.reduceRight((right, left) => sha256(ONE, left, right));
  }
}

export function partHash(label, salt, content) {
  return sha256(PART, salt, utf8(`${label}\n${content}`));
}

// A part in one of the three forms, as {hash, label, content, size}; label, content and its bytes only where it is disclosed.
function readPart(value, what) {
  object(value, what);
  if (value.has('content')) {
    members(value, what, ['content', 'label', 'salt']);
    const label = value.get('label');
    const content = value.get('content');
    if (typeof label !== 'string' || !/^[a-z0-9./-]{1,64}$/.test(label)) refuse(`${what}: the label is not one`);
    if (typeof content !== 'string') refuse(`${what}: the content is not a text`);
    const bytes = utf8(`${label}\n${content}`);
    const hash = sha256(PART, hash32(value.get('salt'), `${what}: the salt`), bytes);
    return { disclosed: true, destroyed: false, label, content, size: bytes.length - label.length - 1, hash };
  }
  members(value, what, ['hash'], ['destroyed']);
  if (value.has('destroyed') && value.get('destroyed') !== true) refuse(`${what}: destroyed is not true`);
  return { disclosed: false, destroyed: value.has('destroyed'), hash: hash32(value.get('hash'), `${what}: the hash`) };
}

function readLabelled(value, label, what) {
  const part = readPart(value, what);
  if (part.disclosed && part.label !== label) refuse(`${what} has the label ${part.label}`);
  return part;
}

// Notes, checkpoints and policies (docs/spec/checkpoint.md)

// Of a key, and so of a log.
function isName(name) {
  return name !== '' && name.length <= MAX_NAME && utf8(name).length <= MAX_NAME && !/[\p{White_Space}\p{Cc}+]/u.test(name);
}

export function isOrigin(name) {
  return typeof name === 'string' && isName(name) && !name.startsWith('truce/');
}

// Where the signatures of a note begin is where its last empty line stands.
export function readNote(note, what) {
  if (utf8(note).length > MAX_NOTE) refuse(`${what} is longer than 64 KiB`);
  if (/[\u0000-\u0009\u000b-\u001f]/.test(note)) refuse(`${what} has a control character`);
  const split = note.lastIndexOf('\n\n');
  if (split < 0 || !note.endsWith('\n')) refuse(`${what} is not a signed note`);
  const lines = note.slice(split + 2, -1).split('\n', MAX_SIGNATURES + 1);
  if (lines.length > MAX_SIGNATURES) refuse(`${what} has more than ${MAX_SIGNATURES} signatures`);
  const signatures = lines.map((line, i) => {
    const fields = line.split(' ', 4);
    if (fields.length !== 3 || fields[0] !== '\u2014' || !/^[^\p{White_Space}+]+$/u.test(fields[1])) refuse(`${what}: signature ${i + 1} is not one`);
    const bytes = fromBase64(fields[2], `${what}: signature ${i + 1}`);
    if (bytes.length < 5) refuse(`${what}: signature ${i + 1} is too short`);
    return { name: fields[1], id: toHex(bytes.subarray(0, 4)), bytes: bytes.subarray(4) };
  });
  return { text: note.slice(0, split + 1), signatures };
}

export function readCheckpointText(checkpoint, what) {
  const lines = checkpoint.split('\n', 5);
  if (lines.length !== 4 || lines[3] !== '') refuse(`${what} does not have three lines`);
  const [origin, size, root] = lines;
  if (!isOrigin(origin)) refuse(`${what}: the origin is not the name of a log`);
  if (!/^[1-9][0-9]{0,15}$/.test(size) || !Number.isSafeInteger(Number(size))) refuse(`${what}: the size is not a number from 1 to 2^53-1`);
  const hash = fromBase64(root, `${what}: the root`);
  if (hash.length !== 32) refuse(`${what}: the root is not 32 bytes`);
  return { origin, size, root: hash };
}

function keyID(name, algorithm, key) {
  return toHex(sha256(utf8(`${name}\n`), Uint8Array.of(algorithm), key).subarray(0, 4));
}

// Without the sign in the last bit: the points whose order divides 8. Such a key has no secret, and anybody can sign by it.
const SMALL_ORDER = new Set([
  '0100000000000000000000000000000000000000000000000000000000000000',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  '0000000000000000000000000000000000000000000000000000000000000000',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
]);

function checkPublicKey(key, what) {
  const unsigned = Uint8Array.from(key, (b, i) => (i === 31 ? b & 0x7f : b));
  if (SMALL_ORDER.has(toHex(unsigned))) refuse(`${what} is of small order: it has no secret, and anybody can sign by it`);
  if (littleEndian(unsigned) >= P) refuse(`${what} is not in the one spelling of its point`);
}

function readVerifierKey(vkey, algorithms, what) {
  const found = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(vkey);
  if (found === null || !isName(found[1])) refuse(`${what} is not a verifier key (name+hash+key)`);
  const bytes = fromBase64(found[3], what);
  if (bytes.length !== 33) refuse(`${what} is not one byte of algorithm and 32 bytes of key`);
  if (!algorithms.includes(bytes[0])) refuse(`${what} has algorithm ${bytes[0]}; it must be ${algorithms.join(' or ')}`);
  const key = { name: found[1], id: found[2], algorithm: bytes[0], key: bytes.subarray(1) };
  checkPublicKey(key.key, what);
  if (keyID(key.name, key.algorithm, key.key) !== key.id) refuse(`${what}: its hash is not that of its name and key`);
  return key;
}

function defineName(policy, name, node, what) {
  if (name === 'none' || policy.nodes.has(name)) refuse(`${what}: the name ${printable(name, 40)} is taken`);
  if (utf8(name).length > MAX_NAME) refuse(`${what}: the name is longer than ${MAX_NAME} bytes`);
  policy.nodes.set(name, node);
}

function readGroup(policy, fields, what) {
  const [, name, count, ...names] = fields;
  if (names.length === 0) refuse(`${what}: a group needs a name, a number and members`);
  if (new Set(names).size !== names.length) refuse(`${what}: a member stands twice`);
  for (const member of names) {
    if (!policy.nodes.has(member)) refuse(`${what}: ${printable(member, 40)} is not defined before`);
    if (policy.grouped.has(member)) refuse(`${what}: ${printable(member, 40)} is a member of another group`);
    policy.grouped.add(member);
  }
  const need = count === 'any' ? 1 : count === 'all' ? names.length : /^[1-9][0-9]{0,6}$/.test(count) ? Number(count) : 0;
  if (need < 1 || need > names.length) refuse(`${what}: the number is not any, all or 1 to ${names.length}`);
  defineName(policy, name, { need, names }, what);
}

function takeKey(policy, vkey, algorithm, what) {
  const key = readVerifierKey(vkey, [algorithm], what);
  if (policy.keys.has(toHex(key.key))) refuse(`${what}: the key stands twice`);
  policy.keys.add(toHex(key.key));
  return key;
}

function readPolicyLine(policy, fields, what) {
  const [word, ...rest] = fields;
  if (word !== 'quorum' && policy.logs.length + policy.nodes.size >= MAX_NAMED) refuse(`${what}: more than ${MAX_NAMED} logs, witnesses and groups`);
  if (word === 'log' && (rest.length === 1 || rest.length === 2)) {
    const key = takeKey(policy, rest[0], 1, what);
    if (!isOrigin(key.name)) refuse(`${what}: the name is not one of a log`);
    policy.logs.push(key);
  } else if (word === 'witness' && (rest.length === 2 || rest.length === 3)) {
    const key = takeKey(policy, rest[1], 4, what);
    defineName(policy, rest[0], { key }, what);
    policy.cosigners.push({ name: rest[0], key });
  } else if (word === 'group') {
    readGroup(policy, fields, what);
  } else if (word === 'quorum' && rest.length === 1) {
    if (policy.quorum !== null) refuse(`${what}: quorum stands twice`);
    if (rest[0] !== 'none' && !policy.nodes.has(rest[0])) refuse(`${what}: ${printable(rest[0], 40)} is not defined before`);
    policy.quorum = rest[0];
  } else {
    refuse(`${what} is not a line of a policy`);
  }
}

// The policy is the reader's own file, as bytes or text. Refused is thrown where it is not one.
export function parsePolicy(source) {
  const bytes = typeof source === 'string' ? utf8(source) : source;
  if (bytes.length > MAX_POLICY) refuse('the policy is longer than 256 KiB');
  const policy = { logs: [], cosigners: [], nodes: new Map(), grouped: new Set(), keys: new Set(), quorum: null };
  decodeUTF8(bytes, 'the policy').split('\n').forEach((line, i) => {
    if (/[\u0000-\u0008\u000b-\u001f\u007f]/.test(line)) refuse(`line ${i + 1} of the policy has a control character`);
    const fields = line.split(/[ \t]+/).filter((f) => f !== '');
    if (fields.length > 0 && !fields[0].startsWith('#')) readPolicyLine(policy, fields, `line ${i + 1} of the policy`);
  });
  if (policy.quorum === null) refuse('the policy has no line quorum');
  return policy;
}

function cosignedMessage(bytes, checkpoint) {
  const seconds = new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0);
  return { seconds, message: utf8(`cosignature/v1\ntime ${seconds}\n${checkpoint}`) };
}

// The seconds (0 for a log) of each signature of the key that holds. Seconds of 0, or of more than milliseconds can be had of, are no
// time.
export async function timesOf(key, note) {
  const times = [];
  for (const { name, id, bytes } of note.signatures) {
    if (name !== key.name || id !== key.id || bytes.length !== (key.algorithm === 4 ? 72 : 64)) continue;
    const { seconds, message } = key.algorithm === 4 ? cosignedMessage(bytes, note.text) : { seconds: 0n, message: utf8(note.text) };
    if (key.algorithm === 4 && (seconds < 1n || seconds > MAX_SECONDS)) continue;
    if (await verifyEd25519(key.key, message, bytes.subarray(-64))) times.push(seconds);
  }
  return times;
}

// 'holds', 'fails' (a signature under its name and hash does not verify) or 'missing'.
export async function signatureBy(key, note) {
  if ((await timesOf(key, note)).length > 0) return 'holds';
  return note.signatures.some(({ name, id }) => name === key.name && id === key.id) ? 'fails' : 'missing';
}

// Whether the cosigners of whom `counts` is true meet the quorum of the policy.
export function meets(policy, counts) {
  const met = new Map([['none', true]]);
  for (const [name, node] of policy.nodes) { // each after those that it names
    met.set(name, node.key ? counts(name) : node.names.filter((n) => met.get(n)).length >= node.need);
  }
  return met.get(policy.quorum);
}

// Whether the note is cosigned as the policy asks, and how each of its cosigners signed.
async function quorumOf(policy, note) {
  const cosigners = [];
  for (const { name, key } of policy.cosigners) cosigners.push({ name, key: key.name, state: await signatureBy(key, note) });
  const signed = new Set(cosigners.filter((c) => c.state === 'holds').map((c) => c.name));
  return { met: meets(policy, (name) => signed.has(name)), cosigners };
}

// Headers (docs/spec/journal.md, docs/spec/submission.md)

const SINGLE_KINDS = ['genesis', 'adoption', 'layer', 'watch', 'gap', 'rating', 'ruling', 'link', 'answer', 'opinion',
  'determination', 'advance', 'key', 'confirmation', 'destruction', 'closing', 'duty', 'patrol', 'notice', 'mode', 'procedure',
  'publication', 'reads', 'issue'];
const KINDS = new Map([...SINGLE_KINDS.map((k) => [`${k}/1`, [k]]), ['submission/1', ['identity', 'original', 'extract']]]);

const REPORT = KINDS.get('submission/1');

// What is shown of a part.
const [WITHHELD, SHOWN, GONE] = [0, 1, 2];

// Reads a header by itself; whether it is at its place is another thing.
function readHeader(content) {
  const header = object(readCanonical(content), 'the header');
  const first = header.get('seq') === 1;
  members(header, 'the header', ['v', 'seq', 'time', 'kind', 'engine', 'parts', ...(first ? ['origin', 'realm'] : [])],
    ['device', ...(first ? ['follows'] : [])]);
  if (header.get('v') !== 1) refuse('the header: v is not 1');
  whole(header.get('seq'), 'the header: seq');
  instant(header.get('time'), 'the header: time');
  text(header.get('engine'), 'the header: engine');
  whole(header.get('parts'), 'the header: parts');
  if (!KINDS.has(header.get('kind'))) refuse(`the header: the kind is not known: ${printable(header.get('kind'), 40)}`);
  if ((header.get('kind') === 'genesis/1') !== first) refuse('the header: genesis/1 is entry 1, and no other is');
  if (first && !['mission', 'coalition'].includes(header.get('realm'))) refuse('the header: the realm is not known');
  if (header.has('follows')) {
    const follows = header.get('follows');
    members(follows, 'the header: follows', ['origin', 'size', 'root']);
    if (!isOrigin(follows.get('origin'))) refuse('the header: follows.origin is not the name of a log');
    whole(follows.get('size'), 'the header: follows.size');
    hash32(follows.get('root'), 'the header: follows.root');
  }
  if (first && !isOrigin(header.get('origin'))) refuse('the header: origin is not the name of a log');
  if (header.has('device') && header.get('kind') !== 'submission/1') refuse('the header: device stands in another kind than submission/1');
  if (header.has('device')) text(header.get('device'), 'the header: device');
  const count = header.get('parts');
  if (header.get('kind') === 'submission/1' ? count % 3 !== 0 : count !== 1) refuse(`the header says ${count} parts, which ${header.get('kind')} cannot have`);
  return header;
}

function checkParts(header, parts) {
  const kind = header.get('kind');
  const labels = KINDS.get(kind);
  const count = header.get('parts');
  if (parts === null) return;
  if (parts.length !== count) refuse(`the header says ${count} parts; there are ${parts.length}`);
  parts.forEach((part, i) => {
    const label = labels[i % labels.length];
    if (part.destroyed && kind !== 'submission/1') refuse(`part ${i + 1} is destroyed, which no part of ${kind} may be`);
    if (part.disclosed && part.label !== label) refuse(`part ${i + 1} has the label ${part.label}; it must be ${label}`);
  });
}

// Everything but whether the signature holds, in entry number n of a log; returns the name of the key, the signed text and the
// signature.
function checkDevice(device, header, root, log, n) {
  const note = readNote(text(device, 'the signed header of the device'), 'the signed header of the device');
  const lines = note.text.split('\n', 4);
  if (lines.length !== 3 || lines[0] !== 'truce/submission/1') refuse('the signed header of the device does not have its two lines');
  const signed = readCanonical(lines[1]);
  members(signed, 'the device', ['v', 'origin', 'device', 'counter', 'root', 'reports', 'made'], ['previous', 'seen']);
  if (signed.get('v') !== 1) refuse('the device: v is not 1');
  whole(signed.get('counter'), 'the device: counter');
  whole(signed.get('reports'), 'the device: reports');
  instant(signed.get('made'), 'the device: made');
  if ((signed.get('counter') > 1) !== signed.has('previous')) refuse('the device: previous stands if and only if the counter is above 1');
  if (signed.has('previous')) hash32(signed.get('previous'), 'the device: previous');
  if (/^0+$/.test(signed.get('previous') ?? '1')) refuse('the device: previous is zeros, which are never written');
  if (signed.get('origin') !== log) refuse(`the device signed for the log ${printable(signed.get('origin'), 60)}`);
  if (signed.has('seen')) {
    const seen = readCheckpointText(text(signed.get('seen'), 'the device: seen'), 'the device: seen');
    if (seen.origin !== log) refuse(`the device: seen is a checkpoint of the log ${printable(seen.origin, 60)}`);
    if (Number(seen.size) >= n) refuse(`the device saw a checkpoint of ${seen.size} entries before there were as many`);
  }
  const name = text(signed.get('device'), 'the device: device');
  const [signature, ...others] = note.signatures;
  if (others.length > 0 || signature.name !== name) {
    refuse(`the header of the device is not signed by ${printable(name, 60)}, and by it alone`);
  }
  if (!equal(hash32(signed.get('root'), 'the device: root'), root)) refuse('the root that the device signed is not that of the parts');
  if (signed.get('reports') * 3 !== header.get('parts')) refuse('the number of reports that the device signed is not a third of the parts');
  return { name, message: utf8(note.text), id: signature.id, bytes: signature.bytes };
}

// Reports and findings (docs/spec/report.md, docs/spec/finding.md)

// The canonical bytes of an extract and the secret of the record (64 digits; empty: there is none) to the ID of the report.
export function reportID(extract, seed) {
  const hash = toHex(sha256(utf8(`truce/extract/1\n${extract}`)));
  return cutID('report', digest('truce/report/2', seed === '' ? { extract: hash } : { extract: hash, seed }));
}

export function observationID(report, index) {
  return cutID('observation', digest('truce/observation/1', { index, report }));
}

// The hashes of the two parts, the version and what it supersedes (null: nothing) to the ID of a finding.
export function findingID(internal, released, version, supersedes) {
  const content = toHex(digest('truce/finding-content/2', { internal: toHex(internal), released: toHex(released) }));
  return cutID('finding', digest('truce/finding/1', supersedes === null ? { content, version } : { content, supersedes, version }));
}

// What the finding is of, in one text (null: it does not say), and whether it is of an exercise.
function readReleased(content) {
  const released = object(readCanonical(content), 'released');
  const of = ['incident', 'agreement', 'term'].map((name) => released.get(name));
  // A digest, since a piece of a line would keep the whole line in memory.
  const subject = of.every((name) => typeof name === 'string' && name !== '') ? toHex(sha256(utf8(writeCanonical(of)))) : null;
  return { subject, exercise: released.get('exercise') === true };
}

// What a party or the public is not shown (docs/spec/bundle.md), by audience.
const WITHHELD_FROM = {
  mission: [],
  coalition: [],
  party: ['genesis', 'watch', 'gap', 'link', 'rating', 'confirmation', 'destruction', 'identity', 'original', 'extract', 'duty', 'patrol', 'notice', 'mode', 'procedure',
    'publication', 'reads', 'issue'],
  public: ['genesis', 'watch', 'gap', 'link', 'rating', 'confirmation', 'destruction', 'identity', 'original', 'extract', 'opinion', 'answer', 'duty',
    'patrol', 'notice', 'mode', 'procedure', 'publication', 'reads', 'issue'],
};

// Verification takes the lines of a bundle in order and then answers.
class Verification {
  constructor(policy, policyError, observer) {
    this.observer = observer;
    this.policy = policy;
    this.policyError = policyError;
    this.line = 0;
    this.bundle = null;
    this.checkpoint = null;
    this.end = null; // true once the last line was read
    this.root = null;
    this.digest = null;
    this.cosigners = null; // of the policy, each with how it signed
    this.tree = new Tree();
    this.time = FIRST_INSTANT;
    this.closed = false;
    this.withheldHeaders = 0;
    this.engine = null; // of the last header that is disclosed, and its place
    this.first = null; // the header of entry 1, and its place
    this.last = null; // the header of the last entry; null: not disclosed or not one
    this.named = null; // whom the last closing names
    this.unnamed = null; // the first closing that names nobody, as {why, place}
    this.unshown = null; // place of the first closing that does not show whom it names
    this.shapes = []; // of each entry: what is shown of each part of a submission; empty: it is none; null: no part is shown
    this.onRecord = new Set(); // entry and place of each part that an entry says is destroyed
    this.misrecorded = null; // the first entry that says so wrongly, as {why, place}
    this.unseen = null; // place of the first entry that is withheld, or a submission that shows none of its parts
    this.maybeRecord = 0; // the last entry that may say so and is not shown
    this.keys = new Map(); // of devices and others, by the names under which entries have them
    this.jobs = []; // signatures of the line that was taken last
    this.seed = null; // the secret of the record; empty: there is none; null: not disclosed
    this.observations = new Set();
    this.notDisclosed = null; // place of the first extract that is not, or may not be, disclosed
    this.findings = 0;
    this.ids = new Sha256().update(utf8('truce/findings/1\n['));
    this.byID = new Map(); // ID -> {version, subject}
    this.bySubject = new Map(); // subject and version -> ID
    this.internals = 0;
    this.exercises = 0;
    this.withheldFindings = 0; // of a bundle for the public, which holds them by their hashes alone
    this.hidden = 0; // findings of which it is not shown whether they are exercises
    this.vouched = false; // by a log of the policy
    this.answers = new Map();
    this.notes = new Map();
  }

  // The first "no" to a question stands; "could not tell" gives way to "no".
  answer(question, answer, why, place) {
    const old = this.answers.get(question);
    if (old === undefined || (old.answer === UNKNOWN && answer === NO)) this.answers.set(question, { answer, why, place });
  }

  // Asks what the check asks; what it refuses is a "no" at the place.
  ask(question, place, check) {
    try {
      return check();
    } catch (e) {
      if (!(e instanceof Refused)) throw e;
      this.answer(question, NO, e.message, place);
      return null;
    }
  }

  note(about, place) {
    const old = this.notes.get(about);
    if (old) old.count++;
    else this.notes.set(about, { about, place, count: 1 });
  }

  take(bytes) {
    this.line++;
    try {
      this.takeLine(bytes);
    } catch (e) {
      if (e instanceof Refused) e.line = this.line;
      throw e;
    }
  }

  takeLine(bytes) {
    const line = object(readCanonical(decodeUTF8(bytes, 'the line')), 'the line');
    if (line.size !== 1) refuse('the line does not have exactly one member');
    const [[kind, value]] = line;
    const due = this.due();
    if (!due.includes(kind)) refuse(`a line ${printable(kind, 40)} where ${due.join(' or ') || 'nothing'} is due`);
    if (kind === 'bundle') this.takeBundle(value);
    else if (kind === 'checkpoint') this.takeCheckpoint(value);
    else if (kind === 'entry') this.takeEntry(value);
    else if (kind === 'finding') this.takeFinding(value);
    else this.takeEnd(value);
  }

  due() {
    if (this.bundle === null) return ['bundle'];
    if (this.checkpoint === null) return ['checkpoint'];
    if (this.tree.size < this.bundle.get('size')) return ['entry'];
    return this.end === null ? ['finding', 'end'] : [];
  }

  takeBundle(bundle) {
    members(bundle, 'bundle', ['v', 'audience', 'origin', 'engine', 'size']);
    if (bundle.get('v') !== 1) refuse('bundle: v is not 1');
    if (!Object.hasOwn(WITHHELD_FROM, text(bundle.get('audience'), 'bundle: audience'))) refuse('bundle: audience is not mission, party, public or coalition');
    if (!isOrigin(bundle.get('origin'))) refuse('bundle: origin is not the name of a log');
    text(bundle.get('engine'), 'bundle: engine');
    whole(bundle.get('size'), 'bundle: size');
    this.bundle = bundle;
  }

  takeCheckpoint(value) {
    const note = readNote(text(value, 'the checkpoint'), 'the checkpoint');
    const { origin, size, root } = readCheckpointText(note.text, 'the checkpoint');
    if (size !== String(this.bundle.get('size'))) refuse(`the checkpoint is of size ${size}, the bundle of ${this.bundle.get('size')}`);
    this.checkpoint = { note, origin, root };
    this.observer?.checkpoint(note);
    this.jobs.push(() => this.checkSignatures());
  }

  // Verifies the signatures of the line that was taken last.
  async settle() {
    for (const job of this.jobs.splice(0)) await job();
  }

  takeEntry(entry) {
    const place = { line: this.line, entry: this.tree.size + 1 };
    object(entry, 'the entry');
    let commitment;
    if (entry.has('commitment')) {
      members(entry, 'the entry', ['commitment']);
      if (place.entry === 1) refuse('entry 1 does not disclose its header');
      commitment = hash32(entry.get('commitment'), 'the commitment');
      this.withheldHeaders++;
      if (this.closed) this.answer('headers', NO, 'it stands after the entry that closed the log', place);
      this.last = null;
      this.shapes.push(null);
      this.maybeRecord = place.entry;
      this.unseen ??= place;
      this.notDisclosed ??= place;
      this.observer?.entry(place.entry, commitment, null);
    } else {
      commitment = this.readDisclosed(entry, place);
    }
    this.tree.add(utf8(`truce/leaf/1\n${toHex(commitment)}\n`));
  }

  readDisclosed(entry, place) {
    members(entry, 'the entry', ['header', entry.has('root') ? 'root' : 'parts']);
    const part = readLabelled(entry.get('header'), 'header', 'the header');
    if (!part.disclosed) refuse('the header is not disclosed');
    let root;
    let parts = null;
    if (entry.has('root')) {
      root = hash32(entry.get('root'), 'the root');
    } else {
      const list = entry.get('parts');
      if (!Array.isArray(list) || list.length === 0) refuse('parts is not a list, or is empty');
      parts = list.map((p, i) => readPart(p, `part ${i + 1}`));
      const tree = new Tree();
      for (const p of parts) tree.add(p.hash);
      root = tree.root();
    }
    const header = this.ask('headers', place, () => readHeader(part.content));
    if (header !== null) this.ask('headers', place, () => this.checkHeader(header, parts, root, place));
    const kind = header?.get('kind') ?? null;
    if (place.entry === 1) this.readSeed(parts, place);
    if (place.entry === 1 && header !== null) this.first = { header, place };
    if (place.entry === 1 && header !== null) this.checkRealm(header.get('realm'), place);
    this.last = header;
    if (kind === 'closing/1') this.readClosing(parts, place);
    this.shapes.push(kind === null || parts === null ? null
      : Uint8Array.from(kind === 'submission/1' ? parts : [], (p) => (p.disclosed ? SHOWN : p.destroyed ? GONE : WITHHELD)));
    if (kind === 'destruction/1') this.readDestruction(parts, place);
    if (kind === null) this.maybeRecord = place.entry;
    if (kind === 'submission/1' && parts === null) this.unseen ??= place;
    if (kind === 'key/1') this.readKey(parts, place);
    if (kind === 'submission/1' || kind === null) this.readReports(parts, place);
    this.noteEntry(kind, parts ?? [], place);
    const commitment = sha256(utf8('truce/entry/1\n'), part.hash, root);
    this.observer?.entry(place.entry, commitment, root);
    return commitment;
  }

  // All of a record is for those alone who keep it: of a mission's the mission, of a coalition's the coalition.
  checkRealm(realm, place) {
    const other = realm === 'coalition' ? 'mission' : 'coalition';
    if (this.bundle.get('audience') === other) this.answer('headers', NO, `the bundle says that it is for the ${other}, and its record is of the other realm`, place);
  }

  checkHeader(header, parts, root, place) {
    this.engine = { name: header.get('engine'), place };
    if (header.get('seq') !== place.entry) refuse(`the header says seq ${header.get('seq')}; its place is ${place.entry}`);
    const time = header.get('time');
    if (time < this.time) refuse(`the time ${time} is before that of an entry before, ${this.time}`);
    this.time = time;
    if (this.closed) refuse('it stands after the entry that closed the log');
    this.closed = header.get('kind') === 'closing/1';
    if (place.entry === 1 && header.get('origin') !== this.bundle.get('origin')) refuse('the origin of entry 1 is not that of the bundle');
    checkParts(header, parts);
    if (header.has('device') && utf8(header.get('device')).length > MAX_DEVICE) this.note('the header of a device is longer than 64 KiB', place);
    if (header.has('device')) this.checkSigned(checkDevice(header.get('device'), header, root, this.bundle.get('origin'), place.entry), place);
  }

  checkSigned({ name, message, id, bytes }, place) {
    const key = this.keys.get(name);
    if (key === undefined) {
      this.answer('headers', UNKNOWN, `no entry before discloses the key of the device ${printable(name, 60)}`, place);
      return;
    }
    if (key.ended) this.note('a device signed with a key that was rotated or revoked before', place);
    this.jobs.push(async () => {
      const holds = key.algorithm === 1 && key.id === id && await verifyEd25519(key.key, message, bytes);
      if (!holds) this.answer('headers', NO, `the signature of the device ${printable(name, 60)} does not hold`, place);
    });
  }

  // Reads what only the operator can have made wrong and no question asks for; what is refused is noted and taken as not disclosed.
  tryRead(what, place, read) {
    try {
      return read();
    } catch (e) {
      if (!(e instanceof Refused)) throw e;
      this.note(`${what} is not of the form of one`, place);
      return null;
    }
  }

  readSeed(parts, place) {
    const [part] = parts ?? [];
    if (!part?.disclosed || part.label !== 'genesis') return;
    this.seed = this.tryRead('a disclosed genesis', place, () => {
      const genesis = object(readCanonical(part.content), 'genesis');
      if (!genesis.has('seed')) return '';
      const seed = genesis.get('seed');
      hash32(seed, 'the seed');
      if (/^0+$/.test(seed)) refuse('the seed is zeros, which are never written');
      return seed;
    });
  }

  readKey(parts, place) {
    const [part] = parts ?? [];
    if (!part?.disclosed || part.label !== 'key') return;
    this.tryRead('a disclosed key', place, () => {
      const entry = object(readCanonical(part.content), 'key');
      const name = text(entry.get('name'), 'the key: name');
      const ended = this.keys.get(entry.get('act') === 'rotated' ? entry.get('replaces') : entry.get('act') === 'revoked' ? name : null);
      if (ended !== undefined) ended.ended = true;
      if (!entry.has('key')) return;
      const written = text(entry.get('key'), 'the key: key');
      if (written.startsWith(`${name}+`) && written.split('+')[2]?.startsWith(PASSKEY)) return; // it signs acts of people, which are not checked here
      const key = readVerifierKey(written, [1, 4], 'the key: key');
      if (key.name !== name) refuse('the key: key is of another name');
      if (this.keys.has(name)) this.note('a key is enrolled under a name that is on record', place);
      else this.keys.set(name, { ...key, ended: false });
    });
  }

  readClosing(parts, place) {
    this.named = null;
    const [part] = parts ?? [];
    if (!part?.disclosed) {
      this.unshown ??= place;
      return;
    }
    try {
      if (part.label !== 'closing') refuse(`the closing is labelled ${part.label}`);
      const closing = readCanonical(part.content);
      members(closing, 'the closing', ['key', 'origin']);
      const origin = closing.get('origin');
      const key = readVerifierKey(text(closing.get('key'), 'the closing: key'), [1], 'the closing: key');
      if (!isOrigin(origin) || key.name !== origin) refuse('the closing: the key is none of a log of that origin');
      if (origin === this.first?.header.get('origin')) refuse('the closing names the log itself');
      this.named = key;
    } catch (e) {
      if (!(e instanceof Refused)) throw e;
      this.unnamed ??= { why: e.message, place };
    }
  }

  readDestruction(parts, place) {
    const [part] = parts ?? [];
    if (!part?.disclosed) {
      this.maybeRecord = place.entry;
      return;
    }
    try {
      this.takeDestruction(part, place);
    } catch (e) {
      if (!(e instanceof Refused)) throw e;
      this.misrecorded ??= { why: e.message, place };
    }
  }

  // What it says of another log is not looked at.
  takeDestruction(part, place) {
    if (part.label !== 'destruction') refuse(`the destruction is labelled ${part.label}`);
    const said = readCanonical(part.content);
    members(said, 'the destruction', ['by', 'origin', 'parts', 'reason', 'report', 'seq']);
    text(said.get('by'), 'the destruction: by');
    text(said.get('reason'), 'the destruction: reason');
    const report = whole(said.get('report'), 'the destruction: report');
    const seq = whole(said.get('seq'), 'the destruction: seq');
    if (!isOrigin(said.get('origin'))) refuse('the destruction: origin is not the name of a log');
    const names = said.get('parts');
    const at = Array.isArray(names) ? names.map((name) => REPORT.indexOf(name)) : [];
    if (at.length === 0 || at.some((n, i) => n < 0 || (i > 0 && n <= at[i - 1]))) refuse('the destruction: parts are not identity, original and extract, in this order and each once');
    if (said.get('origin') !== this.bundle.get('origin')) return;
    if (seq >= place.entry) refuse(`it destroys parts of entry ${seq}, which is not before it`);
    const shape = this.shapes[seq - 1];
    if (shape === null) return;
    if (report > shape.length / 3) refuse(`entry ${seq} has no report ${report}`);
    for (const n of at) {
      const index = (report - 1) * 3 + n;
      if (shape[index] === SHOWN) refuse(`it says that part ${index + 1} of entry ${seq} is destroyed, and the bundle shows it`);
      this.onRecord.add(`${seq}.${index}`);
    }
  }

  checkDestroyed() {
    if (this.misrecorded !== null) this.answer('destroyed', NO, this.misrecorded.why, this.misrecorded.place);
    const closed = this.last?.get('kind') === 'closing/1';
    const forMission = this.bundle.get('audience') === 'mission'; // which is shown everything
    this.shapes.forEach((shape, n) => shape?.forEach((state, index) => {
      if (state === SHOWN || (state === WITHHELD && !forMission) || this.onRecord.has(`${n + 1}.${index}`)) return;
      const place = { line: n + 3, entry: n + 1 };
      if (state === WITHHELD) {
        this.answer('destroyed', UNKNOWN, `part ${index + 1} of the entry is withheld from the mission: it may be destroyed, and no entry says so`, place);
        return;
      }
      const what = `part ${index + 1} of the entry is destroyed`;
      if (closed) this.answer('destroyed', UNKNOWN, `${what}: an entry of the successor may say so`, place);
      else if (n + 1 > this.maybeRecord) this.answer('destroyed', NO, `${what}, and no entry says so`, place);
      else this.answer('destroyed', UNKNOWN, `${what}: entry ${this.maybeRecord} may say so, which is not shown`, place);
    }));
    if (forMission && this.unseen !== null) this.answer('destroyed', UNKNOWN, 'the entry does not show its parts to the mission: they may be destroyed', this.unseen);
  }

  // What one bundle shows by itself of how its log began and ended.
  checkSuccession() {
    const follows = this.first?.header.get('follows');
    if (this.unnamed !== null) this.answer('succession', NO, this.unnamed.why, this.unnamed.place);
    else if (follows !== undefined && follows.get('origin') === this.first.header.get('origin')) this.answer('succession', NO, 'entry 1 follows a log of its own name', this.first.place);
    else if (this.unshown !== null) this.answer('succession', UNKNOWN, 'the closing does not show for which successor', this.unshown);
    else if (this.first === null) this.answer('succession', UNKNOWN, 'the header of entry 1 cannot be read', null);
    else if (follows !== undefined) this.answer('succession', UNKNOWN, `it follows the log ${printable(follows.get('origin'), 60)}: a bundle of that one is needed`, this.first.place);
  }

  // The answer about succession where a bundle of the log before was verified by the same policy, as [answer, why].
  async follows(before) {
    const own = this.answers.get('succession');
    if (own.answer === NO || this.unshown !== null || this.first === null || this.answers.get('form').answer !== YES) return [own.answer, own.why];
    const follows = this.first.header.get('follows');
    if (follows === undefined) return [NO, 'entry 1 follows no log'];
    for (const question of ['form', 'log', 'quorum', 'tree', 'headers']) {
      const { answer, why } = before.answers.get(question);
      if (answer === NO || (answer === UNKNOWN && question !== 'headers')) {
        return [UNKNOWN, `the bundle of the log before shows nothing: ${question}: ${answer}: ${why}`];
      }
    }
    const size = before.tree.size;
    if (follows.get('origin') !== before.checkpoint.origin) return [NO, `it follows the log ${printable(follows.get('origin'), 60)}, the bundle before is of ${printable(before.checkpoint.origin, 60)}`];
    if (follows.get('size') > size) {
      const closed = before.last?.get('kind') === 'closing/1';
      return [closed ? NO : UNKNOWN, `it follows the log before at size ${follows.get('size')}, ${closed ? 'which was closed' : 'the bundle before is older, of size'} ${closed ? 'at ' : ''}${size}`];
    }
    if (follows.get('size') < size) return [NO, `it follows the log before at size ${follows.get('size')}, which went on to ${size}`];
    if (!equal(hash32(follows.get('root'), 'follows.root'), before.checkpoint.root)) return [NO, 'it follows another tree of the log before'];
    return this.succeeds(before);
  }

  // Whether it is the one to succeed a log at whose end it begins.
  async succeeds(before) {
    if (before.unnamed !== null) return [NO, `the log before names no successor: ${before.unnamed.why}`];
    if (before.last === null || before.unshown !== null) return [UNKNOWN, 'the bundle before does not show its last entry, which may name the successor'];
    if (before.named !== null) {
      const { name } = before.named;
      const signed = name === this.bundle.get('origin') && name === this.checkpoint.origin && await signatureBy(before.named, this.checkpoint.note) === 'holds';
      return signed ? [YES, ''] : [NO, `the log before was closed for the successor ${printable(name, 60)}, with a key that did not sign this bundle`];
    }
    for (const question of ['log', 'quorum']) {
      const { answer } = this.answers.get(question);
      if (answer !== YES) return [answer, `the log before names no successor, and this one is not cosigned as a log of the policy: ${question}: ${answer}`];
    }
    return [YES, ''];
  }

  // Keeps the IDs of all observations of the extracts that are disclosed.
  readReports(parts, place) {
    if (parts === null) this.notDisclosed ??= place;
    (parts ?? []).forEach((part, i) => {
      if (part.disclosed && part.label === 'extract') this.readExtract(part, place);
      else if (!part.disclosed && i % 3 === 2) this.notDisclosed ??= place;
    });
  }

  readExtract(part, place) {
    const count = this.tryRead('a disclosed extract', place, () => {
      const sightings = object(readCanonical(part.content), 'the extract').get('sightings') ?? [];
      if (!Array.isArray(sightings) || sightings.length > MAX_SIGHTINGS) refuse(`the sightings are not a list of at most ${MAX_SIGHTINGS}`);
      return sightings.length;
    });
    if (count === null || this.seed === null) return;
    if (this.observations.size + count > MAX_OBSERVATIONS) {
      this.notDisclosed ??= place;
      return;
    }
    const id = reportID(part.content, this.seed);
    for (let n = 0; n < count; n++) this.observations.add(observationID(id, n));
  }

  // What the pages forbid and no question asks for.
  noteEntry(kind, parts, place) {
    if (!KINDS.has(kind)) return;
    const audience = this.bundle.get('audience');
    if (parts.reduce((n, part) => n + 69 + (part.size ?? 0), 0) > MAX_ENTRY) this.note('an entry is longer than 8 MiB', place);
    for (const part of parts) {
      if (part.disclosed && WITHHELD_FROM[audience].includes(part.label)) {
        const more = `a part ${part.label} is disclosed though the bundle is meant for ${audience === 'party' ? 'a party' : 'the public'}`;
        if (part.label === 'extract') this.note(more, place); // of a report that was asked for
        else this.answer('headers', NO, more, place);
      }
      if (!part.disclosed || kind === 'submission/1') continue;
      try {
        object(readCanonical(part.content), part.label);
      } catch (e) {
        if (!(e instanceof Refused)) throw e;
        this.note('a disclosed part of an entry is not canonical bytes of an object', place);
      }
    }
  }

  takeFinding(finding) {
    const place = { line: this.line, finding: this.findings + 1 };
    members(finding, 'the finding', ['id', 'version', 'released', 'internal'], ['supersedes']);
    const id = finding.get('id');
    const version = whole(finding.get('version'), 'the finding: version');
    const supersedes = finding.get('supersedes') ?? null;
    if (!isID('finding', id)) refuse('the finding: id is not the ID of a finding');
    if (finding.has('supersedes') && !isID('finding', supersedes)) refuse('the finding: supersedes is not the ID of a finding');
    const released = readLabelled(finding.get('released'), 'released', 'released');
    const internal = readLabelled(finding.get('internal'), 'internal', 'internal');
    this.ids.update(utf8(`${this.findings === 0 ? '' : ','}"${id}"`));
    this.findings++;

    if (!released.disclosed) this.hidden++;
    const computed = findingID(internal.hash, released.hash, version, supersedes);
    this.ask('findings', place, () => {
      if (computed !== id) refuse(`the ID is not that of the content, ${computed}`);
    });
    const said = released.disclosed ? this.ask('findings', place, () => readReleased(released.content)) : null;
    this.ask('findings', place, () => this.checkVersions({
      id, version, supersedes, subject: said?.subject ?? null, withheld: !released.disclosed && !internal.disclosed,
    }, place));
    if (said?.exercise) this.exercises++;
    this.holdToAudience(said?.exercise === true, internal.disclosed, place);
    if (internal.disclosed) this.checkInternal(internal.content, place);
  }

  // Nobody signs the audience, so what is shown is held to the word.
  holdToAudience(exercise, internal, place) {
    const audience = this.bundle.get('audience');
    const whole = this.first?.header.get('realm') === 'coalition' ? 'coalition' : 'mission';
    if (audience === whole) return;
    if (internal) this.answer('findings', NO, 'its internal part is disclosed, which is for the mission alone', place);
    if (exercise && audience === 'public') this.answer('findings', NO, 'a finding of an exercise is released to the public', place);
  }

  checkInternal(content, place) {
    this.internals++;
    const internal = this.ask('findings', place, () => object(readCanonical(content), 'internal'));
    const observations = internal?.get('observations') ?? [];
    if (internal === null || !Array.isArray(observations)) this.answer('inputs', UNKNOWN, 'what the internal part names cannot be read', place);
    else for (const observation of observations) this.checkObservation(observation, place);
  }

  checkVersions({ id, version, supersedes, subject, withheld }, place) {
    const before = supersedes === null ? undefined : this.byID.get(supersedes);
    const at = (v) => `${subject}@${v}`;
    const problem = this.byID.has(id) ? 'the same finding stands before'
      : (version > 1) !== (supersedes !== null) ? 'supersedes stands if and only if the version is above 1'
      : before && before.version !== version - 1 ? 'it supersedes a version that is not the one before'
      : before && before.subject !== null && subject !== null && before.subject !== subject ? 'it supersedes a finding of another incident, agreement or term'
      : subject === null ? ''
      : this.bySubject.has(at(version)) ? 'the same version of the same incident, agreement and term stands before'
      : this.bySubject.has(at(version + 1)) ? 'it stands after the next version of the same incident, agreement and term'
      : version > 1 && (this.bySubject.get(at(version - 1)) ?? supersedes) !== supersedes ? 'it does not supersede the version before of the same incident, agreement and term'
      : '';
    const own = id.slice(0, 8) + id.slice(8); // a copy, since a piece of a line would keep the whole line in memory
    this.byID.set(own, { version, subject });
    if (subject !== null) this.bySubject.set(at(version), own);
    if (problem !== '') refuse(problem);
    if (withheld && this.bundle.get('audience') === 'public') this.withheldFindings++;
    else if (subject === null) this.answer('findings', UNKNOWN, 'the finding does not show of what incident, agreement and term it is', place);
  }

  checkObservation(observation, place) {
    if (this.observations.has(observation)) return;
    const name = printable(observation, 60);
    if (this.seed === null) this.answer('inputs', UNKNOWN, 'the IDs of reports follow from the secret in entry 1, which is not disclosed', place);
    else if (this.notDisclosed === null) this.answer('inputs', NO, `${name} is of no report in the bundle`, place);
    else this.answer('inputs', UNKNOWN, `${name} may be of an extract that is not disclosed (first at entry ${this.notDisclosed.entry})`, place);
  }

  takeEnd(end) {
    members(end, 'end', ['findings', 'digest'], ['note']);
    whole(end.get('findings'), 'end: findings', 0);
    hash32(end.get('digest'), 'end: digest');
    if (end.has('note') && typeof end.get('note') !== 'string') refuse('end: note is not a text');
    this.end = true;
    this.checkWhole(end, { line: this.line });
    if (end.has('note')) this.checkVouched(end.get('note'), { line: this.line });
  }

  // What can only be told once the last line was read.
  checkWhole(end, place) {
    this.root = this.tree.root();
    if (!equal(this.root, this.checkpoint.root)) {
      this.answer('tree', NO, `the root of the entries is ${toHex(this.root)}, that of the checkpoint ${toHex(this.checkpoint.root)}`, { line: 2 });
    }
    this.checkSuccession();
    this.checkDestroyed();
    this.digest = toHex(this.ids.update(utf8(']')).digest());
    if (end.get('findings') !== this.findings) this.answer('findings', NO, `there are ${this.findings} findings; the last line says ${end.get('findings')}`, place);
    if (end.get('digest') !== this.digest) this.answer('findings', NO, `the digest of the findings is ${this.digest}; the last line says ${end.get('digest')}`, place);
    if (this.engine !== null && this.engine.name !== this.bundle.get('engine')) {
      this.answer('headers', NO, 'the engine of the last disclosed header is not that of the bundle', this.engine.place);
    }
  }

  // What the log vouches for: these findings, all of them and in this order, of this engine under this checkpoint.
  checkVouched(note, place) {
    const said = this.ask('findings', place, () => readNote(note, 'the note of the findings'));
    if (said === null) return;
    const [engine, origin] = ['engine', 'origin'].map((name) => writeCanonical(this.bundle.get(name)));
    const before = `truce/findings/1\n{"count":${this.findings},"engine":${engine},"exercises":`;
    const size = this.bundle.get('size');
    // From which entry on findings could not be computed, since an extract was destroyed; 0: there is none.
    const ends = /,"until":([1-9][0-9]{0,15}),"v":1\}\n$/.exec(said.text);
    const until = ends === null ? 0 : Number(ends[1]);
    const after = `,"findings":"${this.digest}","origin":${origin},"root":"${toHex(this.checkpoint.root)}","size":${size}${ends === null ? '' : `,"until":${until}`},"v":1}\n`;
    const between = said.text.slice(before.length, -after.length);
    const exercises = /^(0|[1-9][0-9]{0,15})$/.test(between) ? Number(between) : -1;
    // The public is shown all but exercises. Of what others are not shown it is not known what it is.
    const most = this.exercises + this.hidden;
    const least = this.bundle.get('audience') === 'public' ? most : this.exercises;
    const same = said.text === before + between + after && exercises >= least && exercises <= most && until <= size;
    if (!same) this.answer('findings', NO, 'the note of the findings is not of these findings, this engine and this checkpoint', place);
    if (until > 0) this.answer('findings', UNKNOWN, `an extract was destroyed: the list ends before what came of entry ${until}`, place);
    if (this.policy === null) return;
    this.jobs.push(async () => {
      for (const key of this.policy.logs) {
        if (key.name === this.bundle.get('origin') && await signatureBy(key, said) === 'holds') this.vouched = true;
      }
      if (this.vouched && same) this.exercises = exercises;
      if (!this.vouched) this.answer('findings', NO, 'no log of the policy signed the note of the findings', place);
    });
  }

  // Called once, after the last line. Refused is thrown where lines are missing.
  finish() {
    const due = this.due();
    if (due.length > 0) refuse(`the file ends where ${due[0] === 'finding' ? 'the end' : `the ${due[0]}`} is due`);
    this.answer('form', YES, '', null);
    if (this.withheldHeaders > 0) this.answer('headers', UNKNOWN, `withheld headers: ${this.withheldHeaders}`, null);
    this.answer('recomputed', UNKNOWN, `needs engine ${printable(this.bundle.get('engine'))}`, null);
    if (this.vouched) this.answer('findings', YES, 'as the log\'s key says, not recomputed', null);
    else this.answer('findings', UNKNOWN, this.policy === null ? this.policyError : 'no key vouches for the list of findings', null);
    if (this.internals === 0) this.answer('inputs', UNKNOWN, 'no internal part is disclosed', null);
    for (const question of QUESTIONS) this.answer(question, YES, '', null);
    return {
      audience: this.bundle.get('audience'),
      origin: this.bundle.get('origin'),
      engine: this.bundle.get('engine'),
      size: this.tree.size,
      root: toHex(this.root),
      findings: this.findings,
      digest: this.digest,
      exercises: this.exercises,
      withheld: this.withheldFindings,
      withheldEntries: this.withheldHeaders,
      cosigners: this.cosigners,
    };
  }

  async checkSignatures() {
    const { note, origin } = this.checkpoint;
    const place = { line: 2 };
    if (origin !== this.bundle.get('origin')) this.answer('log', NO, `the checkpoint is of the log ${printable(origin)}`, place);
    if (this.policy === null) {
      this.answer('log', UNKNOWN, this.policyError, null);
      this.answer('quorum', UNKNOWN, this.policyError, null);
      return;
    }
    const keys = this.policy.logs.filter((key) => key.name === origin);
    const states = [];
    for (const key of keys) states.push(await signatureBy(key, note));
    if (!states.includes('holds')) {
      const why = keys.length === 0 ? `the policy knows no log ${printable(origin)}`
        : states.includes('fails') ? 'the signature of the log does not hold' : 'no log of the policy signed the checkpoint';
      this.answer('log', NO, why, place);
    }
    const { met, cosigners } = await quorumOf(this.policy, note);
    this.cosigners = cosigners;
    if (met) return;
    const signed = cosigners.filter((c) => c.state === 'holds').length;
    const why = `the quorum, ${printable(this.policy.quorum, 60)}, is not met: ${signed} of ${cosigners.length} cosigners signed`;
    this.answer('quorum', NO, why, place);
  }
}

// Lines cuts chunks at each LF and gives the bytes before it, without a line ever being held that is longer than the limit.
class Lines {
  constructor() {
    this.held = [];
    this.length = 0;
  }

  *of(chunk) {
    let from = 0;
    for (;;) {
      const end = chunk.indexOf(10, from);
      const piece = chunk.subarray(from, end < 0 ? chunk.length : end);
      if (this.length + piece.length > MAX_LINE) refuse('the line is longer than 64 MiB');
      if (end < 0) {
        if (piece.length > 0) this.held.push(piece);
        this.length += piece.length;
        return;
      }
      const line = this.held.length === 0 ? piece : concat([...this.held, piece]);
      this.held = [];
      this.length = 0;
      yield line;
      from = end + 1;
    }
  }

  end() {
    if (this.length > 0) refuse('the last line has no line feed at its end');
  }
}

async function* chunksOf(source) {
  if (source instanceof Uint8Array) yield source;
  else yield* source;
}

function readPolicy(source) {
  if (source === null || source === undefined) return [null, 'no policy was given'];
  try {
    return [parsePolicy(source), ''];
  } catch (e) {
    if (!(e instanceof Refused)) throw e;
    return [null, `the policy is refused: ${e.message}`];
  }
}

function wholeOf(answers, without) {
  const counted = answers.filter((a) => a.answer === NO || !without.includes(a.question)).map((a) => a.answer);
  return counted.includes(NO) ? NO : counted.includes(UNKNOWN) ? UNKNOWN : YES;
}

// Reads a bundle to its end, and returns the verification with all of its answers and what was found where it is of the form.
async function judge(source, policy, observer) {
  const [readable, policyError] = readPolicy(policy);
  const verification = new Verification(readable, policyError, observer);
  const lines = new Lines();
  let facts = { audience: null, origin: null, engine: null, size: null, root: null, findings: null, digest: null, exercises: null, withheld: null, withheldEntries: null, cosigners: null };
  let failure = null;
  try {
    for await (const chunk of chunksOf(source)) {
      for (const line of lines.of(chunk)) {
        verification.take(line);
        await verification.settle();
      }
    }
    lines.end();
    facts = verification.finish();
  } catch (e) {
    failure = e;
  }
  if (failure !== null) {
    const refused = failure instanceof Refused;
    const line = failure.line ?? verification.line + 1; // lines that are too long, not ended or missing were not taken
    if (!refused) verification.answers.clear();
    verification.notes.clear();
    if (refused) verification.answer('form', NO, failure.message, { line });
    for (const question of QUESTIONS) {
      verification.answer(question, UNKNOWN, refused ? 'the file is refused' : `reading failed: ${printable(failure.message)}`, null);
    }
  }
  return { verification, facts };
}

// Verifies a bundle.
//
// The source is its bytes, or chunks of bytes to iterate over, also asynchronously. Options: `policy`, bytes or text (without:
// who signed cannot be told); `follows`, the bytes or chunks of a bundle of the log that this one succeeds; `without`, questions of
// OPTIONAL_QUESTIONS that do not count for the whole where they could not be told; `observer`, whose `checkpoint(note)` and `entry(number, commitment, root)` are
// called as lines are read (root null: not disclosed).
//
// The result has `answers` in the order of QUESTIONS, each with `question`, `answer`, `why` and `place` (line, and entry or finding;
// or null), `whole`, `exitCode`, `notes`, and, where the file is of the form of a bundle, `audience`, `origin`, `engine`, `size`, `root`,
// `findings`, `digest`, `exercises`, `withheld`, `withheldEntries` and `cosigners` (null without a policy). Of a file that is refused only what was "no" by then is told.
export async function verifyBundle(source, { policy = null, follows = null, without = [], observer = null } = {}) {
  const { verification, facts } = await judge(source, policy, observer);
  if (follows !== null) {
    const before = await judge(follows, policy, null);
    const [answer, why] = await verification.follows(before.verification);
    verification.answers.set('succession', { answer, why, place: answer === YES ? null : verification.first?.place ?? null });
  }
  const answers = QUESTIONS.map((question) => ({ question, ...verification.answers.get(question) }));
  const whole = wholeOf(answers, without.filter((q) => OPTIONAL_QUESTIONS.includes(q)));
  return { whole, exitCode: EXIT_CODES[whole], answers, notes: [...verification.notes.values()], ...facts };
}
