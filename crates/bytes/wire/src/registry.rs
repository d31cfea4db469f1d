//! Enterprises, their roles and classes.

use tongguan_domain::enterprise::{Contacts, CreditClass, Enterprise, Role};
use tongguan_domain::names::MailboxName;
use tongguan_domain::xml;
use tongguan_proto::document::v1 as document;
use tongguan_proto::registry::v1 as pb;

use crate::status::{Reason, Refused};

const NAME_CHARACTERS: usize = 100;
const ADDRESS_CHARACTERS: usize = 100;
const TELEPHONE_CHARACTERS: usize = 20;
const ACCOUNT_CHARACTERS: usize = 40;
const ROLES: usize = 6;

/// Takes an enterprise; a role that is named twice counts once.
///
/// # Errors
/// [`Reason::EnterpriseInvalid`] with everything that is wrong.
pub fn take(message: pb::Enterprise) -> Result<Enterprise, Refused> {
    let pb::Enterprise { code, name, roles, credit_class, dxp_id, warehouse_record, .. } = message;
    let contacts =
        Contacts { address: message.address, telephone: message.telephone, account: message.account };
    let mut wrong = Vec::new();
    if !Enterprise::is_code(&code) {
        wrong.push("code: 10 or 18 upper-case letters and digits".to_owned());
    }
    // Bytes bound characters from above, so a huge name is not counted.
    if name.is_empty() || name.len() > NAME_CHARACTERS * 4 || name.chars().count() > NAME_CHARACTERS {
        wrong.push(format!("name: 1 to {NAME_CHARACTERS} characters"));
    }
    if let Some(c) = xml::forbidden(&name) {
        wrong.push(format!("name: it holds U+{:04X}, which XML cannot carry", u32::from(c)));
    }
    if roles.len() > ROLES {
        wrong.push(format!("roles: at most {ROLES}"));
    }
    let mut taken = Vec::new();
    for role in roles.into_iter().take(ROLES) {
        match read_role(role) {
            Some(role) => taken.push(role),
            None => wrong.push(format!("roles: {role} is no role")),
        }
    }
    taken.sort_unstable();
    taken.dedup();
    let credit_class = match crate::choice::read("credit_class", credit_class) {
        Ok(class) => class.map_or(CreditClass::Other, read_class),
        Err(refused) => {
            wrong.push(refused.message().to_owned());
            CreditClass::Other
        }
    };
    check_contacts(&contacts, &mut wrong);
    if !dxp_id.is_empty()
        && let Err(error) = MailboxName::new(dxp_id.as_str())
    {
        wrong.push(format!("dxp_id: {error}"));
    }
    if !wrong.is_empty() {
        return Err(Refused::new(Reason::EnterpriseInvalid, wrong.join("; ")));
    }
    Ok(Enterprise {
        code,
        name,
        roles: taken,
        credit_class,
        dxp_id: Some(dxp_id).filter(|id| !id.is_empty()),
        warehouse_record,
        contacts,
    })
}

fn check_contacts(contacts: &Contacts, wrong: &mut Vec<String>) {
    let Contacts { address, telephone, account } = contacts;
    for (field, text, most) in [
        ("address", address, ADDRESS_CHARACTERS),
        ("telephone", telephone, TELEPHONE_CHARACTERS),
        ("account", account, ACCOUNT_CHARACTERS),
    ] {
        if text.len() > most * 4 || text.chars().count() > most {
            wrong.push(format!("{field}: at most {most} characters"));
        }
        if let Some(c) = xml::forbidden(text) {
            wrong.push(format!("{field}: it holds U+{:04X}, which XML cannot carry", u32::from(c)));
        }
    }
}

/// Writes an enterprise.
#[must_use]
pub fn write(enterprise: &Enterprise) -> pb::Enterprise {
    pb::Enterprise {
        code: enterprise.code.clone(),
        name: enterprise.name.clone(),
        roles: enterprise.roles.iter().map(|role| write_role(*role).into()).collect(),
        credit_class: write_class(enterprise.credit_class).into(),
        dxp_id: enterprise.dxp_id.clone().unwrap_or_default(),
        warehouse_record: enterprise.warehouse_record,
        address: enterprise.contacts.address.clone(),
        telephone: enterprise.contacts.telephone.clone(),
        account: enterprise.contacts.account.clone(),
    }
}

/// Writes a role.
#[must_use]
pub const fn write_role(role: Role) -> pb::Role {
    match role {
        Role::Platform => pb::Role::Platform,
        Role::Exporter => pb::Role::Exporter,
        Role::DeclaringAgent => pb::Role::DeclaringAgent,
        Role::LogisticsOperator => pb::Role::LogisticsOperator,
        Role::SiteOperator => pb::Role::SiteOperator,
        Role::PaymentCompany => pb::Role::PaymentCompany,
    }
}

fn read_role(number: i32) -> Option<Role> {
    Some(match pb::Role::try_from(number).ok()? {
        pb::Role::Unspecified => return None,
        pb::Role::Platform => Role::Platform,
        pb::Role::Exporter => Role::Exporter,
        pb::Role::DeclaringAgent => Role::DeclaringAgent,
        pb::Role::LogisticsOperator => Role::LogisticsOperator,
        pb::Role::SiteOperator => Role::SiteOperator,
        pb::Role::PaymentCompany => Role::PaymentCompany,
    })
}

/// Writes a credit class.
#[must_use]
pub const fn write_class(class: CreditClass) -> document::CreditClass {
    match class {
        CreditClass::AdvancedCertified => document::CreditClass::AdvancedCertified,
        CreditClass::Other => document::CreditClass::Other,
        CreditClass::Dishonest => document::CreditClass::Dishonest,
        CreditClass::Certified => document::CreditClass::Certified,
        CreditClass::SeriouslyDishonest => document::CreditClass::SeriouslyDishonest,
    }
}

pub(crate) const fn read_class(class: document::CreditClass) -> CreditClass {
    match class {
        document::CreditClass::AdvancedCertified => CreditClass::AdvancedCertified,
        document::CreditClass::Unspecified | document::CreditClass::Other => CreditClass::Other,
        document::CreditClass::Dishonest => CreditClass::Dishonest,
        document::CreditClass::Certified => CreditClass::Certified,
        document::CreditClass::SeriouslyDishonest => CreditClass::SeriouslyDishonest,
    }
}

/// The class of this number; `None`: no class that is known.
#[must_use]
pub fn read_known_class(number: i32) -> Option<CreditClass> {
    CreditClass::ALL.into_iter().find(|class| i32::from(write_class(*class)) == number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn good() -> pb::Enterprise {
        pb::Enterprise {
            code: "3301960001".to_owned(),
            name: "杭州示例跨境电商有限公司".to_owned(),
            roles: vec![2, 1],
            credit_class: 1,
            dxp_id: "DXPENT0000012345".to_owned(),
            warehouse_record: true,
            address: "杭州市示例路1号".to_owned(),
            telephone: "0571-00000000".to_owned(),
            account: "330100000000".to_owned(),
        }
    }

    #[track_caller]
    fn check(change: impl FnOnce(&mut pb::Enterprise), expected: &str) {
        let mut message = good();
        change(&mut message);
        let refused = take(message).unwrap_err();
        assert_eq!(refused.reason(), Reason::EnterpriseInvalid);
        assert_eq!(refused.message(), expected);
    }

    #[test]
    fn round_trip() {
        let taken = take(good()).unwrap();
        assert_eq!(taken.roles, [Role::Platform, Role::Exporter]);
        assert_eq!(taken.credit_class, CreditClass::AdvancedCertified);
        assert_eq!(take(write(&taken)).unwrap(), taken);
        for class in CreditClass::ALL {
            for role in 1..=6 {
                let enterprise = Enterprise {
                    credit_class: class,
                    roles: vec![read_role(role).unwrap()],
                    dxp_id: None,
                    ..taken.clone()
                };
                assert_eq!(take(write(&enterprise)).unwrap(), enterprise);
            }
            assert_eq!(read_known_class(write_class(class).into()), Some(class));
        }
        assert_eq!(read_known_class(0), None);
    }

    #[test]
    fn lenient_where_it_says_so() {
        let mut message = good();
        message.roles = vec![4; 6];
        message.credit_class = 0;
        message.name = "名".repeat(100);
        let taken = take(message).unwrap();
        assert_eq!(taken.roles, [Role::LogisticsOperator]);
        assert_eq!(taken.credit_class, CreditClass::Other);
    }

    #[test]
    fn what_is_wrong_is_said() {
        check(|m| m.code.push('1'), "code: 10 or 18 upper-case letters and digits");
        check(|m| m.name.clear(), "name: 1 to 100 characters");
        check(|m| m.name = "名".repeat(101), "name: 1 to 100 characters");
        check(|m| m.name = "x".repeat(1_000_000), "name: 1 to 100 characters");
        check(|m| m.name = "A\u{1}B".to_owned(), "name: it holds U+0001, which XML cannot carry");
        check(|m| m.name = "A\u{FFFE}".to_owned(), "name: it holds U+FFFE, which XML cannot carry");
        check(|m| m.roles = vec![1; 7], "roles: at most 6");
        check(|m| m.roles = vec![0, 7], "roles: 0 is no role; roles: 7 is no role");
        check(|m| m.credit_class = 9, "credit_class: 9 is none of the known values");
        check(|m| m.address = "路".repeat(101), "address: at most 100 characters");
        check(|m| m.telephone = "1".repeat(21), "telephone: at most 20 characters");
        check(|m| m.account = "1\u{1}".to_owned(), "account: it holds U+0001, which XML cannot carry");
        check(|m| m.dxp_id = "x".repeat(31), "dxp_id: it is longer than 30 characters");
        check(
            |m| *m = pb::Enterprise::default(),
            "code: 10 or 18 upper-case letters and digits; name: 1 to 100 characters",
        );
    }
}
