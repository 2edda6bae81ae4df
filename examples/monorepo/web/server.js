'use strict';

// The front: passes what concerns orders on to the API, and shows a page.
const http = require('node:http');

const api = process.env.API;

function pass(request, response) {
  const there = http.request(`${api}${request.url}`, { method: request.method, headers: request.headers }, (answer) => {
    response.writeHead(answer.statusCode, answer.headers);
    answer.pipe(response);
  });
  there.on('error', (error) => {
    response.writeHead(502, { 'content-type': 'text/plain' });
    response.end(`the API does not answer: ${error.message}\n`);
  });
  request.pipe(there);
}

const server = http.createServer((request, response) => {
  if (request.url.startsWith('/orders')) return pass(request, response);
  response.writeHead(200, { 'content-type': 'text/html' });
  response.end('<!doctype html><title>Orders</title><h1>Orders</h1><p>See <a href="/orders">/orders</a>.</p>\n');
});

server.listen(3000, '127.0.0.1', () => console.log('listening on 3000'));
process.on('SIGTERM', () => server.close(() => process.exit(0)));
