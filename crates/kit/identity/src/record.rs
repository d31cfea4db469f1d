//! One line of the file of keys: a JSON object. It has everything about a key but the key.

use crate::certificate::CertificateName;
use crate::fault::Fault;
use crate::key::{ApiKey, Digest, KeyId};
use crate::role::{Role, Roles};
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value;
use std::fmt;
use std::fmt::Write as _;
use tongguan_domain::limits;
use tongguan_domain::names::TenantName;
use tongguan_domain::time::Moment;

/// By what a caller shows who he is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Proof {
    /// A key with this SHA-256.
    Key(Digest),
    /// A certificate with this name.
    Certificate(CertificateName),
}

/// What is known of a key, or of a certificate that stands for one.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// By what it is known.
    pub id: KeyId,
    pub(crate) proof: Proof,
    /// Whose it is.
    pub tenant: TenantName,
    /// What its holder is; at least one role.
    pub roles: Roles,
    /// The last moment at which it is taken, if there is one.
    pub not_after: Option<Moment>,
    /// When it was revoked, if it was.
    pub revoked: Option<Moment>,
    /// What it is for, in words.
    pub label: String,
}

impl Record {
    /// What is to be known of a new key.
    ///
    /// # Errors
    /// What is wrong.
    pub fn new(
        key: &ApiKey,
        tenant: TenantName,
        roles: Roles,
        not_after: Option<Moment>,
        label: &str,
    ) -> Result<Self, Fault> {
        Self::proved(key.id(), Proof::Key(key.digest()), tenant, roles, not_after, label)
    }

    /// What is to be known of whoever shows a certificate with this name.
    ///
    /// # Errors
    /// What is wrong, in words.
    pub fn of_certificate(
        id: KeyId,
        name: CertificateName,
        tenant: TenantName,
        roles: Roles,
        not_after: Option<Moment>,
        label: &str,
    ) -> Result<Self, Fault> {
        Self::proved(id, Proof::Certificate(name), tenant, roles, not_after, label)
    }

    fn proved(
        id: KeyId,
        proof: Proof,
        tenant: TenantName,
        roles: Roles,
        not_after: Option<Moment>,
        label: &str,
    ) -> Result<Self, Fault> {
        if roles.is_empty() {
            return Err(no_role());
        }
        let label = checked(label)?;
        Ok(Self { id, proof, tenant, roles, not_after, revoked: None, label })
    }

    /// The name in a certificate that stands for a key; `None`: there is a key.
    #[must_use]
    pub const fn certificate(&self) -> Option<&CertificateName> {
        match &self.proof {
            Proof::Certificate(name) => Some(name),
            Proof::Key(_) => None,
        }
    }

    /// Reads a line.
    pub(crate) fn read(line: &str) -> Result<Self, Fault> {
        let Fields(mut fields) = serde_json::from_str(line).map_err(|error| {
            Fault::new(format!("it is no JSON object: {error}"), format!("不是 JSON 对象（{error}）"))
        })?;
        let mut take = |name: &str| {
            let at = fields.iter().position(|(field, _)| field == name)?;
            Some(fields.swap_remove(at).1)
        };
        let id = KeyId::read(&text("id", take("id"))?).ok_or_else(|| {
            Fault::new("id: it has 8 digits and small letters", "id：须为 8 位数字和小写字母")
        })?;
        let proof = proof(take("sha256"), take("certificate"))?;
        let tenant = TenantName::new(text("tenant", take("tenant"))?)
            .map_err(|error| Fault::from(error).of("tenant"))?;
        let roles = roles(take("roles"))?;
        let not_after = moment("not_after", take("not_after"))?;
        let revoked = moment("revoked", take("revoked"))?;
        let label = take("label").map_or_else(|| Ok(String::new()), |label| text("label", Some(label)))?;
        // A mistyped not_after would make a key that holds for ever.
        if let Some((field, _)) = fields.first() {
            let field: String = field.chars().take(limits::FAULT_VALUE_CHARACTERS).collect();
            return Err(Fault::new(
                format!("there is no field {field:?}, or it stands twice"),
                format!("没有字段 {field:?}，或该字段出现两次"),
            ));
        }
        let label = checked(&label)?;
        Ok(Self { id, proof, tenant, roles, not_after, revoked, label })
    }

    /// The line, without its end.
    pub(crate) fn write(&self) -> String {
        let Self { id, proof, tenant, roles, not_after, revoked, label } = self;
        let proof = match proof {
            Proof::Key(digest) => format!(r#""sha256":"{}""#, digest.write()),
            Proof::Certificate(name) => format!(r#""certificate":{}"#, Value::from(name.as_str())),
        };
        let roles = Value::from_iter(roles.iter().map(Role::name));
        let mut line = format!(r#"{{"id":"{id}",{proof},"tenant":"{tenant}","roles":{roles}"#);
        // Writing to a string cannot fail.
        for (name, moment) in [("not_after", not_after), ("revoked", revoked)] {
            if let Some(moment) = moment {
                let _ = write!(line, r#","{name}":"{}""#, rfc3339(*moment));
            }
        }
        if !label.is_empty() {
            let _ = write!(line, r#","label":{}"#, Value::from(label.as_str()));
        }
        line.push('}');
        line
    }

    /// Whether it is taken at this moment no longer.
    #[must_use]
    pub fn is_expired(&self, now: Moment) -> bool {
        self.not_after.is_some_and(|last| last < now)
    }
}

/// Of a key there is its SHA-256, of a certificate its name, and never both.
fn proof(sha256: Option<Value>, certificate: Option<Value>) -> Result<Proof, Fault> {
    match (sha256, certificate) {
        (Some(_), Some(_)) => Err(Fault::new(
            "sha256, certificate: a line has one of the two",
            "sha256、certificate：一行只有其中一个",
        )),
        (None, Some(name)) => {
            let name = CertificateName::new(&text("certificate", Some(name))?);
            name.map(Proof::Certificate).map_err(|why| why.of("certificate"))
        }
        (sha256, None) => {
            let digest = Digest::read(&text("sha256", sha256)?);
            digest.map(Proof::Key).ok_or_else(|| {
                Fault::new("sha256: it has 64 digits of base 16", "sha256：须为 64 位十六进制数字")
            })
        }
    }
}

/// A time as the file writes it.
fn rfc3339(moment: Moment) -> String {
    moment.to_string().replace(' ', "T") + "+08:00"
}

fn checked(label: &str) -> Result<String, Fault> {
    let most = limits::API_KEY_LABEL_CHARACTERS;
    if label.chars().count() > most {
        let (en, zh) = (format!("it is longer than {most} characters"), format!("超过 {most} 个字符"));
        return Err(Fault::new(en, zh).of("label"));
    }
    if label.chars().any(char::is_control) {
        return Err(Fault::new("it holds a control character", "含有控制字符").of("label"));
    }
    Ok(label.to_owned())
}

fn text(name: &str, value: Option<Value>) -> Result<String, Fault> {
    match value {
        Some(Value::String(text)) => Ok(text),
        Some(_) => Err(Fault::new("it has to be a text", "须为文本").of(name)),
        None => Err(Fault::new("it is missing", "缺少该字段").of(name)),
    }
}

fn no_role() -> Fault {
    Fault::new("a key has at least one", "至少须有一个角色").of("roles")
}

fn roles(value: Option<Value>) -> Result<Roles, Fault> {
    let [en, zh] = [", ", "、"].map(|between| Role::ALL.map(Role::name).join(between));
    let Some(Value::Array(names)) = value else {
        return Err(Fault::new(format!("a list of {en}"), format!("须为列表，可用角色：{zh}")).of("roles"));
    };
    let named = names.iter().map(|name| name.as_str().and_then(Role::named));
    let roles: Option<Roles> = named.collect();
    match roles {
        Some(roles) if !roles.is_empty() => Ok(roles),
        Some(_) => Err(no_role()),
        None => Err(Fault::new(format!("there are {en}"), format!("可用角色：{zh}")).of("roles")),
    }
}

fn moment(name: &str, value: Option<Value>) -> Result<Option<Moment>, Fault> {
    let Some(value) = value else { return Ok(None) };
    let moment = value.as_str().and_then(Moment::from_rfc3339);
    let form = || {
        let (en, zh) =
            ("a time is written like 2026-01-05T09:00:00+08:00", "时间写作 2026-01-05T09:00:00+08:00");
        Fault::new(en, zh).of(name)
    };
    moment.map(Some).ok_or_else(form)
}

/// The fields of an object in their order, those counted that stand twice.
struct Fields(Vec<(String, Value)>);

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Fields;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields, A::Error> {
                let mut fields = Vec::new();
                while let Some(field) = map.next_entry()? {
                    fields.push(field);
                }
                Ok(Fields(fields))
            }
        }
        from.deserialize_map(Reader)
    }
}
