/** What the page shows and what its parts may do. */
import type { DeploymentForm } from '../../src/shared/form.js';
import type { LinkName, LookUpKind, PanelState, RemedyAction } from '../../src/shared/protocol.js';
import type { Field, FieldErrors } from '../../src/shared/validate.js';
import type { SectionId } from './draft.js';
import type { Sort } from './sort.js';

export interface View {
  readonly state: PanelState;
  /** The form as the user sees it; newer than what the state answers where `stale`. */
  readonly form: DeploymentForm;
  /** Everything that is wrong with the form. */
  readonly errors: FieldErrors;
  /** Of these, what is shown at the fields: not what the user had no chance to fill in yet. */
  readonly shown: FieldErrors;
  /** The host has not answered the latest change. */
  readonly stale: boolean;
  /** Sections that the user opened or closed; a part decides where there is none. */
  readonly open: Readonly<Partial<Record<SectionId, boolean>>>;
  readonly copyArtifacts: boolean;
  readonly sort: Sort | null;
  readonly deploying: boolean;
  /** Why the last request was refused; a sentence. */
  readonly refusal: string | null;
}

export interface EditOptions {
  /** The change is one of many key strokes. */
  readonly typing?: boolean;
  /** Fields whose errors may be shown from now on. */
  readonly touch?: readonly Field[];
}

export interface Actions {
  edit(change: Partial<DeploymentForm>, options?: EditOptions): void;
  /** The user left these fields. */
  leave(...fields: readonly Field[]): void;
  lookUp(kind: LookUpKind, vpcId?: string): void;
  deploy(): void;
  cancelDeployment(id: string): void;
  startOver(keepForm: boolean): void;
  openNotebook(): void;
  deleteEndpoint(): void;
  openLink(link: LinkName): void;
  showPlan(): void;
  remedy(action: RemedyAction): void;
  copy(text: string): void;
  setOpen(section: SectionId, open: boolean): void;
  setCopyArtifacts(copy: boolean): void;
  setSort(sort: Sort | null): void;
  dismissRefusal(): void;
  /** Shows the first thing that keeps the model from being deployed. */
  showFirstProblem(): void;
}
