// The content scripts share one world per frame; this is what they share there.

import type { ContentReply, FieldRole as Role, FieldSnapshot as Field, FormSnapshot as Form, FrameSeen, PageMessage } from '../wasm/hygieia.js';

declare global {
  type FieldRole = Role;
  type FieldSnapshot = Field;
  type FormSnapshot = Form;

  type HygieiaField = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;
  /** What holds the fields of one form: the form, or the document or shadow root of fields that belong to none. */
  type HygieiaScope = HTMLFormElement | Document | ShadowRoot;

  /** What a field held when an event passed it. */
  interface HygieiaLook {
    value: string;
    selection: [number | null, number | null];
  }

  interface HygieiaContent {
    /** A random name for this document. */
    document: string;
    /** What happened before collect.js was there. */
    early: [event: Event, look: HygieiaLook | undefined, path: EventTarget[]][];
    take(event: Event, look?: HygieiaLook, path?: EventTarget[]): void;
    look(event: Event): HygieiaLook | undefined;
    send(message: PageMessage): Promise<ContentReply | undefined>;
    /** form.js */
    form?: {
      kindOf(field: HygieiaField): string;
      isVisible(element: Element): boolean;
      scopeOf(field: HygieiaField): HygieiaScope;
      fieldsOf(scope: HygieiaScope, around?: HygieiaField): HygieiaField[];
      snapshot(scope: HygieiaScope, fields: HygieiaField[]): FormSnapshot;
      survey(): { fields: HygieiaField[]; snapshot: FormSnapshot }[];
    };
    snapshots?: () => FrameSeen;
    notice?: { prepare(line: string): void; edited(): void; say(line: string, since: number): void };
  }

  // eslint-disable-next-line no-var
  var hygieia: HygieiaContent;
}
