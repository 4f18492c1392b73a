//! What a person can choose of a panel. Each option is declared once, by its line in `panel_options!`: its field with
//! type and default, its key in the address and how its value stands there, and which queries it is a part of.
//!
//! Invariant: what is written into an address is read back as it was.
//! Invariant: options of the series in a graph name them by their label sets, never by a place in a result.
//! Not here: how values stand in an address (`codec`), foreign consoles' keys (`route::foreign`).

use super::codec::{
    Codec, Duration, Expression, Filter, Flag, Parameter, Replicas, Selected, Signed, StepText, TabName, Text, Time,
};
use super::{Step, Tab, TableSort};
use crate::chart::legend::{LegendSelection, LegendSort};
use crate::model::query::{FederationOptions, Parameters, ReplicaMode};

pub use super::codec::Misread;
pub(in crate::state) use super::codec::{MAX_RANGE, duration_ms};

/// Which queries an option is a part of, and so which of them a change asks again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asks {
    /// The queries of all tabs.
    All,
    /// Those that one chosen node is asked: the table's and the graph's.
    Chosen,
    /// The table's query.
    Table,
    /// The graph's query, be it asked of the chosen node or of each.
    Graph,
    /// None: it is about how a result is shown.
    Nothing,
}

impl Asks {
    /// Whether a tab's query is one of them.
    pub fn concerns(self, tab: Tab) -> bool {
        match self {
            Self::All => true,
            Self::Chosen => tab != Tab::Each,
            Self::Table => tab == Tab::Table,
            Self::Graph => tab != Tab::Table,
            Self::Nothing => false,
        }
    }
}

/// Declares the options: `field: type = default, "key" as codec, asks which queries, variant of its change;`
macro_rules! panel_options {
    ($($(#[doc = $doc:literal])+
       $field:ident: $type:ty = $default:expr, $key:literal as $codec:ty, asks $asks:ident, $variant:ident;)+) => {
        /// What a person has chosen of a panel.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct PanelOptions {
            $($(#[doc = $doc])+ pub $field: $type,)+
        }

        impl Default for PanelOptions {
            fn default() -> Self {
                Self { $($field: $default,)+ }
            }
        }

        /// One option with its new value.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum PanelOption {
            $($(#[doc = $doc])+ $variant($type),)+
        }

        impl PanelOption {
            /// Whether a panel takes the value: one that an address could not give back is none.
            pub fn is_valid(&self) -> bool {
                match self {
                    $(Self::$variant(value) => <$codec as Codec<$type>>::is_valid(value),)+
                }
            }
        }

        impl PanelOptions {
            /// Sets one option; which queries it is a part of. `None`, and nothing is set, where the value is not
            /// valid.
            pub fn set(&mut self, option: PanelOption) -> Option<Asks> {
                option.is_valid().then(|| match option {
                    $(PanelOption::$variant(value) => {
                        self.$field = value;
                        Asks::$asks
                    })+
                })
            }
        }

        /// The options, in the order in which they are written.
        const DECLARED: &[Declared] = &[$(Declared {
            key: $key,
            asks: Asks::$asks,
            read: |options, text| <$codec as Codec<$type>>::read(text, &mut options.$field),
            write: |options, default| {
                let is_left_out = options.$field == default.$field && !<$codec as Codec<$type>>::IS_ALWAYS_WRITTEN;
                if is_left_out { Vec::new() } else { <$codec as Codec<$type>>::write(&options.$field) }
            },
            reset: |options| options.$field = $default,
        },)+];
    };
}

panel_options! {
    /// The name of the node that is asked; empty: the default node.
    node: String = String::new(), "node" as Text, asks Chosen, Node;
    /// The expression as typed. A change is asked once a person executes it.
    expr: String = String::new(), "expr" as Expression, asks All, Expr;
    /// How the result is shown, and with it what is asked of whom.
    tab: Tab = Tab::Table, "tab" as TabName, asks All, Tab;
    /// The table's time, Unix milliseconds; `None`: now.
    time: Option<i64> = None, "time" as Time, asks Table, Time;
    /// The graph's length in milliseconds, at least 1.
    range_ms: i64 = 3_600_000, "range" as Duration, asks Graph, Range;
    /// The graph's end, Unix milliseconds; `None`: now.
    end: Option<i64> = None, "end" as Time, asks Graph, End;
    /// The graph's step.
    step: Step = Step::Auto, "step" as StepText, asks Graph, Step;
    /// What is sent with its queries besides, where the node takes it.
    parameters: Parameters = Parameters::new(), "param" as Parameter, asks All, Parameters;
    /// What a federation makes of replicas.
    replicas: ReplicaMode = ReplicaMode::Penalty, "replicas" as Replicas, asks All, Replicas;
    /// Whether a result of a federation from which a node's part is missing is an error.
    strict: bool = false, "strict" as Flag, asks All, Strict;
    /// Whether the nodes of a federation evaluate what they can of the expression.
    push_down: bool = true, "push_down" as Flag, asks All, PushDown;
    /// Whether it is shown which node was asked what, and how far it answered.
    details: bool = false, "details" as Flag, asks Nothing, Details;
    /// How the table is sorted; `None`: as the server sent it.
    sort: Option<TableSort> = None, "sort" as Signed, asks Nothing, Sort;
    /// Text that rows of the table must hold.
    filter: String = String::new(), "filter" as Filter, asks Nothing, Filter;
    /// Which series of the graph are shown.
    series: LegendSelection = LegendSelection::default(), "series" as Selected, asks Nothing, Series;
    /// How the legend is sorted.
    legend_sort: LegendSort = LegendSort::default(), "legend_sort" as Signed, asks Nothing, LegendSort;
    /// Words that series in the legend must hold.
    legend_filter: String = String::new(), "legend_filter" as Filter, asks Nothing, LegendFilter;
}

/// What is declared of an option, whatever its type.
struct Declared {
    key: &'static str,
    asks: Asks,
    read: fn(&mut PanelOptions, &str) -> Result<(), Misread>,
    /// The texts that stand under the key; none where the value is the default's.
    write: fn(&PanelOptions, &PanelOptions) -> Vec<String>,
    reset: fn(&mut PanelOptions),
}

impl PanelOptions {
    /// Whether an address has an option under this key.
    pub fn has(key: &str) -> bool {
        DECLARED.iter().any(|option| option.key == key)
    }

    /// Takes an option's value as it stands in an address; each of several, where it is a list. Fails where there is no
    /// such key, or the value is none of it.
    pub fn read(&mut self, key: &str, text: &str) -> Result<(), Misread> {
        let option = DECLARED.iter().find(|option| option.key == key).ok_or(Misread::UnknownKey)?;
        (option.read)(self, text)
    }

    /// Keys and values for an address. Defaults are left out, so that addresses stay short.
    pub fn write(&self) -> impl Iterator<Item = (&'static str, String)> {
        let default = Self::default();
        DECLARED.iter().flat_map(move |option| {
            (option.write)(self, &default).into_iter().map(|text| (option.key, text)).collect::<Vec<_>>()
        })
    }

    /// How a federation is to answer.
    pub fn federation(&self) -> FederationOptions {
        FederationOptions { replicas: self.replicas, is_strict: self.strict, pushes_down: self.push_down }
    }

    /// What is asked on a tab: the options that its query is made of, the others as they are by default. Equal
    /// questions need no second run.
    #[must_use]
    pub fn question(&self, tab: Tab) -> Self {
        let mut question = Self { tab, ..self.clone() };
        DECLARED.iter().filter(|option| !option.asks.concerns(tab)).for_each(|option| (option.reset)(&mut question));
        question
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::chart::legend::LegendColumn;
    use crate::model::sort_order::SortOrder;
    use crate::state::panel::TableColumn;

    /// One value of every option that is not its default. A new option is added here, too.
    fn all() -> Vec<PanelOption> {
        let by = |column: TableColumn| Some(TableSort { column, order: SortOrder::Descending });
        vec![
            PanelOption::Node("Reader A".to_owned()),
            PanelOption::Expr("rate(a[5m])".to_owned()),
            PanelOption::Tab(Tab::Graph),
            PanelOption::Time(Some(1_795_370_400_123)),
            PanelOption::Range(21_600_000),
            PanelOption::End(Some(-1)),
            PanelOption::Step(Step::Fixed(15_000)),
            PanelOption::Parameters(vec![("dedup".to_owned(), "false".to_owned()); 2]),
            PanelOption::Replicas(ReplicaMode::None),
            PanelOption::Strict(true),
            PanelOption::PushDown(false),
            PanelOption::Details(true),
            PanelOption::Sort(by(TableColumn::Label("a=-b".to_owned()))),
            PanelOption::Filter("a & b".to_owned()),
            PanelOption::Series(LegendSelection::Only(BTreeSet::from([0, u64::MAX]))),
            PanelOption::LegendSort(LegendSort { column: LegendColumn::Max, order: SortOrder::Descending }),
            PanelOption::LegendFilter("idle".to_owned()),
        ]
    }

    fn read(pairs: &[(&str, String)]) -> PanelOptions {
        let mut options = PanelOptions::default();
        for (key, text) in pairs {
            assert_eq!(options.read(key, text), Ok(()), "{key}={text}");
        }
        options
    }

    #[test]
    fn every_option_comes_back_from_an_address() {
        assert_eq!(all().len(), DECLARED.len(), "an option is not tested");
        let mut whole = PanelOptions::default();
        for (option, declared) in all().into_iter().zip(DECLARED) {
            let mut one = PanelOptions::default();
            assert_eq!(one.set(option.clone()), Some(declared.asks));
            whole.set(option);
            assert_ne!(one, PanelOptions::default(), "{}", declared.key);
            let pairs: Vec<_> = one.write().collect();
            assert!(pairs.iter().any(|(key, _)| *key == declared.key), "{pairs:?}");
            assert_eq!(read(&pairs), one, "{pairs:?}");
        }
        assert_eq!(read(&whole.write().collect::<Vec<_>>()), whole);
        let blank: Vec<_> = PanelOptions::default().write().collect();
        assert_eq!(blank, [("expr", String::new())], "defaults are left out");
    }

    #[test]
    fn what_an_address_could_not_give_back_is_not_set() {
        const YEAR: i64 = 365 * 86_400_000;
        let mut options = PanelOptions::default();
        for option in [
            PanelOption::Range(200 * YEAR),
            PanelOption::Range(0),
            PanelOption::Step(Step::Fixed(200 * YEAR)),
            PanelOption::Step(Step::Fixed(-1)),
            PanelOption::Time(Some(i64::MAX)),
            PanelOption::End(Some(i64::MIN)),
        ] {
            assert_eq!(options.set(option.clone()), None, "{option:?}");
        }
        assert_eq!(options, PanelOptions::default());
        // Before the year 0 and after 9999 a time is a number of seconds.
        for ms in [-62_200_000_000_001, 253_402_300_800_001, 0, -1] {
            let mut options = PanelOptions::default();
            assert_eq!(options.set(PanelOption::End(Some(ms))), Some(Asks::Graph));
            assert_eq!(read(&options.write().collect::<Vec<_>>()), options);
        }
    }

    #[test]
    fn a_question_is_what_its_tab_asks() {
        for option in all() {
            let mut changed = PanelOptions::default();
            let asks = changed.set(option.clone()).expect("it is valid");
            for tab in Tab::ALL {
                let is_other = changed.question(tab) != PanelOptions::default().question(tab);
                let is_tab = matches!(option, PanelOption::Tab(_));
                assert_eq!(is_other, asks.concerns(tab) && !is_tab, "{option:?} on {tab:?}");
            }
        }
        let options = PanelOptions::default();
        assert_ne!(options.question(Tab::Table), options.question(Tab::Graph));
    }
}
