//! Tabs that change what is stored, and hear of each other in any order.

use super::*;
use crate::model::node::Endpoint;
use crate::state::settings::Theme;

fn node(name: &str, url: &str) -> Node {
    Node::new(name, Endpoint::Server { url: url.to_owned() })
}

/// Names and URLs of nodes, expressions: as a person sees them, whatever their order among nodes.
fn contents(stored: &Stored) -> (Vec<String>, Vec<&str>) {
    let mut nodes: Vec<_> = stored
        .nodes
        .iter()
        .map(|known| format!("{} {}", known.node.name, known.node.endpoint.url().unwrap_or_default()))
        .collect();
    nodes.sort();
    (nodes, stored.history.iter().map(|executed| executed.expr.as_str()).collect())
}

#[test]
fn what_two_tabs_did_is_all_there() {
    let mut before = Stored::default();
    before.add(&node("A", "http://a"), 1);
    before.add(&node("B", "http://b"), 2);
    before.executed("up", 3);
    let (mut one, mut other) = (before.clone(), before);
    one.add(&node("C", "http://c"), 10);
    one.remove("A", 11);
    one.executed("x", 12);
    one.set(&Settings { theme: Theme::Dark, ..one.settings }, 13);
    other.add(&node("D", "http://d"), 10);
    other.executed("y", 20);
    other.executed("up", 21);
    other.set(&Settings { refresh_ms: Some(5000), ..other.settings }, 22);
    for all in [one.clone().joined(&other), other.clone().joined(&one)] {
        let nodes = ["B http://b", "C http://c", "D http://d"].map(str::to_owned).to_vec();
        assert_eq!(contents(&all), (nodes, vec!["up", "y", "x"]));
        assert_eq!((all.settings.theme, all.settings.refresh_ms), (Theme::Dark, Some(5000)));
        assert_eq!(all.clone().joined(&one), all, "nothing new");
        assert_eq!(all.clone().joined(&other), all, "nothing new");
    }
}

#[test]
fn the_later_change_holds_and_comes_after_what_it_changes() {
    let mut stored = Stored::default();
    // A clock that was an hour ahead, and is set right then.
    stored.add(&node("A", "http://a"), 3_600_000);
    stored.set(&Settings { theme: Theme::Dark, ..Settings::default() }, 3_600_000);
    stored.executed("up", 3_600_000);
    let before = stored.clone();
    stored.remove("A", 5);
    stored.set(&Settings { theme: Theme::Light, ..Settings::default() }, 5);
    stored.executed("x", 5);
    let all = before.clone().joined(&stored);
    assert_eq!((contents(&all), all.settings.theme), ((Vec::new(), vec!["x", "up"]), Theme::Light));
    stored.add(&node("A", "http://again"), 6);
    assert_eq!(contents(&before.joined(&stored)).0, ["A http://again"]);
}

/// Random changes in three tabs, of which each hears of the others' now and then: in the end all hold the same.
#[test]
fn tabs_come_to_hold_the_same_whatever_they_hear_first() {
    let mut seed = 11_u64;
    let mut random = move |below: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % below
    };
    for _ in 0..200 {
        let mut tabs = [Stored::default(), Stored::default(), Stored::default()];
        for step in 0..30 {
            // Clocks of one computer may be set.
            let now = 1000 + step - random(5) as i64;
            let tab = random(3) as usize;
            let name = ["A", "B", "C"][random(3) as usize];
            match random(5) {
                0 => tabs[tab].add(&node(name, ["http://x", "http://y"][random(2) as usize]), now),
                1 => tabs[tab].remove(name, now),
                2 => tabs[tab].executed(name, now),
                3 => {
                    let refresh_ms = Some(1000 + random(3) as u32);
                    let settings = Settings { refresh_ms, ..tabs[tab].settings };
                    tabs[tab].set(&settings, now);
                }
                _ => {
                    let other = tabs[random(3) as usize].clone();
                    tabs[tab] = tabs[tab].clone().joined(&other);
                }
            }
        }
        let [a, b, c] = &tabs;
        let orders =
            [a.clone().joined(b).joined(c), c.clone().joined(a).joined(b), b.clone().joined(&c.clone().joined(a))];
        for all in &orders {
            assert_eq!(contents(all).0, contents(&orders[0]).0);
            for tab in &tabs {
                assert_eq!(all.clone().joined(tab), *all, "what is joined has no more news");
            }
        }
    }
}

#[test]
fn all_is_bounded() {
    let mut stored = Stored::default();
    let mut other = Stored::default();
    for number in 0..300 {
        stored.add(&node(&format!("a{number}"), "http://a"), number);
        other.add(&node(&format!("b{number}"), "http://b"), number);
        other.remove(&format!("c{number}"), number);
        stored.executed(&format!("a{number}"), number);
        other.executed(&format!("b{number}"), number);
    }
    let all = stored.joined(&other);
    assert_eq!((all.nodes.len(), all.removed.len(), all.history.len()), (MAX_NODES, MAX_REMOVED, MAX_HISTORY));
    assert!(all.history.iter().all(|executed| executed.at >= 250), "the newest of both");
}

#[test]
fn a_text_is_joined_only_where_there_is_news() {
    let mut stored = Stored::default();
    stored.add(&node("A", "http://a"), 1);
    let theirs = write(&stored);
    stored.executed("up", 2);
    let own = write(&stored);
    assert_eq!(join(&theirs, &own), None, "the tab knew all of it");
    assert_eq!(join("{broken", &own), None);
    let mut others = Stored::default();
    others.executed("x", 9);
    let joined = join(&write(&others), &own).expect("news");
    let (all, _) = read(&joined);
    assert_eq!(contents(&all), (vec!["A http://a".to_owned()], vec!["x", "up"]));
}

/// What a newer build has stored: a node of a kind that this one does not know.
fn of_a_newer_build(name: &str, at: i64) -> Stored {
    let text = format!(r#"{{"version":2,"nodes":[{{"name":"{name}","kind":"teapot","at":{at}}}]}}"#);
    read(&text).0
}

#[test]
fn a_node_of_an_unknown_kind_is_joined_as_any_other() {
    let names = |stored: &Stored| stored.unknown.iter().map(|node| node.name.clone()).collect::<Vec<_>>();
    let mut own = Stored::default();
    own.add(&node("A", "http://a"), 5);
    for (theirs, known, unknown) in [
        (of_a_newer_build("F", 9), vec!["A http://a"], vec!["F"]),
        (of_a_newer_build("A", 9), vec![], vec!["A"]),
        (of_a_newer_build("A", 2), vec!["A http://a"], vec![]),
    ] {
        for all in [own.clone().joined(&theirs), theirs.clone().joined(&own)] {
            assert_eq!(
                (contents(&all).0, names(&all)),
                (
                    known.iter().map(|text| (*text).to_owned()).collect(),
                    unknown.iter().map(|text| (*text).to_owned()).collect()
                )
            );
            assert_eq!(all.clone().joined(&theirs), all, "nothing new");
        }
    }
    let mut all = own.joined(&of_a_newer_build("F", 9));
    let before = all.clone();
    all.remove("F", 7);
    assert_eq!(names(&before.clone().joined(&all)), [""; 0], "a removal comes after what it removes");
    all.add(&node("F", "http://f"), 8);
    assert_eq!((contents(&before.joined(&all)).0.len(), all.unknown.len()), (2, 0));
}
