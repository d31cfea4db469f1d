//! What the arguments ask for, read and checked.

use super::Arguments;
use crate::cli::exit::Failure;
use crate::cli::lang::{said, say};
use crate::cli::output::words;
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tongguan_domain::names::SandboxName;
use tongguan_domain::time::Moment;
use tongguan_load::bounds::{PARCELS_OF_A_RUN, WORKLOAD_BYTES};
use tongguan_load::gates::Gate;
use tongguan_load::report::Asked as Told;
use tongguan_load::schedule::{Arrivals, Law};
use tongguan_load::workload::rate::{self as units, Rate};
use tongguan_load::workload::spec::{Spec, Unusable};
use tongguan_load::workload::{NAMES, Workload, named};

pub(super) fn rate(text: &str) -> Result<Rate, String> {
    text.parse().map_err(|why| said!("{why}", "速率写作 1417/s、85000/min 或 5000000/h，至多 1000000/s"))
}

pub(super) fn span(text: &str) -> Result<Duration, String> {
    units::span::read(text).map_err(|why| said!("{why}", "时长写作 500ms、90s、10m 或 1h30m"))
}

pub(super) fn gate(text: &str) -> Result<Gate, String> {
    text.parse::<Gate>().map_err(|why| {
        said!(
            "{why}",
            "不是条件；例如 p99(899)>200ms、max(ack)>1s、p99(lateness)>1ms、errors>0.1%、missed>0、wrong>0、rate<1400/s"
        )
    })
}

/// How long parcels start in each run of `--find-max`, where nobody says.
const ROUND: Duration = Duration::from_secs(10);

/// What is to be run.
pub(super) struct Asked {
    pub(super) workload: Workload,
    pub(super) law: Law,
    pub(super) report: Told,
}

impl Asked {
    pub(super) fn of(arguments: &Arguments) -> Result<Self, Failure> {
        arguments.ways.check(arguments)?;
        let spec = spec(&arguments.workload)?;
        let unusable = |error: Unusable| unusable(&arguments.workload, &error);
        let spec = overridden(spec, arguments);
        let law = spec.law().map_err(unusable)?;
        let open = arguments.users.is_none();
        if open && law.expected() > PARCELS_OF_A_RUN as f64 {
            let expected = law.expected();
            return Err(Failure::new(said!(
                "{expected:.0} parcels are more than the {PARCELS_OF_A_RUN} of one run",
                "{expected:.0} 票超过一次压测的上限 {PARCELS_OF_A_RUN} 票"
            ))
            .hint(say("lower --rate or --duration", "请减小 --rate 或 --duration")));
        }
        let workload = Workload::of(&spec, arguments.seed).map_err(unusable)?;
        let now = now();
        let sandbox = match &arguments.sandbox {
            Some(name) => name.clone(),
            None => format!("load-{}", now.as_secs()),
        };
        SandboxName::new(sandbox.as_str()).map_err(crate::cli::foreign::name).map_err(|error| {
            Failure::new(said!(
                "the name of a sandbox, {sandbox:?}: {error}",
                "沙箱名称 {sandbox:?}：{error}"
            ))
        })?;
        let millis = i64::try_from(now.as_millis()).unwrap_or_default();
        let report = Told {
            workload: arguments.workload.clone(),
            title: spec.title.clone(),
            title_zh: spec.title_zh.clone(),
            seed: arguments.seed,
            server: arguments.server.url().to_owned(),
            sandbox,
            transport: arguments.ways.name(),
            model: if open { "open" } else { "closed" }.to_owned(),
            users: arguments.users.map_or(0, u64::from),
            connections: u64::from(arguments.connections),
            peak_per_second: if open { law.peak() } else { 0.0 },
            expected_parcels: if open { law.expected() } else { 0.0 },
            length_seconds: law.length().as_secs_f64(),
            receipts: !arguments.no_receipts,
            draws_off: None,
            began: words::at(Some(Moment::from_millis(millis))),
            version: env!("TONGGUAN_VERSION").to_owned(),
        };
        Ok(Self { workload, law, report })
    }
}

#[allow(clippy::disallowed_methods, reason = "the wall clock names a sandbox of its own and dates a report")]
pub(super) fn now() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}

fn overridden(mut spec: Spec, arguments: &Arguments) -> Spec {
    if let Some(rate) = arguments.rate {
        spec.rate.peak = rate;
    }
    if let Some(duration) = arguments.duration {
        spec.rate.duration = duration;
    } else if arguments.find_max {
        spec.rate.duration = ROUND;
    }
    if arguments.even {
        spec.rate.arrivals = Arrivals::Even;
    }
    spec
}

/// The workload of a name, or of a file where there is none of that name.
fn spec(name: &str) -> Result<Spec, Failure> {
    if NAMES.contains(&name) {
        return named(name).map_err(|error| unusable(name, &error));
    }
    let file = Path::new(name);
    // A word without a point or a stroke is meant as a name.
    if !file.exists() && !name.contains(['/', '\\', '.']) {
        return named(name).map_err(|error| unusable(name, &error));
    }
    read(file, WORKLOAD_BYTES)
        .map_err(Unusable::from)
        .and_then(|text| Spec::read(&text))
        .map_err(|error| unusable(name, &error))
}

/// The text of a file that may have so many bytes.
pub(super) fn read(file: &Path, most: usize) -> std::io::Result<String> {
    use std::io::Read;
    let mut text = String::new();
    let most = u64::try_from(most).unwrap_or(u64::MAX);
    std::fs::File::open(file)?.take(most.saturating_add(1)).read_to_string(&mut text)?;
    Ok(text)
}

fn unusable(name: &str, error: &Unusable) -> Failure {
    let all = NAMES.join(", ");
    match error {
        Unusable::Unknown { .. } => Failure::new(said!("there is no workload {name}", "没有负载模型 {name}"))
            .hint(said!("there are {all}; or name a file", "可用：{all}；或指定文件")),
        Unusable::Unreadable(error) => Failure::new(said!(
            "the workload {name} cannot be read: {error}",
            "负载模型 {name} 无法读取：{error}"
        )),
        error => Failure::new(said!("{name} is no workload: {error}", "{name} 不是负载模型：{error}"))
            .hint(say("docs/load.md says how one is written", "写法见 docs/load.md")),
    }
}
