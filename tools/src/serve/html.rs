//! How a page looks: one shell and one stylesheet for every site.

use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use maud::{DOCTYPE, Markup, PreEscaped, html};

/// What the shell around a page needs to know.
#[derive(Debug, Clone, Copy)]
pub struct Frame<'a> {
    /// BCP 47 tag.
    pub lang: &'a str,
    /// The site's name, in the header and behind the page's title.
    pub brand: &'a str,
    /// CSS colour of the header and the buttons; white must be readable on it.
    pub color: &'a str,
    /// One small line below the page.
    pub footer: &'a str,
}

/// A field with its label, in the words HTML uses.
#[derive(Debug, Clone, Copy)]
pub struct Field<'a> {
    /// `id`.
    pub id: &'a str,
    /// `name`.
    pub name: &'a str,
    /// `type`.
    pub kind: &'a str,
    /// `autocomplete`.
    pub autocomplete: &'a str,
    /// The text of the label.
    pub label: &'a str,
    /// What it is filled with.
    pub value: &'a str,
}

impl Field<'_> {
    /// The label and the field below it.
    pub fn render(&self) -> Markup {
        // No `value` attribute at all where there is nothing to fill in.
        let value = Some(self.value).filter(|value| !value.is_empty());
        html! {
            label for=(self.id) { (self.label) }
            input id=(self.id) name=(self.name) type=(self.kind) autocomplete=(self.autocomplete)
                value=[value] autocapitalize="none" spellcheck="false" required;
        }
    }
}

/// A card with a heading, and the error in it if there is one.
pub fn card(heading: &str, error: Option<&str>, body: &Markup) -> Markup {
    html! {
        section.card {
            h1 { (heading) }
            @if let Some(error) = error { p #error role="alert" { (error) } }
            (body)
        }
    }
}

/// A form that posts to `action`.
pub fn form(action: &str, fields: &[Field<'_>], submit: &str) -> Markup {
    html! {
        form #form method="post" action=(action) {
            @for field in fields { (field.render()) }
            button #submit type="submit" { (submit) }
        }
    }
}

/// A whole page as an answer.
///
/// `no-cache` and not `no-store`: a page may come back from the back/forward cache, as on most sites.
pub fn page(status: StatusCode, frame: Frame<'_>, title: &str, nav: &Markup, main: &Markup) -> Response {
    let icon = format!(
        "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 8 8'><circle cx='4' cy='4' r='4' fill='{}'/></svg>",
        frame.color.replace('#', "%23")
    );
    let page = html! {
        (DOCTYPE)
        html lang=(frame.lang) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) " – " (frame.brand) }
                link rel="icon" href=(icon);
                style { (PreEscaped(STYLE)) }
            }
            body style=(format!("--brand: {}", frame.color)) {
                header {
                    a.brand href="/" { (frame.brand) }
                    nav { (nav) }
                }
                main { (main) }
                footer { (frame.footer) }
            }
        }
    };
    (status, [(header::CACHE_CONTROL, "no-cache")], axum::response::Html(page.into_string())).into_response()
}

/// Shared by all pages.
const STYLE: &str = "
*, ::before, ::after { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: flex; flex-direction: column; color: #1d2530; background: #f3f5f7;
  font: 16px/1.65 system-ui, 'Hiragino Sans', 'Noto Sans CJK JP', 'Noto Sans JP', sans-serif; }
header { display: flex; align-items: center; justify-content: space-between; gap: 1rem; flex-wrap: wrap;
  padding: .9rem clamp(1rem, 5vw, 3rem); background: var(--brand); }
header a { color: #fff; text-decoration: none; }
.brand { font-size: 1.35rem; font-weight: 700; letter-spacing: .02em; }
.brand::before { content: ''; display: inline-block; width: .8em; height: .8em; margin-right: .5em;
  border: .22em solid #fff; border-radius: 50% 50% 50% 0; }
nav { display: flex; gap: 1.25rem; font-size: .95rem; }
nav a:hover, nav a:focus { text-decoration: underline; }
main { flex: 1; width: 100%; max-width: 62rem; margin: 0 auto; padding: 2.5rem clamp(1rem, 5vw, 3rem); }
h1 { margin: 0 0 1rem; font-size: 1.5rem; line-height: 1.35; }
.hero { padding: 1rem 0 2rem; }
.hero h1 { font-size: 2.1rem; margin: 0; }
.hero p { margin: .4rem 0 0; font-size: 1.1rem; color: #52606f; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(15rem, 1fr)); gap: 1.25rem; }
.tile, .card { background: #fff; border: 1px solid #dde3e9; border-radius: 10px; padding: 1.5rem; }
.tile { border-top: 4px solid var(--brand); }
.tile h2 { margin: 0 0 .3rem; font-size: 1.1rem; }
.tile p { margin: 0; color: #52606f; }
.tile b { display: block; margin-top: .8rem; color: var(--brand); }
.card { max-width: 26rem; margin: 1rem auto; padding: 2rem; box-shadow: 0 2px 12px rgb(29 37 48 / 6%); }
.card p { margin: 1rem 0 0; }
label { display: block; margin: 1rem 0 .25rem; font-size: .92rem; font-weight: 600; }
input { width: 100%; padding: .6rem .75rem; border: 1px solid #aab5c0; border-radius: 6px; font: inherit; background: #fff; }
input:focus { outline: 3px solid color-mix(in srgb, var(--brand) 35%, transparent); border-color: var(--brand); }
button { width: 100%; margin-top: 1.5rem; padding: .7rem; border: 0; border-radius: 6px; font: inherit; font-weight: 700;
  color: #fff; background: var(--brand); cursor: pointer; }
button:hover { filter: brightness(1.08); }
main a { color: var(--brand); }
.card #message { margin: 0; font-weight: 600; }
.card #error { margin: 0; padding: .6rem .8rem; border-radius: 6px; color: #8f1d1d; background: #fdecec; font-weight: 600; }
.links { display: flex; flex-direction: column; gap: .4rem; margin-top: 1.25rem; }
footer { padding: 1.25rem; text-align: center; font-size: .82rem; color: #677482; }
";
