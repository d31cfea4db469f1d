//! Enterprises: who sends, in which role, and of which customs credit class.

use crate::conduct::Shared;

/// A role in which an enterprise takes part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, minicbor::Encode, minicbor::Decode)]
#[cbor(index_only)]
pub enum Role {
    /// 电商平台, `ebp`.
    #[n(0)]
    Platform,
    /// 电商企业 / 收发货人, `ebc`.
    #[n(1)]
    Exporter,
    /// 申报企业, `agent`.
    #[n(2)]
    DeclaringAgent,
    /// 物流企业, `logistics`.
    #[n(3)]
    LogisticsOperator,
    /// 监管场所经营人, `operator`.
    #[n(4)]
    SiteOperator,
    /// 支付企业, `pay`.
    #[n(5)]
    PaymentCompany,
}

/// The customs credit class as it was registered. It is what customs once decided, so it stays when the orders about
/// classes change; credit scoring says what it counts for on a day.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, minicbor::Encode, minicbor::Decode,
)]
#[cbor(index_only)]
pub enum CreditClass {
    /// 高级认证企业 (AEO).
    #[n(0)]
    AdvancedCertified,
    /// Everyone else: 一般信用企业 (Order 237), 其他注册登记和备案企业 (Order 251), 常规企业 (Order 282).
    #[default]
    #[n(1)]
    Other,
    /// 失信企业.
    #[n(2)]
    Dishonest,
    /// 一般认证企业 (Order 237), 认证企业 (Order 282); Order 251 has no such class.
    #[n(3)]
    Certified,
    /// 严重失信企业 (Order 282).
    #[n(4)]
    SeriouslyDishonest,
}

impl CreditClass {
    /// Every class, best first.
    pub const ALL: [Self; 5] =
        [Self::AdvancedCertified, Self::Certified, Self::Other, Self::Dishonest, Self::SeriouslyDishonest];

    /// Whether it is dishonest, seriously or not.
    #[must_use]
    pub const fn is_dishonest(self) -> bool {
        matches!(self, Self::Dishonest | Self::SeriouslyDishonest)
    }

    /// Chinese and English name.
    #[must_use]
    pub const fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::AdvancedCertified => ("高级认证企业", "advanced certified"),
            Self::Certified => ("认证企业", "certified"),
            Self::Other => ("其他企业", "other"),
            Self::Dishonest => ("失信企业", "dishonest"),
            Self::SeriouslyDishonest => ("严重失信企业", "seriously dishonest"),
        }
    }
}

/// A registered enterprise.
#[derive(Clone, Debug, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
pub struct Enterprise {
    /// 10-character customs code or 18-character unified social credit code.
    #[n(0)]
    pub code: String,
    /// Registered name, 1 to 100 characters.
    #[n(1)]
    pub name: String,
    /// Roles.
    #[n(2)]
    pub roles: Vec<Role>,
    /// Credit class.
    #[n(3)]
    pub credit_class: CreditClass,
    /// DXP id under which it sends, if it has one.
    #[n(4)]
    pub dxp_id: Option<String>,
    /// Whether customs has its overseas-warehouse business on record (出口海外仓业务模式备案).
    #[n(5)]
    #[cbor(default)]
    pub warehouse_record: bool,
    /// Where and how it is reached: by this it is seen who belongs together.
    #[n(6)]
    #[cbor(default)]
    pub contacts: Contacts,
}

/// Where and how an enterprise is reached. Each may be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
pub struct Contacts {
    /// At most 100 characters.
    #[n(0)]
    pub address: String,
    /// At most 20 characters.
    #[n(1)]
    pub telephone: String,
    /// Bank account, at most 40 characters.
    #[n(2)]
    pub account: String,
}

impl Contacts {
    /// Each that is not empty.
    pub fn each(&self) -> impl Iterator<Item = (Shared, &str)> {
        let all = [
            (Shared::Address, &self.address),
            (Shared::Telephone, &self.telephone),
            (Shared::Account, &self.account),
        ];
        all.into_iter().filter(|(_, text)| !text.is_empty()).map(|(shared, text)| (shared, text.as_str()))
    }
}

impl Enterprise {
    /// Whether a text has the form of an enterprise code: 10 or 18 upper-case letters and digits.
    #[must_use]
    pub fn is_code(text: &str) -> bool {
        matches!(text.len(), 10 | 18) && text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
    }

    /// The four digits of the city in a code (行政区划): those a customs code begins with, and the third to the sixth of a
    /// unified social credit code. `None`: the text says no city.
    #[must_use]
    pub fn region(code: &str) -> Option<&str> {
        let at = match code.len() {
            10 => 0..4,
            18 => 2..6,
            _ => return None,
        };
        code.get(at).filter(|region| region.bytes().all(|b| b.is_ascii_digit()))
    }
}
