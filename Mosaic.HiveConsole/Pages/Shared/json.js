// Reads JSON and keeps the text: JSON.parse would round large numbers, and says in each browser's own way what is wrong.

export class JsonMistake extends Error {
  constructor(text, at, message) {
    const before = text.slice(0, at).split('\n');
    super(`${message} (line ${before.length}, column ${before.at(-1).length + 1})`);
    this.at = at;
  }
}

const numbers = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const words = /true|false|null/y;
const escapes = /["\\/bfnrt]|u[0-9a-fA-F]{4}/y;

class Reader {
  constructor(text) {
    this.text = text;
    this.at = 0;
  }

  fail(message) {
    throw new JsonMistake(this.text, this.at, this.at >= this.text.length ? 'The text ends too early' : message);
  }

  take(pattern) {
    pattern.lastIndex = this.at;
    if (!pattern.test(this.text)) return false;
    this.at = pattern.lastIndex;
    return true;
  }

  next() {
    while (' \t\r\n'.includes(this.text[this.at] || 'x')) this.at++;
    return this.text[this.at];
  }

  document() {
    const value = this.value();
    if (this.next() !== undefined) this.fail('Nothing may follow the value');
    return value;
  }

  value() {
    const first = this.next();
    const from = this.at;
    if (first === '{') return this.group(from, '}', () => this.member());
    if (first === '[') return this.group(from, ']', () => ({ value: this.value() }));
    if (first === '"') this.string();
    else if (!this.take(numbers) && !this.take(words)) this.fail('Expected a value');
    return { from, to: this.at };
  }

  member() {
    if (this.next() !== '"') this.fail('Expected a name in quotes');
    const from = this.at;
    this.string();
    const name = this.text.slice(from, this.at);
    if (this.next() !== ':') this.fail('Expected a colon after the name');
    this.at++;
    return { name, value: this.value() };
  }

  group(from, close, read) {
    const items = [];
    this.at++;
    if (this.next() !== close) {
      for (;;) {
        items.push(read());
        const mark = this.next();
        if (mark === close) break;
        if (mark !== ',') this.fail(`Expected a comma or ${close}`);
        this.at++;
      }
    }
    this.at++;
    return { from, to: this.at, items, close };
  }

  string() {
    this.at++;
    for (;;) {
      const code = this.text.charCodeAt(this.at);
      if (Number.isNaN(code)) this.fail('');
      if (code < 0x20) this.fail('A control character must be escaped');
      this.at++;
      if (code === 0x22) return;
      if (code === 0x5c && !this.take(escapes)) this.fail('Unknown escape');
    }
  }
}

/** What is wrong with the text, as a sentence with its place; null when nothing is. */
export function mistakeIn(text) {
  try {
    new Reader(text).document();
    return null;
  } catch (error) {
    if (error instanceof JsonMistake) return error;
    if (error instanceof RangeError) return new JsonMistake(text, 0, 'Nested too deep');
    throw error;
  }
}

function tree(text) {
  return mistakeIn(text) === null ? new Reader(text).document() : null;
}

function print(text, node, margin) {
  if (!node.items) return text.slice(node.from, node.to);
  const open = text[node.from];
  if (node.items.length === 0) return open + node.close;
  const inner = `${margin}  `;
  const lines = node.items.map(item => `${inner}${item.name ? `${item.name}: ` : ''}${print(text, item.value, inner)}`);
  return `${open}\n${lines.join(',\n')}\n${margin}${node.close}`;
}

/** The same tokens over several lines; what is no JSON comes back as it is. */
export function indent(text) {
  const root = tree(text);
  return root ? print(text, root, '') : text;
}

/** The text of a field of an object; undefined when it has none. */
export function member(text, name) {
  const found = tree(text)?.items?.findLast(item => item.name === JSON.stringify(name));
  return found && text.slice(found.value.from, found.value.to);
}
