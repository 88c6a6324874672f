// The client of the API: JSON in and out, problems as errors, tokens that renew themselves, streams of events.
//
//   import { api, Problem } from './api.js';
//   const order = await api.get(`/api/v1/orders/${id}`);
//   await api.post(`/api/v1/orders/${id}/cancel`, { reason: 'customer' }, { idempotencyKey: crypto.randomUUID() });
//
// The access token is held in memory only. The refresh token is a cookie that no script can read and that the browser
// sends to the refresh call alone, so a reload of the page asks for a new access token: `await api.restore()`.

import { readEvents } from './sse.js';

/** Where the service stands: this file lies at pages/assets/ below it, whatever prefix a proxy put before it. */
const base = new URL('../../', import.meta.url);

// Browsers have it on https and localhost alone, and a developer's phone opens http://192.168.0.7:8080.
crypto.randomUUID ??= () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');

const REFRESH = '/api/v1/auth/refresh';

/** An answer of the API that is not what was asked for. `code` is stable; texts.js has a sentence for customers. */
export class Problem extends Error {
  constructor(status, problem, headers) {
    super(problem.title ?? `Status ${status}`);
    this.status = status;
    this.code = problem.code ?? 'unknown';
    this.title = problem.title ?? '';
    this.detail = problem.detail ?? '';
    this.errors = problem.errors ?? [];
    this.request_id = problem.request_id ?? headers?.get('X-Request-ID') ?? '';
    this.retryAfter = Number(headers?.get('Retry-After') ?? 0);
    this.problem = problem; // further members, `methods` of a second factor for example
  }
}

class Api {
  #token = null;
  #refreshing = null;

  /** The account that has signed in, as GET /api/v1/users/me answers it; null for nobody. */
  user = null;

  /** Hears each refusal, and answers whether to make the call once more: the console asks for a second factor meanwhile. */
  onRefused = async () => false;

  /** Hears that the sign-in has ended by itself: it was too old, or somebody has ended it elsewhere. */
  onEnded = () => {};

  get signedIn() {
    return this.#token !== null;
  }

  /** The absolute address of a path of the service. */
  url(path) {
    return new URL(path.replace(/^\//, ''), base).href;
  }

  get(path, options) {
    return this.#json('GET', path, undefined, options);
  }

  post(path, body, options) {
    return this.#json('POST', path, body, options);
  }

  put(path, body, options) {
    return this.#json('PUT', path, body, options);
  }

  patch(path, body, options) {
    return this.#json('PATCH', path, body, options);
  }

  del(path, body, options) {
    return this.#json('DELETE', path, body, options);
  }

  /** Uses the tokens of an answer, of a sign-in or of a verified order. */
  useTokens(tokens) {
    this.#token = tokens?.access_token ?? null;
  }

  /** Takes up the sign-in of an earlier visit, if its cookie still counts. Answers whether somebody is signed in. */
  async restore() {
    return this.#refresh();
  }

  /** Ends the sign-in here and at the server. */
  async signOut() {
    await this.#fetch('DELETE', REFRESH).catch(() => {});
    this.#token = null;
    this.user = null;
  }

  /**
   * Follows a stream of events until the answer of this method is called. A broken stream is taken up again where it
   * broke; onState('open' | 'waiting' | 'refused', problem) tells about it.
   */
  stream(path, onEvent, { onState = () => {} } = {}) {
    const stop = new AbortController();
    this.#follow(path, onEvent, onState, stop.signal);
    return () => stop.abort();
  }

  /** The whole answer, for exports and the like. Throws a Problem as all calls do. */
  async response(method, path, body, options = {}) {
    try {
      return await this.#answer(method, path, body, options);
    } catch (problem) {
      if (problem instanceof Problem && (await this.onRefused(problem))) {
        return this.#answer(method, path, body, options);
      }
      throw problem;
    }
  }

  async #answer(method, path, body, options) {
    const tokenBefore = this.#token;
    try {
      return await this.#once(method, path, body, options);
    } catch (problem) {
      // A wrong password or code is 401, too, and must not be sent twice.
      if (tokenBefore !== null && ['unauthenticated', 'invalid-token'].includes(problem.code)) {
        if (this.#token !== tokenBefore || (await this.#refresh())) {
          return this.#once(method, path, body, options);
        }
      }
      throw problem;
    }
  }

  async #once(method, path, body, options) {
    const response = await this.#fetch(method, path, body, options);
    if (!response.ok) {
      throw new Problem(response.status, await response.json().catch(() => ({})), response.headers);
    }
    return response;
  }

  async #json(method, path, body, options) {
    const response = await this.response(method, path, body, options);
    return response.status === 204 || response.headers.get('Content-Length') === '0' ? null : response.json();
  }

  async #fetch(method, path, body, { idempotencyKey, ifMatch, signal, accept = 'application/json', headers = {} } = {}) {
    const all = { Accept: accept, 'X-Refresh-Token': 'cookie', ...headers };
    if (this.#token !== null) all.Authorization = `Bearer ${this.#token}`;
    if (idempotencyKey) all['Idempotency-Key'] = idempotencyKey;
    if (ifMatch) all['If-Match'] = ifMatch;
    if (body !== undefined && !(body instanceof Blob)) all['Content-Type'] = 'application/json';
    try {
      return await fetch(this.url(path), {
        method,
        headers: all,
        body: body === undefined || body instanceof Blob ? body : JSON.stringify(body),
        signal,
        cache: 'no-cache',
      });
    } catch (failure) {
      if (signal?.aborted) throw failure;
      throw new Problem(0, { code: 'offline', title: failure.message });
    }
  }

  /** One refresh for all calls that need one: the second use of a refresh token would end the sign-in. */
  #refresh() {
    this.#refreshing ??= this.#once('POST', REFRESH)
      .then(async (response) => this.useTokens(await response.json()))
      .catch((problem) => {
        // When the network or the service is away, the token stays, and the next call tries again.
        if ([400, 401, 403].includes(problem.status)) {
          const had = this.signedIn;
          this.useTokens(null);
          if (had) this.onEnded();
        }
      })
      .then(() => this.signedIn)
      .finally(() => (this.#refreshing = null));
    return this.#refreshing;
  }

  async #follow(path, onEvent, onState, signal) {
    let last = '';
    for (let wait = 1000; !signal.aborted; wait = Math.min(wait * 2, 30_000)) {
      try {
        const headers = last ? { 'Last-Event-ID': last } : {};
        const response = await this.response('GET', path, undefined, { signal, headers, accept: 'text/event-stream' });
        onState('open');
        wait = 1000;
        await readEvents(response, (event) => {
          last = event.id || last;
          onEvent({ ...event, data: JSON.parse(event.data) });
        });
      } catch (problem) {
        if (signal.aborted) return;
        if (problem instanceof Problem && [401, 403, 404].includes(problem.status)) {
          onState('refused', problem);
          return;
        }
      }
      if (signal.aborted) return;
      onState('waiting');
      await new Promise((done) => setTimeout(done, wait * (0.5 + Math.random() / 2)));
    }
  }
}

export const api = new Api();
