//! `lab.test`, where a test brings its own pages, and `start.test`, the start page.

use std::{path::Path, time::Duration};

use axum::{
    Router,
    extract::RawQuery,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{Redirect, Response},
    routing::{get, post},
};
use maud::{Markup, html};
use tower::ServiceBuilder;
use tower_http::{services::ServeDir, set_header::SetResponseHeaderLayer};

use super::{
    html::{self, Field, Frame},
    port, sites,
};

const LAB: Frame<'static> = Frame { lang: "en", brand: "Lab", color: "#44546a", footer: "" };
const START: Frame<'static> = Frame { brand: "Hygieia", ..LAB };

/// How long `POST /late` takes: as servers do that hash the password and are asked from far away.
const LATE: Duration = Duration::from_secs(1);

/// The lab: the files of `pages`, and four addresses for a form to post to.
///
/// `POST /ok` answers a page without a form, `POST /late` the same [`LATE`]. `POST /again` answers 200 with the login form and an error, as many
/// sites do: their status does not say that the password was wrong. `POST /then?/page.html` sends to another page of
/// the lab.
pub fn router(pages: Option<&Path>) -> Router {
    let routes = Router::new()
        .route("/ok", post(ok))
        .route("/late", post(late))
        .route("/again", post(again))
        .route("/then", post(then));
    match pages {
        Some(folder) => routes.merge(files(folder)),
        None => routes,
    }
}

/// The start page: the files of `www`, or without them a list of the demo sites.
pub fn start(www: Option<&Path>) -> Router {
    match www {
        Some(folder) => files(folder),
        None => Router::new().route("/", get(list)),
    }
}

/// Files as they are on disk now: a rebuilt page must not be answered from a cache. Where there is only `name.gz` or
/// `name.br`, that is sent as the compressed form of `name`.
fn files(folder: &Path) -> Router {
    let no_cache = SetResponseHeaderLayer::overriding(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    Router::new().fallback_service(
        ServiceBuilder::new().layer(no_cache).service(ServeDir::new(folder).precompressed_gzip().precompressed_br()),
    )
}

async fn ok() -> Response {
    let body = html! { p #message { "Thank you" } };
    page(LAB, "Done", &html::card("Done", None, &body))
}

async fn late() -> Response {
    tokio::time::sleep(LATE).await;
    ok().await
}

async fn again() -> Response {
    let user =
        Field { id: "user", name: "user", kind: "text", autocomplete: "username", label: "User name", value: "" };
    let password = Field {
        id: "password",
        name: "password",
        kind: "password",
        autocomplete: "current-password",
        label: "Password",
        value: "",
    };
    let form = html::form("/again", &[user, password], "Log in");
    page(LAB, "Log in", &html::card("Log in", Some("The user name or the password is wrong."), &form))
}

async fn then(RawQuery(page): RawQuery) -> Redirect {
    // A path and nothing else: the lab sends nobody to another site.
    Redirect::to(page.as_deref().filter(|page| page.starts_with('/') && !page.starts_with("//")).unwrap_or("/"))
}

async fn list(headers: HeaderMap) -> Response {
    let port = port(&headers);
    let body = html! {
        div.tiles {
            @for site in &sites::SITES {
                section.tile {
                    h2 { a href=(format!("https://{}{port}/", site.host)) { (site.title) } }
                    p { (site.host) }
                }
            }
        }
    };
    page(START, "Demo sites", &body)
}

fn page(frame: Frame<'_>, title: &str, main: &Markup) -> Response {
    html::page(StatusCode::OK, frame, title, &html! {}, main)
}
