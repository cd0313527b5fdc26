#!/usr/bin/env node
import { load } from '../dist/load.js';

load('cli/main');
