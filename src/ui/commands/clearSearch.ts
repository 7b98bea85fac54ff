import type { Command } from './context.js';

export const clearSearch: Command = ({ modelsTree }) => { modelsTree.search(''); };
