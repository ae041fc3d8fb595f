// What an answer says, whatever it is: status, the text as it came, and the JSON in it when there is any.
export async function call(method, path, body, more = {}) {
  const init = { method, headers: { accept: 'application/json' }, ...more };
  if (body !== undefined) {
    init.body = body;
    init.headers['content-type'] = 'application/json';
  }
  let response;
  try {
    response = await fetch(path, init);
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    return { ok: false, status: 0, text: '', json: undefined };
  }
  const text = await response.text();
  return { ok: response.ok, status: response.status, text, json: parse(text) };
}

// One line for a person: the problem's own words where there are some (RFC 9457).
export function explain(answer) {
  if (answer.status === 0) return 'The Hive Backend does not answer.';
  const problem = answer.json ?? {};
  const code = typeof problem.type === 'string' ? problem.type.split(':').at(-1) : '';
  return [`${answer.status}${code ? ` ${code}` : ''}`, problem.detail ?? problem.title].filter(Boolean).join(': ');
}

export const get = path => call('GET', path);
export const post = (path, body) => call('POST', path, body === undefined ? undefined : JSON.stringify(body));

export function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

let settings;
export async function consoleSettings() {
  settings ??= get('/console/api/settings');
  return (await settings).json ?? {};
}
