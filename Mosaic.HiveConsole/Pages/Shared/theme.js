// Not a module: it runs before the page is painted, so that no page flashes in the other theme, or moves when the hints go.
{
  const chosen = localStorage.getItem('mosaic.theme');
  if (chosen === 'light' || chosen === 'dark') document.documentElement.dataset.theme = chosen;
  if (localStorage.getItem('mosaic.hints.hidden')) document.documentElement.dataset.hints = 'hidden';
}
