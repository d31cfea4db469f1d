//! Lines over an axis, as SVG. Every number is ours, so nothing here is escaped; names stand beside the picture, in HTML.

use super::markup::Both;
use std::fmt::{self, Write};

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 240.0;
/// Room for the numbers of the axes.
const LEFT: f64 = 64.0;
const RIGHT: f64 = 12.0;
const TOP: f64 = 10.0;
const BOTTOM: f64 = 26.0;
/// How many numbers the vertical axis has, about.
const TICKS: f64 = 4.0;
/// The shortest span that is told apart, in nanoseconds.
const SHORTEST: f64 = 1e3;

/// Where a value stands on an axis, and how it is written there.
#[derive(Clone, Debug)]
pub(super) struct Point {
    pub(super) x: f64,
    pub(super) y: f64,
    /// As the reader is told it.
    pub(super) told: String,
}

/// One line.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub(super) name: (String, String),
    pub(super) points: Vec<Point>,
}

/// How values lie on the vertical axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scale {
    /// Counts, from 0.
    Counts,
    /// Spans in nanoseconds, each power of ten as high as the next.
    Spans,
}

/// A picture with its names.
pub(super) struct Chart<'a> {
    pub(super) id: &'a str,
    pub(super) title: (&'a str, &'a str),
    pub(super) scale: Scale,
    /// What is told of each place of the horizontal axis, from the left.
    pub(super) places: Vec<String>,
    /// Numbers of the horizontal axis.
    pub(super) marks: Vec<(f64, String)>,
    pub(super) lines: Vec<Line>,
}

/// The vertical axis: its ends, and its numbers.
struct Axis {
    scale: Scale,
    low: f64,
    high: f64,
}

impl Axis {
    fn of(scale: Scale, lines: &[Line]) -> Self {
        let values = || lines.iter().flat_map(|line| &line.points).map(|point| point.y);
        let most = values().fold(0.0, f64::max);
        match scale {
            Scale::Counts => Self { scale, low: 0.0, high: most.max(1.0) * 1.05 },
            Scale::Spans => {
                let most = most.max(SHORTEST);
                let least = values().fold(most, f64::min).max(SHORTEST);
                let (low, high) = (least.log10().floor(), most.log10().ceil());
                Self { scale, low, high: high.max(low + 1.0) }
            }
        }
    }

    fn height(&self, value: f64) -> f64 {
        let value = if self.scale == Scale::Spans { value.max(SHORTEST).log10() } else { value };
        let share = ((value - self.low) / (self.high - self.low)).clamp(0.0, 1.0);
        TOP + (HEIGHT - TOP - BOTTOM) * (1.0 - share)
    }

    fn marks(&self) -> Vec<(f64, String)> {
        if self.scale == Scale::Spans {
            let powers = (self.low as i32)..=(self.high as i32);
            return powers.map(|power| 10_f64.powi(power)).map(|value| (value, round_span(value))).collect();
        }
        let step = round_step(self.high / TICKS);
        let many = (self.high / step).floor() as u32;
        (0..=many).map(|number| f64::from(number) * step).map(|value| (value, count(value))).collect()
    }
}

/// 1, 2 or 5 times a power of ten, at least 1.
fn round_step(step: f64) -> f64 {
    let power = 10_f64.powf(step.max(1.0).log10().floor());
    let times = [1.0, 2.0, 5.0, 10.0].into_iter().find(|times| times * power >= step);
    times.unwrap_or(10.0) * power
}

/// A power of ten of nanoseconds.
fn round_span(nanos: f64) -> String {
    match nanos {
        n if n < 1e6 => format!("{:.0} us", n / 1e3),
        n if n < 1e9 => format!("{:.0} ms", n / 1e6),
        n => format!("{:.0} s", n / 1e9),
    }
}

/// A count, short.
pub(super) fn count(value: f64) -> String {
    if value >= 10_000.0 { format!("{}k", value / 1e3) } else { format!("{value}") }
}

fn across(share: f64) -> f64 {
    LEFT + (WIDTH - LEFT - RIGHT) * share.clamp(0.0, 1.0)
}

impl Chart<'_> {
    /// The figure; nothing where there is no line.
    pub(super) fn write(&self, out: &mut String) -> fmt::Result {
        if self.lines.iter().all(|line| line.points.is_empty()) {
            return Ok(());
        }
        let (id, (en, zh)) = (self.id, self.title);
        writeln!(out, r#"<figure id="{id}"><figcaption id="{id}-title">{}</figcaption>"#, Both(en, zh))?;
        self.names(out)?;
        self.picture(out)?;
        out.push_str("</figure>\n");
        Ok(())
    }

    fn names(&self, out: &mut String) -> fmt::Result {
        out.push_str(r#"<p class="names"><b class="place"></b>"#);
        for (number, line) in self.lines.iter().enumerate() {
            let (en, zh) = &line.name;
            write!(
                out,
                r#"<span class="name"><i class="s{number}"></i>{} <b class="value"></b></span>"#,
                Both(en, zh)
            )?;
        }
        out.push_str("</p>\n");
        Ok(())
    }

    fn picture(&self, out: &mut String) -> fmt::Result {
        let axis = Axis::of(self.scale, &self.lines);
        let (id, right, floor) = (self.id, WIDTH - RIGHT, HEIGHT - BOTTOM);
        write!(
            out,
            r#"<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" tabindex="0" aria-labelledby="{id}-title" data-places="{}">"#,
            self.places.join("|")
        )?;
        for (value, words) in axis.marks() {
            let (y, below) = (axis.height(value), axis.height(value) + 4.0);
            write!(out, r#"<path class="grid" d="M{LEFT} {y:.1}H{right}"/>"#)?;
            write!(out, r#"<text class="y" x="{}" y="{below:.1}">{words}</text>"#, LEFT - 8.0)?;
        }
        for (share, words) in &self.marks {
            let x = across(*share);
            write!(out, r#"<path class="grid" d="M{x:.1} {floor}v4"/>"#)?;
            write!(out, r#"<text class="x" x="{x:.1}" y="{}">{words}</text>"#, HEIGHT - 6.0)?;
        }
        for (number, line) in self.lines.iter().enumerate() {
            let points: Vec<_> = line.points.iter().map(|p| (across(p.x), axis.height(p.y))).collect();
            let told: Vec<_> = line.points.iter().map(|point| point.told.as_str()).collect();
            write!(out, r#"<polyline class="s{number}" data-told="{}" points=""#, told.join("|"))?;
            for (x, y) in &points {
                write!(out, "{x:.1},{y:.1} ")?;
            }
            // One place alone would be a line of no length.
            if let [(x, y)] = points.as_slice() {
                write!(out, "{:.1},{y:.1}", x + 2.0)?;
            }
            out.push_str(r#""/>"#);
        }
        write!(out, r#"<path class="cursor" d="M0 {TOP}V{floor}"/></svg>"#)?;
        out.push('\n');
        Ok(())
    }
}
