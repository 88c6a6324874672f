/** Who is signed in. The refresh token is in a cookie that no script can read; the access token is in memory alone. */
import { api } from '../../pages/assets/api.js';
import { enrol, prove } from './factor.js';

const KNOWN = 'ordergate-console';

/** Calls that were refused before somebody answered the dialog, and hear of it after, need no dialog of their own. */
const LATE = 1000;

let account;
let demand;

/** The account that is signed in, as `GET /users/me` answers it; undefined when nobody is. */
export const user = () => account;

/** Goes on with the sign-in of an earlier visit, if this browser had one; the cookie itself cannot be seen here. */
export async function begin() {
  if (localStorage.getItem(KNOWN) && (await api.restore())) {
    account = await api.get('/api/v1/users/me').catch(() => undefined);
  }
}

/** Takes the tokens that a sign-in has answered. */
export async function signedIn(tokens) {
  api.useTokens(tokens);
  localStorage.setItem(KNOWN, 'signed in');
  account = await api.get('/api/v1/users/me');
  return account;
}

/** Reads the account again, after it has changed. */
export async function reload() {
  account = await api.get('/api/v1/users/me');
  return account;
}

export async function signOut() {
  account = undefined;
  localStorage.removeItem(KNOWN);
  await api.signOut();
}

/**
 * Lets every call of the console answer the service's demand for a second factor: a dialog asks for it once, however many
 * calls wait, and the calls are repeated. `lost` is called when the sign-in has ended.
 */
export function answerDemands(lost) {
  api.onRefused = async (problem) => {
    if (problem.code !== 'second-factor-required' && problem.code !== 'fresh-second-factor-required') {
      return false;
    }
    const { methods } = problem.problem;
    demand ??= (methods?.length === 0 ? enrol() : prove(methods)).finally(() => setTimeout(() => (demand = undefined), LATE));
    return demand.catch(async (failure) => {
      if (failure.code === 'sign-in-again' && account) {
        await signOut();
        lost();
      }
      throw failure;
    });
  };
  api.onEnded = () => {
    localStorage.removeItem(KNOWN);
    if (account) {
      account = undefined;
      lost();
    }
  };
}
