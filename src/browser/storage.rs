//! Where the state lies: the sealed vault and its key in IndexedDB, in one strict transaction; the session in
//! `storage.session`.

use js_sys::{Array, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{IdbDatabase, IdbFactory, IdbObjectStore, IdbOpenDbRequest, IdbRequest, IdbTransaction};

use super::{chrome, random};
use crate::{
    fingerprint::{Cost, Salt},
    service::session::Session,
    time::UnixMillis,
    vault::{
        Vault,
        sealed::{self, Key},
    },
};

const DATABASE: &str = "hygieia";
const STORE: &str = "vault";
const SESSION: &str = "session";

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(thread_local_v2, js_name = indexedDB)]
    static INDEXED_DB: IdbFactory;

    /// `IDBDatabase.transaction` with its third argument, which web-sys counts as unstable.
    #[wasm_bindgen(extends = IdbDatabase)]
    type Database;

    #[wasm_bindgen(method, catch, js_name = transaction)]
    fn begin(this: &Database, store: &str, mode: &str, options: &JsValue) -> Result<IdbTransaction, JsValue>;
}

/// The open database and the vault's key.
pub struct Store {
    database: Database,
    key: Key,
}

impl Store {
    /// Opens the database and the vault in it. A new vault is begun where there is none; one that cannot be read is set
    /// aside, never overwritten.
    pub async fn open(now: UnixMillis) -> Result<(Self, Vault), JsValue> {
        let database = open_database().await?;
        let transaction = database.begin(STORE, "readonly", &JsValue::UNDEFINED)?;
        let store = transaction.object_store(STORE)?;
        step()?;
        let (key, state) = (store.get(&"key".into())?, store.get(&"state".into())?);
        let (key, state) = (settled(&key).await?, settled(&state).await?);
        if key.is_undefined() && state.is_undefined() {
            let store = Self { database, key: Key::new(random::bytes()) };
            return Ok((store, fresh_vault()));
        }
        let bytes = |value: &JsValue| Uint8Array::new(value).to_vec();
        let opened = Key::from_bytes(&bytes(&key)).and_then(|key| Ok((sealed::open(&bytes(&state), &key)?, key)));
        match opened {
            Ok((vault, key)) => Ok((Self { database, key }, vault)),
            Err(_) => {
                set_aside(&database, &key, &state, now).await?;
                let vault = Vault { set_aside_at: Some(now), ..fresh_vault() };
                let store = Self { database, key: Key::new(random::bytes()) };
                store.save(&vault).await?;
                Ok((store, vault))
            }
        }
    }

    /// Seals the vault and writes it and its key, both or neither, and waits until they are on disk.
    pub async fn save(&self, vault: &Vault) -> Result<(), JsValue> {
        let sealed = sealed::seal(vault, &self.key, random::bytes());
        write(&self.database, |rows| {
            put(rows, "key", &Uint8Array::from(self.key.bytes().as_slice()))?;
            put(rows, "state", &Uint8Array::from(sealed.as_slice()))
        })
        .await
    }
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
    let items = Object::new();
    Reflect::set(&items, &SESSION.into(), &json.into())?;
    step()?;
    chrome::session_set(&items).await.map(drop)
}

fn fresh_vault() -> Vault {
    Vault::new(Salt::new(random::bytes()), Cost::SHIPPED)
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

async fn set_aside(database: &Database, key: &JsValue, state: &JsValue, now: UnixMillis) -> Result<(), JsValue> {
    write(database, |rows| {
        put(rows, &format!("aside-{}", now.0), &Array::of2(key, state))?;
        rows.delete(&"key".into())?;
        rows.delete(&"state".into()).map(drop)
    })
    .await
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
