
// The page: it hands the chosen files to what stands above and puts the answers into words. Text from a file only ever becomes text
// of a node, never markup.

const WORDS = {
  form: 'Are the manifest and the proof of the form that they must have?',
  files: 'Are the files exactly those that the manifest lists: none missing, added or changed?',
  log: 'Did a log that you trust sign the checkpoint?',
  quorum: 'Did enough of the cosigners that you trust sign it?',
  approved: 'Does the log say that two people let exactly these files go?',
  included: 'Does what they did stand in the record that was signed?',
  bundle: 'Is the bundle of the same log, and does it have every finding that is shown?',
};
const MARKS = { [YES]: ['\u2713 yes', 'yes'], [NO]: ['\u2717 no', 'no'], [UNKNOWN]: ['? could not tell', 'unknown'] };
const MEANINGS = {
  [YES]: ['Yes: everything that was asked holds', ''],
  [NO]: ['No: something does not hold', 'Do not rely on this folder. Keep it: it may be evidence.'],
  [UNKNOWN]: ['Could not tell', 'Nothing that was asked is wrong, but not everything could be checked. See below what is missing.'],
};
const MOST = 512 * 1024 * 1024; // bytes of a file that is read

const get = (id) => document.getElementById(id);

function element(name, content, className) {
  const made = document.createElement(name);
  if (content !== undefined) made.textContent = content;
  if (className !== undefined) made.className = className;
  return made;
}

function answerRow({ question, answer, why }) {
  const row = element('tr');
  const head = element('th', WORDS[question]);
  head.scope = 'row';
  head.append(element('span', question, 'name'));
  const cell = element('td');
  const [mark, className] = MARKS[answer];
  cell.append(element('span', mark, `answer ${className}`));
  if (why !== '') cell.append(element('span', why, 'why'));
  row.append(head, cell);
  return row;
}

function showFacts({ manifest, digest, signed }) {
  const facts = get('facts');
  facts.replaceChildren();
  const add = (name, value, code) => {
    const cell = element('dd', code ? undefined : value);
    if (code) cell.append(element('code', value));
    facts.append(element('dt', name), cell);
  };
  add('Under', manifest.get('agreements').map((a) => printable(a)).join(', '));
  add('Days', `${printable(manifest.get('from'))} to ${printable(manifest.get('to'))}, in ${printable(manifest.get('zone'))}`);
  add('Findings', manifest.get('findings').length.toLocaleString('en'));
  add('Files', manifest.get('files').length.toLocaleString('en'));
  add('Digest of the manifest', digest, true);
  for (const { name, id } of signed) add('Key under the checkpoint begins', `${printable(name)}+${id}+`, true);
}

function show(result) {
  const [title, meaning] = MEANINGS[result.whole];
  get('result-title').textContent = title;
  get('result-title').className = MARKS[result.whole][1];
  get('meaning').textContent = meaning;
  get('answers').replaceChildren(...result.answers.map(answerRow));
  get('facts-box').hidden = result.manifest === undefined;
  get('exercise').hidden = result.manifest?.get('exercise') !== true;
  get('exercise').textContent = 'EXERCISE: everything in this release is invented.';
  if (result.manifest !== undefined) showFacts(result);
  get('result').hidden = false;
  get('result-title').focus();
}

async function bytesOf(file) {
  if (file.size > MOST) refuse(`${printable(file.name)} is longer than ${MOST} bytes`);
  return new Uint8Array(await file.arrayBuffer());
}

// Names are relative to the folder that was chosen. Files that were chosen one by one have none: those of pages of days go back to
// their folder.
function nameOf(file) {
  const path = file.webkitRelativePath;
  if (path !== '' && path.includes('/')) return path.slice(path.indexOf('/') + 1);
  return /^\d{4}-\d{2}-\d{2}\.html$/.test(file.name) ? `day/${file.name}` : file.name;
}

async function check(event) {
  event.preventDefault();
  const button = event.target.querySelector('button');
  button.disabled = true;
  get('result').hidden = true;
  get('status').textContent = 'Reading';
  try {
    const files = new Map();
    for (const file of get('folder').files) files.set(nameOf(file), await bytesOf(file));
    const [policy] = get('policy').files;
    const [bundle] = get('bundle').files;
    const result = await verifyRelease(files, {
      policy: policy === undefined ? null : await bytesOf(policy), bundle: bundle === undefined ? null : await bytesOf(bundle),
    });
    get('status').textContent = `${files.size.toLocaleString('en')} files were read.`;
    show(result);
  } catch (e) {
    get('status').textContent = `The files could not be read: ${printable(e.message)}`;
  } finally {
    button.disabled = false;
  }
}

get('form').addEventListener('submit', check);
