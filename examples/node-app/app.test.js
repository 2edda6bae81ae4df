'use strict';

const test = require('node:test');
const assert = require('node:assert');
const { answer } = require('./app.js');

test('greets by name and counts', () => {
  assert.deepStrictEqual(answer('/hello/ada', 'hi').body, { greeting: 'hi', name: 'ada', visits: 1 });
  assert.strictEqual(answer('/hello/ada', 'hi').body.visits, 2);
});

test('knows no other path', () => {
  assert.strictEqual(answer('/nowhere', 'hi').status, 404);
});
