//! Where the state lies: the sealed vault and its key in IndexedDB, in one strict transaction; the session in
//! `storage.session`.

use std::{borrow::Cow, cell::RefCell, rc::Rc};

use js_sys::{Array, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{IdbDatabase, IdbFactory, IdbKeyRange, IdbObjectStore, IdbOpenDbRequest, IdbRequest, IdbTransaction};
use zeroize::Zeroizing;

use super::{chrome, random};
use crate::{
    fingerprint::{Cost, Salt},
    secret::Secret,
    service::{
        event::{NotProtected, NotUnlocked},
        lock::Closed,
        session::Session,
    },
    settings::Settings,
    time::UnixMillis,
    vault::{
        Vault, backup,
        passphrase::{self, Content, Fresh, Refused},
        sealed::{self, Key, Unreadable},
    },
};

const DATABASE: &str = "hygieia";
const STORE: &str = "vault";

/// The rows of the database.
mod row {
    /// The vault's key, 32 raw bytes; absent under a passphrase.
    pub const KEY: &str = "key";
    /// The vault's key in an envelope (see [`crate::vault::passphrase`]); absent without a passphrase.
    pub const ENVELOPE: &str = "envelope";
    /// Under a passphrase: the language and whether the line shows, which are needed while it is locked. In JSON.
    pub const SHOWN: &str = "shown";
    /// The sealed vault.
    pub const STATE: &str = "state";
}

/// What `storage.session` holds: the session in JSON, and under a passphrase the raw bytes of the unlocked key.
const SESSION: &str = "session";
const UNLOCKED: &str = "unlocked";

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(thread_local_v2, js_name = indexedDB)]
    static INDEXED_DB: IdbFactory;

    /// `IDBDatabase.transaction` with its third argument, which web-sys counts as unstable.
    #[wasm_bindgen(extends = IdbDatabase)]
    #[derive(Clone)]
    type Database;

    #[wasm_bindgen(method, catch, js_name = transaction)]
    fn begin(this: &Database, store: &str, mode: &str, options: &JsValue) -> Result<IdbTransaction, JsValue>;
}

/// The open database and how the vault's key is kept.
pub struct Store {
    database: RefCell<Database>,
    held: RefCell<Held>,
    /// A sealed vault that could not be written, and its rows. It needs no key to be written later.
    unwritten: RefCell<Option<Rows>>,
}

/// The vault's key, as far as it is known.
#[derive(Clone)]
enum Held {
    /// It lies beside the vault.
    Bare(Rc<Key>),
    /// It lies in an envelope.
    Enclosed { key: Rc<Key>, envelope: Rc<Vec<u8>> },
    /// It lies in an envelope that is not open, or there is no vault that could be read.
    Nowhere,
}

/// All rows of a vault, so that every write leaves a whole one.
struct Rows(Vec<(&'static str, Option<JsValue>)>);

/// What was found when the database was opened.
pub enum Found {
    /// A vault.
    Vault(Box<Vault>),
    /// One that cannot be read, with the settings that are known all the same.
    Closed(Closed, Settings),
}

impl Store {
    /// Opens the database and the vault in it. A new vault is begun where there is none; one that is damaged is set aside,
    /// never overwritten; one of a newer version is left alone.
    pub async fn open(now: UnixMillis) -> Result<(Self, Found), JsValue> {
        let database = open_database().await?;
        // One that stayed open would keep the database from being erased.
        Self::look_in(database.clone(), now).await.inspect_err(|_| database.close())
    }

    async fn look_in(database: Database, now: UnixMillis) -> Result<(Self, Found), JsValue> {
        let [key, envelope, shown, state] = read(&database, [row::KEY, row::ENVELOPE, row::SHOWN, row::STATE]).await?;
        let store =
            Self { database: RefCell::new(database), held: RefCell::new(Held::Nowhere), unwritten: RefCell::default() };
        let found = if !envelope.is_undefined() {
            let settings = shown.as_string().and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default();
            match unlocked_key().await?.map(|key| (sealed::open(&bytes(&state), &key), key)) {
                Some((Ok(vault), key)) => {
                    store.hold(Held::Enclosed { key: Rc::new(key), envelope: Rc::new(bytes(&envelope)) });
                    Found::Vault(Box::new(Vault { protected: true, ..vault }))
                }
                Some((Err(Unreadable::TooNew), _)) => Found::Closed(Closed::TooNew, settings),
                // A key of a former passphrase, if the worker was ended before the new one was noted.
                Some((Err(_), _)) | None => Found::Closed(Closed::Locked, settings),
            }
        } else if key.is_undefined() && state.is_undefined() {
            Found::Vault(Box::new(store.begin()))
        } else {
            match store.open_bare(&key, &state) {
                Ok(vault) => Found::Vault(Box::new(vault)),
                Err(Unreadable::TooNew) => Found::Closed(Closed::TooNew, Settings::default()),
                Err(_) => Found::Vault(Box::new(store.set_aside(&[key, state], now).await?)),
            }
        };
        Ok((store, found))
    }

    /// Opens a vault whose key lies beside it.
    fn open_bare(&self, key: &JsValue, state: &JsValue) -> Result<Vault, Unreadable> {
        let key = Key::from_bytes(&bytes(key))?;
        let mut vault = sealed::open(&bytes(state), &key)?;
        self.hold(Held::Bare(Rc::new(key)));
        vault.set_protected(false);
        Ok(vault)
    }

    /// Seals the vault and writes it and its key, both or neither, and waits until they are on disk.
    ///
    /// # Errors
    /// If it was not written. It is kept, and [`Store::save_again`] writes it even when the key is gone by then.
    pub async fn save(&self, vault: &Vault) -> Result<(), JsValue> {
        let Some(rows) = self.held.borrow().seal(vault) else { return Err(failure("there is no key to write with")) };
        self.put_rows(rows).await
    }

    /// Writes what could not be written, if there is something.
    pub async fn save_again(&self) -> Result<(), JsValue> {
        let rows = self.unwritten.take();
        match rows {
            Some(rows) => self.put_rows(rows).await,
            None => Ok(()),
        }
    }

    async fn put_rows(&self, rows: Rows) -> Result<(), JsValue> {
        self.unwritten.take();
        let database = self.database.borrow().clone();
        let written = write(&database, |store| rows.put(store)).await;
        // Unless something newer was tried meanwhile.
        if written.is_err() && self.unwritten.borrow().is_none() {
            self.unwritten.replace(Some(rows));
        }
        written
    }

    /// Opens the vault under its passphrase and keeps its key for the session.
    pub async fn unlock(&self, passphrase: &Secret, now: UnixMillis) -> Result<Vault, NotUnlocked> {
        let storage = |_| NotUnlocked::Storage;
        self.save_again().await.map_err(storage)?;
        let database = self.database.borrow().clone();
        let rows = read(&database, [row::KEY, row::ENVELOPE, row::STATE]).await;
        let [bare_key, envelope, state] = rows.map_err(storage)?;
        // It was locked while its passphrase was being removed: there is none any more.
        if envelope.is_undefined() && !bare_key.is_undefined() {
            return match self.open_bare(&bare_key, &state) {
                Ok(vault) => Ok(vault),
                Err(Unreadable::TooNew) => Err(NotUnlocked::TooNew),
                Err(_) => self.set_aside(&[bare_key, state], now).await.map_err(storage),
            };
        }
        let key = match passphrase::disclose(Content::Key, &bytes(&envelope), passphrase) {
            Ok(key) => Key::from_bytes(&key),
            Err(Refused::Passphrase) => return Err(NotUnlocked::Passphrase),
            Err(Refused::TooNew) => return Err(NotUnlocked::TooNew),
            Err(Refused::NotOne | Refused::Damaged | Refused::TooCostly) => Err(Unreadable::Key),
        };
        match key.and_then(|key| Ok((sealed::open(&bytes(&state), &key)?, key))) {
            Ok((vault, key)) => {
                keep_unlocked(&key).await.map_err(storage)?;
                self.hold(Held::Enclosed { key: Rc::new(key), envelope: Rc::new(bytes(&envelope)) });
                Ok(Vault { protected: true, ..vault })
            }
            Err(Unreadable::TooNew) => Err(NotUnlocked::TooNew),
            Err(_) => self.set_aside(&[envelope, state], now).await.map_err(storage),
        }
    }

    /// Writes the vault a last time and forgets its key.
    ///
    /// # Errors
    /// If it was not written. It is locked all the same, and what is sealed is kept for [`Store::save_again`].
    pub async fn lock(&self, vault: &Vault) -> Result<(), JsValue> {
        let rows = self.held.borrow().seal(vault);
        self.hold(Held::Nowhere);
        let forgotten = chrome::session_remove(UNLOCKED).await;
        let written = match rows {
            Some(rows) => self.put_rows(rows).await,
            None => Ok(()),
        };
        forgotten?;
        written
    }

    /// Draws a new key for the vault and encloses it under a passphrase, or leaves it bare.
    pub async fn protect(
        &self,
        vault: &Vault,
        present: Option<&Secret>,
        new: Option<&Secret>,
    ) -> Result<bool, NotProtected> {
        let former = self.held.borrow().clone();
        if let Held::Enclosed { envelope, .. } = &former {
            let known = present.is_some_and(|present| passphrase::disclose(Content::Key, envelope, present).is_ok());
            if !known {
                return Err(NotProtected::Passphrase);
            }
        }
        let key = Rc::new(Key::new(random::bytes()));
        let enclosed =
            |passphrase| passphrase::enclose(Content::Key, key.bytes(), passphrase, passphrase::COST, fresh());
        let next = match new {
            Some(passphrase) => Held::Enclosed { key: Rc::clone(&key), envelope: Rc::new(enclosed(passphrase)) },
            None => Held::Bare(Rc::clone(&key)),
        };
        let mut vault = vault.clone();
        vault.set_protected(new.is_some());
        let rows = next.seal(&vault).ok_or(NotProtected::Storage)?;
        // Whoever saves from here on uses the new key, so that no write mixes the two.
        self.hold(next);
        let database = self.database.borrow().clone();
        let written = write(&database, |store| {
            rows.put(store)?;
            delete_set_aside(store)
        });
        let is_written = written.await.is_ok();
        // It may have been locked meanwhile: then no key comes back, neither the former one nor the new one.
        let is_held = self.held.borrow().is_under(&key);
        if !is_written {
            if is_held {
                self.hold(former);
            }
            return Err(NotProtected::Storage);
        }
        // Should this fail, the passphrase is asked for after the worker's end.
        let noted = match new {
            Some(_) if !is_held => Ok(()),
            Some(_) => keep_unlocked(&key).await,
            None => chrome::session_remove(UNLOCKED).await.map(drop),
        };
        if let Err(error) = noted {
            web_sys::console::warn_2(&"Hygieia:".into(), &error);
        }
        Ok(new.is_some())
    }

    /// Deletes the database and all that `storage.session` holds, and begins anew.
    pub async fn erase(&self) -> Result<Vault, JsValue> {
        // Nobody writes the former vault into the new database meanwhile.
        let former = self.held.replace(Held::Nowhere);
        let erased = self.delete_all().await;
        match erased {
            Ok(()) => Ok(self.begin()),
            Err(error) => {
                self.hold(former);
                Err(error)
            }
        }
    }

    async fn delete_all(&self) -> Result<(), JsValue> {
        self.unwritten.take();
        self.database.borrow().close();
        let deleted: Result<IdbRequest, JsValue> =
            INDEXED_DB.with(|factory| factory.delete_database(DATABASE)).map(JsCast::unchecked_into);
        let deleted = match deleted {
            Ok(request) => settled(&request).await.map(drop),
            Err(error) => Err(error),
        };
        // Also if it could not be deleted: the one that is there is needed then.
        self.database.replace(open_database().await?);
        deleted?;
        chrome::session_clear().await.map(drop)
    }

    /// A new vault under a new key; nothing is written yet.
    fn begin(&self) -> Vault {
        self.hold(Held::Bare(Rc::new(Key::new(random::bytes()))));
        Vault::new(Salt::new(random::bytes()), Cost::SHIPPED)
    }

    fn hold(&self, held: Held) {
        self.held.replace(held);
    }

    /// Moves a vault that cannot be read aside, with what holds its key, and begins a new one.
    async fn set_aside(&self, rows: &[JsValue; 2], now: UnixMillis) -> Result<Vault, JsValue> {
        let vault = Vault { set_aside_at: Some(now), ..self.begin() };
        let begun = self.held.borrow().seal(&vault);
        let database = self.database.borrow().clone();
        write(&database, |store| {
            put(store, &format!("{ASIDE}{}", now.0), &Array::of2(&rows[0], &rows[1]))?;
            begun.map_or(Ok(()), |begun| begun.put(store))
        })
        .await?;
        Ok(vault)
    }
}

/// How the names of rows begin that hold what could not be read, as `[key or envelope, state]`.
const ASIDE: &str = "aside-";

impl Held {
    /// Whether this very key is the one that is known.
    fn is_under(&self, key: &Rc<Key>) -> bool {
        match self {
            Self::Bare(held) | Self::Enclosed { key: held, .. } => Rc::ptr_eq(held, key),
            Self::Nowhere => false,
        }
    }

    /// All rows of a vault under this key, with what may lie there: a bare key takes the passphrase's privileges away.
    fn seal(&self, vault: &Vault) -> Option<Rows> {
        let mut vault = Cow::Borrowed(vault);
        if matches!(self, Self::Bare(_)) && vault.protected {
            vault.to_mut().set_protected(false);
        }
        let vault = vault.as_ref();
        let raw = |bytes: &[u8]| Some(Uint8Array::from(bytes).into());
        let rows = match self {
            Self::Nowhere => return None,
            Self::Bare(key) => vec![
                (row::KEY, raw(key.bytes())),
                (row::ENVELOPE, None),
                (row::SHOWN, None),
                (row::STATE, raw(&sealed::seal(vault, key, random::bytes()))),
            ],
            Self::Enclosed { key, envelope } => {
                let Settings { language, notices, .. } = vault.settings;
                let shown = serde_json::json!({ "language": language, "notices": notices }).to_string();
                vec![
                    (row::KEY, None),
                    (row::ENVELOPE, raw(envelope)),
                    (row::SHOWN, Some(shown.into())),
                    (row::STATE, raw(&sealed::seal(vault, key, random::bytes()))),
                ]
            }
        };
        Some(Rows(rows))
    }
}

impl Rows {
    fn put(&self, store: &IdbObjectStore) -> Result<(), JsValue> {
        self.0.iter().try_for_each(|(name, value)| match value {
            Some(value) => put(store, name, value),
            None => store.delete(&(*name).into()).map(drop),
        })
    }
}

/// What could not be read lies beside its bare key; under a passphrase it must not.
fn delete_set_aside(store: &IdbObjectStore) -> Result<(), JsValue> {
    // Between the prefix and the prefix with its last character's successor.
    let range = IdbKeyRange::bound(&ASIDE.into(), &"aside.".into())?;
    store.delete(&range).map(drop)
}

fn fresh() -> Fresh {
    Fresh { salt: random::bytes(), nonce: random::bytes() }
}

/// A backup of a vault.
pub fn back_up(vault: &Vault, passphrase: &Secret) -> Vec<u8> {
    backup::make(vault, passphrase, passphrase::COST, fresh())
}

/// The key of an unlocked vault, if this session has one.
async fn unlocked_key() -> Result<Option<Key>, JsValue> {
    let items = chrome::session_get(UNLOCKED).await?;
    let value = Reflect::get(&items, &UNLOCKED.into())?;
    let key = Array::is_array(&value).then(|| Key::from_bytes(&Zeroizing::new(Uint8Array::new(&value).to_vec())).ok());
    Ok(key.flatten())
}

async fn keep_unlocked(key: &Key) -> Result<(), JsValue> {
    let numbers: Array = key.bytes().iter().map(|byte| JsValue::from(*byte)).collect();
    put_session(UNLOCKED, &numbers).await
}

async fn put_session(name: &str, value: &JsValue) -> Result<(), JsValue> {
    step()?;
    let items = Object::new();
    Reflect::set(&items, &name.into(), value)?;
    chrome::session_set(&items).await.map(drop)
}

fn bytes(value: &JsValue) -> Vec<u8> {
    Uint8Array::new(value).to_vec()
}

/// Reads rows in one transaction; what is not there is `undefined`.
async fn read<const N: usize>(database: &Database, names: [&str; N]) -> Result<[JsValue; N], JsValue> {
    step()?;
    let transaction = database.begin(STORE, "readonly", &JsValue::UNDEFINED)?;
    let store = transaction.object_store(STORE)?;
    let mut requests = Vec::with_capacity(N);
    for name in names {
        requests.push(store.get(&name.into())?);
    }
    let mut values = [const { JsValue::UNDEFINED }; N];
    for (value, request) in values.iter_mut().zip(requests) {
        *value = settled(&request).await?;
    }
    Ok(values)
}

/// Changes rows, all of them or none: a transaction in which anything fails is aborted.
async fn write(
    database: &Database,
    change: impl FnOnce(&IdbObjectStore) -> Result<(), JsValue>,
) -> Result<(), JsValue> {
    let options = Object::new();
    // On disk when it says so; Chromium's default is not.
    Reflect::set(&options, &"durability".into(), &"strict".into())?;
    let transaction = database.begin(STORE, "readwrite", &options)?;
    let changed = transaction.object_store(STORE).and_then(|rows| change(&rows)).and_then(|()| step());
    if let Err(error) = changed {
        // Without this, the rows that were put before would be committed.
        let _ = transaction.abort();
        return Err(error);
    }
    committed(&transaction).await
}

fn put(rows: &IdbObjectStore, name: &str, value: &JsValue) -> Result<(), JsValue> {
    step()?;
    rows.put_with_key(value, &name.into()).map(drop)
}

/// To be called before each step of reading or writing: a test makes one of them fail.
fn step() -> Result<(), JsValue> {
    #[cfg(feature = "test-door")]
    if super::door::step_fails() {
        return Err(failure("a test made this step fail"));
    }
    Ok(())
}

/// What `storage.session` holds; an empty session if it holds none that can be read.
pub async fn load_session() -> Result<Session, JsValue> {
    let items = chrome::session_get(SESSION).await?;
    let json = Reflect::get(&items, &SESSION.into())?.as_string();
    Ok(json.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default())
}

/// Writes the session.
pub async fn save_session(session: &Session) -> Result<(), JsValue> {
    let json = serde_json::to_string(session).expect("a session is plain data");
    put_session(SESSION, &json.into()).await
}

async fn open_database() -> Result<Database, JsValue> {
    #[cfg(feature = "test-door")]
    super::door::planned_failure().await?;
    step()?;
    let request: IdbOpenDbRequest = INDEXED_DB.with(|factory| factory.open_with_u32(DATABASE, 1))?;
    let upgrade = Closure::<dyn FnMut(web_sys::Event)>::new({
        let request = request.clone();
        move |_| {
            // A failure here fails the request, which is awaited below.
            let _ =
                request.result().map(|database| database.unchecked_into::<IdbDatabase>().create_object_store(STORE));
        }
    });
    request.set_onupgradeneeded(Some(upgrade.as_ref().unchecked_ref()));
    settled(&request).await.map(JsCast::unchecked_into)
}

async fn settled(request: &IdbRequest) -> Result<JsValue, JsValue> {
    let promise = Promise::new(&mut |resolve, reject| {
        request.set_onsuccess(Some(&resolve));
        request.set_onerror(Some(&reject));
    });
    JsFuture::from(promise).await.map_err(|_| failure("a read failed"))?;
    request.result()
}

async fn committed(transaction: &IdbTransaction) -> Result<(), JsValue> {
    let promise = Promise::new(&mut |resolve, reject| {
        transaction.set_oncomplete(Some(&resolve));
        transaction.set_onabort(Some(&reject));
        transaction.set_onerror(Some(&reject));
    });
    JsFuture::from(promise).await.map(drop).map_err(|_| failure("a write failed"))
}

fn failure(what: &str) -> JsValue {
    js_sys::Error::new(&format!("Hygieia's database: {what}")).into()
}
