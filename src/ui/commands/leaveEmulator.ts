import type { Command } from './context.js';

/** Back to AWS. What was deployed to the emulator stays in it for the next time. */
export const leaveEmulator: Command = async ({ connections, emulator }) => {
  await emulator.setActive(false);
  connections.choose();
  await connections.refreshIdentity();
};
