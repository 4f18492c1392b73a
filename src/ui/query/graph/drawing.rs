//! Draws a picture in stages (statistics, colours, composition, painting), in slices.

use std::sync::Arc;

use leptos::prelude::*;

use super::{Drawn, Graph, window};
use crate::chart::colour::{ChartTheme, ColourAssignment, ColourJob, Rgb};
use crate::chart::draw::{Device, Painter, Palette, draw_frame};
use crate::chart::hatch::MarkedStretch;
use crate::chart::scene::{Composer, Scene, SceneRequest};
use crate::chart::statistics::{Statistics, StatisticsJob};
use crate::chart::unit::Unit;
use crate::i18n::Lang;
use crate::i18n::provenance::federated;
use crate::model::block::Block;
use crate::model::time::Zone;
use crate::state::panel::PanelResult;
use crate::state::provenance::{self, MissingStretch};
use crate::ui::kit::sliced::{Slot, drive};
use crate::web::canvas::{Pen, Surface};
use crate::web::clock;

/// Colours of the palette in the tokens.
const PALETTE: u16 = 12;

/// What a picture is drawn from beside the result.
#[derive(Clone, PartialEq)]
pub(super) struct Setting {
    pub(super) size: (f32, f32),
    pub(super) ratio: f32,
    pub(super) zone: Zone,
    pub(super) lang: Lang,
}

/// A picture under way.
struct Job {
    graph: Graph,
    surface: Surface,
    answered: Arc<PanelResult>,
    block: Arc<Block>,
    setting: Setting,
    theme: ChartTheme,
    colours: Arc<Vec<String>>,
    stretches: Arc<Vec<MarkedStretch>>,
    stage: Stage,
}

enum Stage {
    Statistics(StatisticsJob),
    AssignColours { statistics: Arc<Statistics>, job: ColourJob, before: Arc<ColourAssignment> },
    Compose { composer: Box<Composer>, known: Known, shown: Arc<Vec<bool>> },
    Paint { drawn: Box<Drawn>, scene: Box<Scene>, painter: Painter, pen: Pen, device: Device },
    Done,
}

/// What is known of a result, whatever its picture's size and which series are shown.
#[derive(Clone)]
struct Known {
    statistics: Arc<Statistics>,
    assignment: Arc<ColourAssignment>,
    unit: Unit,
}

/// Begins a picture of a result; the drawing lives in `slot`, and a newer one there ends it.
pub(super) fn begin(graph: Graph, surface: Surface, answered: Arc<PanelResult>, setting: Setting, slot: Slot) {
    let Some(block) = answered.value.block().cloned() else { return };
    // The same result at another size, or with other series shown, has its statistics already.
    let known = graph.peek_drawn(|drawn| {
        let is_same = drawn.answered.run == answered.run;
        is_same.then(|| Known {
            statistics: drawn.statistics.clone(),
            assignment: drawn.assignment.clone(),
            unit: drawn.unit,
        })
    });
    let colours = palette(&surface);
    let theme = theme(&surface, &colours);
    let statistics_job = StatisticsJob::new(Arc::clone(&block));
    let stretches = Arc::new(stretches(&answered, setting.lang));
    let colours = Arc::new(colours);
    let mut job = Job { graph, surface, answered, block, setting, theme, colours, stretches, stage: Stage::Done };
    job.stage = match known {
        Some(known) => job.compose(known),
        None => Stage::Statistics(statistics_job),
    };
    drive(
        slot,
        Box::new(move || {
            job.advance();
            matches!(job.stage, Stage::Done)
        }),
    );
}

impl Job {
    /// Does a part of the work, at most a few milliseconds.
    fn advance(&mut self) {
        self.stage = match std::mem::replace(&mut self.stage, Stage::Done) {
            Stage::Statistics(mut statistics_job) => match statistics_job.advance() {
                None => Stage::Statistics(statistics_job),
                Some(statistics) => Stage::AssignColours {
                    job: ColourJob::new(&statistics.keys, PALETTE),
                    statistics: Arc::new(statistics),
                    before: self.graph.peek_drawn(|drawn| Arc::clone(&drawn.assignment)),
                },
            },
            Stage::AssignColours { statistics, mut job, before } => match job.advance(&statistics.keys, &before) {
                None => Stage::AssignColours { statistics, job, before },
                Some(assigned) => self.compose(Known {
                    statistics,
                    assignment: Arc::new(assigned),
                    unit: Unit::of_series(&self.block.labels),
                }),
            },
            Stage::Compose { mut composer, known, shown } => match composer.advance() {
                None => Stage::Compose { composer, known, shown },
                Some(scene) => self.paint(scene, known, shown),
            },
            Stage::Paint { drawn, scene, mut painter, mut pen, device } => {
                let palette =
                    Palette { theme: &self.theme, assignment: &drawn.assignment, statistics: &drawn.statistics };
                // The pen refuses nothing; a picture that could not go on would be shown as far as it got.
                let done = painter.advance(&scene, palette, device, &mut pen).unwrap_or(true);
                pen.settle();
                self.surface.flush();
                if done {
                    self.show(*drawn);
                    Stage::Done
                } else {
                    Stage::Paint { drawn, scene, painter, pen, device }
                }
            }
            Stage::Done => Stage::Done,
        };
    }

    fn compose(&self, known: Known) -> Stage {
        let shown = self.graph.handle.peek(|panel| panel.options.series.shown(&known.statistics.keys));
        let shown = Arc::new(shown);
        let (start, end, step) = window(&self.answered);
        let request = SceneRequest {
            block: Arc::clone(&self.block),
            statistics: Arc::clone(&known.statistics),
            shown: shown.to_vec(),
            window: (start, end),
            step: Some(step),
            size: self.setting.size,
            ratio: self.setting.ratio,
            unit: known.unit,
            zone: self.setting.zone.clone(),
            stretches: self.stretches.to_vec(),
        };
        let composer = Box::new(Composer::new(request, |text| self.surface.measure(text)));
        Stage::Compose { composer, known, shown }
    }

    fn paint(&self, scene: Scene, known: Known, shown: Arc<Vec<bool>>) -> Stage {
        let (mut pen, device) = self.surface.begin(scene.size, scene.ratio);
        // The pen refuses nothing.
        let _ = draw_frame(&scene, &self.theme, device, &mut pen);
        let Known { statistics, assignment, unit } = known;
        let drawn = Drawn {
            answered: Arc::clone(&self.answered),
            block: Arc::clone(&self.block),
            statistics,
            assignment,
            colours: Arc::clone(&self.colours),
            shown,
            geometry: scene.geometry,
            unit,
            zone: self.setting.zone.clone(),
            stretches: Arc::clone(&self.stretches),
        };
        Stage::Paint { drawn: Box::new(drawn), scene: Box::new(scene), painter: Painter::default(), pen, device }
    }

    fn show(&self, drawn: Drawn) {
        self.surface.show(&self.answered.run.to_string());
        clock::mark("narthex:drawn");
        self.graph.drawn.set(Some(Arc::new(drawn)));
    }
}

/// The stretches without a replica, in words.
fn stretches(answered: &PanelResult, lang: Lang) -> Vec<MarkedStretch> {
    let (start, end, _) = window(answered);
    let missing = provenance::missing_stretches(&answered.provenance, (start, end)).into_iter();
    let stretch = |MissingStretch { of: (from, to), missing, filling }| MarkedStretch {
        from,
        to,
        words: federated::stretch(lang, &missing, &filling),
        short: federated::stretch(lang, &missing, &[]),
    };
    missing.map(stretch).collect()
}

/// The colours of series, as the browser computes them in the present theme.
fn palette(surface: &Surface) -> Vec<String> {
    (1..=PALETTE).filter_map(|place| surface.token(&format!("--series-{place}"))).collect()
}

fn theme(surface: &Surface, colours: &[String]) -> ChartTheme {
    let token = |name| surface.token(name).and_then(|colour| Rgb::parse(&colour)).unwrap_or_default();
    ChartTheme {
        text: token("--axis"),
        grid: token("--grid"),
        axis: token("--hairline-strong"),
        missing: token("--missing"),
        missing_line: token("--missing-line"),
        missing_text: token("--pending"),
        series: colours.iter().filter_map(|colour| Rgb::parse(colour)).collect(),
    }
}
