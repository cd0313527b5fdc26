#!/usr/bin/env node
const { load } = require('../dist/load.cjs');

load('cli/main');
