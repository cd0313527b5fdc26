/** `generate-capture.ts FILE RECIPE`, the recipe as JSON: in a process of its own, which can be ended at any time. */
import { ensureCapture, type Recipe } from './generate.ts';

const [file = '', recipe = ''] = process.argv.slice(2);
ensureCapture(file, JSON.parse(recipe) as Recipe);
