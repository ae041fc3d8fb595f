import { get } from './api.js';
import { element, find } from './dom.js';

/** A fault plan in words; null when it changes nothing. */
export function describeFaults(plan) {
  const does = [];
  if (plan.delayms > 0) does.push(`is delayed by ${plan.delayms} ms`);
  if (plan.hang) does.push('is left without an answer');
  else if (plan.down) does.push('has its connection cut');
  else if (plan.status !== null) does.push(`is answered with ${plan.status}${plan.retryafter === null ? '' : `, Retry-After ${plan.retryafter} s`}`);
  if (does.length === 0 || plan.share === 0) return null;
  const share = plan.share >= 1 ? 'Every delivery' : `${Math.round(plan.share * 1000) / 10} % of deliveries, each`;
  return `${share}${plan.device ? ` of device ${plan.device}` : ''} ${does.join(' and ')}.`;
}

/** Says on every page when the backend is made to fail; gives the answer of /faults. */
export async function showFaults() {
  const answer = await get('/faults');
  const text = answer.ok ? describeFaults(answer.json) : null;
  const banner = find('fault-banner');
  banner.hidden = !text;
  banner.replaceChildren(...(text ? [`The backend fails on purpose. ${text} `, element('a', { href: '/console/faults' }, 'Heal it')] : []));
  return answer;
}
