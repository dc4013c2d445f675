use super::*;

fn context() -> Context {
    Context { names: vec!["minato".into()], year: 2026 }
}

fn of(text: &str) -> Vec<(String, Why)> {
    let found = edits(&Secret::new(text.into()), &context());
    found.iter().map(|edit| (edit.secret.expose(Exposure::Compare).to_owned(), edit.why)).collect()
}

#[test]
fn what_the_password_before_may_have_been() {
    use Why::{Case, Few, Name, Number, Order, Sign, Symbol};
    for (new, former, why) in [
        ("Summer", "summer", Case),
        ("SUMMER24", "summer24", Case),
        ("summer24", "Summer24", Case),
        ("P@ssw0rd", "Password", Sign),
        ("lamplight", "l@mplight", Sign),
        ("Summer25!", "Summer24!", Number),
        ("summer10", "summer9", Number),
        ("summer123", "summer12", Number),
        ("summer2026", "summer", Number),
        ("summer", "summer1", Number),
        ("summer2026", "summer2024", Number),
        ("summer2026", "summer26", Number),
        ("summer!", "summer", Symbol),
        ("summer24", "summer24!", Symbol),
        ("summer24?", "summer24!", Symbol),
        ("24summer", "summer24", Order),
        ("summersummer", "summer", Order),
        ("summerr", "summer", Order),
        ("lampminato7", "lamp7", Name),
        ("lamp7", "lamp7minato", Name),
        ("lampminato7", "lamprakuten7", Name),
        ("lamp!", "lamp1", Symbol),
        ("lamplight!1", "lamplight", Symbol),
        ("sun-flower", "Sun-Flower", Case),
        ("lamplighter", "lamplight", Order),
        ("lamplighting", "lamplight", Order),
        ("lamp-lamp", "lamp", Order),
        ("lamppmal", "lamp", Order),
        ("lamplighttt", "lamplight", Order),
        ("xlamplightx", "lamplight", Order),
        ("Mylamplight", "lamplight", Order),
        ("24lamplight!", "lamplight!24", Order),
        ("lamplights24", "lamplight24", Order),
        ("flower-sun7", "sun-flower7", Order),
        ("FlowerSun7", "SunFlower7", Order),
        ("Summer24!", "Spring24!", Few),
        ("Spring25!", "Winter24!", Few),
        ("JANUARY2025", "DECEMBER2024", Few),
        ("friday13", "monday13", Few),
        ("haru2025", "fuyu2024", Few),
        ("P@SSWORD", "PASSWORD", Sign),
        ("@utumn24", "Autumn24", Sign),
        ("k1$$", "kiss", Sign),
        ("$$$alad7", "sssalad7", Sign),
        ("$@kur@-1225", "sakura-1225", Sign),
        ("7$uk1m1", "tsukimi", Sign),
        ("sUMMER24", "Summer24", Case),
        ("summer2022", "summer2017", Number),
        ("Lamplight!42", "Lamplight42!", Order),
        ("42Lamplight!", "Lamplight42!", Order),
        ("lamplight@123", "lamplight", Symbol),
        ("summer20@^", "summer202^", Symbol),
        ("summer@)@$!", "summer2024!", Symbol),
        ("lamplight.", "lamplight.!", Symbol),
        ("SunFlowerSeed", "Sun-Flower-Seed", Symbol),
        ("SunFlower7", "Sun_Flower7", Symbol),
        ("SunFlowerSeed", "sun-flower-seed", Symbol),
        ("sun-flower-seed_7", "sun-flower-seed7", Symbol),
        ("sun-flower*seed", "sun-flower-seed", Symbol),
        ("sun flower seed", "sun-flower-seed", Symbol),
        ("seed-sun-flower", "sun-flower-seed", Order),
        ("flower-sun-seed", "sun-flower-seed", Order),
        ("sun-seed-flower", "sun-flower-seed", Order),
        ("flower-seed-sun", "sun-flower-seed", Order),
        ("lamps.lights7", "lamp.lights7", Order),
        ("lamplight7work", "lamplight7", Order),
        ("lamplight7-work", "lamplight7", Order),
        ("work.lamplight7", "lamplight7", Order),
        ("lamplightWork", "lamplight", Order),
        ("thgilpmal7", "lamplight7", Order),
        ("cold-july-24", "cold-june-24", Few),
    ] {
        let found = of(new);
        assert!(found.iter().any(|(text, _)| text == former), "{new} {former}: {found:?}");
        let (_, told) = found.iter().find(|(text, _)| text == former).unwrap();
        assert_eq!(*told, why, "{new} {former}");
    }
}

#[test]
fn each_edit_is_another_one_and_there_are_64_at_most() {
    for text in
        ["summer", "Summer24!", "P@ssw0rd1!", "12345678", "$$$$$$", "ひまわり畑24", "aaaaaaaa", "a1!B2?", "ﬁﬂßİ12"]
    {
        let found = of(text);
        let distinct: BTreeSet<_> = found.iter().map(|(text, _)| text).collect();
        assert_eq!(distinct.len(), found.len(), "{text}");
        assert!(found.len() <= MOST && !distinct.contains(&text.to_owned()), "{text}");
    }
}

#[test]
fn what_is_left_alone_has_no_edits() {
    for text in ["", "a", "abc", "1234", "123456", "••••••••", &"x".repeat(65)] {
        assert!(of(text).is_empty(), "{text}");
    }
    assert!(of("a12345").iter().all(|(text, _)| text != "12345"), "nor is a PIN one");
}
