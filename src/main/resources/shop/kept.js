// What the page remembers, and for how long.
//
//   the cart        localStorage     until it is ordered, also after the browser was closed
//   the form        sessionStorage   so that a reload loses nothing that was typed
//   the session     sessionStorage   so that a reload in the code step does not send a second text
//   the order       sessionStorage   its access token ends after minutes, and with the tab

class Kept {
  #storage;
  #name;
  #value;

  constructor(storage, name, initial) {
    this.#storage = storage;
    this.#name = `ordergate-shop-${name}`;
    try {
      this.#value = JSON.parse(storage.getItem(this.#name)) ?? initial;
    } catch {
      this.#value = initial; // somebody else has written there
    }
  }

  get value() {
    return this.#value;
  }

  set value(value) {
    this.#value = value;
    if (value === null) this.#storage.removeItem(this.#name);
    else this.#storage.setItem(this.#name, JSON.stringify(value));
  }
}

/** How many of each product: {product_id: quantity}. */
export const keptCart = new Kept(localStorage, 'cart', {});

/** The fields of the form. */
export const keptForm = new Kept(sessionStorage, 'form', {});

/** The order that was submitted last and the key of that call: {order, key}. The same order again has the same key. */
export const keptAttempt = new Kept(sessionStorage, 'attempt', null);

/** The session of the code that was texted: the answer of initiate with the times as clock times, or null. */
export const keptSession = new Kept(sessionStorage, 'session', null);

/** The orders that were placed in this tab, each with its token: {id: {access_token, ends}}. */
export const keptOrders = new Kept(sessionStorage, 'orders', {});
