import { t } from '../shared/l10n.js';
import { ServiceError } from '../shared/serviceError.js';

/** More than any account has. */
const MOST = 1000;

/**
 * The pages of a list, as the SDK brings them: it follows every token, also one that it was handed before, and would ask for ever.
 * @throws ServiceError where the list does not end
 */
export async function* pagesOf<T>(pages: AsyncIterable<T>, most = MOST): AsyncGenerator<T> {
  let count = 0;
  for await (const page of pages) {
    count += 1;
    if (count > most) throw new ServiceError('unexpected', t('AWS\'s list has more than {0} pages and does not seem to end, so it was given up. Try again; if it stays, report it.', most));
    yield page;
  }
}
