//! `tongguan api-key`: the file of keys that `tongguan serve --api-keys` asks for. No server takes part; a running one sees
//! the change.

use super::exit::Failure;
use super::foreign;
use super::lang::{chinese, said, say};
use super::output::style::{BAD, BOLD, DIM, GOOD};
use super::output::{Object, Out, Table, words};
use super::span::{moment, span};
use clap::{Args, Subcommand, ValueEnum};
use getrandom::SysRng;
use rand_core::TryRng;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};
use tongguan_domain::names::TenantName;
use tongguan_domain::time::Moment;
use tongguan_identity::{ApiKey, CertificateName, Fault, FileError, KeyId, Record, Role, Roles};

/// What to do.
#[derive(Args, Debug)]
#[command(after_help = "\
A key is shown once, when it is made; the file holds its SHA-256. Two keys of a tenant at a time are usual: make the next,
give it out, revoke the one before. docs/identity.md has the roles.")]
pub(crate) struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Make a key, and print it: this once, and never again; or let the name in a certificate stand for one
    New(New),
    /// List the keys of a file
    List {
        /// The file of keys
        #[arg(long, value_name = "FILE")]
        file: PathBuf,
    },
    /// Revoke a key; a running server refuses it within a second
    Revoke {
        /// Id of the key: what stands between tg_ and the next _
        #[arg(value_name = "ID", value_parser = id)]
        id: KeyId,
        /// The file of keys
        #[arg(long, value_name = "FILE")]
        file: PathBuf,
    },
}

#[derive(Args, Debug)]
struct New {
    /// The file of keys; it is made if it is not there, and only you can read it
    #[arg(long, value_name = "FILE")]
    file: PathBuf,
    /// Whose key it is: sandboxes belong to a tenant, and no other sees them
    #[arg(long, value_name = "NAME", value_parser = tenant)]
    tenant: TenantName,
    /// What its holder is; may be repeated
    #[arg(long = "role", value_name = "ROLE", required = true, value_enum)]
    roles: Vec<RoleName>,
    /// Let a caller in by his certificate instead of a key: one with this DNS name or URI (`tongguan serve --tls-client-ca`)
    #[arg(long, value_name = "NAME", value_parser = certificate)]
    certificate: Option<CertificateName>,
    /// How long it is taken, such as 90d, or the last day or moment [default: until it is revoked]
    #[arg(long, value_name = "SPAN|DATE", value_parser = expiry)]
    expires: Option<Moment>,
    /// What it is for, in words
    #[arg(long, value_name = "TEXT", default_value = "")]
    label: String,
}

/// A role, as it is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum RoleName {
    /// An enterprise that declares: sends documents, reads what becomes of them
    Declarant,
    /// An enterprise that transmits for others: the same
    Agency,
    /// Customs: reads everything of the tenant, keeps the registry, forces outcomes
    Officer,
    /// Who runs the tests: everything, sandboxes and their clocks as well
    Operator,
    /// A process of the server, and nobody else: asks risk screening and credit scoring, and where the server has --feed, reads and changes the sandboxes of every tenant
    Service,
}

impl From<RoleName> for Role {
    fn from(name: RoleName) -> Self {
        match name {
            RoleName::Declarant => Self::Declarant,
            RoleName::Agency => Self::Agency,
            RoleName::Officer => Self::Officer,
            RoleName::Operator => Self::Operator,
            RoleName::Service => Self::Service,
        }
    }
}

fn tenant(text: &str) -> Result<TenantName, String> {
    TenantName::new(text).map_err(foreign::name)
}

fn id(text: &str) -> Result<KeyId, String> {
    KeyId::read(text).ok_or_else(|| {
        say(
            "it has 8 digits and small letters, as `tongguan api-key list` shows them",
            "须为 8 位数字和小写字母，见 `tongguan api-key list`",
        )
        .to_owned()
    })
}

/// A span from now, the end of a day in Beijing, or a moment.
fn expiry(text: &str) -> Result<Moment, String> {
    let now = now();
    let day = || Moment::from_rfc3339(&format!("{text}T23:59:59+08:00"));
    let until = match span(text) {
        Ok(span) => i64::try_from(span.as_millis()).ok().map(|millis| now.plus_millis(millis)),
        Err(_) => day().or_else(|| moment(text).ok()),
    };
    until.filter(|until| *until > now).ok_or_else(|| {
        say(
            "say a span such as 90d, a day such as 2027-01-31, or a time such as 2027-01-31T12:00:00+08:00, that is not over",
            "须为时长（如 90d）、日期（如 2027-01-31）或时间（如 2027-01-31T12:00:00+08:00），且尚未到期",
        )
        .to_owned()
    })
}

fn now() -> Moment {
    #[allow(clippy::disallowed_methods, reason = "a key ends at a moment of the world, not of a sandbox")]
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Moment::from_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

pub(crate) fn run(arguments: &Arguments, out: &mut Out) -> Result<(), Failure> {
    match &arguments.action {
        Action::New(new) => make(new, out),
        Action::List { file } => list(file, out),
        Action::Revoke { id, file } => revoke(file, *id, out),
    }
}

fn make(new: &New, out: &mut Out) -> Result<(), Failure> {
    let (mut id, mut secret) = ([0; 8], [0; 32]);
    let random = SysRng.try_fill_bytes(&mut id).and_then(|()| SysRng.try_fill_bytes(&mut secret));
    random.map_err(|error| {
        Failure::new(said!("the system has no randomness: {error}", "系统不能提供随机数：{error}"))
    })?;
    let roles: Roles = new.roles.iter().copied().map(Role::from).collect();
    let (tenant, until, label) = (new.tenant.clone(), new.expires, &new.label);
    let unfit = |fault: Fault| {
        Failure::new(say(fault.en, fault.zh)).hint(say("shorten --label", "请缩短 --label 的文本"))
    };
    if let Some(name) = &new.certificate {
        let record = Record::of_certificate(KeyId::of_random(id), name.clone(), tenant, roles, until, label);
        return make_without_key(&new.file, &record.map_err(unfit)?, out);
    }
    let key = ApiKey::of_random(id, secret);
    let record = Record::new(&key, tenant, roles, until, label).map_err(unfit)?;
    tongguan_identity::add(&new.file, &record).map_err(|error| not_added(&error))?;
    if out.json() {
        return out.object(object(&record, now()).with("key", key.text()));
    }
    out.line(key.text())?;
    let (id, tenant, words) = (record.id, &record.tenant, roles_words(record.roles));
    let until = match record.not_after {
        Some(_) => said!("until {}", "有效期至 {}", words::short(record.not_after)),
        None => say("until it is revoked", "吊销前有效").to_owned(),
    };
    // Beside the answer, so that the answer is the key and can go into a file.
    let words = said!(
        "key {id} of {tenant}: {words}; {until}. It is not shown again: keep it now",
        "密钥 {id}，租户 {tenant}：{words}；{until}。不再显示，请立即保存"
    );
    anstream::eprintln!("  {DIM}{words}{DIM:#}");
    Ok(())
}

/// Roles as people read them; what is typed stays as it is typed.
fn roles_words(roles: Roles) -> String {
    let zh = |role| match role {
        Role::Declarant => "declarant 报关企业",
        Role::Agency => "agency 代理传输企业",
        Role::Officer => "officer 海关",
        Role::Operator => "operator 测试组织者",
        Role::Service => "service 服务进程",
    };
    if chinese() { roles.iter().map(zh).collect::<Vec<_>>().join("、") } else { roles.to_string() }
}

/// A name in a certificate.
fn certificate(text: &str) -> Result<CertificateName, String> {
    CertificateName::new(text).map_err(|fault| say(fault.en, fault.zh))
}

/// The same where a certificate stands for a key.
fn make_without_key(file: &Path, record: &Record, out: &mut Out) -> Result<(), Failure> {
    tongguan_identity::add(file, record).map_err(|error| not_added(&error))?;
    if out.json() {
        return out.object(object(record, now()));
    }
    let (id, tenant, roles) = (record.id, &record.tenant, record.roles);
    let name = record.certificate().map(CertificateName::as_str).unwrap_or_default();
    out.line(said!(
        "{id}: whoever shows a certificate of {name} is {tenant}: {roles}. There is no key",
        "{id}：出示 {name} 证书者即租户 {tenant}：{roles}。没有密钥"
    ))
}

fn list(file: &Path, out: &mut Out) -> Result<(), Failure> {
    let (records, now) = (tongguan_identity::read(file).map_err(failed)?, now());
    if out.json() {
        return records.iter().try_for_each(|record| out.object(object(record, now)));
    }
    let mut table = Table::default();
    for record in &records {
        let (word, style) = match state(record, now) {
            "revoked" => (say("revoked", "已吊销"), BAD),
            "expired" => (say("expired", "已过期"), BAD),
            _ => (say("holds", "有效"), GOOD),
        };
        let until = words::short(record.not_after);
        table.row([
            &format!("{BOLD}{}{BOLD:#}", record.id),
            record.tenant.as_str(),
            &roles_words(record.roles),
            &format!("{style}{word}{style:#}"),
            if until.is_empty() { "-" } else { &until },
            record.certificate().map_or("-", CertificateName::as_str),
            &record.label,
        ]);
    }
    table.write(out)
}

fn revoke(file: &Path, id: KeyId, out: &mut Out) -> Result<(), Failure> {
    let record = tongguan_identity::revoke(file, id, now()).map_err(failed)?;
    if out.json() {
        return out.object(object(&record, now()));
    }
    let at = words::short(record.revoked);
    out.line(said!("{id} of {} is revoked since {at}", "租户 {} 的密钥 {id} 已于 {at} 吊销", record.tenant))
}

fn state(record: &Record, now: Moment) -> &'static str {
    match record {
        Record { revoked: Some(_), .. } => "revoked",
        expired if expired.is_expired(now) => "expired",
        _ => "holds",
    }
}

/// What is known of a key, for programs.
fn object(record: &Record, now: Moment) -> Object {
    let roles = Value::from_iter(record.roles.iter().map(Role::name));
    Object::new()
        .with("id", record.id.as_str())
        .with("tenant", record.tenant.as_str())
        .with("roles", roles)
        .with("certificate", record.certificate().map(CertificateName::as_str))
        .with("state", state(record, now))
        .with("not_after", words::at(record.not_after))
        .with("revoked", words::at(record.revoked))
        .with("label", record.label.as_str())
}

/// The file is made if it is not there, so its folder is what is missing.
fn not_added(error: &FileError) -> Failure {
    let failure = foreign::key_file(error, "");
    match error {
        FileError::System { .. } => failure.hint(say(
            "its folder has to be there, and this user has to be allowed to write into it",
            "所在文件夹须已存在，且当前用户可写",
        )),
        FileError::Line { .. } | FileError::NoKey { .. } => failure,
    }
}

fn failed(error: FileError) -> Failure {
    foreign::key_file(&error, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expiries() {
        for (text, expected) in [
            ("90d", None),
            ("2999-01-31", Moment::from_rfc3339("2999-01-31T23:59:59+08:00")),
            ("2999-01-31T12:00:00Z", Moment::from_rfc3339("2999-01-31T20:00:00+08:00")),
        ] {
            let until = expiry(text).unwrap();
            assert!(until > now() && expected.is_none_or(|expected| expected == until), "{text}");
        }
        for text in ["", "0d", "2020-01-31", "soon", "-1d", "2999-02-31"] {
            assert!(expiry(text).is_err(), "{text}");
        }
    }

    #[test]
    fn every_role_can_be_typed() {
        let typed: Vec<Role> = RoleName::value_variants().iter().copied().map(Role::from).collect();
        assert_eq!(typed, Role::ALL);
    }
}
