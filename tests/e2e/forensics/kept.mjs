/**
 * All that Hygieia may keep, field by field: the allow-list of the forensic test. What stands here is promised in
 * `docs/architecture.md`, under "What is kept, and where"; a field that is missing here fails the test.
 */

import {
  address,
  byteList,
  bytes,
  count,
  either,
  exactly,
  flag,
  leaf,
  list,
  map,
  name,
  nameTag,
  numbers,
  oneOf,
  orNull,
  passwordTag,
  record,
  someOf,
  text,
  time,
  tuple,
} from './shapes.mjs';

const MANY = 2 ** 32 - 1;

const site = text(/^[a-z0-9-]+\.test$/);
const origin = address(/^https:\/\/([a-z0-9-]+\.)+test:\d+$/);
/** Two characters of a user name, and the domain of an e-mail address. */
const hint = text(/^[a-z]{2}…(@example\.jp)?$/);
const userName = record({ hint, tag: nameTag });
const score = orNull(count(4));
const findingKind = oneOf('look_alike', 'breached', 'reused', 'similar', 'barely_changed', 'returned', 'unencrypted', 'weak', 'exposed', 'list_attack', 'data_loss', 'company_breach', 'due', 'not_checked');
const finding = record({ kind: findingKind, account: orNull(count(MANY)) });
const notChecked = oneOf('online_off', 'no_filter', 'waiting', 'no_answer', 'timed_out', 'not_a_range', 'refused', 'interrupted');

/** The facts of a finding. */
const cause = record({ tag: passwordTag, since: orNull(time), shared_with: list(count(MANY)), incidents: list(text(/^[a-z0-9.@-]+$/)) });

/** What differs between two similar passwords. */
const why = oneOf('case', 'sign', 'number', 'symbol', 'name', 'order', 'word', 'few');
const similar = orNull(list(record({ account: count(MANY), tag: passwordTag, why })));
const is32Bits = (/** @type {unknown} */ value) => typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MANY;
/** How many stems a password has depends on it, so two runs are not compared by them. */
const stemTags = leaf(
  'at most four times 32 bits',
  (value) => Array.isArray(value) && value.length <= 4 && value.every(is32Bits),
  () => 'stems',
);
const stems = leaf(
  'stems by account',
  (value) =>
    Object.entries(value).every(([id, { of, tags, ...more }]) => {
      stemTags(tags, id, new Map());
      return /^\d+$/.test(id) && is32Bits(of) && Object.keys(more).length === 0;
    }),
  () => 'stems',
);

const dated = record({ at: time, source: oneOf('observed', 'sign_up', 'found_changed', 'told', 'first_seen') });

/** Which of a provider's passwords it is. */
const role = oneOf('login', 'mail', 'connection');

const account = record({
  id: count(MANY),
  site,
  origin,
  name: orNull(userName),
  role,
  password: record({
    tag: passwordTag,
    score,
    // 0 is when only the offline filter was asked.
    breach: orNull(record({ breached: flag, at: either(time, exactly(0)) })),
    changed: dated,
    similar,
    edited: orNull(why),
    changed_before: orNull(dated),
    before_told: orNull(dated),
    returned: flag,
    not_before: orNull(time),
    former_not_before: orNull(time),
    former_before_told: orNull(dated),
  }),
  earlier: list(passwordTag, 5),
  first_seen: time,
  last_login: time,
});

const kindOfSite = oneOf('isp', 'shop', 'other');

/** How often a person wants to be reminded. */
const interval = oneOf('default', 'never', '30', '90', '180', '365');

const byAccount = (/** @type {Parameters<typeof map>[1]} */ what) => map(name(/^\d+$/), what);

/** What a site's pages showed of its kind. */
const guess = either(oneOf('unsure', 'asked'), record({ kind: kindOfSite }));

/** @param {boolean} isProtected whether a passphrase encloses the vault's key */
const vault = (isProtected) => record({
  version: exactly(2),
  salt: byteList(16),
  cost: exactly({ memory_kib: 19 * 1024, passes: 2 }),
  accounts: list(account),
  next_account: count(MANY),
  sites: map(site, record({ kind: orNull(kindOfSite), off: flag, no_notice: flag, genuine: flag, interval, card: flag })),
  guesses: map(site, guess),
  same_account: list(tuple(site, site)),
  dismissals: list(record({ finding, cause, until: orNull(time) })),
  notified: list(tuple(finding, cause)),
  settings: record({
    language: oneOf('browser', 'en', 'ja'),
    online: flag,
    incident_source: address(/^https:\/\/breaches\.test:\d+\/api\/v3\/$/),
    breach_sources: tuple(
      record({ name: exactly('mirror'), on: exactly(true), address: address(/^https:\/\/range\.test:\d+\/range\/$/) }),
      record({ name: exactly('have_i_been_pwned'), on: exactly(false), address: exactly('') }),
      record({ name: exactly('gwdg'), on: exactly(false), address: exactly('') }),
    ),
    notices: flag,
    notifications: flag,
    rotation: oneOf('shops_and_isps', 'yearly', 'events_only'),
    rotation_shop: interval,
    rotation_isp: interval,
    rotation_other: interval,
    reminders: oneOf('daily', 'weekly', 'monthly'),
    quiet_from: text(/^\d\d:00$/),
    quiet_to: text(/^\d\d:00$/),
    local_addresses: flag,
    lock_after: oneOf('five_minutes', 'quarter_hour', 'hour', 'browser'),
  }),
  accepted_at: orNull(time),
  last_digest_day: orNull(count(100_000)),
  set_aside_at: exactly(null),
  stems: isProtected ? stems : exactly({}),
  protected: exactly(isProtected),
  diary: record({
    told: byAccount(time),
    warned: byAccount(time),
    again: byAccount(count(100_000)),
    kept: byAccount(time),
    lists: list(record({ account: count(MANY), at: time, former: passwordTag, others: list(count(MANY)) })),
  }),
  // What a person has ticked off about breaches of sites, by account and incident; a day of tests has none.
  incidents: exactly({}),
  // What everybody can fetch.
  breach_list: record({
    entries: list(tuple(site, count(100_000), count(100_000), text(/^[A-Za-z ]+$/))),
    fetched_at: orNull(time),
    tried_at: orNull(time),
    failed: orNull(oneOf('no_answer', 'timed_out', 'refused', 'not_a_list', 'shrunk')),
    from: orNull(address(/^https:\/\/breaches\.test:\d+\/api\/v3\/$/)),
  }),
});

const formKind = oneOf('login', 'sign_up', 'change', 'reset', 'other');

const attempt = record({
  id: count(MANY),
  tab: name(/^\d+$/),
  frame: count(Number.MAX_SAFE_INTEGER),
  document: name(/^[0-9a-f-]{36}$/),
  site,
  origin,
  kind: formKind,
  form: formKind,
  role: orNull(role),
  name: orNull(userName),
  name_from_before: flag,
  tag: passwordTag,
  former: orNull(passwordTag),
  edited: orNull(why),
  similar,
  stems: stemTags,
  genuine: flag,
  score,
  verdict: either(record({ state: oneOf('breached', 'not_found') }), record({ state: exactly('not_checked'), why: notChecked })),
  checked_at: orNull(time),
  sent_by_browser: flag,
  left_by_page: flag,
  frames: count(100),
  answered_elsewhere: flag,
  progress: either(
    oneOf('typing', 'abandoned'),
    record({ submitted: record({ at: time }) }),
    record({ gone: record({ at: time, since: time }) }),
  ),
  typed_at: time,
});

const outcome = leaf('an outcome', (value) => [null, 'answered', 'no_answer'].includes(value), () => 'an outcome');
/** For the list of breached sites, which is the same for everybody. */
const requestForList = record({ id: count(MANY), at: time, url: address(/^https:\/\/[a-z.]+(:\d+)?\/api\/v3\/breaches$/), purpose: exactly('list'), outcome });

/** A request for a range. Its address ends in five digits that depend on a password: in the session alone. */
const requestForRange = record({
  id: count(MANY),
  at: time,
  url: leaf('the address of a range', (value) => /^https:\/\/range\.test:\d+\/range\/[0-9A-F]{5}$/.test(value), () => 'an address'),
  purpose: record({ check: site }),
  outcome,
});

/** Logins under way: until the browser is closed. */
const session = record({
  attempts: list(attempt),
  next_attempt: count(MANY),
  names: list(record({ tab: name(/^\d+$/), site, name: userName, called: text(/^[a-z-]*$/), at: time })),
  not_checked: list(tuple(count(MANY), notChecked)),
  overwritten: list(tuple(site, time)),
  guesses: list(tuple(site, guess)),
  badges: map(name(/^\d+$/), site),
  warned: list(site),
  learned: list(tuple(attempt, time)),
  stems,
  pauses: exactly({}),
  requests: list(either(requestForList, requestForRange), 200),
  next_request: count(MANY),
  last_digest_day: orNull(count(100_000)),
});

const rest = {
  databases: exactly(['hygieia']),
  local: exactly({}),
  sync: exactly({}),
  caches: exactly([]),
  files: exactly([]),
  cookie: exactly(''),
  localStorage: exactly({}),
  sessionStorage: exactly({}),
  alarms: list(oneOf('again', 'daily')),
  scripts: exactly(['watch']),
  // The desktop takes them away when it likes.
  notifications: someOf('due', 'severe'),
};

const state = bytes(undefined, 'HYG2');

/** Everything that `dump` reads, without a passphrase. */
export const KEPT = record({
  ...rest,
  vault: vault(false),
  sealed: record({ key: bytes(32), state }),
  session: record({ session }),
});

/** The same while it is open under one: the key is in the session alone. */
export const KEPT_UNDER_PASSPHRASE = record({
  ...rest,
  vault: vault(true),
  sealed: record({ envelope: bytes(undefined, 'HYG'), shown: text(/^{"language":"(browser|en|ja)","notices":(true|false)}$/), state }),
  session: record({ session, unlocked: numbers(32) }),
});
