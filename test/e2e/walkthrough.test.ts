import { useWorkbench } from './support.js';

/** File, title, and a word of the picture. */
const STEPS = [
  ['1-connect', 'Connect to AWS, or try it without', 'my-profile'], ['2-choose', 'Choose a model', 'Mistral 7B Instruct'], ['3-deploy', 'Deploy it', 'Will it deploy?'],
  ['4-notebook', 'Call it from a notebook', 'print(answer)'], ['5-cleanUp', 'Clean up', 'per hour'],
] as const;

describe('The walkthrough', () => {
  const workbench = useWorkbench({ viewport: { width: 1440, height: 900 } });

  it('opens, and shows a picture with every step', async () => {
    const bench = workbench();
    await bench.palette('SageMaker JumpStart: Open Walkthrough');
    for (const [file, title, word] of STEPS) {
      await bench.page.locator('.getting-started-step').filter({ hasText: title }).first().locator('.step-title').click();
      // the frame of the step before may still be there, and goes
      await bench.page.frameLocator('.getting-started-media iframe').frameLocator('iframe#active-frame').locator(`svg[viewBox] >> text=${word}`).first().waitFor();
      await bench.screenshot(`walkthrough-${file}`);
    }
  });
});
