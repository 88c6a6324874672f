// Reads a stream of server-sent events from the answer of a fetch.
//
// The browser's own EventSource cannot send an Authorization header, and a token in the address would end up in logs.
// So the stream is fetched like any other call, and these lines take the events out of it.

/** Calls onEvent({id, event, data}) for each event, until the server ends the stream or the fetch is aborted. */
export async function readEvents(response, onEvent) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    text += part.value.replaceAll('\r', '');
    const blocks = text.split('\n\n'); // an empty line ends an event
    text = blocks.pop(); // the begin of an event whose end has not arrived yet
    for (const block of blocks) {
      const event = { id: '', event: 'message', data: '' };
      for (const line of block.split('\n')) {
        const [, field, value] = /^(\w*):? ?(.*)$/.exec(line) ?? [];
        if (field === 'data') event.data += (event.data && '\n') + value;
        else if (field) event[field] = value; // a line without a field is a comment, which keeps the connection open
      }
      if (event.data) onEvent(event);
    }
  }
}
