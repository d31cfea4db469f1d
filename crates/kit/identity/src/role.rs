//! What the holder of a key is.

use std::fmt;

/// A role. Its number is that of `tongguan.access.v1.Role`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// An enterprise that declares.
    Declarant = 1,
    /// An enterprise that transmits for others.
    Agency = 2,
    /// Customs.
    Officer = 3,
    /// Who runs the tests.
    Operator = 4,
    /// A process of the server.
    Service = 5,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 5] = [Self::Declarant, Self::Agency, Self::Officer, Self::Operator, Self::Service];

    /// Its name, as files and people write it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Declarant => "declarant",
            Self::Agency => "agency",
            Self::Officer => "officer",
            Self::Operator => "operator",
            Self::Service => "service",
        }
    }

    /// The role of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }

    /// The role of this number.
    #[must_use]
    pub fn numbered(number: i32) -> Option<Self> {
        Self::ALL.into_iter().find(|role| *role as i32 == number)
    }

    const fn bit(self) -> u8 {
        1 << self as u8
    }
}

/// Some roles, each at most once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Roles(u8);

impl Roles {
    /// None.
    pub const NONE: Self = Self(0);

    /// These and one more.
    #[must_use]
    pub const fn with(self, role: Role) -> Self {
        Self(self.0 | role.bit())
    }

    /// Whether there is one that both have.
    #[must_use]
    pub const fn meet(self, others: Self) -> bool {
        self.0 & others.0 != 0
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// One after the other.
    pub fn iter(self) -> impl Iterator<Item = Role> {
        Role::ALL.into_iter().filter(move |role| self.0 & role.bit() != 0)
    }
}

impl FromIterator<Role> for Roles {
    fn from_iter<I: IntoIterator<Item = Role>>(roles: I) -> Self {
        roles.into_iter().fold(Self::NONE, Self::with)
    }
}

/// `declarant, agency`.
impl fmt::Display for Roles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, role) in self.iter().enumerate() {
            if at > 0 {
                f.write_str(", ")?;
            }
            f.write_str(role.name())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_of_roles() {
        let customs: Roles = [Role::Operator, Role::Officer, Role::Officer].into_iter().collect();
        assert_eq!(customs.to_string(), "officer, operator");
        assert!(customs.meet(Roles::NONE.with(Role::Officer)));
        assert!(!customs.meet(Roles::NONE.with(Role::Agency)) && !customs.meet(Roles::NONE));
        for role in Role::ALL {
            assert_eq!((Role::named(role.name()), Role::numbered(role as i32)), (Some(role), Some(role)));
        }
        assert_eq!((Role::named("Officer"), Role::numbered(0)), (None, None));
    }
}
