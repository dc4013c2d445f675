//! What is remarkable about a form and its fields, each under a name: what stands in which text, and what stands beside it.
//! The weights of these names ([`super::weights`]) say what it means.

use std::{collections::BTreeSet, ops::Range};

use super::{
    Clue, FieldSnapshot, FormSnapshot, NearText, Place,
    words::{Folded, Meaning},
};

/// A field's texts, each with the meanings that stand in it.
pub struct FieldSigns<'a> {
    /// The field.
    pub snapshot: &'a FieldSnapshot,
    /// Where which meaning stands, and the word that shows it.
    pub signs: Vec<(Slot, Meaning, &'static str)>,
}

/// Where in a field's markup a word stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Slot {
    /// In its label, title or placeholder.
    Label,
    /// In its name or id.
    Name,
    /// In the text before it.
    Before,
}

impl<'a> FieldSigns<'a> {
    fn new(snapshot: &'a FieldSnapshot) -> Self {
        let FieldSnapshot { name, id, placeholder, label, title, before, .. } = snapshot;
        let slots = [
            (Slot::Label, label),
            (Slot::Label, title),
            (Slot::Label, placeholder),
            (Slot::Name, name),
            (Slot::Name, id),
            (Slot::Before, before),
        ];
        let signs = slots.into_iter().flat_map(|(slot, text)| {
            Folded::new(text).meanings().into_iter().map(move |(meaning, word)| (slot, meaning, word))
        });
        Self { snapshot, signs: signs.collect() }
    }

    /// Whether any of its texts speaks of this.
    pub fn means(&self, meaning: Meaning) -> bool {
        self.signs.iter().any(|(_, said, _)| *said == meaning)
    }

    /// Whether its own texts, not those around it, speak of this.
    pub fn says(&self, meaning: Meaning) -> bool {
        self.signs.iter().any(|(slot, said, _)| *said == meaning && *slot != Slot::Before)
    }

    /// Whether its name or id speaks of this.
    pub fn name_says(&self, meaning: Meaning) -> bool {
        self.signs.iter().any(|(slot, said, _)| *said == meaning && *slot == Slot::Name)
    }

    /// Whether one of its own texts speaks of both.
    fn says_together(&self, one: Meaning, other: Meaning) -> bool {
        let in_slot = |slot, meaning| self.signs.iter().any(|(at, said, _)| *at == slot && *said == meaning);
        [Slot::Label, Slot::Name].into_iter().any(|slot| in_slot(slot, one) && in_slot(slot, other))
    }

    /// Whether its `autocomplete` holds a token.
    pub fn has_token(&self, token: &str) -> bool {
        self.snapshot.autocomplete.split_ascii_whitespace().any(|said| said.eq_ignore_ascii_case(token))
    }

    /// What a password field calls itself: `C`urrent, `N`ew, `A`gain, or nothing (`-`).
    pub fn calls_itself(&self) -> char {
        for said in [Self::says, Self::means] {
            if said(self, Meaning::Again) {
                return 'A';
            }
            match (said(self, Meaning::New), said(self, Meaning::Current)) {
                (true, false) => return 'N',
                (false, true) => return 'C',
                _ => {}
            }
        }
        '-'
    }

    /// What it asks for, by the clearest of its texts: several meanings in one text say more than each by itself.
    pub fn asks_for(&self) -> String {
        let of = |slot| {
            let said: BTreeSet<Meaning> = self
                .signs
                .iter()
                .filter(|(at, said, _)| *at == slot && said.is_asked_for() && *said != Meaning::Rules)
                .map(|(_, said, _)| *said)
                .collect();
            said.iter().map(|meaning| format!(" {meaning:?}")).collect::<String>()
        };
        [Slot::Label, Slot::Before, Slot::Name].into_iter().map(of).find(|said| !said.is_empty()).unwrap_or_default()
    }

    fn features(&self) -> BTreeSet<String> {
        let signs = self.signs.iter().map(|(slot, meaning, _)| format!("{slot:?} {meaning:?}"));
        let tokens = self.snapshot.autocomplete.split_ascii_whitespace();
        let tokens = tokens.map(|token| format!("autocomplete {}", token.to_ascii_lowercase()));
        signs.chain(tokens).collect()
    }
}

/// A form's fields and texts with what they mean.
pub struct FormSigns<'a> {
    form: &'a FormSnapshot,
    /// One a field.
    pub fields: Vec<FieldSigns<'a>>,
    texts: Vec<(&'a NearText, Vec<Meaning>)>,
    names: BTreeSet<Meaning>,
    path: Vec<Meaning>,
    any_visible: bool,
}

/// Fields that belong together: a password or several, and what is asked beside them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// Its fields.
    pub fields: Range<usize>,
    /// Those for passwords.
    pub passwords: Vec<usize>,
}

impl<'a> FormSigns<'a> {
    /// Looks at a form.
    pub fn new(form: &'a FormSnapshot) -> Self {
        let meanings =
            |text: &String| Folded::new(text).meanings().into_iter().map(|(meaning, _)| meaning).collect::<Vec<_>>();
        Self {
            form,
            fields: form.fields.iter().map(FieldSigns::new).collect(),
            texts: form.texts.iter().map(|near| (near, meanings(&near.text))).collect(),
            names: form.names.iter().flat_map(meanings).collect(),
            path: meanings(&form.path),
            any_visible: form.fields.iter().any(|field| field.visible),
        }
    }

    /// Whether a person types a line into this field.
    pub fn is_text(&self, index: usize) -> bool {
        matches!(self.fields[index].snapshot.kind.as_str(), "text" | "email" | "tel" | "number" | "url" | "search")
    }

    /// Whether a field can be seen, or would be if its form were shown.
    fn is_seen(&self, index: usize) -> bool {
        self.fields[index].snapshot.visible || !self.any_visible
    }

    /// The word that shows a meaning where a clue says it stands.
    pub fn word(&self, clue: Clue, meaning: &str, field: Option<usize>) -> Option<&'static str> {
        let means = |known: &Meaning| format!("{known:?}") == meaning;
        let word_in = |text: &String| Some(Folded::new(text).meanings().into_iter().find(|(known, _)| means(known))?.1);
        let own = field.and_then(|index| self.fields[index].signs.iter().find(|(_, known, _)| means(known)));
        let place = match clue {
            Clue::Label | Clue::Name | Clue::Before => return own.map(|(_, _, word)| *word),
            Clue::Button => Place::Button,
            Clue::Heading => Place::Heading,
            Clue::Link => Place::Link,
            Clue::Title => Place::Title,
            Clue::Path => return word_in(&self.form.path),
            Clue::FormName => return self.form.names.iter().find_map(word_in),
            _ => return None,
        };
        self.form.texts.iter().filter(|near| near.place == place).find_map(|near| word_in(&near.text))
    }

    /// Cuts a form (or a page without one) in blocks: a new one begins where, after a password, an account is named again
    /// and another password follows.
    pub fn blocks(&self, passwords: &[usize]) -> Vec<Block> {
        let mut blocks: Vec<Block> = Vec::new();
        for &password in passwords {
            let start = blocks.last().map_or(0, |block| block.fields.end);
            let names = |index: &usize| {
                let field = &self.fields[*index];
                self.is_text(*index) && (field.says(Meaning::User) || field.says(Meaning::Email))
            };
            match blocks.last_mut() {
                Some(block) if !(start..password).any(|index| names(&index)) => {
                    block.passwords.push(password);
                    block.fields.end = password + 1;
                }
                _ => blocks.push(Block { fields: start..password + 1, passwords: vec![password] }),
            }
        }
        match blocks.last_mut() {
            Some(block) => block.fields.end = self.fields.len(),
            None => blocks.push(Block { fields: 0..self.fields.len(), passwords: Vec::new() }),
        }
        blocks
    }

    /// The features of a password field, the `order`th of its block.
    pub fn of_password(&self, block: &Block, order: usize) -> BTreeSet<String> {
        let index = block.passwords[order];
        let field = &self.fields[index];
        let mut features = field.features();
        features.insert(format!("calls itself {}", field.calls_itself()));
        if field.says_together(Meaning::New, Meaning::Password) {
            features.insert("calls itself new password".into());
        }
        if block.passwords.len() == 1 {
            self.around(block, Some(index), &mut features);
            return features;
        }
        // Beside others its place among them says it; the texts around speak of all of them.
        let pattern: String = block.passwords.iter().take(4).map(|&index| self.fields[index].calls_itself()).collect();
        features.insert(format!("pattern {pattern} {}", order + 1));
        features.insert(format!("password {} of {}", order.min(3) + 1, block.passwords.len().min(4)));
        features.extend(self.names.iter().map(|meaning| format!("Form {meaning:?}")));
        features.insert(format!("texts beside {}", self.texts_beside(block, index)));
        features
    }

    /// The features of a text field.
    pub fn of_text(&self, block: &Block, index: usize) -> BTreeSet<String> {
        let field = &self.fields[index];
        let mut features = field.features();
        features.insert(format!("type {}", field.snapshot.kind));
        features.insert(format!("asks for{}", field.asks_for()));
        let texts = |range: Range<usize>| range.filter(|&other| self.is_text(other)).count();
        let next = block.passwords.iter().find(|&&password| password > index);
        features.insert(match next {
            Some(&password) => format!("before password {}", texts(index + 1..password).min(3)),
            None if block.passwords.is_empty() => "no password".into(),
            None => "after password".into(),
        });
        features.insert(format!("text {}", texts(block.fields.start..index).min(3) + 1));
        features
    }

    /// The features of a block as a whole.
    pub fn of_block(&self, block: &Block) -> BTreeSet<String> {
        let mut features = BTreeSet::new();
        self.around(block, None, &mut features);
        let asked = block.fields.clone().filter(|&index| self.is_text(index)).map(|index| &self.fields[index]);
        features.extend(asked.map(|field| format!("asks for{}", field.asks_for())));
        features.insert(format!("passwords {}", block.passwords.len().min(4)));
        features
    }

    /// How many text fields stand beside a field, up to four.
    fn texts_beside(&self, block: &Block, index: usize) -> usize {
        block
            .fields
            .clone()
            .filter(|&other| other != index && self.is_text(other) && self.is_seen(other))
            .count()
            .min(4)
    }

    /// What stands around a field: its form's texts, and what else is asked.
    fn around(&self, block: &Block, index: Option<usize>, features: &mut BTreeSet<String>) {
        for (near, meanings) in &self.texts {
            let whole = near.place == Place::Title || block.fields.len() == self.fields.len();
            // What follows the last field belongs to it.
            if whole || (block.fields.start..=block.fields.end).contains(&near.after) {
                features.extend(meanings.iter().map(|meaning| format!("{:?} {meaning:?}", near.place)));
            }
        }
        features.extend(self.names.iter().map(|meaning| format!("Form {meaning:?}")));
        features.extend(self.path.iter().map(|meaning| format!("Path {meaning:?}")));
        let is_other =
            |other: &usize| Some(*other) != index && !block.passwords.contains(other) && self.is_seen(*other);
        let others = || block.fields.clone().filter(is_other);
        features.extend(
            others().flat_map(|other| &self.fields[other].signs).map(|(_, meaning, _)| format!("beside {meaning:?}")),
        );
        let count = |test: &dyn Fn(usize) -> bool| others().filter(|&other| test(other)).count().min(4);
        features.insert(format!("texts beside {}", count(&|other| self.is_text(other))));
        features.insert(format!("selects beside {}", count(&|other| self.form.fields[other].kind == "select")));
        features.insert(format!("boxes beside {}", count(&|other| self.form.fields[other].kind == "checkbox")));
    }
}
