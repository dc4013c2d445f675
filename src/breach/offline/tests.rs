use proptest::prelude::*;

use super::*;

/// As many made-up passwords as that, the most used first.
fn list(length: usize) -> Vec<String> {
    (0..length).map(|rank| format!("made up {rank}")).collect()
}

fn file(length: usize) -> Vec<u8> {
    build(list(length).iter().map(String::as_str)).unwrap()
}

fn tier(filter: &Filter, password: &str) -> Option<Tier> {
    filter.tier_of(&Secret::new(password.into()))
}

/// The digest is made to match, so that what is behind it is tested.
fn sealed(mut file: Vec<u8>) -> Vec<u8> {
    let digest = Sha1::digest(&file[DIGEST.end..]);
    file[DIGEST].copy_from_slice(&digest);
    file
}

fn refused(file: Vec<u8>) -> Option<Damaged> {
    Filter::new(file).err()
}

#[test]
fn every_password_is_in_its_tier() {
    let filter = Filter::new(file(12_000)).unwrap();
    let mut said_to_be_more_common = 0;
    for (rank, password) in list(12_000).iter().enumerate() {
        let expected = match rank {
            ..1_000 => Tier::Top1000,
            1_000..10_000 => Tier::Top10000,
            _ => Tier::Top100000,
        };
        let found = tier(&filter, password).unwrap_or_else(|| panic!("{password} was not found"));
        assert!(found <= expected, "{password}: {found:?}");
        said_to_be_more_common += usize::from(found < expected);
    }
    // 11,000 passwords ask the smallest filter in vain, 2,000 the next one: 0.2 in the mean.
    assert!(said_to_be_more_common <= 2, "{said_to_be_more_common}");
}

#[test]
fn what_is_not_in_the_list_is_not_found() {
    let filter = Filter::new(file(12_000)).unwrap();
    let found = (0..200_000).filter(|number| tier(&filter, &format!("another {number}")).is_some()).count();
    // 3 in the mean; 12 or more come once in 14,000 lists.
    assert!(found < 12, "{found} of 200,000");
    for other in ["", "Made up 1", "made up 1 ", "made up １"] {
        assert_eq!(tier(&filter, other), None, "{other}");
    }
}

#[test]
fn a_short_list_is_a_filter_too() {
    for length in [0, 1, 2, 3, 5, 50] {
        let filter = Filter::new(file(length)).unwrap();
        assert!(list(length).iter().all(|password| tier(&filter, password) == Some(Tier::Top1000)), "{length}");
    }
}

#[test]
fn the_same_list_makes_the_same_bytes() {
    assert_eq!(file(2_000), file(2_000));
    assert!(build(["twice", "once", "twice"]).is_err());
}

#[test]
fn a_borrowed_file_is_read_where_it_lies() {
    let file = file(100);
    let filter = Filter::new(&file[..]).unwrap();
    assert_eq!(tier(&filter, "made up 7"), Some(Tier::Top1000));
    assert!(matches!(filter.bytes, Cow::Borrowed(bytes) if std::ptr::eq(bytes, &raw const file[..])));
    let odd = [&[0][..], &file].concat();
    assert_eq!(Filter::new(&odd[1..]).err(), Some(Damaged::Alignment));
}

#[test]
fn a_damaged_file_is_an_error() {
    let good = file(50);
    let changed = |at: usize, to: u8| {
        let mut file = good.clone();
        file[at] = to;
        file
    };
    assert_eq!(refused(Vec::new()), Some(Damaged::Length));
    assert_eq!(refused(good[..HEADER_BYTES - 1].to_vec()), Some(Damaged::Length));
    assert_eq!(refused(b"<!doctype html>".repeat(100)), Some(Damaged::Header));
    assert_eq!(refused(changed(0, b'h')), Some(Damaged::Header));
    assert_eq!(refused(changed(4, 2)), Some(Damaged::Header), "another version");
    assert_eq!(refused(changed(8, good[8] ^ 1)), Some(Damaged::Digest));
    assert_eq!(refused(good[..good.len() - 2].to_vec()), Some(Damaged::Digest), "cut off");
    assert_eq!(refused([&good[..], &[0, 0]].concat()), Some(Damaged::Digest), "something follows");
    // From here on, with a digest that matches.
    assert_eq!(refused(sealed(good[..good.len() - 2].to_vec())), Some(Damaged::Length));
    assert_eq!(refused(sealed([&good[..], &[0, 0]].concat())), Some(Damaged::Length));
    assert_eq!(refused(sealed(changed(DIGEST.end, 1))), Some(Damaged::Header), "another tier");
    for (field, name) in [(12, "segment length"), (16, "mask"), (20, "segments"), (24, "fingerprints")] {
        for byte in 0..4 {
            let file = sealed(changed(DIGEST.end + field + byte, 255));
            assert_eq!(refused(file), Some(Damaged::Descriptor), "{name}, byte {byte}");
        }
    }
    let mut none = good.clone();
    none[DIGEST.end + 12..DIGEST.end + RECORD_BYTES].fill(0);
    assert_eq!(refused(sealed(none)), Some(Damaged::Descriptor), "no segments at all");
}

proptest! {
    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = Filter::new(bytes);
    }

    /// With the digest made to match, any change gives an error or a filter that answers without a panic.
    #[test]
    fn no_changed_header_panics(changes in proptest::collection::vec((DIGEST.end..HEADER_BYTES, any::<u8>()), 1..4)) {
        let mut file = file(20);
        for (at, to) in changes {
            file[at] = to;
        }
        if let Ok(filter) = Filter::new(sealed(file)) {
            for number in 0..100 {
                let _ = tier(&filter, &format!("made up {number}"));
            }
        }
    }

    #[test]
    fn one_changed_bit_is_noticed(at in 0_usize..1_000, bit in 0..8) {
        let mut file = file(50);
        let at = at % file.len();
        file[at] ^= 1_u8 << bit;
        prop_assert!(Filter::new(file).is_err());
    }
}
