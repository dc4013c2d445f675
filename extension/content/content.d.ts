// The content scripts share one world per frame; this is what they share there.

import type { ContentReply, FieldRole as Role, FieldSnapshot as Field, FormSnapshot as Form, FrameSeen, PageMessage, PageSigns as Signs } from '../wasm/hygieia.js';

declare global {
  type FieldRole = Role;
  type FieldSnapshot = Field;
  type FormSnapshot = Form;
  type PageSigns = Signs;

  type HygieiaField = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;
  /** What holds the fields of one form: the form, or the document or shadow root of fields that belong to none. */
  type HygieiaScope = HTMLFormElement | Document | ShadowRoot;

  /** What a field held when an event passed it. */
  interface HygieiaLook {
    value: string;
    selection: [number | null, number | null];
  }

  type HygieiaSend = (message: PageMessage) => Promise<ContentReply | undefined>;

  interface HygieiaContent {
    /** A random name for this document; a new one when it comes back from the back/forward cache. */
    document: string;
    /** The extension was replaced under this script. */
    dead: boolean;
    /** The page has come back out of the back/forward cache. */
    restored: boolean;
    /** What happened before collect.js was there. */
    early: [event: Event, look: HygieiaLook | undefined, path: EventTarget[]][];
    /** Keeps it, until collect.js replaces this. */
    take(event: Event, look?: HygieiaLook, path?: EventTarget[]): void;
    look(event: Event): HygieiaLook | undefined;
    /** An element's shadow root, open or closed. */
    rootOf(element: HTMLElement): ShadowRoot | null;
    /**
     * A property of a node, or a method bound to it. To be asked of whatever may be a form, and of the document: in Chromium
     * a page hides theirs from content scripts, too, by elements of those names (`<input name=contains>`).
     */
    get<T extends Node, K extends keyof T>(node: T, name: K): T[K];
    /** form.js */
    form?: {
      kindOf(field: HygieiaField): string;
      isField(element: Element): element is HygieiaField;
      innerRoot(element: Element): ShadowRoot | null;
      isVisible(field: HygieiaField): boolean;
      scopeOf(field: HygieiaField): HygieiaScope;
      fieldsOf(scope: HygieiaScope, around?: HTMLElement): HygieiaField[];
      signsOnce(): PageSigns | undefined;
      snapshot(scope: HygieiaScope, fields: HygieiaField[]): FormSnapshot;
      survey(): { fields: HygieiaField[]; snapshot: FormSnapshot }[];
    };
    /** values.js */
    values?: {
      knownOf(field: HTMLInputElement, value: string): unknown;
      noteHands(event: Event): void;
      follow(event: Event, field: HTMLInputElement, look: HygieiaLook): void;
      settle(field: HTMLInputElement): void;
      filled(field: HTMLInputElement, value: string): void;
      told(field: HTMLInputElement, submitted: boolean): { value: string; typed: string | null; genuine: boolean };
      /** Called when a field has taken another one's place. */
      onReplaced?: (former: HTMLInputElement, field: HTMLInputElement) => void;
    };
    /** collect.js */
    snapshots?: () => FrameSeen;
    notice?: {
      /** What it says until something is known. */
      prepare(line: string): void;
      /** A password is being edited: it shows, or stays. */
      edited(): void;
      /** Something is asked: it is drawn anew at fixed times from now. Answers where to say what is known. */
      asked(): (line: string) => void;
    };
  }

  interface Element {
    /** Firefox's, for content scripts alone. */
    readonly openOrClosedShadowRoot?: ShadowRoot | null;
  }
  interface Event {
    /** Only a KeyboardEvent's. */
    readonly key?: string | null;
  }
  interface CSSStyleDeclaration {
    /** In both browsers, in no standard. */
    readonly webkitTextSecurity: string;
  }

  // eslint-disable-next-line no-var
  var hygieia: HygieiaContent;
}
