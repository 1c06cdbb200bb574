// A subscription is answered with server-sent events, each one line of JSON.
import { post, readAnswer } from "./transport.js";

// A generator that waits for an event cannot be stopped from outside; its request can.
export function subscribe(params, headers) {
  const request = new AbortController();
  const events = listen(params, headers, request.signal);
  const done = { done: true, value: undefined };
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      try {
        return await events.next();
      } catch (error) {
        if (request.signal.aborted) return done;
        throw error;
      }
    },
    async return() {
      request.abort();
      return done;
    },
  };
}

async function* listen(params, headers, signal) {
  const response = await post(params, headers, "text/event-stream, application/json", signal);
  if (!response.headers.get("content-type")?.startsWith("text/event-stream")) {
    yield await readAnswer(response);
    return;
  }
  const text = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let unread = "";
  for (let read = await text.read(); !read.done; read = await text.read()) {
    const lines = (unread + read.value).split("\n");
    unread = lines.pop();
    for (const line of lines) {
      const data = line.startsWith("data:") && line.slice("data:".length).trim();
      if (data) yield JSON.parse(data);
    }
  }
}
