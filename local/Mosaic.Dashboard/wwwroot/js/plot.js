// A thin wrapper of uPlot: as wide as its box, in the colours of the theme, with the same numbers under the curve as on it.
let loading;

function load(source) {
  // uPlot's minified file is a classic script.
  return loading ??= new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = new URL(source, document.baseURI);
    script.onload = resolve;
    script.onerror = () => reject(new Error(`${source} did not load.`));
    document.head.append(script);
  });
}

const height = 230;
const number = new Intl.NumberFormat('en', { maximumSignificantDigits: 4 });
const short = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 4 });
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const css = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

export async function create(box, source) {
  await load(source);
  let plot = null;
  let data = null;
  let labels = [];

  // Where the pointer is; the latest where it is not on the plot.
  const at = (value, series) => value ?? data[series].findLast(v => v != null);
  const text = (value, write) => value == null ? '' : write(value);

  const axis = { stroke: () => css('--quiet'), grid: { stroke: () => css('--line'), width: 1 }, ticks: { stroke: () => css('--line'), width: 1 } };
  const draw = () => {
    plot?.destroy();
    plot = new uPlot({
      width: box.clientWidth,
      height,
      scales: { y: { range: (_, min, max) => [Math.min(min ?? 0, 0), max > 0 ? max * 1.1 : 1] } },
      axes: [
        { ...axis, values: (_, splits) => splits.map(s => clock.format(s * 1000)), space: 90 },
        { ...axis, values: (_, splits) => splits.map(v => short.format(v)), size: 64 },
      ],
      series: [
        { label: 'Time', value: (_, v) => text(at(v, 0), s => clock.format(s * 1000)) },
        ...labels.map((label, i) => ({ label, stroke: () => css(`--c${i % 10}`), width: 1.75, dash: i >= 10 ? [6, 4] : undefined, spanGaps: true, points: { size: 4 },
          value: (_, v) => text(at(v, i + 1), number.format) })),
      ],
    }, data, box);
  };

  const resized = new ResizeObserver(() => { if (plot && box.clientWidth > 0) plot.setSize({ width: box.clientWidth, height }); });
  resized.observe(box);
  const themed = () => plot && draw();
  document.addEventListener('mosaic-theme', themed);

  return {
    show(times, lines, names) {
      data = [times, ...lines];
      const same = plot && names.length === labels.length && names.every((name, i) => name === labels[i]);
      labels = names;
      if (same) plot.setData(data);
      else draw();
    },
    dispose() {
      document.removeEventListener('mosaic-theme', themed);
      resized.disconnect();
      plot?.destroy();
    },
  };
}
