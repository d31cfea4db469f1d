//! Places where goods of cross-border trade lie or are looked at: warehouses, sites and parks of a sandbox.

/// What kind of place it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, minicbor::Encode, minicbor::Decode)]
#[cbor(index_only)]
pub enum WarehouseKind {
    /// 海外仓: abroad; goods of 9810 are booked into it (303, `orderType` W).
    #[n(0)]
    Overseas,
    /// 退货中心仓: goods that come back (213) lie there until customs has released them.
    #[n(1)]
    ReturnCentre,
    /// 优品仓: goods of quality from abroad and at home, before they are sold. No message names one.
    #[n(2)]
    QualityGoods,
    /// 监管场所: where customs looks at goods that leave. No message takes a place in one.
    #[n(3)]
    Site,
    /// 产业园区: of a zone, without supervision. No message names one.
    #[n(4)]
    Park,
}

impl WarehouseKind {
    /// Every kind.
    pub const ALL: [Self; 5] =
        [Self::Overseas, Self::ReturnCentre, Self::QualityGoods, Self::Site, Self::Park];

    /// Its name in output for programs, Chinese and English.
    #[must_use]
    pub const fn names(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Overseas => ("overseas", "海外仓", "overseas warehouse"),
            Self::ReturnCentre => ("return-centre", "退货中心仓", "return centre"),
            Self::QualityGoods => ("quality-goods", "优品仓", "quality-goods warehouse"),
            Self::Site => ("site", "监管场所", "supervision site"),
            Self::Park => ("park", "产业园区", "park"),
        }
    }
}

/// A registered warehouse, site or park.
#[derive(Clone, Debug, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
pub struct Warehouse {
    /// Its code, 1 to 18 upper-case letters, digits and hyphens. Of an overseas warehouse it may stand in `ebpCode`.
    #[n(0)]
    pub code: String,
    /// Its name, 1 to 100 characters. Of an overseas warehouse it stands in `ebpName`.
    #[n(1)]
    pub name: String,
    /// What kind of place it is.
    #[n(2)]
    pub kind: WarehouseKind,
    /// Of an overseas warehouse: the country (国别代码), 3 characters. Empty for the others.
    #[n(3)]
    pub country: String,
    /// Of the others: the customs district (关区代码), 4 digits. Empty for an overseas warehouse.
    #[n(4)]
    pub district: String,
    /// The pilot zone that it belongs to, at most 100 characters; may be empty.
    #[n(5)]
    pub zone: String,
    /// How many bookings (overseas) or returns (return centre) it holds at once; 0: no bound is known, and it is never full.
    #[n(6)]
    pub capacity: u32,
}

impl Warehouse {
    /// Whether a text has the form of a code: 1 to 18 upper-case letters, digits and hyphens.
    #[must_use]
    pub fn is_code(text: &str) -> bool {
        let fits = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'-';
        (1..=18).contains(&text.len()) && text.bytes().all(fits)
    }
}

/// Where the goods of a booking or a return found a place.
#[derive(Clone, Debug, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
pub enum Placement {
    /// They have a place in the warehouse of this code.
    #[n(0)]
    Taken(#[n(0)] String),
    /// The warehouse of this code had none left.
    #[n(1)]
    Full(#[n(0)] String),
    /// No such warehouse is registered.
    #[n(2)]
    Unknown,
}

/// A warehouse, and how much of it is taken.
#[derive(Clone, Debug, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
pub struct Occupied {
    /// As it is registered.
    #[n(0)]
    pub warehouse: Warehouse,
    /// Places that bookings or returns have now.
    #[n(1)]
    pub places: u32,
}

impl Occupied {
    /// Whether no place is left.
    #[must_use]
    pub const fn is_full(&self) -> bool {
        self.warehouse.capacity > 0 && self.places >= self.warehouse.capacity
    }
}
