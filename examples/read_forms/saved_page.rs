//! Makes the snapshots that `extension/content/form.js` makes in a browser, from the markup of a saved page: no styles, no
//! scripts. `./build.sh forms` asks the extension itself; this is the fast loop beside it.

use std::collections::HashMap;

use hygieia::form::{FieldSnapshot, FormSnapshot, NearText, Place};
use scraper::{ElementRef, Html, Node, Selector, node::Element};

const MOST_FIELDS: usize = 200;
const MOST_TEXTS: usize = 40;
const MOST_CHARACTERS: usize = 80;
const MOST_LEVELS: usize = 6;
const MOST_HEADING_STEPS: usize = 200;

const FIELDS: &str = "input, select, textarea";
const NO_FIELD: &[&str] = &["hidden", "submit", "button", "image", "reset", "file", "color", "range"];
const TYPES: &[&str] = &[
    "text",
    "password",
    "email",
    "tel",
    "number",
    "search",
    "url",
    "checkbox",
    "radio",
    "date",
    "month",
    "week",
    "time",
    "datetime-local",
];
const HEADINGS: &str = "h1, h2, h3, h4, h5, h6, legend, caption, [role=heading]";
const BUTTONS: &str = "button, input[type=submit], input[type=button], input[type=image], [role=button]";
const LINKS: &str = "a[href]";
/// Fields, headings, buttons and links, to be met in their order.
const TEXTS: &str =
    "input, select, textarea, h1, h2, h3, h4, h5, h6, legend, caption, [role=heading], button, [role=button], a[href]";

/// A form of a saved page: the numbers of its fields (`data-fxid`) beside its snapshot.
pub struct SavedForm {
    /// One a field, in the snapshot's order.
    pub numbers: Vec<Option<usize>>,
    /// What the reader is given.
    pub snapshot: FormSnapshot,
}

/// The forms of a page, and the fields that belong to none as one more.
pub fn forms_of(markup: &str) -> Vec<SavedForm> {
    let page = Page::new(markup);
    let mut scopes: Vec<(Option<ElementRef>, Vec<ElementRef>)> = Vec::new();
    for field in page.fields() {
        let form = page.form_of(field);
        match scopes.iter_mut().find(|(scope, _)| scope.map(|form| form.id()) == form.map(|form| form.id())) {
            Some((_, fields)) => fields.push(field),
            None => scopes.push((form, vec![field])),
        }
    }
    let snapshots =
        scopes.into_iter().map(|(form, fields)| page.snapshot(form, &fields[..fields.len().min(MOST_FIELDS)]));
    snapshots.collect()
}

struct Page {
    html: Html,
    title: String,
    /// The texts of `<label for>`, by what they are for.
    labels: HashMap<String, Vec<String>>,
}

impl Page {
    fn new(markup: &str) -> Self {
        let html = Html::parse_document(markup);
        let mut labels: HashMap<String, Vec<String>> = HashMap::new();
        for label in selected(html.root_element(), "label[for]") {
            labels.entry(attribute(label, "for").to_owned()).or_default().push(text_of(label));
        }
        let title = selected(html.root_element(), "title").first().map(|title| text_of(*title)).unwrap_or_default();
        Self { html, title, labels }
    }

    fn fields(&self) -> Vec<ElementRef<'_>> {
        selected(self.html.root_element(), FIELDS).into_iter().filter(|field| is_field(*field)).collect()
    }

    /// The form that a browser would say the field belongs to.
    fn form_of<'a>(&'a self, field: ElementRef<'a>) -> Option<ElementRef<'a>> {
        let root = self.html.root_element();
        let named = attribute(field, "form");
        if !named.is_empty() {
            return selected(root, "form").into_iter().find(|form| attribute(*form, "id") == named);
        }
        ancestors(field).find(|element| element.value().name() == "form").or_else(|| self.torn_form_of(field))
    }

    /// `<table><form><tr>…`: the parser leaves the form empty and yet remembers whose fields they are.
    fn torn_form_of<'a>(&'a self, field: ElementRef<'a>) -> Option<ElementRef<'a>> {
        ancestors(field).filter(|element| matches!(element.value().name(), "table" | "tbody" | "tr")).find_map(|part| {
            let mut forms = part.children().filter_map(ElementRef::wrap).filter(|child| child.value().name() == "form");
            forms.rfind(|form| form.children().next().is_none())
        })
    }

    fn snapshot(&self, form: Option<ElementRef>, fields: &[ElementRef]) -> SavedForm {
        let anchor = fields.iter().find(|field| kind_of(**field) == "password").or(fields.first()).copied();
        let holds =
            |form: &ElementRef| anchor.is_some_and(|anchor| ancestors(anchor).any(|parent| parent.id() == form.id()));
        let near = form.filter(holds).or(anchor.map(surroundings));
        let mut texts = Texts::default();
        texts.add(Place::Title, &self.title, 0);
        if let Some(near) = near {
            let mut after = 0;
            for element in selected(near, TEXTS) {
                if fields.contains(&element) {
                    after += 1;
                } else if matches(element, HEADINGS) {
                    texts.add(Place::Heading, &text_of(element), after);
                } else if matches(element, BUTTONS) {
                    texts.add(Place::Button, &words_of(element), after);
                } else if matches(element, LINKS) {
                    texts.add(Place::Link, &text_of(element), after);
                }
            }
            if texts.0.iter().all(|near| near.place != Place::Heading) {
                texts.add(Place::Heading, &heading_before(self.html.root_element(), near), 0);
            }
        }
        let names = form.or(near).map_or_else(Vec::new, |element| {
            let names = ["id", "name", "class", "action"].map(|name| cap(attribute(element, name)));
            names.into_iter().filter(|name| !name.is_empty()).collect()
        });
        SavedForm {
            numbers: fields.iter().map(|field| attribute(*field, "data-fxid").parse().ok()).collect(),
            snapshot: FormSnapshot {
                fields: fields.iter().map(|field| self.describe(*field, form)).collect(),
                texts: texts.0,
                names,
                path: String::new(),
                signs: None,
            },
        }
    }

    fn describe(&self, field: ElementRef, form: Option<ElementRef>) -> FieldSnapshot {
        let mut labels = self.labels.get(attribute(field, "id")).cloned().unwrap_or_default();
        let around = ancestors(field).find(|element| element.value().name() == "label");
        labels.extend(around.filter(|label| attribute(*label, "for").is_empty()).map(text_of));
        labels.push(attribute(field, "aria-label").to_owned());
        let named_by = attribute(field, "aria-labelledby").split_whitespace();
        labels.extend(named_by.filter_map(|id| self.html.root_element().select(&id_selector(id)?).next()).map(text_of));
        let label = cap(&labels.join(" "));
        FieldSnapshot {
            kind: kind_of(field).to_owned(),
            name: cap(attribute(field, "name")),
            id: cap(attribute(field, "id")),
            autocomplete: cap(attribute(field, "autocomplete")),
            placeholder: cap(attribute(field, "placeholder")),
            title: cap(attribute(field, "title")),
            before: if label.is_empty() { text_before(field, form) } else { String::new() },
            label,
            inputmode: cap(attribute(field, "inputmode")),
            maxlength: attribute(field, "maxlength").parse().unwrap_or(-1),
            visible: is_visible(field) && field.value().attr("disabled").is_none(),
        }
    }
}

fn id_selector(id: &str) -> Option<Selector> {
    Selector::parse(&format!("[id={id:?}]")).ok()
}

fn selected<'a>(within: ElementRef<'a>, selector: &str) -> Vec<ElementRef<'a>> {
    Selector::parse(selector).map(|selector| within.select(&selector).collect()).unwrap_or_default()
}

fn matches(element: ElementRef, selector: &str) -> bool {
    Selector::parse(selector).is_ok_and(|selector| selector.matches(&element))
}

#[derive(Default)]
struct Texts(Vec<NearText>);

impl Texts {
    fn add(&mut self, place: Place, text: &str, after: usize) {
        let text = cap(text);
        let many = self.0.iter().filter(|near| near.place == place).count();
        if !text.is_empty() && many < MOST_TEXTS {
            self.0.push(NearText { place, text, after });
        }
    }
}

fn attribute<'a>(element: ElementRef<'a>, name: &str) -> &'a str {
    element.value().attr(name).unwrap_or_default()
}

fn ancestors<'a>(element: ElementRef<'a>) -> impl Iterator<Item = ElementRef<'a>> {
    element.ancestors().filter_map(ElementRef::wrap)
}

fn text_of(element: ElementRef) -> String {
    element.text().collect()
}

fn cap(text: &str) -> String {
    let joined = text.split_whitespace().collect::<Vec<_>>().join(" ");
    joined.chars().take(MOST_CHARACTERS).collect()
}

fn kind_of(field: ElementRef<'_>) -> &str {
    let element = field.value();
    match element.name() {
        "input" => TYPES
            .iter()
            .chain(NO_FIELD)
            .copied()
            .find(|known| element.attr("type").is_some_and(|said| said.eq_ignore_ascii_case(known)))
            .unwrap_or("text"),
        name => name,
    }
}

fn is_field(field: ElementRef) -> bool {
    !NO_FIELD.contains(&kind_of(field))
}

fn is_visible(field: ElementRef) -> bool {
    std::iter::once(field).chain(ancestors(field)).all(|element| !is_hidden(element.value()))
}

fn is_hidden(element: &Element) -> bool {
    let style: String = element
        .attr("style")
        .unwrap_or_default()
        .chars()
        .filter(|c| !c.is_whitespace())
        .collect::<String>()
        .to_ascii_lowercase();
    element.attr("hidden").is_some()
        || style.contains("display:none")
        || style.contains("visibility:hidden")
        || style.contains("left:-")
        || style.contains("top:-")
        || (element.name() == "dialog" && element.attr("open").is_none())
        || matches!(element.name(), "noscript" | "template")
}

fn text_before(field: ElementRef, form: Option<ElementRef>) -> String {
    let mut node = *field;
    for _ in 0..MOST_LEVELS {
        for sibling in node.prev_siblings() {
            if let Some(element) = ElementRef::wrap(sibling) {
                let is_field = matches!(element.value().name(), "input" | "select" | "textarea");
                if is_field || !selected(element, FIELDS).is_empty() {
                    return String::new();
                }
                if element.value().name() == "script" {
                    continue;
                }
                let text = cap(&text_of(element));
                if !text.is_empty() {
                    return text;
                }
            } else if let Node::Text(text) = sibling.value() {
                let text = cap(text);
                if !text.is_empty() {
                    return text;
                }
            }
        }
        let Some(parent) = node.parent().and_then(ElementRef::wrap) else { break };
        if form.is_some_and(|form| form.id() == parent.id()) || parent.value().name() == "body" {
            break;
        }
        node = *parent;
    }
    String::new()
}

fn words_of(button: ElementRef) -> String {
    let said = |name| attribute(button, name).to_owned();
    let first = |found: Vec<String>| found.into_iter().find(|text| !text.trim().is_empty()).unwrap_or_default();
    match button.value().name() {
        "input" => first(vec![said("value"), said("alt"), said("title")]),
        _ => {
            let image = selected(button, "img").first().map(|image| attribute(*image, "alt").to_owned());
            first(vec![text_of(button), said("aria-label"), said("title"), image.unwrap_or_default()])
        }
    }
}

fn surroundings(field: ElementRef) -> ElementRef {
    let mut element = field;
    while selected(element, BUTTONS).is_empty() {
        match element.parent().and_then(ElementRef::wrap) {
            Some(parent) if parent.value().name() != "body" => element = parent,
            _ => break,
        }
    }
    element
}

fn heading_before(root: ElementRef, form: ElementRef) -> String {
    let before = root.descendants().take_while(|node| node.id() != form.id()).filter_map(ElementRef::wrap);
    let before: Vec<ElementRef> = before.collect();
    let is_heading = |element: &&ElementRef| {
        matches(**element, HEADINGS) && !ancestors(**element).any(|outer| outer.value().name() == "form")
    };
    before.iter().rev().take(MOST_HEADING_STEPS).find(is_heading).map(|heading| text_of(*heading)).unwrap_or_default()
}
