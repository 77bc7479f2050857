#!/usr/bin/env node
/*
 * The command. This file is JavaScript that every version of Node can parse: a version that is too old gets a message
 * before anything else is loaded.
 */
const { existsSync } = require('fs');
const { join } = require('path');
const { pathToFileURL } = require('url');
const v8 = require('v8');
const { engines } = require('../package.json');

/** sysexits.h: the configuration is wrong. A restart will not help. */
const EXIT_CONFIG = 78;

const needed = /(\d+)\.(\d+)/.exec(engines.node).slice(1, 3).map(Number);
const [major, minor] = process.versions.node.split('.').map(Number);

if (major < needed[0] || (major === needed[0] && minor < needed[1])) {
  process.stderr.write(
    `kommunicate-graphql needs Node ${needed.join('.')} or later; this is ${process.versions.node}\n`,
  );
  process.exitCode = EXIT_CONFIG;
} else {
  // Most objects live as long as a request: a young generation that grows faster is collected less often.
  v8.setFlagsFromString('--semi-space-growth-factor=16');
  // A checkout runs its sources, the installed package its build.
  const root = join(__dirname, '..');
  const source = join(root, 'src', 'cli', 'main.ts');
  // An error during loading is an unhandled rejection: Node prints it and exits with 1.
  void import(pathToFileURL(existsSync(source) ? source : join(root, 'dist', 'cli', 'main.js')).href);
}
