'use strict';

const visits = new Map();

// What the server answers to a path: a status and a body.
function answer(path, greeting) {
  if (path === '/health') return { status: 200, body: { ok: true } };
  const name = /^\/hello\/([a-z]+)$/.exec(path)?.[1];
  if (name === undefined) return { status: 404, body: { error: `nothing is at ${path}` } };
  visits.set(name, (visits.get(name) ?? 0) + 1);
  return { status: 200, body: { greeting, name, visits: visits.get(name) } };
}

module.exports = { answer };
