//! Drives survey, composition and painting of a picture in slices, between which the browser does what is due.

use std::sync::Arc;

use leptos::prelude::*;

use super::{Drawn, Graph, window};
use crate::chart::colour::{Places, Rgb, Theme};
use crate::chart::draw::{Device, Painter, Palette, draw_frame};
use crate::chart::legend::common_labels;
use crate::chart::scene::{Composer, Request, Scene};
use crate::chart::survey::{Survey, Surveyor};
use crate::chart::unit::Unit;
use crate::model::block::Block;
use crate::model::time::Zone;
use crate::state::panel::Answered;
use crate::web::canvas::{Pen, Surface};
use crate::web::clock;
use crate::web::clock::timer::{self, Timer};

/// What a slice may take, in milliseconds; a step of work on top of it takes a few more.
const SLICE_MS: f64 = 14.0;

/// Colours of the palette in the tokens.
const PALETTE: usize = 12;

/// What a picture is drawn from beside the result.
#[derive(Clone, PartialEq)]
pub(super) struct Setting {
    pub(super) size: (f32, f32),
    pub(super) ratio: f32,
    pub(super) zone: Zone,
}

/// A picture under way.
struct Job {
    graph: Graph,
    surface: Surface,
    answered: Arc<Answered>,
    block: Arc<Block>,
    setting: Setting,
    theme: Theme,
    colours: Arc<Vec<String>>,
    stage: Stage,
}

enum Stage {
    Survey(Surveyor),
    Compose { composer: Box<Composer>, survey: Arc<Survey>, places: Arc<Places>, shown: Arc<Vec<bool>> },
    Paint { drawn: Box<Drawn>, scene: Box<Scene>, painter: Painter, pen: Pen, device: Device },
    Done,
}

/// Begins a picture of a result; the drawing lives in `slot`, and a newer one there ends it.
pub(super) fn begin(graph: Graph, surface: Surface, answered: Arc<Answered>, setting: Setting, slot: Slot) {
    let Some(block) = answered.value.block().cloned() else { return };
    // The same result at another size, or with other series shown, need not be surveyed again.
    let known = graph.drawn.with_untracked(|drawn| {
        drawn.as_ref().filter(|drawn| drawn.answered.run == answered.run).map(|drawn| Arc::clone(&drawn.survey))
    });
    let colours = palette(&surface);
    let theme = theme(&surface, &colours);
    let surveyor = Surveyor::new(Arc::clone(&block));
    let mut job =
        Job { graph, surface, answered, block, setting, theme, colours: Arc::new(colours), stage: Stage::Done };
    job.stage = match known {
        Some(survey) => job.compose(survey),
        None => Stage::Survey(surveyor),
    };
    go_on(slot, job);
}

/// Where the next slice's timer is kept.
pub(super) type Slot = StoredValue<Option<Timer>, LocalStorage>;

fn go_on(slot: Slot, mut job: Job) {
    // Not a frame each: nothing is seen before the picture is complete, and frames would be waited for in between.
    let next = timer::after(0, move || {
        let began = clock::ticks_ms();
        while clock::ticks_ms() - began < SLICE_MS {
            job.advance();
            if matches!(job.stage, Stage::Done) {
                return;
            }
        }
        go_on(slot, job);
    });
    // Gone with its component, the slot drops the timer and the drawing ends.
    slot.try_update_value(|slot| *slot = Some(next));
}

impl Job {
    /// Does a part of the work, at most a few milliseconds.
    fn advance(&mut self) {
        self.stage = match std::mem::replace(&mut self.stage, Stage::Done) {
            Stage::Survey(mut surveyor) => match surveyor.advance() {
                None => Stage::Survey(surveyor),
                Some(survey) => self.compose(Arc::new(survey)),
            },
            Stage::Compose { mut composer, survey, places, shown } => match composer.advance() {
                None => Stage::Compose { composer, survey, places, shown },
                Some(scene) => self.paint(scene, survey, places, shown),
            },
            Stage::Paint { drawn, scene, mut painter, mut pen, device } => {
                let palette = Palette { theme: &self.theme, places: &drawn.places, survey: &drawn.survey };
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

    fn compose(&self, survey: Arc<Survey>) -> Stage {
        let before = self.graph.peek_drawn(|drawn| Places::clone(&drawn.places));
        let places = Arc::new(Places::assign(&survey.keys, PALETTE as u16, &before));
        let shown = Arc::new(self.graph.selection.with_untracked(|selection| selection.shown(&survey.keys)));
        let (start, end, step) = window(&self.answered);
        let request = Request {
            block: Arc::clone(&self.block),
            survey: Arc::clone(&survey),
            shown: shown.to_vec(),
            window: (start, end),
            step: Some(step),
            size: self.setting.size,
            ratio: self.setting.ratio,
            unit: Unit::of_series(&self.block.labels),
            zone: self.setting.zone.clone(),
        };
        let composer = Box::new(Composer::new(request, |text| self.surface.measure(text)));
        Stage::Compose { composer, survey, places, shown }
    }

    fn paint(&self, scene: Scene, survey: Arc<Survey>, places: Arc<Places>, shown: Arc<Vec<bool>>) -> Stage {
        let (mut pen, device) = self.surface.begin(scene.size, scene.ratio);
        // The pen refuses nothing.
        let _ = draw_frame(&scene, &self.theme, device, &mut pen);
        let common = common_labels(&self.block.labels).into_iter();
        let common = common.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        let drawn = Drawn {
            answered: Arc::clone(&self.answered),
            block: Arc::clone(&self.block),
            survey,
            places,
            colours: Arc::clone(&self.colours),
            shown,
            common: Arc::new(common),
            geometry: scene.geometry,
            unit: Unit::of_series(&self.block.labels),
            zone: self.setting.zone.clone(),
        };
        Stage::Paint { drawn: Box::new(drawn), scene: Box::new(scene), painter: Painter::default(), pen, device }
    }

    fn show(&self, drawn: Drawn) {
        self.surface.show(&self.answered.run.to_string());
        clock::mark("narthex:drawn");
        self.graph.drawn.set(Some(Arc::new(drawn)));
    }
}

/// The colours of series, as the browser computes them in the present theme.
fn palette(surface: &Surface) -> Vec<String> {
    (1..=PALETTE).filter_map(|place| surface.token(&format!("--series-{place}"))).collect()
}

fn theme(surface: &Surface, colours: &[String]) -> Theme {
    let token = |name| surface.token(name).and_then(|colour| Rgb::parse(&colour)).unwrap_or_default();
    Theme {
        text: token("--axis"),
        grid: token("--grid"),
        axis: token("--hairline-strong"),
        series: colours.iter().filter_map(|colour| Rgb::parse(colour)).collect(),
    }
}
