import type { Command } from './context.js';

export const showLog: Command = ({ log }) => { log.show(); };
