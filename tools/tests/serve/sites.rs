//! The demo sites: accounts, logins and changes of password on each of them.

use serde_json::Value;

use crate::client::{Client, Reply, World, options};

/// The hosts that the sites' accounts live on, and the site's words for a wrong login.
const SITES: [(&str, &str); 6] = [
    ("id.hikari-net.test", "ログインIDまたはパスワードが正しくありません。"),
    ("minato-shop.test", "ログインIDまたはパスワードが正しくありません。"),
    ("minato-sh0p.test", "ログインIDまたはパスワードが正しくありません。"),
    ("kaede-store.test", "The user name or the password is wrong."),
    ("tanuki-forum.test", "The user name or the password is wrong."),
    ("yamabiko-books.test", "The user name or the password is wrong."),
];

fn sign_up(client: &mut Client, host: &str, user: &str, password: &str) -> Reply {
    client.post(host, "/signup", &[("user", user), ("new_password", password), ("confirm", password)])
}

/// What a person does on each site's login page; the last answer.
fn log_in(client: &mut Client, host: &str, user: &str, password: &str) -> Reply {
    match host {
        "kaede-store.test" => {
            let body = serde_json::json!({ "user": user, "password": password }).to_string();
            client.send("POST", host, "/login", &["content-type: application/json"], &body)
        }
        "tanuki-forum.test" => {
            assert_eq!(client.post(host, "/login", &[("user", user)]).header("location"), "/login/password");
            client.post(host, "/login/password", &[("password", password)])
        }
        _ => client.post(host, "/login", &[("user", user), ("password", password)]),
    }
}

fn logged_in_as(client: &mut Client, host: &str) -> Option<String> {
    let reply = client.get(host, "/account");
    match reply.status {
        200 => Some(reply.text("message").unwrap().to_owned()),
        _ => {
            assert_eq!((reply.status, reply.header("location")), (302, "/login"), "{host}");
            None
        }
    }
}

#[test]
fn an_account_lives_from_sign_up_to_a_changed_password() {
    let world = World::new(&options());
    for (host, wrong) in SITES {
        let mut client = world.client();
        assert_eq!(logged_in_as(&mut client, host), None);
        assert_eq!(sign_up(&mut client, host, "hanako", "first one").header("location"), "/account", "{host}");
        let greeting = logged_in_as(&mut client, host).unwrap();
        assert!(greeting.contains("hanako"), "{host}: {greeting}");

        assert_eq!(client.get(host, "/logout").status, 303, "{host}");
        assert_eq!(logged_in_as(&mut client, host), None);

        for (user, password) in [("hanako", "another"), ("nobody", "first one"), ("hanako", "")] {
            let reply = log_in(&mut client, host, user, password);
            assert_eq!(reply.status, 401, "{host}");
            assert!(reply.body.contains(wrong), "{host}: {}", reply.body);
            assert_eq!(logged_in_as(&mut client, host), None);
        }
        assert!(log_in(&mut client, host, "hanako", "first one").status < 400, "{host}");
        assert!(logged_in_as(&mut client, host).is_some(), "{host}");

        let change = [("password", "first one"), ("new_password", "second one"), ("confirm", "second one")];
        let changed = client.post(host, "/change-password", &change);
        assert_eq!(changed.status, 200, "{host}");
        assert!(changed.has("message") && !changed.body.contains("<form"), "{host}: {}", changed.body);

        let mut other = world.client();
        assert_eq!(log_in(&mut other, host, "hanako", "first one").status, 401, "{host}");
        assert!(log_in(&mut other, host, "hanako", "second one").status < 400, "{host}");
        assert_eq!(logged_in_as(&mut other, host), Some(greeting));
    }
}

#[test]
fn a_wrong_login_shows_the_form_again_with_the_user_name() {
    let world = World::new(&options());
    let reply = log_in(&mut world.client(), "minato-shop.test", "花子\"><b>", "x");
    assert_eq!(reply.status, 401);
    for id in ["form", "user", "password", "submit", "error"] {
        assert!(reply.has(id), "{id}");
    }
    assert!(reply.body.contains("value=\"花子&quot;&gt;&lt;b&gt;\""), "{}", reply.body);
}

#[test]
fn every_page_has_its_ids_and_its_language() {
    let world = World::new(&options());
    for (host, _) in SITES {
        let mut client = world.client();
        let lang =
            if ["id.hikari-net.test", "minato-shop.test", "minato-sh0p.test"].contains(&host) { "ja" } else { "en" };
        let two_pages = host == "tanuki-forum.test";
        let mut check = |path: &str, present: &[&str], absent: &[&str]| {
            let reply = client.get(host, path);
            assert_eq!(reply.status, 200, "{host}{path}");
            assert_eq!(reply.header("content-type"), "text/html; charset=utf-8");
            assert!(reply.body.contains(&format!("<html lang=\"{lang}\">")), "{host}{path}");
            for id in present {
                assert_eq!(reply.body.matches(&format!(" id=\"{id}\"")).count(), 1, "{host}{path} #{id}");
            }
            for id in absent {
                assert!(!reply.has(id), "{host}{path} #{id}");
            }
        };
        let login = if two_pages { &["form", "user", "submit"][..] } else { &["form", "user", "password", "submit"] };
        check("/", &["login", "signup"], &["form", "message", "error"]);
        check("/login", login, &["new-password", "confirm", "message", "error"]);
        check("/login", &["forgot"], if two_pages { &["password"] } else { &[] });
        check("/signup", &["form", "user", "new-password", "confirm", "submit"], &["password", "error"]);
        check("/forgot", &["form", "email", "submit"], &["user", "password", "error"]);
        sign_up(&mut client, host, "hanako", "a password");
        let mut check = |path: &str, present: &[&str], absent: &[&str]| {
            let reply = client.get(host, path);
            for id in present {
                assert_eq!(reply.body.matches(&format!(" id=\"{id}\"")).count(), 1, "{host}{path} #{id}");
            }
            for id in absent {
                assert!(!reply.has(id), "{host}{path} #{id}");
            }
        };
        check("/account", &["message", "change", "logout"], &["form", "login", "signup"]);
        check("/change-password", &["form", "password", "new-password", "confirm", "submit"], &["user", "error"]);
    }
}

#[test]
fn sign_up_and_change_say_what_is_wrong() {
    let world = World::new(&options());
    let host = "minato-shop.test";
    let mut client = world.client();
    sign_up(&mut client, host, "hanako", "a password");
    let fresh = &mut world.client();
    for (form, status, text) in [
        (["hanako", "b", "b"], 409, "このログインIDはすでに使われています。"),
        (["taro", "b", "c"], 422, "新しいパスワードが一致しません。"),
        (["taro", "", ""], 422, "すべての項目を入力してください。"),
        (["", "b", "b"], 422, "すべての項目を入力してください。"),
    ] {
        let [user, new, confirm] = form;
        let reply = fresh.post(host, "/signup", &[("user", user), ("new_password", new), ("confirm", confirm)]);
        assert_eq!((reply.status, reply.text("error")), (status, Some(text)), "{form:?}");
        assert!(reply.has("form"), "{form:?}");
    }
    for (form, status, text) in [
        (["wrong", "b", "b"], 401, "現在のパスワードが正しくありません。"),
        (["a password", "b", "c"], 422, "新しいパスワードが一致しません。"),
        (["a password", "", ""], 422, "すべての項目を入力してください。"),
    ] {
        let [password, new, confirm] = form;
        let fields = [("password", password), ("new_password", new), ("confirm", confirm)];
        let reply = client.post(host, "/change-password", &fields);
        assert_eq!((reply.status, reply.text("error")), (status, Some(text)), "{form:?}");
        assert!(reply.has("form"), "{form:?}");
    }
    assert_eq!(log_in(&mut world.client(), host, "hanako", "a password").status, 303);
    assert_eq!(fresh.get(host, "/change-password").header("location"), "/login");
    assert_eq!(fresh.post(host, "/change-password", &[]).header("location"), "/login");
}

#[test]
fn the_shop_with_fetch_answers_in_json() {
    let world = World::new(&options());
    let host = "kaede-store.test";
    let mut client = world.client();
    sign_up(&mut client, host, "hanako", "pass wörd");
    let read = |reply: &Reply| serde_json::from_str::<Value>(&reply.body).unwrap();
    let right = log_in(&mut client, host, "hanako", "pass wörd");
    assert_eq!((right.status, right.header("content-type")), (200, "application/json"));
    assert_eq!(read(&right)["ok"], true);
    assert_eq!(read(&right)["text"], "Welcome, hanako!");
    let wrong = log_in(&mut client, host, "hanako", "pass word");
    assert_eq!(wrong.status, 401);
    assert_eq!(read(&wrong)["ok"], false);
    assert_eq!(client.post(host, "/login", &[("user", "hanako"), ("password", "pass wörd")]).status, 415);
}

#[test]
fn the_forum_asks_for_the_password_on_a_page_of_its_own() {
    let world = World::new(&options());
    let host = "tanuki-forum.test";
    let mut client = world.client();
    assert_eq!(client.get(host, "/login/password").header("location"), "/login");
    assert_eq!(client.post(host, "/login/password", &[("password", "x")]).header("location"), "/login");
    assert_eq!(client.post(host, "/login", &[("user", "")]).header("location"), "/login");
    assert_eq!(client.post(host, "/login", &[("user", "はなこ")]).header("location"), "/login/password");
    let page = client.get(host, "/login/password");
    assert!(page.has("password") && !page.has("user") && page.body.contains("はなこ"), "{}", page.body);
    let wrong = client.post(host, "/login/password", &[("password", "x")]);
    assert_eq!(wrong.status, 401);
    assert!(wrong.has("password") && wrong.has("error"), "{}", wrong.body);
}

#[test]
fn the_provider_logs_people_in_on_its_own_host() {
    let world = World::new(&options());
    let mut client = world.client();
    let id = format!("https://id.hikari-net.test:{}", world.port());
    for path in ["/login", "/signup", "/account", "/change-password", "/logout"] {
        let reply = client.get("hikari-net.test", path);
        assert_eq!((reply.status, reply.header("location")), (307, format!("{id}{path}").as_str()));
    }
    assert_eq!(client.get("hikari-net.test", "/").status, 200);
    assert_eq!(client.get("www.hikari-net.test", "/login").status, 307);
    assert_eq!(client.get("id.hikari-net.test", "/login").status, 200);
}

#[test]
fn the_well_known_address_leads_to_the_change_page() {
    let world = World::new(&options());
    for host in ["hikari-net.test", "minato-shop.test", "kaede-store.test", "tanuki-forum.test"] {
        let reply = world.client().get(host, "/.well-known/change-password");
        assert_eq!((reply.status, reply.header("location")), (302, "/change-password"), "{host}");
        // Who uses the address asks for this one first, to learn whether the site answers 200 to anything.
        let path = "/.well-known/resource-that-should-not-exist-whose-status-code-should-not-be-200";
        assert!(world.client().get(host, path).status != 200, "{host}");
    }
    for path in ["/.well-known/change-password", "/anything/else"] {
        assert_eq!(world.client().get("yamabiko-books.test", path).status, 200, "the echo answers {path}");
    }
}

#[test]
fn sites_share_no_accounts_and_no_cookies() {
    let world = World::new(&options());
    let mut client = world.client();
    sign_up(&mut client, "minato-shop.test", "hanako", "a password");
    assert_eq!(log_in(&mut client, "kaede-store.test", "hanako", "a password").status, 401);
    assert_eq!(logged_in_as(&mut client, "kaede-store.test"), None);
}
