// A tile a device, on a canvas. Only tiles that changed are drawn again, all of one colour in one go.

const largest = 34;
const smallest = 3;
const levels = 6;
// A tile's light fades a step every so many frames, and in each frame another part of the tiles has its turn.
const turns = 4;
const marksFrom = 8;

export class Mosaic {
  #canvas;
  #context;
  #fleet;
  #tile = 0;
  #columns = 1;
  #dirty = new Set();
  #lit = new Set();
  #light = new Uint8Array(1024);
  #frame = 0;
  #turn = 0;
  #palette;
  #still = matchMedia('(prefers-reduced-motion: reduce)');
  framesDrawn = 0;

  constructor(canvas, fleet) {
    this.#canvas = canvas;
    this.#context = canvas.getContext('2d', { alpha: false });
    this.#fleet = fleet;
    let width = 0;
    new ResizeObserver(([box]) => {
      // The height follows from the layout itself.
      if (box.contentRect.width === width) return;
      width = box.contentRect.width;
      this.layout();
    }).observe(canvas.parentElement);
    document.addEventListener('themechange', () => this.layout());
  }

  /** Sizes the tiles for the number of devices, and draws them all. */
  layout() {
    const ratio = devicePixelRatio || 1;
    const width = Math.floor(this.#canvas.parentElement.clientWidth * ratio);
    const height = Math.floor(Math.max(240, innerHeight * 0.55) * ratio);
    const count = this.#fleet.size;
    let tile = Math.min(Math.floor(largest * ratio), Math.floor(Math.sqrt(width * height / Math.max(count, 1))));
    while (tile > smallest * ratio && Math.ceil(count / Math.floor(width / tile)) * tile > height) tile--;
    this.#tile = Math.max(tile, Math.ceil(smallest * ratio));
    this.#columns = Math.max(1, Math.floor(width / this.#tile));
    const rows = Math.ceil(count / this.#columns);
    this.#canvas.width = width;
    this.#canvas.height = Math.max(1, rows * this.#tile);
    this.#canvas.style.width = `${width / ratio}px`;
    this.#canvas.style.height = `${this.#canvas.height / ratio}px`;
    if (this.#light.length < count) {
      const larger = new Uint8Array(Math.max(count, this.#light.length * 2));
      larger.set(this.#light);
      this.#light = larger;
    }
    this.#palette = readPalette();
    this.#context.fillStyle = this.#palette.surface;
    this.#context.fillRect(0, 0, width, this.#canvas.height);
    for (let index = 0; index < count; index++) this.#dirty.add(index);
    this.#wake();
  }

  changed(index) {
    this.#dirty.add(index);
    this.#wake();
  }

  pulse(index) {
    this.#light[index] = levels;
    this.#lit.add(index);
    this.#dirty.add(index);
    this.#wake();
  }

  /** The device under a point of the canvas, in CSS pixels; -1 when there is none. */
  at(x, y) {
    const ratio = devicePixelRatio || 1;
    const column = Math.floor(x * ratio / this.#tile);
    const index = Math.floor(y * ratio / this.#tile) * this.#columns + column;
    return column >= 0 && column < this.#columns && index >= 0 && index < this.#fleet.size ? index : -1;
  }

  #wake() {
    if (this.#frame === 0) this.#frame = requestAnimationFrame(() => this.#draw());
  }

  #draw() {
    this.#frame = 0;
    this.framesDrawn++;
    this.#fade();
    const buckets = new Map();
    for (const index of this.#dirty) {
      const key = this.#fleet.states[index] * (levels + 1) + this.#light[index];
      const bucket = buckets.get(key);
      if (bucket) bucket.push(index);
      else buckets.set(key, [index]);
    }
    this.#dirty.clear();
    for (const [key, indexes] of buckets) this.#fill(Math.floor(key / (levels + 1)), key % (levels + 1), indexes);
    if (this.#lit.size > 0) this.#wake();
  }

  #fade() {
    this.#turn = (this.#turn + 1) % turns;
    const step = this.#still.matches ? levels : 1;
    for (const index of this.#lit) {
      if (index % turns !== this.#turn) continue;
      const left = Math.max(0, this.#light[index] - step);
      this.#light[index] = left;
      this.#dirty.add(index);
      if (left === 0) this.#lit.delete(index);
    }
  }

  #fill(state, light, indexes) {
    const gap = this.#tile > 5 ? Math.max(1, Math.round(this.#tile / 12)) : this.#tile > 3 ? 1 : 0;
    const side = this.#tile - gap;
    const context = this.#context;
    context.fillStyle = this.#palette.tiles[state][light];
    for (const index of indexes) context.fillRect(this.#x(index), this.#y(index), side, side);
    if (side < marksFrom) return;

    // Not by colour alone: a slash for trouble, a dot for what waits, an empty tile for who is away.
    const inset = Math.max(1, Math.round(side / 6));
    if (state === 0 && light === 0) {
      context.fillStyle = this.#palette.surface;
      for (const index of indexes) context.fillRect(this.#x(index) + inset, this.#y(index) + inset, side - 2 * inset, side - 2 * inset);
    } else if (state === 2) {
      const dot = Math.max(2, Math.round(side / 3));
      const offset = Math.round((side - dot) / 2);
      context.fillStyle = this.#palette.mark;
      for (const index of indexes) context.fillRect(this.#x(index) + offset, this.#y(index) + offset, dot, dot);
    } else if (state === 3) {
      context.strokeStyle = this.#palette.mark;
      context.lineWidth = Math.max(1, side / 7);
      context.beginPath();
      for (const index of indexes) {
        context.moveTo(this.#x(index) + inset, this.#y(index) + side - inset);
        context.lineTo(this.#x(index) + side - inset, this.#y(index) + inset);
      }
      context.stroke();
    }
  }

  #x(index) {
    return (index % this.#columns) * this.#tile;
  }

  #y(index) {
    return Math.floor(index / this.#columns) * this.#tile;
  }
}

// The legend's swatches have the colours of the theme that holds, computed.
function readPalette() {
  const color = target => getComputedStyle(target).backgroundColor;
  const light = color(document.querySelector('.light-probe') ?? addProbe('light-probe'));
  const bases = [0, 1, 2, 3].map(state => color(document.querySelector(`.swatch[data-state="${state}"]`)));
  return {
    surface: color(document.querySelector('.card')),
    mark: color(document.querySelector('.mark-probe') ?? addProbe('mark-probe')),
    tiles: bases.map(base => Array.from({ length: levels + 1 }, (_, level) => mix(base, light, level / levels * 0.85))),
  };
}

function addProbe(name) {
  const probe = document.createElement('i');
  probe.className = `probe ${name}`;
  document.body.append(probe);
  return probe;
}

function mix(from, to, share) {
  const [a, b] = [from, to].map(text => text.match(/[\d.]+/g).map(Number));
  return `rgb(${[0, 1, 2].map(part => Math.round(a[part] + (b[part] - a[part]) * share)).join(' ')})`;
}
