// What every page has around its content.
import { consoleSettings } from './api.js';
import { find } from './dom.js';
import { showFaults } from './fault-banner.js';
import { startHints } from './hints.js';

const theme = find('theme');
theme.value = document.documentElement.dataset.theme ?? '';
theme.addEventListener('change', () => {
  if (theme.value) {
    document.documentElement.dataset.theme = theme.value;
    localStorage.setItem('mosaic.theme', theme.value);
  } else {
    delete document.documentElement.dataset.theme;
    localStorage.removeItem('mosaic.theme');
  }
  document.dispatchEvent(new Event('themechange'));
});
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => document.dispatchEvent(new Event('themechange')));

document.addEventListener('faultschange', showFaults);
document.addEventListener('visibilitychange', () => { if (!document.hidden) showFaults(); });

startHints();
showFaults();
const { dashboard } = await consoleSettings();
if (dashboard) {
  find('dashboard-link').href = dashboard;
  find('dashboard-link').hidden = false;
}
