// What a tree grid needs of the browser: the arrows must not scroll it, the chosen row must be in sight. Rows that are out of sight
// are not in the page, so a row is found by its number and height.
const keys = new Set(['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'Home', 'End']);

export function attach(box) {
  box.addEventListener('keydown', e => { if (keys.has(e.key)) e.preventDefault(); });
}

export function reveal(box, index, height) {
  const head = box.querySelector('thead').offsetHeight;
  const top = index * height;
  if (top < box.scrollTop) box.scrollTop = top;
  else if (top + height + head > box.scrollTop + box.clientHeight) box.scrollTop = top + height + head - box.clientHeight;
}
