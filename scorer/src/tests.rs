use super::*;
use proptest::prelude::*;

/// Password, highest score it may get, and the reason to be given.
const WEAK: &[(&str, u8, Option<Reason>)] = &[
    ("password", 0, Some(Reason::Top10)),
    ("monkey", 0, Some(Reason::Top100)),
    ("starwars", 0, Some(Reason::Top100)),
    ("p4ssw0rd", 0, Some(Reason::LikeCommon)),
    ("drowssap", 0, Some(Reason::LikeCommon)),
    ("Password1!", 1, Some(Reason::LikeCommon)),
    ("aaaaaaaaaaaa", 0, Some(Reason::RepeatedCharacter)),
    ("qwzxqwzxqwzx", 1, Some(Reason::RepeatedPart)),
    ("abcdefghijk", 0, Some(Reason::Sequence)),
    ("poiuytghj", 1, Some(Reason::KeyPattern)),
    ("11/08/1994", 1, Some(Reason::Date)),
    ("", 0, None),
    ("x", 0, None),
];

#[test]
fn weak_ones_are_weak_and_say_why() {
    for &(password, at_most, reason) in WEAK {
        let strength = score(password, &[]);
        assert!(strength.score <= at_most, "{password:?}: {strength:?}");
        assert_eq!(strength.reason, reason, "{password:?}");
        assert!(!strength.advice.is_empty(), "{password:?}");
        assert!(!strength.shortened, "{password:?}");
    }
}

#[test]
fn strong_ones_are_strong_and_need_no_advice() {
    for password in
        ["vocal ladder bronze quilt", "D7#kq!vT2m&x", "korrektpferdbatterieheftklammer", "むらさきのはしごをのぼる"]
    {
        let strength = score(password, &[]);
        assert_eq!(strength.score, 4, "{password:?}");
        assert_eq!(strength.reason, None, "{password:?}");
        assert_eq!(strength.advice, [], "{password:?}");
    }
}

#[test]
fn a_password_made_of_the_context_is_weak() {
    let context = ["minato", "shop", "tanuki88"];
    for password in ["minatoshop1", "Minato-Shop", "m1n4t0sh0p", "tanuki88!", "otanim12"] {
        let without = score(password, &[]);
        let with = score(password, &context);
        assert!(with.score < without.score, "{password:?}: {with:?} against {without:?}");
        assert_eq!(with.reason, Some(Reason::ContextWord), "{password:?}");
    }
}

#[test]
fn the_context_says_nothing_about_other_passwords() {
    let context = ["minato", "shop", "tanuki88"];
    assert_eq!(score("D7#kq!vT2m&x", &context), score("D7#kq!vT2m&x", &[]));
    assert_eq!(score("password", &context), score("password", &[]));
}

#[test]
fn the_case_of_the_context_does_not_matter() {
    assert_eq!(score("minatoshop1", &["MINATO", "Shop"]), score("minatoshop1", &["minato", "shop"]));
}

#[test]
fn short_words_of_the_context_are_left_out() {
    let password = "qzjkxvbw";
    assert_eq!(score(password, &["qz", "jk", "xv", "bw", "q", ""]), score(password, &[]));
}

#[test]
fn the_context_is_bounded() {
    let long = "x".repeat(10_000);
    let words = context::words(&vec![long.as_str(); 10_000]);
    assert_eq!(words.len(), MAX_WORDS);
    assert!(words.iter().all(|word| word.chars().count() == MAX_WORD_CHARS));
    let dotted = "İ".repeat(MAX_WORD_CHARS);
    assert!(context::words(&[&dotted]).iter().all(|word| word.chars().count() <= MAX_WORD_CHARS));
}

#[test]
fn only_the_beginning_is_scored() {
    let weak = "a".repeat(MAX_CHARS);
    assert!(!score(&weak, &[]).shortened);
    let longer = format!("{weak}D7#kq!vT2m&x");
    let strength = score(&longer, &[]);
    assert!(strength.shortened);
    assert_eq!(strength.score, score(&weak, &[]).score);
    // Characters count, not bytes: nothing is cut in the middle of one.
    assert!(!score(&"語".repeat(MAX_CHARS), &[]).shortened);
    assert!(score(&"語".repeat(MAX_CHARS + 1), &[]).shortened);
}

/// Values that make zxcvbn's sums overflow when more than [`MAX_CHARS`] of them are scored.
#[test]
fn no_sum_overflows_at_the_longest() {
    for unit in ["14", "1425", "a4", "qW", "Qw", "1a", "4@8({[<3691!|70$5+%2", "aA", "11/11/11", "ab"] {
        let password = unit.repeat(10_000 / unit.len());
        let twisted: String = password.chars().take(MAX_CHARS).collect();
        score(&password, &[]);
        score(&password, &[&twisted, &twisted.to_uppercase()]);
    }
}

#[test]
fn codes_are_snake_case_and_no_guess_number_leaves() {
    let json = serde_json::to_value(score("Password1!", &[])).unwrap();
    assert_eq!(
        json,
        serde_json::json!({
            "score": 1,
            "reason": "like_common",
            "advice": ["add_words", "capitals_do_not_help"],
            "shortened": false,
        })
    );
    assert_eq!(serde_json::to_value(Reason::Top10).unwrap(), "top10");
    assert_eq!(serde_json::to_value(Reason::ContextWord).unwrap(), "context_word");
}

/// Characters that have gone wrong elsewhere: they change length in another case, join, combine, or are not letters.
fn odd() -> impl Strategy<Value = String> {
    let odd = prop::sample::select(vec![
        'İ',
        'ı',
        'ß',
        'ẞ',
        'ŉ',
        'ǰ',
        'Σ',
        'ς',
        'ﬁ',
        '\u{301}',
        '\u{200d}',
        '\u{fe0f}',
        '👩',
        '🏽',
        '\0',
        '\n',
        '\u{feff}',
        '\u{fffd}',
        '\u{10ffff}',
        '４',
        '１',
        '٣',
        'a',
        'A',
        '4',
        '@',
        '1',
        '9',
        '/',
        ' ',
    ]);
    prop::collection::vec(odd, 0..60).prop_map(|chars| chars.into_iter().collect())
}

/// Few different characters, so that repetitions, runs, dates and keyboard walks come up all the time.
fn patterned() -> impl Strategy<Value = String> {
    prop_oneof!["[14]{0,60}", "[0-9/. -]{0,60}", "[a4@A1l7]{0,60}", "([abc1]{1,9}){1,9}", "[qwedsazxcQWE]{0,60}"]
}

proptest! {
    #[test]
    fn never_panics_and_keeps_its_promises(
        password in prop_oneof![any::<String>(), odd(), patterned()],
        context in prop::collection::vec(prop_oneof![any::<String>(), odd(), patterned()], 0..5),
    ) {
        let words: Vec<&str> = context.iter().map(String::as_str).collect();
        let strength = score(&password, &words);
        prop_assert!(strength.score <= 4);
        prop_assert_eq!(strength.shortened, password.chars().count() > MAX_CHARS);
        prop_assert_eq!(strength.score < 3, !strength.advice.is_empty());
        prop_assert!(strength.score < 3 || strength.reason.is_none());
    }

    #[test]
    fn what_follows_the_bound_changes_nothing(
        password in "[a-zA-Z0-9!@#]{28}", one in any::<String>(), other in any::<String>(),
    ) {
        let score_of = |tail: &str| score(&format!("{password}{tail}"), &[]).score;
        prop_assert_eq!(score_of(&one), score_of(&other));
    }
}
