export const find = id => document.getElementById(id);

// Everything shown came from a device or a caller, so it only ever becomes text.
export function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === undefined || value === null) continue;
    if (key.startsWith('on')) made.addEventListener(key.slice(2), value);
    else if (key in made && key !== 'list') made[key] = value;
    else made.setAttribute(key, value);
  }
  made.append(...children.filter(child => child !== undefined && child !== null));
  return made;
}

// Sets text only when it differs: a live region would be read out again, and a selection lost.
export function say(target, text) {
  const place = typeof target === 'string' ? find(target) : target;
  if (place.textContent !== text) place.textContent = text;
}

const shown = new WeakMap();

// Keeps the elements of items that stay, and with them what is open or focused in them.
export function keyed(parent, items, keyOf, create, update = () => {}) {
  const known = shown.get(parent) ?? new Map();
  shown.set(parent, known);
  const keys = items.map(keyOf);
  const stays = new Set(keys);
  for (const [key, child] of known) {
    if (stays.has(key)) continue;
    child.remove();
    known.delete(key);
  }
  let before = null;
  for (const [place, item] of items.entries()) {
    const key = keys[place];
    let child = known.get(key);
    if (!child) known.set(key, child = create(item));
    update(item, child);
    const next = before ? before.nextElementSibling : parent.firstElementChild;
    if (next !== child) parent.insertBefore(child, next);
    before = child;
  }
}

export function copyButton(label, text, more = {}) {
  const button = element('button', { type: 'button', className: 'small', ...more }, label);
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(typeof text === 'function' ? text() : text);
      button.textContent = 'Copied';
    } catch {
      button.textContent = 'Not allowed to copy';
    }
    setTimeout(() => { button.textContent = label; }, 1500);
  });
  return button;
}
