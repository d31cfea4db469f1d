//! Enterprises with stable codes and names.

use tongguan_domain::enterprise::{Contacts, CreditClass, Enterprise, Role};

/// An enterprise of the tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fixture {
    /// Customs code, 10 characters.
    pub code: &'static str,
    /// Registered name.
    pub name: &'static str,
    /// What it does.
    pub role: Role,
    /// Credit class.
    pub credit_class: CreditClass,
}

impl Fixture {
    const fn ordinary(code: &'static str, name: &'static str, role: Role) -> Self {
        Self { code, name, role, credit_class: CreditClass::Other }
    }

    const fn of_class(mut self, credit_class: CreditClass) -> Self {
        self.credit_class = credit_class;
        self
    }

    /// As the registry takes it.
    #[must_use]
    pub fn enterprise(&self) -> Enterprise {
        Enterprise {
            code: self.code.to_owned(),
            name: self.name.to_owned(),
            roles: vec![self.role],
            credit_class: self.credit_class,
            dxp_id: None,
            warehouse_record: false,
            contacts: Contacts::default(),
        }
    }
}

/// The platform of every parcel.
pub const PLATFORM: Fixture = Fixture::ordinary("3301960XYZ", "杭州示例平台有限公司", Role::Platform);
/// The exporter of every parcel, unless a test says otherwise.
pub const EXPORTER: Fixture = Fixture::ordinary("3301960ABC", "杭州示例贸易有限公司", Role::Exporter);
/// An advanced certified exporter.
pub const ADVANCED_EXPORTER: Fixture =
    Fixture::ordinary("3301960AEO", "杭州认证贸易有限公司", Role::Exporter)
        .of_class(CreditClass::AdvancedCertified);
/// A dishonest exporter.
pub const DISHONEST_EXPORTER: Fixture =
    Fixture::ordinary("3301960BAD", "杭州失信贸易有限公司", Role::Exporter).of_class(CreditClass::Dishonest);
/// The declaring agent of every parcel.
pub const AGENT: Fixture = Fixture::ordinary("3301980AGT", "杭州示例报关有限公司", Role::DeclaringAgent);
/// The logistics operator of every parcel.
pub const LOGISTICS: Fixture =
    Fixture::ordinary("3301980LGS", "杭州示例物流有限公司", Role::LogisticsOperator);
/// The operator of the supervised site.
pub const OPERATOR: Fixture = Fixture::ordinary("3301980OPR", "杭州示例场所有限公司", Role::SiteOperator);

/// All of them.
#[must_use]
pub const fn enterprises() -> [Fixture; 7] {
    [PLATFORM, EXPORTER, ADVANCED_EXPORTER, DISHONEST_EXPORTER, AGENT, LOGISTICS, OPERATOR]
}
