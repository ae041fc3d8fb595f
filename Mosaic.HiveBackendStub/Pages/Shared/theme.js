// Not a module: it runs before the page is painted, so that no page flashes in the other theme.
{
  const chosen = localStorage.getItem('mosaic.theme');
  if (chosen === 'light' || chosen === 'dark') document.documentElement.dataset.theme = chosen;
}
