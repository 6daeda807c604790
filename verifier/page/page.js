
// The page: it hands the chosen files to the verifier above and puts the answers into words. Text from a bundle only ever becomes
// text of a node, never markup.

const WORDS = {
  form: 'Is the file whole, and of the form of a bundle?',
  log: 'Did a log that you trust sign it?',
  quorum: 'Did enough of the cosigners that you trust sign it?',
  tree: 'Are the entries exactly those that were signed: none missing, added or changed?',
  headers: 'Are the entries in order: numbered, never back in time, of known kinds?',
  findings: 'Is every finding the one that its ID names, and does the log vouch that these are all?',
  succession: 'If the log ended, or began where another ended: is that in order?',
  destroyed: 'Does the record say of everything that was destroyed that it was?',
  inputs: 'Does every finding rest on reports that stand in the record?',
  recomputed: 'Do the same entries give the same findings when they are computed again?',
};
const MARKS = { [YES]: ['\u2713 yes', 'yes'], [NO]: ['\u2717 no', 'no'], [UNKNOWN]: ['? could not tell', 'unknown'] };
const MEANINGS = {
  [YES]: ['Yes: everything that was asked holds', ''],
  [NO]: ['No: something does not hold', 'Do not rely on this bundle. Keep the file: it may be evidence. The first place where it differs is given below.'],
  [UNKNOWN]: ['Could not tell', 'Nothing that was asked is wrong, but not everything could be checked. See below what is missing.'],
};

const get = (id) => document.getElementById(id);

function element(name, text, className) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (className !== undefined) made.className = className;
  return made;
}

function placeInWords(place) {
  if (place === null) return '';
  const names = ['entry', 'finding', 'line'].filter((k) => k in place);
  return ` (${names.map((k) => `${k} ${place[k].toLocaleString('en')}`).join(', ')})`;
}

function answerRow({ question, answer, why, place }, leftOut) {
  const row = element('tr');
  const head = element('th', WORDS[question]);
  head.scope = 'row';
  head.append(element('span', leftOut ? `${question}, left out of the whole` : question, 'name'));
  const cell = element('td');
  const [mark, className] = MARKS[answer];
  cell.append(element('span', mark, `answer ${className}`));
  if (why !== '') cell.append(element('span', `${why}${placeInWords(place)}`, 'why'));
  row.append(head, cell);
  return row;
}

function showFacts(result) {
  const facts = get('facts');
  facts.replaceChildren();
  const add = (name, value, code) => {
    const cell = element('dd', code ? undefined : value);
    if (code) cell.append(element('code', value));
    facts.append(element('dt', name), cell);
  };
  add('Log', printable(result.origin));
  add('Meant for', { mission: 'the mission', party: 'a party', public: 'the public' }[result.audience]);
  add('Entries', result.size.toLocaleString('en'));
  add('Root of the tree', result.root, true);
  add('Findings', result.findings.toLocaleString('en'));
  if (result.withheld > 0) add('Findings not shown', result.withheld.toLocaleString('en'));
  if (result.withheldEntries > 0) add('Entries not shown', result.withheldEntries.toLocaleString('en'));
  add('Digest of findings', result.digest, true);
  if (result.cosigners === null) return;
  const missing = result.cosigners.filter((c) => c.state !== 'holds');
  const say = (c) => `${printable(c.name, 60)}${c.state === 'fails' ? ' (its signature does not hold)' : ''}`;
  add('Cosigners who did not sign', missing.length === 0 ? 'none' : missing.map(say).join(', '));
}

function show(result, without) {
  const [title, meaning] = MEANINGS[result.whole];
  get('result-title').textContent = title;
  get('result-title').className = MARKS[result.whole][1];
  get('meaning').textContent = meaning;
  get('exercise').hidden = !(result.exercises > 0);
  get('exercise').textContent = `EXERCISE: ${result.exercises} of ${result.findings} findings are of an invented or moved event.`;
  get('answers').replaceChildren(...result.answers.map((a) => answerRow(a, a.answer === UNKNOWN && without.includes(a.question))));
  get('facts-box').hidden = result.size === null;
  if (result.size !== null) showFacts(result);
  get('notes-box').hidden = result.notes.length === 0;
  get('notes').replaceChildren(...result.notes.map((n) => element('li', `${n.about}${placeInWords(n.place)}${n.count > 1 ? `, and ${n.count - 1} more` : ''}`)));
  get('result').hidden = false;
  get('result-title').focus();
}

// The chunks of a file; between them the page stays alive and says how far it has come.
async function* chunksOfFile(file) {
  const reader = file.stream().getReader();
  let read = 0;
  let told = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
    read += value.length;
    const percent = Math.floor((read / file.size) * 100);
    if (percent >= told + 20) { // seldom, since a screen reader says it aloud
      told = percent;
      get('status').textContent = `Reading: ${percent} %`;
    }
    await new Promise((resolve) => { setTimeout(resolve, 0); });
  }
}

async function check(event) {
  event.preventDefault();
  const [bundle] = get('bundle').files;
  const [policy] = get('policy').files;
  const [before] = get('follows').files;
  const without = [...document.querySelectorAll('input[name="without"]:checked')].map((box) => box.value);
  const button = event.target.querySelector('button');
  button.disabled = true;
  get('result').hidden = true;
  get('status').textContent = 'Reading';
  try {
    const trusted = policy === undefined ? null : new Uint8Array(await policy.slice(0, 2 * MAX_POLICY).arrayBuffer());
    const result = await verifyBundle(chunksOfFile(bundle), { policy: trusted, follows: before === undefined ? null : chunksOfFile(before), without });
    get('status').textContent = `${printable(bundle.name)} was checked.`;
    show(result, without);
  } catch (e) {
    get('status').textContent = `The files could not be read: ${printable(e.message)}`;
  } finally {
    button.disabled = false;
  }
}

get('form').addEventListener('submit', check);
