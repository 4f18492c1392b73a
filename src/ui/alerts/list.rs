//! The rules that exist in the page, by group. A newer listing or filter renews them a part a task; a rule that both
//! show keeps its elements, and with them the focus.
//!
//! Not here: what names a rule (`state::page::alerts::identity`).

use std::collections::BTreeMap;
use std::sync::Arc;

use leptos::prelude::*;

use super::FilteredRules;
use super::rule::{self, Moment, RuleContent, RuleSignal};
use crate::i18n::alerts as words;
use crate::model::duration;
use crate::state::page::alerts::identity::{Identity, PlacedRule, RuleKey, by_group, placed, renewed};
use crate::ui::kit::sliced::Slot;
use crate::ui::shell::Shell;
use crate::ui::slice::Slice;
use crate::web::clock::timer;

/// The rules that exist, and what each shows.
#[derive(Clone, Copy)]
struct Existing {
    rules: RwSignal<Vec<RuleKey>>,
    contents: StoredValue<BTreeMap<Identity, RuleSignal>>,
    next: Slot,
}

/// A newer listing on its way into the page.
struct Renewal {
    shown: Arc<FilteredRules>,
    wanted: Vec<PlacedRule>,
    keys: Vec<RuleKey>,
    before: Vec<RuleKey>,
    done: usize,
}

impl Existing {
    /// Nothing yet; follows what is shown and how many parts of it are to exist.
    fn following(wanted: impl Fn() -> Option<(Arc<FilteredRules>, usize)> + 'static) -> Self {
        let existing = Self {
            rules: RwSignal::new(Vec::new()),
            contents: StoredValue::new(BTreeMap::new()),
            next: StoredValue::new_local(None),
        };
        Effect::new(move |_| {
            let wanted = wanted();
            existing.next.set_value(None);
            let Some((shown, parts)) = wanted else {
                return existing.keep(Vec::new());
            };
            let wanted = placed(&shown.listed.groups, &shown.parts[..parts.min(shown.parts.len())]);
            let keys = wanted.iter().map(|placed| placed.key).collect();
            let before = existing.rules.get_untracked();
            existing.go_on(Renewal { shown, wanted, keys, before, done: 0 });
        });
        existing
    }

    /// Renews a part, and the others each in a task of its own.
    fn go_on(self, mut renewal: Renewal) {
        let part = renewal.wanted.get(renewal.done).map(|placed| placed.part);
        let rest = renewal.wanted[renewal.done..].iter();
        let of_part: Vec<PlacedRule> = rest.take_while(|placed| Some(placed.part) == part).copied().collect();
        for placed in &of_part {
            let content = Arc::new(RuleContent { shown: Arc::clone(&renewal.shown), placed: *placed });
            let known = self.contents.with_value(|contents| contents.get(&placed.key.rule).cloned());
            match known {
                Some(known) => known.set(content),
                None => self.contents.update_value(|contents| {
                    contents.insert(placed.key.rule, ArcRwSignal::new(content));
                }),
            }
        }
        renewal.done += of_part.len();
        self.keep(renewed(&renewal.before, &renewal.keys, renewal.done));
        if renewal.done < renewal.wanted.len() {
            let next = timer::after(0, move || self.go_on(renewal));
            self.next.try_update_value(|slot| *slot = Some(next));
        }
    }

    /// These rules exist from now on.
    fn keep(self, rules: Vec<RuleKey>) {
        let known: std::collections::BTreeSet<Identity> = rules.iter().map(|key| key.rule).collect();
        self.contents.update_value(|contents| contents.retain(|rule, _| known.contains(rule)));
        if self.rules.with_untracked(|before| *before != rules) {
            self.rules.set(rules);
        }
    }

    fn content(self, rule: Identity) -> Option<RuleSignal> {
        self.contents.with_value(|contents| contents.get(&rule).cloned())
    }
}

/// The rules. `wanted` is what is shown and how many parts of it; `moment` what times are seen by.
#[component]
pub(super) fn RuleList(
    wanted: Callback<(), Option<(Arc<FilteredRules>, usize)>>,
    moment: Slice<Moment>,
) -> impl IntoView {
    let existing = Existing::following(move || wanted.run(()));
    let groups = Slice::new(move || existing.rules.with(|rules| by_group(rules)));
    let keys = move || groups.with(|groups| groups.iter().map(|(group, _)| *group).collect::<Vec<_>>());
    view! {
        <For each=keys key=|group| *group let:group>
            <Group group=group groups=groups existing=existing moment=moment />
        </For>
    }
}

/// A group's head and its rules.
#[component]
fn Group(
    group: Identity,
    groups: Slice<Vec<(Identity, Vec<Identity>)>>,
    existing: Existing,
    moment: Slice<Moment>,
) -> impl IntoView {
    let shell = Shell::here();
    let rules = Slice::new(move || {
        groups.with(|groups| groups.iter().find(|(own, _)| *own == group).map(|(_, rules)| rules.clone()))
    });
    // Name, file and interval are a part of what names the group: they are those of any of its rules.
    let first = rules.get_untracked().and_then(|rules| existing.content(*rules.first()?));
    let content = first?.get_untracked();
    let of = content.group();
    let (name, file, interval) = (of.name.clone(), of.file.clone(), duration::format(of.interval_ms));
    Some(view! {
        <section class="alerts__group" aria-label=name>
            <header class="alerts__head">
                <h2>{name.clone()}</h2>
                <span class="alerts__muted mono">{file}</span>
                <span class="alerts__muted row__end">{move || words::interval(shell.lang.get(), &interval)}</span>
            </header>
            <For each=move || rules.get().unwrap_or_default() key=|rule| *rule let:rule>
                {existing.content(rule).map(|content| rule::view(shell, moment, &content))}
            </For>
        </section>
    })
}
