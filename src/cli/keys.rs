//! `tongguan keys`: software keys, and signatures made and checked with them. No server takes part.

mod files;

use super::exit::{Exit, Failure};
use super::foreign;
use super::lang::{said, say};
use super::output::style::{BAD, BOLD, CARE, DIM, GOOD};
use super::output::{Object, Out, words};
use super::sandbox::version;
use super::span::moment;
use clap::{Args, Subcommand, ValueEnum};
use getrandom::SysRng;
use rand_core::{CryptoRng, TryRng, UnwrapErr};
use std::path::PathBuf;
use tongguan_domain::process::Settings;
use tongguan_domain::time::Moment;
use tongguan_domain::version::MessageVersion;
use tongguan_signature::{
    Algorithm, CertificateNumber, Holder, Key, Signer, Verdict, sign, verify, verify_in,
};

const DAY_MILLIS: i64 = 86_400_000;
/// Length of a certificate number that is made here, in bytes.
const NUMBER_BYTES: usize = 8;

/// What to do.
#[derive(Args, Debug)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Make a key and its certificate (证书); they go into one file that only you can read
    New(New),
    /// Show whose key a file holds
    Show {
        /// Made by `tongguan keys new`
        file: PathBuf,
    },
    /// Sign a CEB or DXP message
    Sign(Sign),
    /// Check the signature of a message; exit code 1 when there is none or it does not hold
    Check(Check),
}

#[derive(Args, Debug)]
struct New {
    /// Code of the enterprise: customs registration or unified social credit code
    #[arg(long, value_name = "CODE")]
    holder: String,
    /// Name of the enterprise
    #[arg(long)]
    name: String,
    /// What messages are signed with: SM2-SM3 (202205 only), or RSA with SHA-1 or SHA-256 (both versions)
    #[arg(long, value_enum, default_value_t = Kind::Sm2)]
    algorithm: Kind,
    /// When the certificate begins to hold [default: when the clock of a sandbox starts]
    #[arg(long, value_name = "TIME", value_parser = moment)]
    valid_from: Option<Moment>,
    /// How many days it holds
    #[arg(long, default_value_t = 3_650, value_parser = clap::value_parser!(u32).range(1..=36_500))]
    days: u32,
    /// File to write; it must not exist
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

#[derive(Args, Debug)]
struct Sign {
    /// Made by `tongguan keys new`
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// The message; - is standard input
    message: PathBuf,
    /// How to sign: rsa-sha1, rsa-sha256 or sm2-sm3 [default: rsa-sha1 with an RSA key, sm2-sm3 with an SM2 key]
    #[arg(long, value_name = "NAME", value_parser = algorithm)]
    algorithm: Option<Algorithm>,
    /// Write there instead of to standard output; the file must not exist
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

#[derive(Args, Debug)]
struct Check {
    /// The message; - is standard input
    message: PathBuf,
    /// Whose rules count: 2018-113 knows no SM2 and demands KeyName [default: every signature that is known]
    #[arg(long, value_name = "VERSION", value_parser = version)]
    message_version: Option<MessageVersion>,
    /// The moment at which the certificate must hold [default: when the clock of a sandbox starts]
    #[arg(long, value_name = "TIME", value_parser = moment)]
    at: Option<Moment>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Kind {
    Sm2,
    Rsa,
}

fn algorithm(text: &str) -> Result<Algorithm, String> {
    let named = Algorithm::ALL.into_iter().find(|algorithm| algorithm.name() == text);
    named.ok_or_else(|| {
        say("say rsa-sha1, rsa-sha256 or sm2-sm3", "须为 rsa-sha1、rsa-sha256 或 sm2-sm3").to_owned()
    })
}

impl From<Kind> for Algorithm {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Sm2 => Self::Sm2Sm3,
            Kind::Rsa => Self::RsaSha1,
        }
    }
}

pub(crate) fn run(arguments: &Arguments, out: &mut Out) -> Result<(), Failure> {
    match &arguments.action {
        Action::New(new) => make(new, out),
        Action::Show { file } => show(&files::key(file)?, out),
        Action::Sign(arguments) => put_signature(arguments, out),
        Action::Check(arguments) => check(arguments, out),
    }
}

fn make(new: &New, out: &mut Out) -> Result<(), Failure> {
    let mut rng = randomness()?;
    let holder = Holder { code: new.holder.clone(), name: new.name.clone() };
    let from = new.valid_from.unwrap_or(Settings::START);
    let until = from.plus_millis(i64::from(new.days) * DAY_MILLIS);
    let key = Key::make(new.algorithm.into(), &holder, &number(&mut rng)?, from, until, &mut rng)
        .map_err(|error| foreign::key(&error))?;
    let pem = key.to_pem().map_err(|error| foreign::key(&error))?;
    files::create_secret(&new.out, pem.as_bytes())?;
    show(&key, out)
}

/// The system's source of randomness, asked once so that a broken one is told and does not stop the process later.
fn randomness() -> Result<impl CryptoRng, Failure> {
    SysRng.try_next_u64().map_err(|error| {
        Failure::new(said!("the system has no randomness: {error}", "系统不能提供随机数：{error}"))
    })?;
    Ok(UnwrapErr(SysRng))
}

fn number(rng: &mut impl CryptoRng) -> Result<CertificateNumber, Failure> {
    let mut bytes = [0; NUMBER_BYTES];
    rng.fill_bytes(&mut bytes);
    let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    digits.parse().map_err(|error| Failure::new(format!("{error}")))
}

fn show(key: &Key, out: &mut Out) -> Result<(), Failure> {
    let (from, until) = key.validity();
    let (from, until) = (words::at(Some(from)), words::at(Some(until)));
    let (holder, number, algorithm) = (key.holder(), key.certificate_number(), key.algorithm().name());
    if out.json() {
        let object = Object::new().with("holder", &*holder.code).with("name", &*holder.name);
        let object = object.with("certificate_number", number.as_str()).with("algorithm", algorithm);
        return out.object(object.with("valid_from", from).with("valid_until", until));
    }
    out.line(format!("{BOLD}{}{BOLD:#} {}", holder.code, holder.name))?;
    out.line(said!("  {algorithm}, certificate (证书) {number}", "  {algorithm}，证书 {number}"))?;
    out.line(said!("  {DIM}holds from {from} until {until}{DIM:#}", "  {DIM}有效期 {from} 至 {until}{DIM:#}"))
}

fn put_signature(arguments: &Sign, out: &mut Out) -> Result<(), Failure> {
    let mut key = files::key(&arguments.key)?;
    if let Some(algorithm) = arguments.algorithm {
        key = key.signing_with(algorithm).map_err(|error| foreign::key(&error))?;
    }
    let message = files::message(&arguments.message)?;
    let signed = sign(&message, &key, &mut randomness()?).map_err(|error| foreign::unsigned(&error))?;
    match &arguments.out {
        Some(file) => files::create(file, &signed),
        None => out.bytes(&signed),
    }
}

fn check(arguments: &Check, out: &mut Out) -> Result<(), Failure> {
    let (message, at) = (files::message(&arguments.message)?, arguments.at.unwrap_or(Settings::START));
    let verdict = match arguments.message_version {
        Some(version) => verify_in(version, &message, at),
        None => verify(&message, at),
    };
    let holds = matches!(verdict, Verdict::Valid(_));
    if out.json() {
        out.object(object(&verdict))?
    } else {
        out.line(line(&verdict))?
    }
    if holds { Ok(()) } else { Err(Failure::told(Exit::Otherwise)) }
}

fn object(verdict: &Verdict) -> Object {
    match verdict {
        Verdict::Unsigned => Object::new().with("verdict", "unsigned"),
        Verdict::Valid(Signer { code, name, certificate_number, algorithm }) => Object::new()
            .with("verdict", "valid")
            .with("holder", code.as_deref().unwrap_or_default())
            .with("name", &**name)
            .with("certificate_number", certificate_number.as_str())
            .with("algorithm", algorithm.name()),
        Verdict::Invalid(problem) => Object::new()
            .with("verdict", "invalid")
            .with("problem", problem.rule().code)
            .with("text", problem.text())
            .with("text_zh", problem.text_zh()),
    }
}

fn line(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Unsigned => said!("{CARE}unsigned{CARE:#}", "{CARE}未签名{CARE:#}"),
        Verdict::Valid(Signer { code, name, certificate_number, algorithm }) => {
            let (algorithm, code) =
                (algorithm.name(), code.as_deref().unwrap_or(say("no enterprise code", "无企业代码")));
            said!(
                "{GOOD}holds{GOOD:#}: {code} {name}, {algorithm}, certificate (证书) {certificate_number}",
                "{GOOD}验签通过{GOOD:#}：{code} {name}，{algorithm}，证书 {certificate_number}"
            )
        }
        Verdict::Invalid(problem) => {
            let (zh, code) = (problem.text_zh(), problem.rule().code);
            said!(
                "{BAD}does not hold{BAD:#}: {zh} {problem} ({code})",
                "{BAD}验签不通过{BAD:#}：{zh}（{code}）"
            )
        }
    }
}
