// Imported first by each page: from here on, every module finds the words of the user's language.
import { type Texts, speak } from '../../src/shared/l10n.js';

const written = document.getElementById('texts')?.textContent;
if (written !== undefined) speak(JSON.parse(written) as Texts);
