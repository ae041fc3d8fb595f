import { consoleSettings } from './api.js';
import { copyButton, element } from './dom.js';

/** The trace of a W3C traceparent; undefined when there is none. */
export const traceOf = parent => /^[0-9a-f]{2}-([0-9a-f]{32})-/.exec(parent ?? '')?.[1];

/** A trace's id to copy, and the way to the dashboard where there is one. */
export function traceTools(trace) {
  if (!trace) return undefined;
  const tools = element('span', { className: 'row' }, copyButton('Copy trace id', trace, { title: trace }));
  consoleSettings().then(({ dashboard }) => {
    if (!dashboard) return;
    const href = `${dashboard}/traces/detail/${trace}`;
    tools.append(element('a', { href, target: '_blank', rel: 'noopener', className: 'button small' }, 'Open the trace'));
  });
  return tools;
}
