// Loaded before the first paint: says on the html element which theme holds, and keeps the reader's choice in this browser.
(() => {
  const key = 'mosaic.theme';
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const read = () => { try { return localStorage.getItem(key); } catch { return null; } }; // storage may be forbidden
  let choice = read() ?? 'system';

  const apply = () => {
    document.documentElement.dataset.theme = choice === 'system' ? (dark.matches ? 'dark' : 'light') : choice;
    document.dispatchEvent(new CustomEvent('mosaic-theme'));
  };

  dark.addEventListener('change', apply);
  addEventListener('storage', e => { if (e.key === key) { choice = e.newValue ?? 'system'; apply(); } });
  document.addEventListener('change', e => {
    if (e.target.name !== 'theme') return;
    choice = e.target.value;
    try { localStorage.setItem(key, choice); } catch { /* then it holds for this page only */ }
    apply();
  });

  window.mosaicTheme = { choice: () => choice };
  apply();
})();
