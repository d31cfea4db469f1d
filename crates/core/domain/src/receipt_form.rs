//! The two ways in which customs writes the same message.

/// How the elements of a message that customs sends are named. The schema takes both.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, minicbor::Encode, minicbor::Decode)]
#[cbor(index_only)]
pub enum ReceiptForm {
    /// `<ceb:CEB304Message xmlns:ceb="…">`, as the samples of the authority are.
    #[n(0)]
    Prefixed,
    /// `<CEB304Message xmlns="…">`, as receipts of regional platforms are. Many receivers look for these very bytes.
    #[n(1)]
    Plain,
}

impl ReceiptForm {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Prefixed, Self::Plain];

    /// Its name, as options carry it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Prefixed => "prefixed",
            Self::Plain => "plain",
        }
    }

    /// The form of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|form| form.name() == name)
    }
}

/// What a way out (gRPC, HTTP, folders, a broker) knows of the form in which it writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Habit {
    /// What it was told, by a flag of the server.
    pub told: Option<ReceiptForm>,
    /// What it does where nobody has said anything.
    pub usual: ReceiptForm,
}

impl Habit {
    /// A way out that writes like this until told otherwise.
    #[must_use]
    pub const fn usually(usual: ReceiptForm) -> Self {
        Self { told: None, usual }
    }

    /// The same, told a form.
    #[must_use]
    pub const fn told(mut self, told: Option<ReceiptForm>) -> Self {
        self.told = told;
        self
    }

    /// The form of one message. The nearest to the receiver counts: what was set for the mailbox, then what the way out
    /// was told, then what the sandbox began with, then what is usual.
    #[must_use]
    pub fn choose(self, mailbox: Option<ReceiptForm>, sandbox: Option<ReceiptForm>) -> ReceiptForm {
        mailbox.or(self.told).or(sandbox).unwrap_or(self.usual)
    }
}

#[cfg(test)]
mod tests {
    use super::ReceiptForm::{Plain, Prefixed};
    use super::*;

    #[test]
    fn the_nearest_to_the_receiver_counts() {
        for (mailbox, told, sandbox, usual, form) in [
            (None, None, None, Plain, Plain),
            (None, None, None, Prefixed, Prefixed),
            (None, None, Some(Prefixed), Plain, Prefixed),
            (None, Some(Plain), Some(Prefixed), Prefixed, Plain),
            (Some(Prefixed), Some(Plain), Some(Plain), Plain, Prefixed),
        ] {
            assert_eq!(Habit::usually(usual).told(told).choose(mailbox, sandbox), form);
        }
        assert!(ReceiptForm::ALL.into_iter().all(|form| ReceiptForm::named(form.name()) == Some(form)));
    }
}
