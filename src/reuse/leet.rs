//! Signs that stand for letters: `P@ssw0rd`.

/// A letter and a sign that stands for it, the most common first.
pub(super) const SIGNS: [(char, char); 14] = [
    ('a', '@'),
    ('o', '0'),
    ('e', '3'),
    ('i', '1'),
    ('s', '$'),
    ('a', '4'),
    ('s', '5'),
    ('i', '!'),
    ('t', '7'),
    ('l', '1'),
    ('b', '8'),
    ('g', '9'),
    ('z', '2'),
    ('t', '+'),
];

/// The letter that a sign most often stands for.
pub(super) fn letter_of(sign: char) -> Option<char> {
    SIGNS.iter().find(|(_, known)| *known == sign).map(|(letter, _)| *letter)
}
