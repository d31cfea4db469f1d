//! Where traces of calls go.

use super::services::peer;
use crate::cli::exit::{Exit, Failure};
use crate::cli::lang::{said, say};
use clap::Args;
use tongguan::compose::Serves;
use tongguan_domain::limits;
use tongguan_traces::{BUILT, Options};
use tonic::transport::Uri;

/// Where every program of OpenTelemetry is told the same, the nearer one first.
const VARIABLES: [&str; 2] = ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT"];
/// Switches everything of OpenTelemetry off.
const DISABLED: &str = "OTEL_SDK_DISABLED";

/// Traces, or none.
#[derive(Args, Debug)]
#[command(next_help_heading = "Traces")]
pub(super) struct Traces {
    /// Send traces to this collector of OpenTelemetry, by OTLP over gRPC: http://HOST:PORT [default: none, or OTEL_EXPORTER_OTLP_ENDPOINT]
    #[arg(long, value_name = "URL", value_parser = peer)]
    otlp_endpoint: Option<Uri>,
    /// The share of traces that begin here and are recorded, 0 to 1; a call with a traceparent does what that says
    #[arg(long, value_name = "RATIO", default_value = "1", value_parser = ratio)]
    trace_ratio: f64,
}

fn ratio(text: &str) -> Result<f64, String> {
    let share = text.parse().ok().filter(|share| (0.0..=1.0).contains(share));
    share.ok_or_else(|| say("it has to be 0 to 1, such as 0.01", "须为 0 至 1，如 0.01").to_owned())
}

impl Traces {
    /// Where they go, if they go anywhere.
    pub(super) fn options(&self, serves: Serves) -> Result<Option<Options>, Failure> {
        if !BUILT {
            return match self.otlp_endpoint {
                None => Ok(None),
                Some(_) => Err(Failure::new(say(
                    "--otlp-endpoint: this program was built without traces (cargo feature otlp)",
                    "--otlp-endpoint：本程序编译时未包含链路追踪（cargo feature otlp）",
                ))),
            };
        }
        let Some(endpoint) = self.endpoint()? else { return Ok(None) };
        if endpoint.scheme_str() == Some("https") {
            let text = said!(
                "{endpoint} asks for TLS, which is not spoken to a collector",
                "{endpoint} 要求 TLS，而发往采集器不使用 TLS"
            );
            return Err(Failure::new(text).hint(say(
                "say http://HOST:PORT of a collector beside the server, which can hand spans on over TLS",
                "请写作 http://主机:端口：可在本机运行采集器，由其经 TLS 转发",
            )));
        }
        Ok(Some(Options {
            endpoint: endpoint.to_string(),
            ratio: self.trace_ratio,
            service: name(serves),
            version: env!("CARGO_PKG_VERSION"),
            queue: limits::TRACE_QUEUE,
        }))
    }

    fn endpoint(&self) -> Result<Option<Uri>, Failure> {
        if let Some(endpoint) = &self.otlp_endpoint {
            return Ok(Some(endpoint.clone()));
        }
        let said_of = |name: &&str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let disabled = said_of(&DISABLED).is_some_and(|value| value.eq_ignore_ascii_case("true"));
        let Some((name, url)) = VARIABLES.iter().find_map(|name| Some((name, said_of(name)?))) else {
            return Ok(None);
        };
        if disabled {
            return Ok(None);
        }
        let uri = peer(&url).map_err(|why| {
            Failure::new(said!("{name}: {why}", "{name}：{why}")).exit(Exit::CannotStart).hint(said!(
                "say http://HOST:PORT where a collector takes OTLP over gRPC, or empty {name}",
                "请写作 http://主机:端口（采集器的 OTLP/gRPC 地址），或清空 {name}"
            ))
        })?;
        Ok(Some(uri))
    }

    /// The same for a process that this one starts.
    pub(super) fn arguments(&self) -> Vec<String> {
        let endpoint = self.otlp_endpoint.iter().map(|uri| format!("--otlp-endpoint={uri}"));
        endpoint.chain([format!("--trace-ratio={}", self.trace_ratio)]).collect()
    }
}

/// What this process is called beside others.
const fn name(serves: Serves) -> &'static str {
    match serves {
        Serves { intake: true, risk: false, .. } | Serves { intake: true, credit: false, .. } => {
            "tongguan-intake"
        }
        Serves { intake: true, .. } => "tongguan",
        Serves { exchange: true, .. } => "tongguan-exchange",
        Serves { registry: true, control: false, risk: false, credit: false, .. } => "tongguan-registry",
        Serves { registry: false, control: true, risk: false, credit: false, .. } => "tongguan-control",
        Serves { risk: true, credit: false, .. } => "tongguan-risk",
        Serves { risk: false, credit: true, .. } => "tongguan-credit",
        Serves { .. } => "tongguan",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ratio_is_a_share() {
        for (text, share) in [("0", Some(0.0)), ("0.01", Some(0.01)), ("1", Some(1.0))] {
            assert_eq!(ratio(text).ok(), share, "{text}");
        }
        for text in ["", "-0.1", "1.1", "NaN", "half", "inf"] {
            assert!(ratio(text).is_err(), "{text}");
        }
    }

    #[test]
    fn each_process_has_its_name() {
        let none = Serves::NOTHING;
        for (serves, expected) in [
            (Serves::ALL, "tongguan"),
            (Serves { intake: true, ..none }, "tongguan-intake"),
            (Serves { risk: true, ..none }, "tongguan-risk"),
            (Serves { credit: true, ..none }, "tongguan-credit"),
            (Serves { exchange: true, ..none }, "tongguan-exchange"),
            (Serves { registry: true, ..none }, "tongguan-registry"),
            (Serves { control: true, ..none }, "tongguan-control"),
            (Serves { registry: true, control: true, ..none }, "tongguan"),
        ] {
            assert_eq!(name(serves), expected);
        }
    }
}
