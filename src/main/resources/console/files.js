/** Files: downloads of what the API answers, and CSV (RFC 4180). */
import { api } from '../../pages/assets/api.js';

/** Saves an answer of the API as a file. It is read into memory first, since only a call has the token. */
export async function download(path, name, accept) {
  const response = await api.response('GET', path, undefined, { accept });
  save(await response.blob(), name);
}

export function save(blob, name) {
  const address = URL.createObjectURL(blob);
  const anchor = document.createElement('a');
  anchor.href = address;
  anchor.download = name;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
}

const cell = (value) => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);

/** Rows of CSV, the names of the columns first. */
export const toCsv = (columns, rows) =>
  [columns, ...rows.map((row) => columns.map((column) => String(row[column] ?? '')))].map((line) => line.map(cell).join(',')).join('\r\n') + '\r\n';

/** The rows of CSV as objects, under the names of the first line; empty cells are left out. */
export function fromCsv(text) {
  const lines = [[]];
  let value = '';
  let quoted = false;
  const input = text.replace(/^\uFEFF/, '');
  const end = () => {
    lines.at(-1).push(value.trim());
    value = '';
  };
  for (let at = 0; at < input.length; at++) {
    const sign = input[at];
    if (quoted) {
      if (sign !== '"') {
        value += sign;
      } else if (input[at + 1] === '"') {
        value += '"';
        at++;
      } else {
        quoted = false;
      }
    } else if (sign === '"' && value.trim() === '') {
      value = '';
      quoted = true;
    } else if (sign === ',') {
      end();
    } else if (sign === '\n') {
      end();
      lines.push([]);
    } else if (sign !== '\r') {
      value += sign;
    }
  }
  end();
  const [names, ...rest] = lines;
  return rest
    .filter((line) => line.some((one) => one !== ''))
    .map((line) => Object.fromEntries(names.map((name, at) => [name, line[at] ?? '']).filter(([, one]) => one !== '')));
}
