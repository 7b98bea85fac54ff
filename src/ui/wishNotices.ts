import * as vscode from 'vscode';
import type { EndpointStore } from '../endpoints/store.js';
import type { Wish, Wishes } from '../endpoints/wishes.js';
import { unlinked } from './notify.js';

/** What one kind of wish says. */
export interface WishNotices<W extends Wish, Progress, Result> {
  readonly title: (wish: W) => string;
  readonly message: (progress: Progress) => string | undefined;
  /** Set where whoever leaves the notification withdraws the wish. */
  readonly cancellable: boolean;
  /** Names the step that gives the endpoint another status; undefined while none does. */
  readonly changesEndpoint: (progress: Progress) => string | undefined;
  readonly standsStill: (wish: W, problem: string) => string;
  readonly announceEnd: (wish: W, result: Result) => Promise<void>;
}

/** Shows each wish that this window carries out as a notification, and says once that it stands still or how it ended. */
export function announceWishes<W extends Wish, Progress, Result>(wishes: Wishes<W, Progress, Result>, store: EndpointStore, notices: WishNotices<W, Progress, Result>): { dispose(): void } {
  const shown = new Set<string>();
  const steps = new Map<string, string>();
  /** Why wishes stand still, by id. */
  const told = new Map<string, string>();
  const sayWhyNot = (wish: W): void => {
    const problem = wishes.problem(wish.id);
    if (problem === undefined || told.get(wish.id) === problem) return;
    told.set(wish.id, problem);
    void vscode.window.showWarningMessage(unlinked(notices.standsStill(wish, problem)));
  };
  const follow = (wish: W): void => {
    const { id } = wish;
    if (!wishes.runsHere(id)) { shown.delete(id); sayWhyNot(wish); return; }
    if (!shown.has(id)) { shown.add(id); showProgress(wishes, wish, notices); }
    const progress = wishes.progress(id);
    const step = progress && notices.changesEndpoint(progress);
    // the list tells of the endpoint's new status no sooner than it is asked
    if (step !== undefined && steps.get(id) !== step) void store.refresh();
    steps.set(id, step ?? '');
  };
  const following = wishes.onChange(() => { for (const wish of wishes.list()) follow(wish); });
  const ends = wishes.onEnd(({ wish, result }) => {
    shown.delete(wish.id);
    steps.delete(wish.id);
    told.delete(wish.id);
    void store.refresh();
    void notices.announceEnd(wish, result);
  });
  return { dispose: () => { following.dispose(); ends.dispose(); } };
}

function showProgress<W extends Wish, Progress, Result>(wishes: Wishes<W, Progress, Result>, wish: W, { title, message, cancellable }: WishNotices<W, Progress, Result>): void {
  const { id } = wish;
  void vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title: unlinked(title(wish)), cancellable }, async (report, token) => {
    const following = wishes.onChange(() => {
      const progress = wishes.progress(id);
      const text = progress && message(progress);
      if (text !== undefined) report.report({ message: text });
    });
    token.onCancellationRequested(() => { wishes.withdraw(id); });
    await wishes.end(id);
    following.dispose();
  });
}
