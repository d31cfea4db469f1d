//! What the arguments ask for, read and checked.

use super::Arguments;
use super::meant::{Meant, unusable};
use crate::cli::exit::Failure;
use crate::cli::foreign;
use crate::cli::lang::{said, say};
use crate::cli::output::words;
use getrandom::SysRng;
use rand_core::TryRng;
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tongguan_domain::names::SandboxName;
use tongguan_domain::time::Moment;
use tongguan_load::bounds::PARCELS_OF_A_RUN;
use tongguan_load::gates::Gate;
use tongguan_load::join::messages::Source;
use tongguan_load::report::Asked as Told;
use tongguan_load::schedule::{Arrivals, Law};
use tongguan_load::workload::Workload;
use tongguan_load::workload::rate::{self as units, Rate};
use tongguan_load::workload::spec::{RateSpec, Unusable, Why};
use tongguan_scenario::Opening;

pub(super) fn rate(text: &str) -> Result<Rate, String> {
    text.parse().map_err(|why| said!("{why}", "速率写作 1417/s、85000/min 或 5000000/h，至多 1000000/s"))
}

pub(super) fn times(text: &str) -> Result<f64, String> {
    let times = text.parse().ok().filter(|times: &f64| times.is_finite() && *times > 0.0);
    times.ok_or_else(|| said!("{text:?} is no number above 0", "{text:?} 不是大于 0 的数"))
}

pub(super) fn span(text: &str) -> Result<Duration, String> {
    units::span::read(text).map_err(|why| said!("{why}", "时长写作 500ms、90s、10m 或 1h30m"))
}

pub(super) fn gate(text: &str) -> Result<Gate, String> {
    text.parse::<Gate>().map_err(|no| {
        let zh = no.why.zh();
        said!(
            "{no}",
            "不是条件：{zh}；例如 p99(899)>200ms、max(ack)>1s、p99(lateness)>1ms、errors>0.1%、missed>0、wrong>0、rate<1400/s"
        )
    })
}

pub(super) fn seed(text: &str) -> Result<u64, String> {
    let most = u64::MAX;
    text.parse().map_err(|_| {
        said!("{text:?} is no seed; say a whole number from 0 to {most}", "种子为 0 至 {most} 的整数")
    })
}

/// How long parcels start in each run of `--find-max`, where nobody says.
const ROUND: Duration = Duration::from_secs(10);

/// What is to be run.
pub(super) struct Asked {
    pub(super) workload: Workload,
    pub(super) law: Law,
    /// What `--rate` says, or would: starts a second where the shape is 1, before `--times`.
    pub(super) rate: f64,
    /// What its sandbox begins with, where a scenario says it.
    pub(super) opening: Option<Opening>,
    pub(super) report: Told,
    /// Where the parcels come from, for other generators.
    pub(super) source: Source,
    /// What customs takes of a file, and wonders at.
    pub(super) warnings: Vec<(String, Why)>,
}

impl Asked {
    pub(super) fn of(arguments: &Arguments) -> Result<Self, Failure> {
        arguments.ways.check(arguments)?;
        arguments.team.check(arguments)?;
        deletes_its_own(arguments)?;
        let Meant { title, title_zh, rate, parcels, source, warnings } = Meant::by(&arguments.workload)?;
        let unusable = |error: Unusable| unusable(&arguments.workload, &error);
        let rate = overridden(rate, arguments);
        let law = rate.law().map_err(unusable)?;
        let open = arguments.users.is_none();
        if let Some(users) = arguments.users.filter(|users| *users > arguments.in_flight) {
            let most = arguments.in_flight;
            return Err(Failure::new(said!(
                "--users {users} are more than the {most} parcels of --in-flight",
                "--users {users} 多于 --in-flight 的 {most} 票"
            ))
            .hint(say(
                "each of them has one parcel in flight: raise --in-flight",
                "每个用户各有一票在途：请增大 --in-flight",
            )));
        }
        if open && law.expected() > PARCELS_OF_A_RUN as f64 {
            let expected = law.expected();
            return Err(Failure::new(said!(
                "{expected:.0} parcels are more than the {PARCELS_OF_A_RUN} of one run",
                "{expected:.0} 票超过一次压测的上限 {PARCELS_OF_A_RUN} 票"
            ))
            .hint(say("lower --rate or --duration", "请减小 --rate 或 --duration")));
        }
        let (workload, opening) = parcels.workload(arguments.seed).map_err(unusable)?;
        let now = now();
        let sandbox = match &arguments.sandbox {
            Some(name) => name.clone(),
            // Two runs may begin in the same second, and each has parcels with the same numbers.
            None => format!("load-{}-{:08x}", now.as_secs(), drawn()?),
        };
        SandboxName::new(sandbox.as_str()).map_err(foreign::name).map_err(|error| {
            Failure::new(said!(
                "the name of a sandbox, {sandbox:?}: {error}",
                "沙箱名称 {sandbox:?}：{error}"
            ))
        })?;
        let millis = i64::try_from(now.as_millis()).unwrap_or_default();
        let report = Told {
            workload: arguments.workload.clone(),
            workload_sha256: source.fingerprint(),
            title,
            title_zh,
            seed: arguments.seed,
            server: arguments.server.url().to_owned(),
            sandbox,
            transport: arguments.ways.name(),
            model: if open { "open" } else { "closed" }.to_owned(),
            users: arguments.users.map_or(0, u64::from),
            connections: u64::from(arguments.connections),
            peak_per_second: if open { law.peak() } else { 0.0 },
            arrivals: open.then_some(rate.arrivals),
            form: open.then_some(rate.form),
            expected_parcels: if open { law.expected() } else { 0.0 },
            length_seconds: law.length().as_secs_f64(),
            receipts: !arguments.no_receipts,
            draws_off: None,
            began: words::at(Some(Moment::from_millis(millis))),
            version: env!("TONGGUAN_VERSION").to_owned(),
        };
        Ok(Self { workload, law, rate: rate.peak.per_second(), opening, report, source, warnings })
    }
}

fn deletes_its_own(arguments: &Arguments) -> Result<(), Failure> {
    if !arguments.delete || arguments.makes_sandbox() {
        return Ok(());
    }
    let text = say("--delete is for a sandbox that the run makes", "--delete 用于压测自建的沙箱");
    Err(Failure::new(text)
        .hint(say("leave --sandbox out, or say --new, too", "请不用 --sandbox，或同时写 --new")))
}

#[allow(clippy::disallowed_methods, reason = "the wall clock names a sandbox of its own and dates a report")]
pub(super) fn now() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}

/// What no other run has.
fn drawn() -> Result<u32, Failure> {
    let mut bytes = [0; 4];
    SysRng.try_fill_bytes(&mut bytes).map_err(|error| Failure::new(error.to_string()))?;
    Ok(u32::from_be_bytes(bytes))
}

fn overridden(mut spec: RateSpec, arguments: &Arguments) -> RateSpec {
    if let Some(rate) = arguments.rate {
        spec.peak = rate;
    }
    if let Some(times) = arguments.times {
        spec.times = times;
    }
    if let Some(duration) = arguments.duration {
        spec.duration = duration;
    } else if arguments.find_max {
        spec.duration = ROUND;
    }
    if arguments.even {
        spec.arrivals = Arrivals::Even;
    }
    spec
}

/// The text of a file that may have so many bytes. Whoever opens a pipe waits for its other end, so only files are opened.
pub(super) fn read(file: &Path, most: usize) -> Result<String, Unread> {
    use std::io::Read;
    let found = std::fs::metadata(file)?;
    if !found.is_file() && !found.is_dir() {
        return Err(Unread::NoFile);
    }
    let mut text = String::new();
    let bytes = u64::try_from(most).unwrap_or(u64::MAX);
    if found.len() > bytes {
        return Err(Unread::Long(most));
    }
    std::fs::File::open(file)?.take(bytes).read_to_string(&mut text)?;
    Ok(text)
}

/// Why a file is not read.
pub(super) enum Unread {
    System(std::io::Error),
    /// A pipe, a device or a socket.
    NoFile,
    /// It has more bytes than this.
    Long(usize),
}

impl From<std::io::Error> for Unread {
    fn from(error: std::io::Error) -> Self {
        Self::System(error)
    }
}

impl Unread {
    pub(super) fn said(self, name: &str) -> Failure {
        let failure = |en: String, zh: String| {
            Failure::new(said!("{name} cannot be read: {en}", "{name} 无法读取：{zh}"))
        };
        match self {
            Self::System(error) if error.kind() == std::io::ErrorKind::IsADirectory => {
                foreign::unread(name, &error).hint(say("name one file in it", "请给出其中的一个文件"))
            }
            Self::System(error) => foreign::unread(name, &error),
            Self::NoFile => {
                failure("it is a pipe or a device".to_owned(), "是管道或设备，不是文件".to_owned())
                    .hint(say("write it into a file first", "请先写入文件"))
            }
            Self::Long(most) => {
                failure(format!("it has more than {most} bytes"), format!("超过 {most} 字节"))
                    .hint(say("is it the right file?", "请检查是否为所要的文件"))
            }
        }
    }
}
