//! The demo sites: what each is, and how they differ. One of them imitates another.

use super::texts::{ENGLISH, JAPANESE, Texts};

/// How a site logs people in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Login {
    /// One page, an ordinary form.
    Form,
    /// One page whose script asks the server by `fetch`; no navigation.
    Fetch,
    /// The user name on one page and the password on the next.
    TwoPages,
}

/// What a front page offers: a heading, a line about it, and a price or the like.
pub type Tile = (&'static str, &'static str, &'static str);

/// One demo site.
#[derive(Debug)]
pub struct Site {
    /// Its name, which serves its subdomains too.
    pub host: &'static str,
    /// The only host its accounts live on, where that is another one.
    pub login_host: Option<&'static str>,
    /// What it calls itself.
    pub title: &'static str,
    /// One line about it.
    pub tagline: &'static str,
    /// CSS colour; white is readable on it.
    pub color: &'static str,
    /// How it logs people in.
    pub login: Login,
    /// Whether it answers 200 to every address, and has no well-known one.
    pub echoes: bool,
    /// Its language.
    pub texts: &'static Texts,
    /// What its front page shows.
    pub tiles: [Tile; 3],
}

/// All demo sites.
pub static SITES: [Site; 6] = [
    Site {
        host: "hikari-net.test",
        login_host: Some("id.hikari-net.test"),
        title: "ひかりネット",
        tagline: "毎日をつなぐ、光インターネット",
        color: "#0b5cad",
        login: Login::Form,
        echoes: false,
        texts: &JAPANESE,
        tiles: [
            ("ひかり1ギガ", "ご家庭向けの光回線。プロバイダー込み。", "月額 4,950円"),
            ("ひかり10ギガ", "動画もゲームも快適な高速プラン。", "月額 6,380円"),
            ("ひかりメール", "容量10GBのメールアドレスを1つ無料で。", "無料"),
        ],
    },
    Site {
        host: "minato-shop.test",
        login_host: None,
        title: "みなと商店",
        tagline: "港町から届く、海のおいしいもの",
        color: "#b5402a",
        login: Login::Form,
        echoes: false,
        texts: &JAPANESE,
        tiles: [
            ("真あじの干物", "朝に開いて、浜風で干しました。5枚入り。", "1,480円"),
            ("わかめの佃煮", "春どれの新わかめをやわらかく。", "680円"),
            ("釜揚げしらす", "ふっくらゆでて、その日のうちに発送。", "1,200円"),
        ],
    },
    // An imitation of the shop, with a zero in its name.
    Site {
        host: "minato-sh0p.test",
        login_host: None,
        title: "みなと商店",
        tagline: "会員さま限定：ポイントの失効について",
        color: "#b5402a",
        login: Login::Form,
        echoes: false,
        texts: &JAPANESE,
        tiles: [
            ("ポイントの失効", "本日中にログインをご確認ください。", "5,000pt"),
            ("カード情報の更新", "有効期限をご確認ください。", "至急"),
            ("お届けの再手配", "ご不在のため持ち戻りました。", "無料"),
        ],
    },
    Site {
        host: "kaede-store.test",
        login_host: None,
        title: "Kaede Store",
        tagline: "Stationery and small things made of wood",
        color: "#8a4b08",
        login: Login::Fetch,
        echoes: false,
        texts: &ENGLISH,
        tiles: [
            ("Maple pencil box", "Cut from one block, with a lid that closes softly.", "€ 34"),
            ("Notebook, dotted", "160 pages of paper that likes fountain pens.", "€ 14"),
            ("Desk tray", "For keys, clips and everything else.", "€ 28"),
        ],
    },
    Site {
        host: "tanuki-forum.test",
        login_host: None,
        title: "Tanuki Forum",
        tagline: "For everyone who repairs old radios",
        color: "#2f6b46",
        login: Login::TwoPages,
        echoes: false,
        texts: &ENGLISH,
        tiles: [
            ("Which capacitor goes first?", "A list from 40 years of repairs.", "128 replies"),
            ("My grandmother's receiver", "It plays again after 31 years.", "57 replies"),
            ("Where to find valves", "Shops and people that still have some.", "203 replies"),
        ],
    },
    // A mountain's echo answers whatever is called.
    Site {
        host: "yamabiko-books.test",
        login_host: None,
        title: "Yamabiko Books",
        tagline: "Used books about mountains",
        color: "#3d5a80",
        login: Login::Form,
        echoes: true,
        texts: &ENGLISH,
        tiles: [
            ("A hundred summits", "Cloth-bound, with all maps.", "€ 22"),
            ("Huts of the Japanese Alps", "With timetables of 1962.", "€ 18"),
            ("The echo", "Poems, signed.", "€ 9"),
        ],
    },
];

/// Sites with a known breach, under the names of the real ones (`data/incidents.csv`), and one that is only in the list
/// of `breaches.test`. Nothing of the real sites is imitated but their names.
pub static OF_INCIDENTS: [Site; 6] = [
    of_incident("so-net.ne.jp", "Demo of so-net.ne.jp"),
    of_incident("ocn.ne.jp", "Demo of ocn.ne.jp"),
    of_incident("nifty.com", "Demo of nifty.com"),
    of_incident("softbanktech.co.jp", "Demo of softbanktech.co.jp"),
    of_incident("softbank.jp", "Demo of softbank.jp"),
    of_incident(super::breaches::BREACHED, "Kawara Club"),
];

const fn of_incident(host: &'static str, title: &'static str) -> Site {
    Site {
        host,
        login_host: None,
        title,
        tagline: "A site of this machine, for tests of what is known of breaches",
        color: "#44546a",
        login: Login::Form,
        echoes: false,
        texts: &ENGLISH,
        tiles: [("One", "Nothing.", ""), ("Two", "Nothing.", ""), ("Three", "Nothing.", "")],
    }
}
