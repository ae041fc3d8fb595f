import { consoleSettings } from '../shared/api.js';
import { copyButton, element } from '../shared/dom.js';

const { dashboard } = await consoleSettings();

/** The trace of a W3C traceparent; undefined when there is none. */
export const traceOf = parent => /^[0-9a-f]{2}-([0-9a-f]{32})-/.exec(parent ?? '')?.[1];

/** A trace's id to copy, and the way to the dashboard where there is one. */
export function traceTools(trace) {
  if (!trace) return undefined;
  const link = dashboard
    ? element('a', { href: `${dashboard}/traces/detail/${trace}`, target: '_blank', rel: 'noopener', className: 'button small' }, 'Open the trace')
    : undefined;
  return element('span', { className: 'row' }, copyButton('Copy trace id', trace, { title: trace }), link);
}
