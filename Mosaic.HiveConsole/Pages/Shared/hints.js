// The four steps of a first visit, and how far this browser has come.
import { find } from './dom.js';
import { devicePage } from './text.js';

const steps = ['register', 'connect', 'request', 'answer'];
const hidden = 'mosaic.hints.hidden';

export const lastDevice = () => localStorage.getItem('mosaic.device');

export function remember(device) {
  localStorage.setItem('mosaic.device', device);
  showHints();
}

export function reached(step) {
  if (localStorage.getItem(`mosaic.step.${step}`)) return;
  localStorage.setItem(`mosaic.step.${step}`, 'done');
  showHints();
}

export function showHints() {
  const done = step => localStorage.getItem(`mosaic.step.${step}`) !== null;
  const device = lastDevice();
  for (const item of find('hints').querySelectorAll('li')) {
    const { step } = item.dataset;
    const link = item.firstElementChild;
    item.classList.toggle('done', done(step));
    if (done(step)) item.setAttribute('aria-label', `${link.textContent}: done`);
    if (step === 'request' && device) link.href = devicePage(device);
    if (step === 'connect' && device) link.href = `/console/browser-device?device=${device}`;
  }
  if (steps.every(done)) find('hints-title').textContent = 'You have seen the whole way';
}

export function startHints() {
  find('hints-close').addEventListener('click', () => {
    localStorage.setItem(hidden, 'yes');
    document.documentElement.dataset.hints = 'hidden';
    find('main').focus();
  });
  window.addEventListener('storage', showHints);
  showHints();
}
