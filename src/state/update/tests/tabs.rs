//! Tests of a tab among others: what they store, and when nobody sees it.

use super::*;
use crate::model::lang::Lang;
use crate::model::node::{Endpoint, Node};
use crate::state::command::StorageKey;
use crate::state::event::{NodesEvent, SettingsEvent};
use crate::state::settings::stored::join;
use crate::state::settings::{Language, Theme};

/// What a browser keeps for all tabs, and tells the others.
#[derive(Default)]
struct Storage(Option<String>);

impl Storage {
    /// Does what the page's effects do: joins with what is there, and tells what another tab has put there. The text
    /// that the other tabs hear of, if anything was stored.
    fn execute(&mut self, page: &mut Page, commands: Vec<Command>) -> Option<String> {
        let mut heard = None;
        for command in commands {
            if let Command::Store { key: StorageKey::Settings, text } = command {
                let joined = self.0.as_ref().and_then(|stored| join(stored, &text));
                self.0 = Some(joined.clone().unwrap_or(text));
                heard.clone_from(&self.0);
                if let Some(joined) = joined {
                    let more = page.tell(Event::StoredElsewhere(joined));
                    self.execute(page, more);
                }
            }
        }
        heard
    }
}

fn node(name: &str) -> Node {
    Node::new(name, Endpoint::Server { url: format!("http://{}", name.to_lowercase()) })
}

fn names(page: &Page) -> Vec<&str> {
    page.app.nodes.entries.iter().map(|entry| entry.node.name.as_str()).collect()
}

#[test]
fn two_tabs_that_hear_of_nothing_erase_nothing() {
    let (mut storage, mut one, mut other) = (Storage::default(), Page::ready(""), Page::ready(""));
    other.now += 10;
    let commands = one.tell(Event::Nodes(NodesEvent::Add(node("C"))));
    storage.execute(&mut one, commands);
    let commands = other.tell(Event::Nodes(NodesEvent::Add(node("D"))));
    storage.execute(&mut other, commands);
    assert_eq!(names(&other), ["AM", "A", "B", "D", "C"], "read before it was written");
    one.panel(PanelEvent::Set(PanelOption::Expr("up".to_owned())));
    let commands = one.panel(PanelEvent::Execute);
    storage.execute(&mut one, commands);
    assert_eq!(names(&one), ["AM", "A", "B", "C", "D"]);
    let commands = other.tell(Event::Nodes(NodesEvent::Remove("C".to_owned())));
    storage.execute(&mut other, commands);
    assert_eq!(*other.app.history, ["up"]);
    let commands = one.tell(Event::Settings(SettingsEvent::Theme(Theme::Dark)));
    storage.execute(&mut one, commands);
    assert_eq!(names(&one), ["AM", "A", "B", "D"]);

    // A third one finds all of it.
    let mut third = Page { app: App::default(), now: 5_000_000, ticks_ms: 0 };
    third.tell(Event::Started(Start { base: "http://page/".to_owned(), stored: storage.0, ..Start::default() }));
    assert_eq!((names(&third), third.app.settings.theme), (vec!["D"], Theme::Dark));
}

#[test]
fn a_tab_follows_what_another_stores() {
    let (mut storage, mut one, mut other) = (Storage::default(), Page::ready(""), Page::ready(""));
    let add = Event::Nodes(NodesEvent::Add(node("C")));
    let commands = one.tell(add);
    let heard = storage.execute(&mut one, commands).expect("stored");
    let commands = other.tell(Event::StoredElsewhere(heard));
    assert_eq!(names(&other), ["AM", "A", "B", "C"]);
    let probed = probed(&commands).iter().any(|node| node.name == "C");
    assert!(probed, "what is not known of it is asked");
    assert_eq!(storage.execute(&mut other, commands), None, "nothing to answer");

    for event in [
        Event::Settings(SettingsEvent::Theme(Theme::Dark)),
        Event::Settings(SettingsEvent::Language(Language::Zh)),
        Event::Settings(SettingsEvent::Refresh(Some(5000))),
    ] {
        let commands = one.tell(event);
        let heard = storage.execute(&mut one, commands).expect("stored");
        let shown = other.tell(Event::StoredElsewhere(heard));
        let expected =
            [Command::ApplyTheme(Theme::Dark), Command::ApplyLanguage(Lang::Zh), Command::ScheduleRefresh(Some(5000))];
        assert_eq!(shown.iter().filter(|command| expected.contains(command)).count(), 1, "{shown:?}");
    }
    assert_eq!(other.app.settings, one.app.settings);
    let commands = one.tell(Event::Nodes(NodesEvent::Remove("C".to_owned())));
    let heard = storage.execute(&mut one, commands).expect("stored");
    other.tell(Event::StoredElsewhere(heard));
    assert_eq!(names(&other), ["AM", "A", "B"]);
    other.tell(Event::StoredElsewhere("{broken".to_owned()));
    assert_eq!(other.app.settings.theme, Theme::Dark, "a text that cannot be read changes nothing");
}

#[test]
fn a_node_that_another_tab_moves_elsewhere_loses_its_headers() {
    let mut page = Page::ready("");
    let secret = vec![("Authorization".to_owned(), "secret".to_owned())];
    page.tell(Event::Nodes(NodesEvent::Add(Node { headers: secret, ..node("C") })));
    let mut stored = page.app.stored.clone();
    let elsewhere = Endpoint::Server { url: "http://elsewhere".to_owned() };
    stored.add(&Node::new("C", elsewhere.clone()), page.now + 100);
    page.tell(Event::StoredElsewhere(crate::state::settings::stored::write(&stored)));
    let entry = page.app.nodes.entry("C").expect("it is there");
    assert_eq!((&entry.node.endpoint, entry.node.headers.len()), (&elsewhere, 0));
}

#[test]
fn a_node_that_another_tab_moves_is_checked_as_a_typed_one_is() {
    for url in ["http://user:secret@c".to_owned(), "no url".to_owned(), format!("http://{}", "c".repeat(10_000_000))] {
        let mut page = Page::ready("");
        page.tell(Event::Nodes(NodesEvent::Add(node("C"))));
        let mut stored = page.app.stored.clone();
        stored.add(&Node::new("C", Endpoint::Server { url }), page.now + 100);
        let commands = page.tell(Event::StoredElsewhere(crate::state::settings::stored::write(&stored)));
        assert_eq!(probed(&commands), []);
        assert_eq!(page.app.nodes.entry("C").map(|entry| &entry.node), Some(&node("C")));
    }
}

#[test]
fn a_node_without_its_headers_is_stored_again_when_it_is_brought_back() {
    let mut page = Page::ready("");
    let secret = vec![("Authorization".to_owned(), "secret".to_owned())];
    let mut stored = page.app.stored.clone();
    stored.add(&Node { headers: secret, ..node("C") }, 5);
    page.tell(Event::StoredElsewhere(crate::state::settings::stored::write(&stored)));
    assert!(page.app.nodes.entry("C").is_some_and(|entry| entry.headers_gone), "they are in the other tab");
    page.tell(Event::Nodes(NodesEvent::Remove("C".to_owned())));
    let undo = page.app.notices.last().expect("an offer to undo").id;
    page.tell(Event::Undo(undo));
    let kept = &page.app.stored.nodes;
    assert_eq!(kept.iter().map(|kept| (kept.node.name.as_str(), kept.had_headers)).collect::<Vec<_>>(), [("C", true)]);
    assert_eq!(page.app.stored.removed, []);
}

#[test]
fn no_refresh_runs_in_a_hidden_tab_and_one_that_was_due_runs_when_it_is_seen() {
    let mut page = Page::ready("");
    page.tell(Event::Settings(SettingsEvent::Refresh(Some(5000))));
    let run = page.execute("up");
    page.yields(run, 1.0);
    page.tell(Event::Hidden);
    let commands = page.tell(Event::Refresh);
    assert!(queries(&commands).is_empty() && !commands.contains(&Command::ScheduleRefresh(Some(5000))), "{commands:?}");
    let commands = page.tell(Event::Seen);
    assert_eq!(queries(&commands).len(), 1);
    assert!(commands.contains(&Command::ScheduleRefresh(Some(5000))));

    page.yields(queries(&commands)[0].0, 2.0);
    page.tell(Event::Hidden);
    assert!(queries(&page.tell(Event::Seen)).is_empty(), "none was due");
}
