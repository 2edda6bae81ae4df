'use strict';

const http = require('node:http');
const { answer } = require('./app.js');

const port = Number(process.env.PORT ?? 3000);
const greeting = process.env.GREETING ?? 'hello';

const server = http.createServer((request, response) => {
  const { status, body } = answer(request.url, greeting);
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(`${JSON.stringify(body)}\n`);
});

server.listen(port, '127.0.0.1', () => console.log(`listening on ${port}`));
process.on('SIGTERM', () => server.close(() => process.exit(0)));
