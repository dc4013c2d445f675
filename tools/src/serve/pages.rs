//! The pages of a demo site and what happens on them.

use std::sync::Arc;

use axum::{
    Form, Json, Router,
    extract::{Request, State},
    http::{HeaderMap, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use maud::{Markup, PreEscaped, html};
use serde::Deserialize;
use serde_json::json;

use super::{
    accounts::{Accounts, SignUpError},
    html::{self, Field, Frame},
    sites::{Login, Site},
};

/// The cookie of a session.
const SESSION: &str = "session";
/// The cookie that carries the user name from the first to the second page of a login.
const PENDING: &str = "pending";

struct Demo {
    site: &'static Site,
    accounts: Accounts,
}

type Context = State<Arc<Demo>>;

/// All of one site, with accounts of its own.
pub fn router(site: &'static Site) -> Router {
    let demo = Arc::new(Demo { site, accounts: Accounts::default() });
    let login = match site.login {
        Login::Form => get(login_page).post(log_in),
        Login::Fetch => get(login_page).post(log_in_by_fetch),
        Login::TwoPages => get(login_page).post(remember_user),
    };
    let mut routes = Router::new()
        .route("/", get(front))
        .route("/login", login)
        .route("/signup", get(sign_up_page).post(sign_up))
        .route("/account", get(account))
        .route("/change-password", get(change_page).post(change))
        .route("/logout", get(log_out))
        .route("/forgot", get(forgot_page).post(forgot));
    if site.login == Login::TwoPages {
        routes = routes.route("/login/password", get(password_page).post(log_in_on_second_page));
    }
    let routes = match site.echoes {
        true => routes.fallback(front),
        false => routes
            .route("/.well-known/change-password", get(async || found("/change-password")))
            .fallback(async || StatusCode::NOT_FOUND),
    };
    routes.layer(middleware::from_fn_with_state(Arc::clone(&demo), to_login_host)).with_state(demo)
}

/// What the forms send; a field that a form does not have stays empty.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Sent {
    user: String,
    password: String,
    new_password: String,
    confirm: String,
}

impl Demo {
    fn page(&self, headers: &HeaderMap, status: StatusCode, title: &str, main: &Markup) -> Response {
        let nav = self.nav(self.session(headers).is_some());
        html::page(status, self.frame(), title, &nav, main)
    }

    fn frame(&self) -> Frame<'static> {
        let Site { title, color, texts, .. } = self.site;
        Frame { lang: texts.lang, brand: title, color, footer: texts.footer }
    }

    fn nav(&self, logged_in: bool) -> Markup {
        let texts = self.site.texts;
        html! {
            @if logged_in {
                a #account href="/account" { (texts.account) }
                a #change href="/change-password" { (texts.change) }
                a #logout href="/logout" { (texts.log_out) }
            } @else {
                a #login href="/login" { (texts.log_in) }
                a #signup href="/signup" { (texts.sign_up) }
            }
        }
    }

    fn session(&self, headers: &HeaderMap) -> Option<String> {
        self.accounts.user(cookie(headers, SESSION)?)
    }

    fn user_field<'a>(&self, value: &'a str) -> Field<'a> {
        let label = self.site.texts.user;
        Field { id: "user", name: "user", kind: "text", autocomplete: "username", label, value }
    }

    fn welcome(&self, user: &str) -> String {
        self.site.texts.welcome.replace("{}", user)
    }

    /// A page with nothing but a message: no form.
    fn done(&self, headers: &HeaderMap, title: &str, message: &str) -> Response {
        let body = html! { p #message { (message) } };
        self.page(headers, StatusCode::OK, title, &html::card(title, None, &body))
    }

    fn start_session(&self, user: &str) -> Response {
        let cookie = set_cookie(SESSION, &self.accounts.log_in(user));
        ([(header::SET_COOKIE, cookie)], Redirect::to("/account")).into_response()
    }
}

fn secret<'a>(id: &'a str, name: &'a str, autocomplete: &'a str, label: &'a str) -> Field<'a> {
    Field { id, name, kind: "password", autocomplete, label, value: "" }
}

fn current_password(label: &str) -> Field<'_> {
    secret("password", "password", "current-password", label)
}

fn new_password<'a>(label: &'a str, again: &'a str) -> [Field<'a>; 2] {
    [secret("new-password", "new_password", "new-password", label), secret("confirm", "confirm", "new-password", again)]
}

fn found(location: &'static str) -> Response {
    (StatusCode::FOUND, [(header::LOCATION, location)]).into_response()
}

fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|cookies| cookies.to_str().ok())
        .flat_map(|cookies| cookies.split("; "))
        .find_map(|cookie| cookie.strip_prefix(name)?.strip_prefix('='))
}

fn set_cookie(name: &str, value: &str) -> String {
    format!("{name}={value}; Path=/; HttpOnly; Secure; SameSite=Lax")
}

/// Sends everything that concerns accounts to the site's login host, if it has one.
async fn to_login_host(State(demo): Context, request: Request, next: Next) -> Response {
    let public = matches!(request.uri().path(), "/" | "/.well-known/change-password");
    match demo.site.login_host {
        Some(login_host) if !public && super::host(request.headers()) != login_host => {
            let port = super::port(request.headers());
            Redirect::temporary(&format!("https://{login_host}{port}{}", request.uri())).into_response()
        }
        _ => next.run(request).await,
    }
}

async fn front(State(demo): Context, headers: HeaderMap) -> Response {
    let Site { title, tagline, tiles, .. } = demo.site;
    let main = html! {
        div.hero { h1 { (title) } p { (tagline) } }
        div.tiles {
            @for (heading, line, badge) in tiles {
                section.tile { h2 { (heading) } p { (line) } b { (badge) } }
            }
        }
    };
    demo.page(&headers, StatusCode::OK, tagline, &main)
}

async fn login_page(State(demo): Context, headers: HeaderMap) -> Response {
    login_form(&demo, &headers, "", None)
}

/// The login form; 401 with an error, 200 without.
fn login_form(demo: &Demo, headers: &HeaderMap, user: &str, error: Option<&str>) -> Response {
    let texts = demo.site.texts;
    let user = demo.user_field(user);
    let form = match demo.site.login {
        Login::TwoPages => html::form("/login", &[user], texts.next),
        _ => html::form("/login", &[user, current_password(texts.password)], texts.log_in),
    };
    let body = html! {
        (form)
        div.links { a #forgot href="/forgot" { (texts.forgot) } }
        @if demo.site.login == Login::Fetch {
            template #logged-in { (demo.nav(true)) }
            script data-unreachable=(texts.unreachable) { (PreEscaped(LOG_IN_BY_FETCH)) }
        }
    };
    demo.page(headers, status(error), texts.log_in, &html::card(texts.log_in, error, &body))
}

fn status(error: Option<&str>) -> StatusCode {
    if error.is_some() { StatusCode::UNAUTHORIZED } else { StatusCode::OK }
}

/// The elements of the outcome are made when there is one: a test that waits for `#error` must not find an empty one.
const LOG_IN_BY_FETCH: &str = "
  const unreachable = document.currentScript.dataset.unreachable;
  const form = document.getElementById('form');
  const say = (id, text) => {
    const line = document.createElement('p');
    line.id = id;
    line.role = id === 'error' ? 'alert' : 'status';
    line.textContent = text;
    form.before(line);
  };
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    document.getElementById('error')?.remove();
    const { user, password } = Object.fromEntries(new FormData(form));
    let answer = { ok: false, text: unreachable };
    try {
      const response = await fetch('/login', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ user, password }),
      });
      answer = await response.json();
    } catch {}
    if (answer.ok) {
      say('message', answer.text);
      document.querySelector('.links').remove();
      const links = document.getElementById('logged-in').content;
      document.querySelector('h1').textContent = links.firstElementChild.textContent;
      document.querySelector('nav').replaceChildren(links);
      form.remove();
    } else {
      say('error', answer.text);
      form.elements.password.value = '';
      form.elements.password.focus();
    }
  });
";

async fn log_in(State(demo): Context, headers: HeaderMap, Form(sent): Form<Sent>) -> Response {
    if demo.accounts.verify(&sent.user, &sent.password) {
        demo.start_session(&sent.user)
    } else {
        login_form(&demo, &headers, &sent.user, Some(demo.site.texts.wrong))
    }
}

async fn log_in_by_fetch(State(demo): Context, Json(sent): Json<Sent>) -> Response {
    if demo.accounts.verify(&sent.user, &sent.password) {
        let cookie = set_cookie(SESSION, &demo.accounts.log_in(&sent.user));
        let answer = json!({ "ok": true, "text": demo.welcome(&sent.user) });
        ([(header::SET_COOKIE, cookie)], Json(answer)).into_response()
    } else {
        let answer = json!({ "ok": false, "text": demo.site.texts.wrong });
        (StatusCode::UNAUTHORIZED, Json(answer)).into_response()
    }
}

/// The first of two pages: any name goes on, so that nobody learns which names exist.
async fn remember_user(Form(sent): Form<Sent>) -> Response {
    if sent.user.is_empty() {
        return Redirect::to("/login").into_response();
    }
    let cookie = set_cookie(PENDING, &BASE64_URL_SAFE_NO_PAD.encode(sent.user));
    ([(header::SET_COOKIE, cookie)], Redirect::to("/login/password")).into_response()
}

fn pending_user(headers: &HeaderMap) -> Option<String> {
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(cookie(headers, PENDING)?).ok()?;
    String::from_utf8(bytes).ok()
}

async fn password_page(State(demo): Context, headers: HeaderMap) -> Response {
    match pending_user(&headers) {
        Some(user) => password_form(&demo, &headers, &user, None),
        None => found("/login"),
    }
}

/// The second page shows the user name as plain text only: there is no field to read it from.
fn password_form(demo: &Demo, headers: &HeaderMap, user: &str, error: Option<&str>) -> Response {
    let texts = demo.site.texts;
    let body = html! {
        p { strong { (user) } " · " a href="/login" { (texts.not_you) } }
        (html::form("/login/password", &[current_password(texts.password)], texts.log_in))
        div.links { a #forgot href="/forgot" { (texts.forgot) } }
    };
    demo.page(headers, status(error), texts.log_in, &html::card(texts.log_in, error, &body))
}

async fn log_in_on_second_page(State(demo): Context, headers: HeaderMap, Form(sent): Form<Sent>) -> Response {
    let Some(user) = pending_user(&headers) else {
        return found("/login");
    };
    if demo.accounts.verify(&user, &sent.password) {
        demo.start_session(&user)
    } else {
        password_form(&demo, &headers, &user, Some(demo.site.texts.wrong))
    }
}

async fn sign_up_page(State(demo): Context, headers: HeaderMap) -> Response {
    sign_up_form(&demo, &headers, StatusCode::OK, "", None)
}

fn sign_up_form(demo: &Demo, headers: &HeaderMap, status: StatusCode, user: &str, error: Option<&str>) -> Response {
    let texts = demo.site.texts;
    let [new, confirm] = new_password(texts.password, texts.password_again);
    let form = html::form("/signup", &[demo.user_field(user), new, confirm], texts.sign_up);
    demo.page(headers, status, texts.sign_up, &html::card(texts.sign_up, error, &form))
}

async fn sign_up(State(demo): Context, headers: HeaderMap, Form(sent): Form<Sent>) -> Response {
    let texts = demo.site.texts;
    let refuse = |status, error| sign_up_form(&demo, &headers, status, &sent.user, Some(error));
    if sent.new_password != sent.confirm {
        return refuse(StatusCode::UNPROCESSABLE_ENTITY, texts.mismatch);
    }
    match demo.accounts.sign_up(&sent.user, &sent.new_password) {
        Ok(()) => demo.start_session(&sent.user),
        Err(SignUpError::Taken) => refuse(StatusCode::CONFLICT, texts.taken),
        Err(SignUpError::Empty) => refuse(StatusCode::UNPROCESSABLE_ENTITY, texts.empty),
    }
}

async fn account(State(demo): Context, headers: HeaderMap) -> Response {
    match demo.session(&headers) {
        Some(user) => demo.done(&headers, demo.site.texts.account, &demo.welcome(&user)),
        None => found("/login"),
    }
}

async fn change_page(State(demo): Context, headers: HeaderMap) -> Response {
    match demo.session(&headers) {
        Some(_) => change_form(&demo, &headers, StatusCode::OK, None),
        None => found("/login"),
    }
}

fn change_form(demo: &Demo, headers: &HeaderMap, status: StatusCode, error: Option<&str>) -> Response {
    let texts = demo.site.texts;
    let [new, confirm] = new_password(texts.new, texts.new_again);
    let form = html::form("/change-password", &[current_password(texts.current), new, confirm], texts.save);
    demo.page(headers, status, texts.change, &html::card(texts.change, error, &form))
}

async fn change(State(demo): Context, headers: HeaderMap, Form(sent): Form<Sent>) -> Response {
    let texts = demo.site.texts;
    let Some(user) = demo.session(&headers) else {
        return found("/login");
    };
    let refuse = |status, error| change_form(&demo, &headers, status, Some(error));
    if !demo.accounts.verify(&user, &sent.password) {
        return refuse(StatusCode::UNAUTHORIZED, texts.wrong_current);
    }
    if sent.new_password.is_empty() {
        return refuse(StatusCode::UNPROCESSABLE_ENTITY, texts.empty);
    }
    if sent.new_password != sent.confirm {
        return refuse(StatusCode::UNPROCESSABLE_ENTITY, texts.mismatch);
    }
    demo.accounts.change(&user, &sent.new_password);
    demo.done(&headers, texts.change, texts.changed)
}

async fn log_out(State(demo): Context, headers: HeaderMap) -> Response {
    if let Some(token) = cookie(&headers, SESSION) {
        demo.accounts.log_out(token);
    }
    let expired = format!("{}; Max-Age=0", set_cookie(SESSION, ""));
    ([(header::SET_COOKIE, expired)], Redirect::to("/")).into_response()
}

async fn forgot_page(State(demo): Context, headers: HeaderMap) -> Response {
    let texts = demo.site.texts;
    let email =
        Field { id: "email", name: "email", kind: "email", autocomplete: "email", label: texts.email, value: "" };
    let form = html::form("/forgot", &[email], texts.send);
    demo.page(&headers, StatusCode::OK, texts.forgot, &html::card(texts.forgot, None, &form))
}

async fn forgot(State(demo): Context, headers: HeaderMap) -> Response {
    demo.done(&headers, demo.site.texts.forgot, demo.site.texts.sent)
}
